// Starts a worker through a same-origin blob, past a CDN origin and a content security policy, as Grafana's core does.

/** Tests under a DOM without workers import this file too. */
const Base = typeof Worker === 'undefined' ? (class {} as unknown as typeof Worker) : Worker;

export class BlobWorker extends Base {
  constructor(url: URL) {
    super(URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(String(url))})`], { type: 'text/javascript' })));
  }
}

/** The event on its own script element in which a worker's file hands over `detail` when it runs on the page. */
export const HANDED_OVER = 'spiketrace-handed-over';

/** One of our files, which runs as a worker or, where workers are refused, as a script of the page: so no page carries its code twice. */
export class WorkerFile<T> {
  private handedOver: Promise<T> | undefined;

  /** webpack makes the file of the literal form `new WorkerFile(new URL('./name', import.meta.url))`. */
  constructor(private readonly url: URL) {}

  /**
   * Through a same-origin blob, past a CDN origin and a content security policy, as Grafana's core does. The file must be whole:
   * seen from a blob, an address of further files has nothing to be relative to.
   * @throws where the browser refuses at once; what it refuses later, and a file that is not there, come as the worker's `onerror`
   */
  start(): Worker {
    return new Worker(URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(String(this.url))})`], { type: 'text/javascript' })));
  }

  /** What the file hands over when it runs on the page. Fetched once, and anew after it could not be fetched. */
  onPage(): Promise<T> {
    return (this.handedOver ??= new Promise<T>((done, fail) => {
      const script = document.createElement('script');
      // A worker reads every file as UTF-8, a page only where it is told so.
      script.charset = 'utf-8';
      script.src = String(this.url);
      script.addEventListener(HANDED_OVER, (event) => done((event as CustomEvent<T>).detail));
      const end = (): void => {
        script.remove();
        // Changes nothing where it was handed over.
        fail(new Error(`${this.url.pathname} could not be loaded, neither as a worker nor by the page.`));
      };
      script.addEventListener('load', end);
      script.addEventListener('error', () => {
        this.handedOver = undefined;
        end();
      });
      document.head.append(script);
    }));
  }
}

import type { Part } from './request';

/** The event on its own script element in which the engine's first file hands over `detail` when it runs on the page. */
export const HANDED_OVER = 'spiketrace-handed-over';

// Put in by webpack: where the plugin's own files are, by the address that Grafana loaded it from, and the hash of the whole build.
declare const __webpack_public_path__: string;
declare const __webpack_hash__: string;

/** One of the engine's files next to the plugin's module; its name is the same in every build, so the query tells builds apart. */
function addressOf(name: string): string {
  return String(new URL(`${__webpack_public_path__}${name}.js?_cache=${__webpack_hash__}`, document.baseURI));
}

const FIRST = 'engine';
const FILES: Readonly<Record<Part, string>> = { answers: 'engine-answers', expect: 'engine-costs' };

/** The engine's files, which run as a worker or, where workers are refused, as scripts of the page: so no page carries their code twice. */
export class EngineFiles<T> {
  private readonly onThisPage = new Map<string, Promise<T | undefined>>();

  /**
   * Through a same-origin blob, past a CDN origin and a content security policy, as Grafana's core does. Seen from a blob nothing has
   * an address to be relative to, so the blob names every file. It asks for the parts before the first file is there: all come at once.
   * `import` fetches beside the work where `importScripts` would stop it; where a browser or an origin refuses it, the latter serves.
   * @throws where the browser refuses at once; what it refuses later, and a first file that is not there, come as the worker's `onerror`
   */
  start(parts: readonly Part[]): Worker {
    const addresses = Object.fromEntries(Object.entries(FILES).map(([part, name]) => [part, addressOf(name)]));
    const script = `const at = ${JSON.stringify(addresses)}, begun = {};
self.part = (name) => begun[name] ??= import(at[name]).catch(() => importScripts(at[name]));
for (const name of ${JSON.stringify(parts)}) self.part(name).catch(() => undefined);
importScripts(${JSON.stringify(addressOf(FIRST))});`;
    return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  }

  /** What the first file hands over when it runs on the page, once the parts have run there, too. Each is fetched once, and anew after it could not be fetched. */
  async onPage(parts: readonly Part[]): Promise<T> {
    const [handedOver] = await Promise.all([FIRST, ...parts.map((part) => FILES[part])].map((name) => this.run(name)));
    if (handedOver === undefined) {
      throw new Error(`${FIRST}.js was loaded and is not the engine.`);
    }
    return handedOver;
  }

  private run(name: string): Promise<T | undefined> {
    const known = this.onThisPage.get(name);
    if (known) {
      return known;
    }
    const running = new Promise<T | undefined>((done, fail) => {
      const script = document.createElement('script');
      // A worker reads every file as UTF-8, a page only where it is told so.
      script.charset = 'utf-8';
      script.src = addressOf(name);
      script.addEventListener(HANDED_OVER, (event) => done((event as CustomEvent<T>).detail));
      script.addEventListener('load', () => {
        script.remove();
        // Changes nothing where something was handed over.
        done(undefined);
      });
      script.addEventListener('error', () => {
        script.remove();
        this.onThisPage.delete(name);
        fail(new Error(`${name}.js could not be loaded, neither as a worker nor by the page.`));
      });
      document.head.append(script);
    });
    this.onThisPage.set(name, running);
    return running;
  }
}

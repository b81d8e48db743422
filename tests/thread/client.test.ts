// @vitest-environment node
/** The page's side of the worker, with the real worker's code behind a message channel that transfers as a browser does. */
import { runInNewContext } from 'node:vm';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS } from '../../src/base';
import { inWords, STATIONS } from '../../src/engine';
import type { WorkerQuestion, WorkerReply } from '../../src/thread/engine.worker';
import type { AnalysisRequest, Part } from '../../src/thread/request';

/** What `self` is inside a worker. */
const scope: {
  onmessage?: (event: { data: WorkerQuestion }) => Promise<void>;
  postMessage?: (reply: WorkerReply, buffers?: ArrayBuffer[]) => void;
  part?: (name: Part) => Promise<unknown>;
} = {};

/** Started workers, newest last. Each answers when it is told to, so that a test can look in between. */
const started: FakeWorker[] = [];
let broken = false;
/** Parts that cannot be fetched, and those that were asked for. */
const missing = new Set<Part>();
const fetched: Part[] = [];
const filesOf: Readonly<Record<Part, () => Promise<unknown>>> = {
  answers: () => import('../../src/thread/answers.worker'), expect: () => import('../../src/thread/costs.worker'),
};

class FakeWorker {
  onmessage: ((event: { data: WorkerReply }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  terminated = false;
  readonly inbox: WorkerQuestion[] = [];
  constructor() {
    started.push(this);
  }
  postMessage(message: WorkerQuestion, transfer: ArrayBuffer[]): void {
    this.inbox.push(structuredClone(message, { transfer }));
    if (broken) {
      setTimeout(() => this.onerror?.({}), 0);
    }
  }
  terminate(): void {
    this.terminated = true;
  }
  /** Runs the worker's own code on what it was sent. */
  async work(): Promise<void> {
    scope.part = (name) => {
      fetched.push(name);
      return missing.has(name) ? Promise.reject(new Error('404')) : filesOf[name]();
    };
    scope.postMessage = (reply, buffers = []) => {
      const data = structuredClone(reply, { transfer: buffers });
      if (!this.terminated) {
        this.onmessage?.({ data });
      }
    };
    for (const data of this.inbox.splice(0)) {
      await scope.onmessage?.({ data });
    }
  }
}
const only = (): FakeWorker => started[started.length - 1]!;

const count = 3 * 24 * 60;
const request = (minimumExcessKw = 0): AnalysisRequest => ({
  kind: 'view', view: { startMs: 0, endMs: count * MINUTE_MS }, minimumExcessKw,
  plant: {
    zone: 'UTC', machines: [machineLog('oven', Array.from({ length: count }, (_, i) => [i * MINUTE_MS, i % 360 < 30 ? 'HEAT' : 'OFF'] as const))],
    meter: {
      kind: 'power', meterId: 'm', completeness: COMPLETE, notices: [], windowMs: MINUTE_MS, timeMs: Float64Array.from({ length: count }, (_, i) => i * MINUTE_MS),
      demandKw: Float64Array.from({ length: count }, (_, i) => 100 + (i % 360 < 30 ? 50 : 0) + (i % 7)),
    },
  },
});

let Client: typeof import('../../src/thread/client').AnalysisClient;
beforeAll(async () => {
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('self', scope);
  vi.stubGlobal('__webpack_public_path__', 'public/plugins/panel/');
  vi.stubGlobal('__webpack_hash__', '7');
  ({ AnalysisClient: Client } = await import('../../src/thread/client'));
  await import('../../src/thread/engine.worker');
});
beforeEach(() => {
  started.length = 0;
  broken = false;
  missing.clear();
  fetched.length = 0;
  // The worker's file is in place, so from here on this is the page.
  vi.stubGlobal('document', { baseURI: 'http://grafana/sub/' });
});

test('a question goes over by transfer and can be asked again; progress rises to the end and then the answer comes', async () => {
  const asked = request();
  const heard: number[] = [];
  const settle = vi.fn();
  new Client().ask(asked, settle, (share) => heard.push(share));
  expect(asked.plant.meter.timeMs).toHaveLength(count);
  await only().work();
  expect(heard.length).toBeGreaterThan(1);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
  expect(heard[heard.length - 1]).toBe(1);
  expect(settle).toHaveBeenCalledTimes(1);
  expect(settle.mock.calls[0]?.[0]).toMatchObject({ kind: 'done', result: { findings: expect.arrayContaining([expect.objectContaining({ excessKw: expect.any(Number) })]) } });
});

test('the worker gives the same answer as the page’s own thread', async () => {
  const { answer } = await import('../../src/thread/request');
  const settle = vi.fn();
  new Client().ask(request(), settle);
  await only().work();
  expect(settle.mock.calls[0]?.[0]).toEqual({ kind: 'done', result: answer(request(), STATIONS) });
});

test('a question with nothing to rank is answered without the file of the costs, which the next one fetches', async () => {
  const { answer } = await import('../../src/thread/request');
  const meterOnly = { ...request(), plant: { ...request().plant, machines: [] } };
  const client = new Client();
  const settle = vi.fn();
  client.ask(meterOnly, settle);
  await only().work();
  expect(fetched).toEqual(['answers']);
  expect(settle.mock.calls[0]?.[0]).toEqual({ kind: 'done', result: inWords(answer(meterOnly, STATIONS)) });
  client.ask(request(), settle);
  await only().work();
  expect(fetched).toEqual(['answers', 'answers', 'expect']);
  expect([started.length, settle.mock.calls[1]?.[0]]).toMatchObject([1, { kind: 'done' }]);
});

test('a newer question ends the older one, which is never answered', async () => {
  const client = new Client();
  const [older, newer] = [vi.fn(), vi.fn()];
  client.ask(request(1), older);
  const first = only();
  client.ask(request(2), newer);
  await first.work();
  await only().work();
  expect(first.terminated).toBe(true);
  expect(older).not.toHaveBeenCalled();
  expect(newer).toHaveBeenCalledTimes(1);
});

test('after a stop nothing comes, and the next question is answered by a new worker', async () => {
  const client = new Client();
  const settle = vi.fn();
  client.ask(request(), settle, settle);
  const first = only();
  client.stop();
  await first.work();
  expect([first.terminated, settle.mock.calls.length]).toEqual([true, 0]);
  client.ask(request(), settle);
  expect(only()).not.toBe(first);
  await only().work();
  expect(settle).toHaveBeenCalledTimes(1);
});

describe('where a file cannot be loaded', () => {
  /** The page: a script that is put into it runs the file that it names, unless it is not there. */
  const scripts: string[] = [];
  const absent = new Set<string>();
  /** A file that is there and brings nothing to the others. */
  let anotherBuild = '';
  const filesByName: Readonly<Record<string, () => Promise<unknown>>> = {
    'engine.js': () => import('../../src/thread/engine.worker'), 'engine-answers.js': filesOf.answers, 'engine-costs.js': filesOf.expect,
  };
  const page = {
    baseURI: 'http://grafana/sub/',
    currentScript: undefined as EventTarget | undefined,
    createElement: () => Object.assign(new EventTarget(), { src: '', remove: () => undefined }),
    head: {
      append: (script: EventTarget & { readonly src: string }) => {
        scripts.push(script.src);
        void run(script);
      },
    },
  };
  const run = async (script: EventTarget & { readonly src: string }): Promise<void> => {
    const name = new URL(script.src).pathname.replace('/sub/public/plugins/panel/', '');
    const file = absent.has(name) ? undefined : filesByName[name];
    await Promise.resolve();
    // Only the first file asks who runs it; the others may run at any time.
    page.currentScript = name === 'engine.js' ? script : page.currentScript;
    await (name === anotherBuild ? undefined : file?.());
    script.dispatchEvent(new Event(file ? 'load' : 'error'));
  };
  const outcomeOf = (client: InstanceType<typeof Client>): Promise<unknown> => new Promise((settle) => client.ask(request(), settle));
  beforeEach(async () => {
    vi.stubGlobal('document', page);
    absent.clear();
    anotherBuild = '';
    scripts.length = 0;
    // A page of its own each time, whose files have not run yet.
    vi.resetModules();
    ({ AnalysisClient: Client } = await import('../../src/thread/client'));
  });

  test('no question stays open without the first: the page fetches the same files, once, by the folder below its sub-path, and answers itself', async () => {
    broken = true;
    expect(await outcomeOf(new Client())).toMatchObject({ kind: 'done', result: { findings: expect.any(Array) } });
    expect(await outcomeOf(new Client())).toMatchObject({ kind: 'done' });
    expect(scripts).toEqual(['engine', 'engine-answers', 'engine-costs'].map((name) => `http://grafana/sub/public/plugins/panel/${name}.js?_cache=7`));
  });

  test.each(['engine.js', 'engine-answers.js', 'engine-costs.js'])('%s that is not on the page either is said with its name, and asked for again by the next question', async (name) => {
    broken = true;
    absent.add(name);
    expect(await outcomeOf(new Client())).toEqual({ kind: 'failed', text: `${name} could not be loaded, neither as a worker nor by the page.` });
    absent.clear();
    expect(await outcomeOf(new Client())).toMatchObject({ kind: 'done' });
    expect(scripts).toHaveLength(4);
  });

  test('files of two builds do not meet: the question is told to reload the page', async () => {
    broken = true;
    anotherBuild = 'engine-costs.js';
    expect(await outcomeOf(new Client())).toEqual({ kind: 'failed', text: expect.stringMatching(/not of one version.*Reload the page\.$/) });
  });

  test('a part that the worker cannot fetch ends it, and the page answers', async () => {
    missing.add('expect');
    const outcome = outcomeOf(new Client());
    const worker = only();
    await worker.work();
    expect(await outcome).toMatchObject({ kind: 'done', result: { findings: expect.any(Array) } });
    expect(worker.terminated).toBe(true);
  });
});

describe('what a worker starts from', () => {
  const textOf = async (parts: readonly Part[]): Promise<string> => {
    const { EngineFiles } = await import('../../src/thread/EngineFiles');
    const blobs: Blob[] = [];
    const made = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
    new EngineFiles().start(parts);
    made.mockRestore();
    return (await blobs[0]?.text()) ?? '';
  };
  /** Runs the text as a worker would, with a browser's two ways to a file in its place. */
  const began = async (parts: readonly Part[], canImport: (url: string) => boolean) => {
    const [imported, run]: [string[], string[]] = [[], []];
    const self: { part?: (name: Part) => Promise<unknown> } = {};
    const text = (await textOf(parts)).replaceAll('import(', 'imports(');
    runInNewContext(text, {
      self, importScripts: (url: string) => run.push(url),
      imports: (url: string) => (imported.push(url), canImport(url) ? Promise.resolve() : Promise.reject(new Error('refused'))),
    });
    await Promise.resolve();
    return { imported, run, part: (name: Part) => self.part?.(name) };
  };
  const at = (name: string): string => `http://grafana/sub/public/plugins/panel/${name}.js?_cache=7`;

  test('it asks for the parts before it waits for the first file, by whole addresses, and for the rest when a question needs it, once', async () => {
    const { imported, run, part } = await began(['answers'], () => true);
    expect([imported, run]).toEqual([[at('engine-answers')], [at('engine')]]);
    await Promise.all([part('answers'), part('expect'), part('expect')]);
    expect(imported).toEqual([at('engine-answers'), at('engine-costs')]);
  });

  test('a part that a browser or an origin will not import is run as a script', async () => {
    const { run, part } = await began(['answers', 'expect'], (url) => !url.includes('costs'));
    await part('expect');
    expect(run).toEqual([at('engine'), at('engine-costs')]);
  });
});

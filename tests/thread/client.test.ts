// @vitest-environment node
/** The page's side of the worker, with the real worker's code behind a message channel that transfers as a browser does. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS } from '../../src/base';
import type { WorkerReply } from '../../src/thread/engine.worker';
import type { AnalysisRequest } from '../../src/thread/request';

interface Posted {
  readonly id: number;
  readonly request: AnalysisRequest;
}

/** What `self` is inside a worker. */
const scope: { onmessage?: (event: { data: Posted }) => void; postMessage?: (reply: WorkerReply, buffers?: ArrayBuffer[]) => void } = {};

/** Started workers, newest last. Each answers when it is told to, so that a test can look in between. */
const started: FakeWorker[] = [];
let broken = false;

class FakeWorker {
  onmessage: ((event: { data: WorkerReply }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  terminated = false;
  readonly inbox: Posted[] = [];
  constructor() {
    started.push(this);
  }
  postMessage(message: Posted, transfer: ArrayBuffer[]): void {
    this.inbox.push(structuredClone(message, { transfer }));
    if (broken) {
      setTimeout(() => this.onerror?.({}), 0);
    }
  }
  terminate(): void {
    this.terminated = true;
  }
  /** Runs the worker's own code on what it was sent. */
  work(): void {
    scope.postMessage = (reply, buffers = []) => {
      const data = structuredClone(reply, { transfer: buffers });
      if (!this.terminated) {
        this.onmessage?.({ data });
      }
    };
    for (const data of this.inbox.splice(0)) {
      scope.onmessage?.({ data });
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
  ({ AnalysisClient: Client } = await import('../../src/thread/client'));
  await import('../../src/thread/engine.worker');
});
beforeEach(() => {
  started.length = 0;
  broken = false;
});

test('a question goes over by transfer and can be asked again; progress rises to the end and then the answer comes', () => {
  const asked = request();
  const heard: number[] = [];
  const settle = vi.fn();
  new Client().ask(asked, settle, (share) => heard.push(share));
  expect(asked.plant.meter.timeMs).toHaveLength(count);
  only().work();
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
  only().work();
  expect(settle.mock.calls[0]?.[0]).toEqual({ kind: 'done', result: answer(request()) });
});

test('a newer question ends the older one, which is never answered', () => {
  const client = new Client();
  const [older, newer] = [vi.fn(), vi.fn()];
  client.ask(request(1), older);
  const first = only();
  client.ask(request(2), newer);
  first.work();
  only().work();
  expect(first.terminated).toBe(true);
  expect(older).not.toHaveBeenCalled();
  expect(newer).toHaveBeenCalledTimes(1);
});

test('after a stop nothing comes, and the next question is answered by a new worker', () => {
  const client = new Client();
  const settle = vi.fn();
  client.ask(request(), settle, settle);
  const first = only();
  client.stop();
  first.work();
  expect([first.terminated, settle.mock.calls.length]).toEqual([true, 0]);
  client.ask(request(), settle);
  expect(only()).not.toBe(first);
  only().work();
  expect(settle).toHaveBeenCalledTimes(1);
});

describe('where no worker can be loaded', () => {
  /** The page: a script that is put into it runs the worker's file, unless it is not there. */
  const scripts: EventTarget[] = [];
  let isThere = true;
  const page = {
    currentScript: undefined as EventTarget | undefined,
    createElement: () => Object.assign(new EventTarget(), { src: '', remove: () => undefined }),
    head: {
      append: (script: EventTarget) => {
        scripts.push(script);
        void run(script);
      },
    },
  };
  const run = async (script: EventTarget): Promise<void> => {
    await Promise.resolve();
    vi.resetModules();
    page.currentScript = script;
    if (isThere) {
      await import('../../src/thread/engine.worker');
    }
    script.dispatchEvent(new Event(isThere ? 'load' : 'error'));
  };
  const outcomeOf = (client: InstanceType<typeof Client>): Promise<unknown> => new Promise((settle) => client.ask(request(), settle));
  beforeEach(() => {
    broken = true;
    vi.stubGlobal('document', page);
  });

  test('a file that is not there either is said with its name', async () => {
    isThere = false;
    expect(await outcomeOf(new Client())).toEqual({ kind: 'failed', text: expect.stringMatching(/engine\.worker\.ts could not be loaded/) });
  });

  test('no question stays open: the page fetches the same file once and answers itself', async () => {
    isThere = true;
    scripts.length = 0;
    expect(await outcomeOf(new Client())).toMatchObject({ kind: 'done', result: { findings: expect.any(Array) } });
    expect(await outcomeOf(new Client())).toMatchObject({ kind: 'done' });
    expect(scripts).toHaveLength(1);
  });
});

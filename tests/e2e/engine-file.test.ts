// The engine's files as they are built for Grafana: below a sub-path, under Grafana's content security policy without eval, as a worker and where workers are refused.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launch, root } from './browser';

/** Grafana 12.3.0's own template, less 'unsafe-eval', so that code made from text would be refused. */
const POLICY = "script-src 'self' 'unsafe-inline' 'strict-dynamic' 'nonce-once'; object-src 'none'; font-src 'self'; style-src 'self' 'unsafe-inline' blob:; "
  + "img-src * data:; base-uri 'self'; connect-src 'self'; manifest-src 'self'; media-src 'none'; form-action 'self'";
const FILES = '/grafana/public/plugins/spiketrace-investigation-panel';
const PAGE = `<!doctype html><base href="/grafana/"><title>page</title><script nonce="once" type="module" src="${FILES}/page.js"></script>`;
/** The page asks as panel and data source do, from a plugin's folder below a sub-path. */
const CLIENT = `
  import { inWords, STATIONS } from './src/engine';
  import { AnalysisClient } from './src/thread';
  import { answer } from './src/thread/request';
  import { samplePlant, viewOf } from './tests/scenarios';
  import { meansOf } from './tests/scenarios/windows';
  const sample = samplePlant();
  const request = {
    kind: 'learning', plant: { meter: meansOf(sample.meter), machines: sample.machines, zone: sample.zone }, view: viewOf(sample, 'hero'),
    minimumExcessKw: 0, demand: { lengthMs: 900_000 }, shifts: sample.shifts,
  };
  const client = new AnalysisClient();
  window.ask = (withMachines) => new Promise((settle) => {
    let heard = 0;
    const asked = withMachines ? request : { ...request, plant: { ...request.plant, machines: [] } };
    client.ask(asked, (outcome) => settle({
      kind: outcome.kind, heard, findings: outcome.result?.findings.length, text: outcome.text,
      isTheSame: JSON.stringify(outcome.result) === JSON.stringify(inWords(answer(asked, STATIONS))),
    }), () => heard++);
  });`;
const PARTS = ['engine', 'engine-answers', 'engine-costs'];

interface Answered {
  readonly kind: string;
  /** How often it was told how far the work is. */
  readonly heard: number;
  readonly findings: number | undefined;
  /** To the last digit what the sources answer, unbuilt, in the same browser. */
  readonly isTheSame: boolean;
  /** What is said where nothing was found out. */
  readonly text?: string;
}

declare global {
  interface Window {
    readonly ask: (withMachines: boolean) => Promise<Answered>;
  }
}

let browser: Browser;
let server: Server;
let address = '';
let client = '';
/** Whose files are served. */
let plugin = 'panel';
/** The engine's files that were asked for, in order, and one that is not there. */
const asked: string[] = [];
let absent = '';
/** One that is served as another build has it. */
let anotherBuild = '';

const fileOf = (name: string): string => {
  const code = readFileSync(join(root, 'dist', plugin, `${name}.js`), 'utf8');
  return name === anotherBuild ? code.replace(/_engine_[0-9a-f]{8}/g, '_engine_01234567') : code;
};

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { cwd: root });
  const bundled = await build({
    stdin: { contents: CLIENT, resolveDir: root, loader: 'ts' }, bundle: true, write: false, format: 'esm', target: 'es2022',
    define: { __webpack_public_path__: JSON.stringify(`${FILES.replace('/grafana/', '')}/`), __webpack_hash__: '"7"' },
  });
  client = bundled.outputFiles[0]?.text ?? '';
  server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const name = new RegExp(`^${FILES}/(engine[a-z-]*)\\.js$`).exec(pathname)?.[1];
    const policy = pathname.endsWith('/refused') ? `${POLICY}; worker-src 'none'` : POLICY;
    if (name !== undefined) {
      asked.push(`${name}${search}`);
    }
    if (pathname.startsWith('/grafana/d/')) {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy }).end(PAGE);
    } else if (pathname === `${FILES}/page.js`) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(client);
    } else if (name !== undefined && name !== absent) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(fileOf(name));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await new Promise((done) => server.close(done));
});

interface Seen {
  readonly answers: readonly Answered[];
  readonly workers: number;
  readonly errors: readonly string[];
  readonly refused: readonly string[];
}

async function asks(path: string, ...withMachines: readonly boolean[]): Promise<Seen> {
  const page = await browser.newPage();
  const [errors, refused, workers]: [string[], string[], string[]] = [[], [], []];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => /Content Security Policy/.test(line.text()) && refused.push(line.text()));
  page.on('worker', (worker) => workers.push(worker.url()));
  asked.length = 0;
  await page.goto(`${address}/grafana/d/${path}`);
  await page.waitForFunction(() => window.ask !== undefined);
  const answers: Answered[] = [];
  for (const one of withMachines) {
    answers.push(await page.evaluate((machines) => window.ask(machines), one));
  }
  await page.close();
  return { answers, workers: workers.length, errors, refused };
}

const addresses = (names: readonly string[]): readonly string[] => names.map((name) => `${name}?_cache=7`).sort();
const good = { kind: 'done', findings: expect.any(Number), isTheSame: true };
afterEach(() => {
  absent = '';
  anotherBuild = '';
});

describe.each(['panel', 'datasource'])('the built files of the %s', (name) => {
  beforeAll(() => {
    plugin = name;
  });

  test('the worker starts through a blob, below a sub-path and under the policy, and answers to the last digit as the sources do; each file is asked for once', async () => {
    const { answers, ...seen } = await asks('worker', true, true);
    expect(answers).toMatchObject([good, good]);
    expect(answers[0]?.heard).toBeGreaterThan(1);
    expect(seen).toEqual({ workers: 1, errors: [], refused: [] });
    expect([...asked].sort()).toEqual(addresses(PARTS));
  }, 120_000);

  test('a question with nothing to rank leaves the costs unfetched until one with machines comes', async () => {
    const { answers } = await asks('worker', false);
    expect(answers).toMatchObject([good]);
    expect([...asked].sort()).toEqual(addresses(['engine', 'engine-answers']));
    expect((await asks('worker', false, true)).answers).toMatchObject([good, good]);
    expect([...asked].sort()).toEqual(addresses(PARTS));
  }, 120_000);

  test('where the page’s policy refuses workers, the page runs the same files and answers the same', async () => {
    const { answers, workers } = await asks('refused', true);
    // Asked for as a worker, which is refused before or after a fetch, and as scripts.
    expect([...new Set(asked)].sort()).toEqual(addresses(PARTS));
    expect(answers).toMatchObject([{ ...good, heard: 0 }]);
    expect(workers).toBe(0);
  }, 120_000);

  test('after an update that an open page slept through, files of two builds do not meet, and the page is to be reloaded', async () => {
    anotherBuild = 'engine-costs';
    expect((await asks('worker', true)).answers).toMatchObject([{ kind: 'failed', text: expect.stringMatching(/not of one version.*Reload the page\.$/) }]);
  }, 120_000);

  test.each(PARTS)('%s.js that is not there is said with its name, and nothing stays open', async (part) => {
    absent = part;
    const { answers, errors } = await asks('worker', true);
    expect(answers).toMatchObject([{ kind: 'failed', text: `${part}.js could not be loaded, neither as a worker nor by the page.` }]);
    expect(errors).toEqual([]);
  }, 120_000);
});

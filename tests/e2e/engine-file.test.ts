// The engine's file as it is built for Grafana: below a sub-path, under Grafana's content security policy without eval, as a worker and where workers are refused.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, root } from './browser';

/** Grafana 12.3.0's own template, less 'unsafe-eval', so that code made from text would be refused. */
const POLICY = "script-src 'self' 'unsafe-inline' 'strict-dynamic' 'nonce-once'; object-src 'none'; font-src 'self'; style-src 'self' 'unsafe-inline' blob:; "
  + "img-src * data:; base-uri 'self'; connect-src 'self'; manifest-src 'self'; media-src 'none'; form-action 'self'";
const FILES = '/grafana/public/plugins/spiketrace-investigation-panel';
const PAGE = `<!doctype html><title>page</title><script nonce="once" type="module" src="${FILES}/page.js"></script>`;
/** The page asks as panel and data source do; the client names its worker by the source's name, next to the page's own script. */
const CLIENT = `
  import { inWords } from './src/engine';
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
  let heard = 0;
  window.ask = () => new Promise((settle) => client.ask(request, (outcome) => settle({
    kind: outcome.kind, heard, findings: outcome.result?.findings.length, isTheSame: JSON.stringify(outcome.result) === JSON.stringify(inWords(answer(request))),
  }), () => heard++));`;

interface Answered {
  readonly kind: string;
  /** How often it was told how far the work is. */
  readonly heard: number;
  readonly findings: number | undefined;
  /** To the last digit what the sources answer, unbuilt, in the same browser. */
  readonly isTheSame: boolean;
}

declare global {
  interface Window {
    readonly ask: () => Promise<Answered>;
  }
}

let browser: Browser;
let server: Server;
let address = '';
let client = '';
/** Addresses that were asked for, in order. */
const asked: string[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { cwd: root });
  const bundled = await build({ stdin: { contents: CLIENT, resolveDir: root, loader: 'ts' }, bundle: true, write: false, format: 'esm', target: 'es2022' });
  client = bundled.outputFiles[0]?.text ?? '';
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(pathname);
    const policy = pathname.endsWith('/refused') ? `${POLICY}; worker-src 'none'` : POLICY;
    if (pathname.startsWith('/grafana/d/')) {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy }).end(PAGE);
    } else if (pathname === `${FILES}/page.js` || pathname === `${FILES}/engine.worker.ts`) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(pathname.endsWith('page.js') ? client : readFileSync(join(root, 'dist/panel/engine.js')));
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

async function answerOn(path: string): Promise<Answered & { readonly files: readonly string[]; readonly workers: number; readonly errors: readonly string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  const workers: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('worker', (worker) => workers.push(worker.url()));
  asked.length = 0;
  await page.goto(`${address}/grafana/d/${path}`);
  await page.waitForFunction(() => window.ask !== undefined);
  const answered = await page.evaluate(() => window.ask());
  await page.close();
  return { ...answered, files: asked.filter((one) => one.includes('engine')), workers: workers.length, errors };
}

test('the built worker is one file, starts through a blob, and answers to the last digit as the sources do', async () => {
  const { heard, ...answered } = await answerOn('worker');
  expect(answered).toEqual({ kind: 'done', findings: expect.any(Number), isTheSame: true, files: [`${FILES}/engine.worker.ts`], workers: 1, errors: [] });
  expect(heard).toBeGreaterThan(1);
}, 120_000);

test('where the page’s policy refuses workers, the page runs the same file and answers the same', async () => {
  const answered = await answerOn('refused');
  // Asked for once as a worker, which is refused before or after the fetch, and once as a script.
  expect(new Set(answered.files)).toEqual(new Set([`${FILES}/engine.worker.ts`]));
  expect(answered).toMatchObject({ kind: 'done', findings: expect.any(Number), isTheSame: true, heard: 0, workers: 0 });
}, 120_000);

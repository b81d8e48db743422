// What the browser tests share: the workbench as `npm start` runs it, one Chromium, and reading a finding off the page.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';

export const root = resolve(__dirname, '../..');

export interface StartedWorkbench {
  readonly address: string;
  /** Everything it printed until it was ready. */
  readonly printed: string;
  readonly child: ChildProcess;
  readonly stop: () => Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const at = probe.address();
  await new Promise<void>((done) => probe.close(() => done()));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

/** Runs scripts/start.mjs until it says it is ready; rejects with what it printed when it ends before. */
export function startWorkbench(port: number, environment: NodeJS.ProcessEnv = {}, more: readonly string[] = []): Promise<StartedWorkbench> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...more], {
      cwd: root, env: { ...process.env, ...environment, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const ended = new Promise<number | null>((said) => child.once('exit', (code) => said(code)));
    const stop = (): Promise<number | null> => {
      child.kill('SIGTERM');
      return ended;
    };
    const hear = (part: Buffer): void => {
      printed += part.toString();
      const ready = /is ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed);
      if (ready?.[1] !== undefined && /^Data: .+$/m.test(printed)) {
        done({ address: ready[1], printed, child, stop });
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => fail(new Error(`npm start ended with ${code}:\n${printed}`)));
  });
}

export function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (executablePath === undefined) {
    throw new Error('CHROMIUM_PATH is not set: run the browser tests with npm run test:browser, which finds Chromium.');
  }
  return chromium.launch({
    executablePath, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
}

/** What a page did that no user should see, and every request that went to the proxy. */
export interface Watched {
  readonly page: Page;
  readonly errors: string[];
  readonly proxied: { readonly method: string; readonly path: string; readonly body: string }[];
}

export async function watchedPage(browser: Browser): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const proxied: { method: string; path: string; body: string }[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    const at = pathname.indexOf('/api/datasources/proxy/');
    if (at >= 0) {
      proxied.push({ method: request.method(), path: pathname.split('/').slice(6).join('/'), body: request.postData() ?? '' });
    }
  });
  return { page, errors, proxied };
}

export interface ShownFinding {
  readonly startMs: number;
  readonly endMs: number;
  readonly kw: number;
  readonly causes: readonly { readonly machine: string; readonly state: string; readonly kw: number }[];
  readonly unexplainedKw: number;
}

export interface ShownSpike {
  readonly startMs: number;
  readonly endMs: number;
  readonly kw: number;
}

/** Every spike that the page offers, in its order. */
export function spikesOn(page: Page): Promise<ShownSpike[]> {
  return page.getByTestId('spiketrace-spike').evaluateAll((buttons) => buttons.map((button) => ({
    startMs: Number(button.getAttribute('data-start')),
    endMs: Number(button.getAttribute('data-end')),
    kw: Number(button.getAttribute('data-kw')),
  })));
}

/** The picked spike by the address, and its ledger as it stands on the page. */
export async function findingOn(page: Page): Promise<ShownFinding> {
  await page.waitForSelector('[data-testid="spiketrace-unexplained"]', { timeout: 60_000 });
  const edges = /var-spike=(\d+)-(\d+)/.exec(page.url());
  const spikes = await spikesOn(page);
  const picked = edges === null
    ? spikes.reduce((most, spike) => (spike.kw > most.kw ? spike : most))
    : spikes.find((spike) => spike.startMs === Number(edges[1]));
  if (picked === undefined) {
    throw new Error(`The page shows no spike for ${page.url()}.`);
  }
  const causes = await page.getByTestId('spiketrace-cause').evaluateAll((rows) => rows.map((row) => ({
    machine: row.getAttribute('data-machine') ?? '', state: row.getAttribute('data-state') ?? '', kw: Number(row.getAttribute('data-kw')),
  })));
  const unexplainedKw = Number(await page.getByTestId('spiketrace-unexplained').first().getAttribute('data-kw'));
  return { ...picked, causes, unexplainedKw };
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, 'artefacts'), { recursive: true });
  await page.screenshot({ path: join(root, 'artefacts', `${name}.png`) });
}

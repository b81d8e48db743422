import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { samplePlant, viewOf } from '../scenarios';
import { findingOn, freePort, picture, root, spikesOn, startWorkbench, watchedPage } from './browser';
import { started } from './started';

const hour = 3_600_000;
let port: number;
const here = started(async () => {
  port = await freePort();
  return startWorkbench(port);
});

const open = async (query: string) => {
  const watched = await watchedPage(here.browser);
  await watched.page.goto(`${here.address}/${query}`);
  return watched;
};
const around = (startMs: number, endMs: number, padMs: number, more = ''): string =>
  `?from=${startMs - padMs}&to=${endMs + padMs}${more}`;
const families = (machines: readonly string[]): string => machines.join(' ');

async function hero() {
  const { page } = await open('');
  const finding = await findingOn(page);
  await page.context().close();
  return finding;
}

describe('the workbench', () => {
  it('says which data it shows, on the terminal and on the page', async () => {
    const { page } = await open('');
    const [, said] = /^Data: (.+)$/m.exec(here.printed) ?? [];
    expect(await page.getByTestId('spiketrace-workbench-data').textContent()).toBe(`Data: ${said}`);
    await page.context().close();
  });

  it('opens on the coincident start after the shift change, as the top spike of its day', async () => {
    const { page, errors } = await open('');
    const finding = await findingOn(page);
    const spikes = await spikesOn(page);
    expect(Math.max(...spikes.map((spike) => spike.kw))).toBe(finding.kw);
    expect(families(finding.causes.filter((cause) => cause.kw > 0).slice(0, 4).map((cause) => cause.machine))).toMatch(/extruder/i);
    expect(families(finding.causes.filter((cause) => cause.kw > 0).slice(0, 4).map((cause) => cause.machine))).toMatch(/dryer/i);
    await picture(page, 'investigation-dark');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('finds the hero where the plant put it', async () => {
    const truth = samplePlant().episodes.find((episode) => episode.name === 'hero');
    const { startMs, endMs } = await hero();
    expect(startMs).toBeLessThan(truth?.endMs ?? 0);
    expect(endMs).toBeGreaterThan(truth?.startMs ?? 0);
  });

  it('shows the two conveyors, which always switch together, as one entry', async () => {
    const { page } = await open('');
    await findingOn(page);
    // They add little here, so they stand among the folded rows.
    await page.locator('[data-testid=spiketrace-cause][data-machine="*"] button').click();
    const { causes } = await findingOn(page);
    await page.context().close();
    const rows = causes.map((cause) => cause.machine).filter((machine) => machine.includes('conveyor'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((machine) => !(machine.includes('conveyor-1') && machine.includes('conveyor-2')))).toEqual([]);
  });

  it('leaves the unmetered load unexplained', async () => {
    const { startMs, endMs } = viewOf(samplePlant(), 'unmetered');
    const { page } = await open(`?from=${startMs}&to=${endMs}`);
    const finding = await findingOn(page);
    expect(finding.unexplainedKw).toBeGreaterThan(Math.max(...finding.causes.map((cause) => cause.kw), finding.kw / 2));
    await page.context().close();
  });

  it('adds up: causes and the unexplained rest make the excess', async () => {
    const finding = await hero();
    const sum = finding.causes.reduce((kw, cause) => kw + cause.kw, finding.unexplainedKw);
    expect(Math.abs(sum - finding.kw)).toBeLessThan(1e-3 * Math.max(1, finding.kw));
  });

  it('gives the same finding in a view of one hour, of one week, and through its link', async () => {
    const day = await hero();
    const link = `&var-spike=${day.startMs}-${day.endMs}`;
    for (const query of [around(day.startMs, day.endMs, hour / 2, link), around(day.startMs, day.endMs, 84 * hour, link)]) {
      const { page } = await open(query);
      const shown = await findingOn(page);
      expect([shown.startMs, shown.endMs]).toEqual([day.startMs, day.endMs]);
      expect(shown.kw).toBeCloseTo(day.kw, 3);
      expect(shown.unexplainedKw).toBeCloseTo(day.unexplainedKw, 3);
      await page.context().close();
    }
  });

  it('picks by keyboard, and keeps the pick in the address', async () => {
    const { page } = await open('');
    await findingOn(page);
    const buttons = page.getByTestId('spiketrace-spike');
    const spikes = await spikesOn(page);
    const top = spikes.reduce((most, spike) => (spike.kw > most.kw ? spike : most));
    const at = spikes.findIndex((spike) => spike !== top);
    expect(at).toBeGreaterThanOrEqual(0);
    await buttons.nth(at).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`var-spike=${spikes[at]?.startMs}-${spikes[at]?.endMs}`));
    await page.context().close();
  });

  it('shows where the keyboard is, and walks along the spikes in time order', async () => {
    const { page } = await open('');
    await findingOn(page);
    const picked = page.locator('[data-testid=spiketrace-spike][aria-pressed=true]');
    await picked.focus();
    await page.keyboard.press('ArrowRight');
    const focused = page.locator('[data-testid=spiketrace-spike]:focus');
    expect(Number(await focused.getAttribute('data-start'))).toBeGreaterThan(Number(await picked.getAttribute('data-start')));
    // Grafana's own ring of two pixels beyond a rim of two, which it fades in.
    await expect.poll(() => focused.evaluate((button) => getComputedStyle(button).boxShadow)).toMatch(/0px 0px 0px 4px/);
    await page.context().close();
  });

  it('says how far the analysis is, can be cancelled, and asked again', async () => {
    const day = await hero();
    const { page } = await watchedPage(here.browser);
    // A quick machine would have analysed before a click arrives: answers are kept from the page until it has cancelled.
    await page.addInitScript(() => {
      window.Worker = class extends Worker {
        override set onmessage(hear: (event: MessageEvent<{ readonly kind: string }>) => void) {
          super.onmessage = (event: MessageEvent<{ readonly kind: string }>) => {
            if (event.data.kind !== 'done' || 'cancelled' in window) {
              hear(event);
            }
          };
        }
      };
    });
    await page.goto(`${here.address}/${around(day.startMs, day.endMs, 84 * hour)}`);
    const work = page.getByTestId('spiketrace-work');
    await work.filter({ hasText: /Analysing… \d+ %/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await work.textContent()).toContain('The analysis was cancelled.');
    expect(await page.getByTestId('spiketrace-spike').count()).toBe(0);
    await page.evaluate(() => Object.assign(window, { cancelled: true }));
    await page.getByRole('button', { name: 'Analyse', exact: true }).click();
    await findingOn(page);
    expect(await work.count()).toBe(0);
    await page.context().close();
  });

  it.each(['', '?theme=light'])('has nothing in the panel that axe finds inaccessible %s', async (query) => {
    const { page } = await open(query);
    await findingOn(page);
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="spiketrace-panel"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    await page.context().close();
  });

  it.each(['dark', 'light'])('has words that can be read where the pointer or the keyboard is, on every control: %s', async (theme) => {
    const { page } = await open(`?theme=${theme}`);
    await findingOn(page);
    await page.locator('[data-verdict=corrected]').click();
    await page.addStyleTag({ content: '* { transition: none !important }' });
    await page.evaluate(axe.source);
    const panel = page.getByTestId('spiketrace-panel');
    const faint = new Set<string>();
    const look = async (how: string) => {
      const found = await panel.evaluate(async (root) => {
        const { violations } = await (window as unknown as { readonly axe: typeof axe }).axe.run(root, { runOnly: ['color-contrast'] });
        return violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${html.slice(0, 80)}: ${any[0]?.message}`));
      });
      found.forEach((one) => faint.add(`${how} ${one}`));
    };
    const controls = await panel.locator('button:visible, select:visible, input:visible, summary:visible').all();
    expect(controls.length).toBeGreaterThan(25);
    for (const control of controls) {
      await control.focus();
      await look('focused');
      await control.hover({ force: true });
      await look('hovered');
    }
    expect([...faint]).toEqual([]);
    await page.context().close();
  });

  it('names the change of shift at which the machines of the hero case started', async () => {
    const { page } = await open('');
    await findingOn(page);
    expect(await page.getByTestId('spiketrace-panel').textContent()).toMatch(/[4-9] machines started within \d+ minutes of the shift change/);
    await page.context().close();
  });

  it.each([
    ['an unknown meter', '&var-meter=nope', /There is no meter “nope”.*Choose one of: incomer-1/],
    ['an unknown line', '&var-line=nope', /There is no line “nope”.*Choose one of: line-1/],
  ])('says what to do about %s in a link, and shows no numbers', async (_what, more, words) => {
    const { page, errors } = await open(around(Date.UTC(2025, 2, 12, 5), Date.UTC(2025, 2, 12, 6), hour, more));
    const notice = page.getByTestId('spiketrace-notice').first();
    await notice.waitFor({ timeout: 60_000 });
    expect(await notice.textContent()).toMatch(words);
    expect([await page.getByTestId('spiketrace-cause').count(), errors]).toEqual([0, []]);
    await page.context().close();
  });

  it('says where it looked in an empty range, and leads to the last reading', async () => {
    const { page } = await open(`?from=${Date.UTC(2025, 5, 1)}&to=${Date.UTC(2025, 5, 2)}`);
    const notice = page.getByTestId('spiketrace-notice').first();
    await notice.waitFor({ timeout: 60_000 });
    expect(await notice.textContent()).toMatch(/No readings of incomer-1 between 1 Jun, 02:00 and 2 Jun, 02:00 in .*Its last reading is of 16 Mar, 23:59\./);
    await picture(page, 'investigation-empty-dark');
    await page.getByRole('button', { name: /Go to the last reading/ }).click();
    await page.getByTestId('spiketrace-chart').waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('spiketrace-notice').count()).toBe(0);
    await page.context().close();
  });

  it('shows a notice for a malformed link, and the default view', async () => {
    const day = await hero();
    const { page, errors } = await open(around(day.startMs, day.endMs, 6 * hour, '&var-spike=yesterday'));
    await page.waitForSelector('[data-testid="spiketrace-notice"]', { timeout: 60_000 });
    await page.waitForSelector('[data-testid="spiketrace-unexplained"]', { timeout: 60_000 });
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('draws in the light theme too', async () => {
    const { page, errors } = await open('?theme=light');
    await findingOn(page);
    expect(await page.evaluate(() => document.body.className)).toContain('theme-light');
    await picture(page, 'investigation-light');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('sends only queries by POST and pings by GET, and no statement that writes', async () => {
    const { page, proxied } = await open('');
    await findingOn(page);
    expect(proxied.length).toBeGreaterThan(0);
    expect(proxied.filter(({ method, path }) => !((method === 'POST' && path === 'influx/v1query') || (method === 'GET' && path === 'influx/ping')))).toEqual([]);
    const statements = proxied.map(({ body }) => new URLSearchParams(body).get('q') ?? '').filter((statement) => statement !== '');
    expect(statements.filter((statement) => !/^\s*(SELECT|SHOW)\b/i.test(statement) || /\bINTO\b/i.test(statement.replace(/"[^"]*"|'[^']*'/g, '')))).toEqual([]);
    await page.context().close();
  });
});

describe('npm start', () => {
  const ended = (environment: NodeJS.ProcessEnv): Promise<{ code: number | null; said: string }> => new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], { cwd: root, env: { ...process.env, ...environment } });
    let said = '';
    child.stdout.on('data', (part: Buffer) => (said += part.toString()));
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    child.once('exit', (code) => done({ code, said }));
  });

  it('says on a second start that it is already running', async () => {
    expect(await ended({ PORT: String(port) })).toMatchObject({ code: 0, said: expect.stringContaining(`already running on http://127.0.0.1:${port}`) });
  });

  it('ends when the npm that started it is told to end', async () => {
    const own = await freePort();
    const child = spawn('npm', ['start'], { cwd: root, env: { ...process.env, PORT: String(own) }, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise<void>((done) => child.stdout.on('data', (part: Buffer) => part.toString().includes('Data: ') && done()));
    const answers = () => fetch(`http://127.0.0.1:${own}/api/health`).then((response) => response.ok, () => false);
    expect(await answers()).toBe(true);
    child.kill('SIGTERM');
    await expect.poll(answers, { timeout: 15_000 }).toBe(false);
  });

  it('says what to do when another program has the port', async () => {
    const other = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const at = other.address();
    const taken = typeof at === 'object' && at !== null ? at.port : 0;
    expect(await ended({ PORT: String(taken) })).toMatchObject({ code: 1, said: expect.stringContaining(`PORT=${taken + 1} npm start`) });
    await new Promise<void>((done) => other.close(() => done()));
  });
});

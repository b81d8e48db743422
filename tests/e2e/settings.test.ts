/** The settings page in a real browser: each connection in both themes, found accessible by axe, and used as a person would use it. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { csvFiles } from '../support/trial-plant';
import { picture, watchedPage } from './browser';
import { startedWorkbench } from './started';

const here = startedWorkbench();

type Theme = 'dark' | 'light';

async function open(theme: Theme = 'dark'): Promise<{ readonly page: Page; readonly errors: string[]; readonly proxied: readonly unknown[] }> {
  const watched = await watchedPage(here.browser);
  await watched.page.setViewportSize({ width: 1200, height: 2400 });
  await watched.page.goto(`${here.address}/connections/datasources/edit/spiketrace-plant?theme=${theme}`);
  await watched.page.getByLabel('Plant map').waitFor();
  return watched;
}

const choose = (page: Page, connection: string) => page.getByRole('radio', { name: connection }).click();

/** Opens the three files of a small plant, as a person picks them in the browser's own window. */
async function openFiles(page: Page): Promise<void> {
  for (const [label, file] of [['Meter', 0], ['Machine states', 1], ['Shifts (may be left out)', 2]] as const) {
    const { name, bytes } = csvFiles()[file]!;
    await page.getByLabel(`${label}: file`).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(bytes) });
    await page.getByText(name, { exact: true }).waitFor();
  }
}

/** What stands on the page in each of these ways. */
const WAYS: ReadonlyArray<readonly [string, (page: Page) => Promise<unknown>]> = [
  ['direct', async (page) => {
    await page.getByText(/^Limits of load/).click();
    await page.getByRole('button', { name: 'Look into the database' }).click();
    await page.getByText(/Machines .*machine_state/).waitFor();
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByLabel('What the last test found').waitFor();
  }],
  ['existing', async (page) => {
    await choose(page, 'A data source of this Grafana');
    await page.getByLabel('InfluxDB data source').click();
    await page.getByText('Spiketrace (alert rules)').click();
  }],
  ['trial', async (page) => {
    await choose(page, 'Files in this browser');
    await openFiles(page);
  }],
  ['wrong', async (page) => {
    await page.getByLabel('Address', { exact: true }).fill('http://influxdb:8086/');
    await page.getByLabel('Plant map').fill('{"meters": 7}');
    await page.getByText(/^Limits of load/).click();
    await page.getByLabel('Requests under way at once').fill('9');
  }],
];

it('leads to the dashboard and back without loading the page anew', async () => {
  const { page, errors } = await open();
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  for (const [name, shown] of [['The dashboard', '[data-testid=spiketrace-panel]'], ['Every state of the panel', '[data-scene]'], ['Settings of the data source', '[data-testid=spiketrace-settings]']] as const) {
    await page.getByRole('link', { name }).click();
    await page.locator(shown).first().waitFor({ timeout: 60_000 });
  }
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  expect(errors).toEqual([]);
  await page.context().close();
});

describe.each(['dark', 'light'] as const)('%s', (theme) => {
  it.each(WAYS)('%s has nothing that axe finds inaccessible', async (name, use) => {
    const { page, errors } = await open(theme);
    await use(page);
    await picture(page, `settings-${name}-${theme}`);
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="spiketrace-settings"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`).join(' | ')}`)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

it('a trial begins with files and a suggested map, sends nothing, and is there after a reload until it is forgotten', async () => {
  const { page, errors, proxied } = await open();
  const text = page.getByLabel('Plant map');
  await choose(page, 'Files in this browser');
  await openFiles(page);
  await page.getByRole('button', { name: 'Use this map' }).click();
  expect(JSON.parse(await text.inputValue())).toMatchObject({ zone: 'Europe/Berlin', meters: [{ id: 'power_kw', kind: 'power' }, { id: 'energy_kwh', kind: 'counter' }] });
  await page.getByRole('button', { name: 'Save & test' }).click();
  await page.getByLabel('What the last test found').getByText(/meter\.csv and states\.csv and shifts\.csv: 8 series.*nothing is sent/).waitFor();
  const saved = await text.inputValue();
  await page.reload();
  await page.getByText('states.csv', { exact: true }).waitFor();
  expect(await text.inputValue()).toBe(saved);
  await page.getByRole('button', { name: 'Forget these files' }).click();
  await page.getByText('states.csv', { exact: true }).waitFor({ state: 'detached' });
  await page.reload();
  await text.waitFor();
  expect(await page.getByText('Open another one').count()).toBe(0);
  expect([proxied, errors]).toEqual([[], []]);
  await page.context().close();
});

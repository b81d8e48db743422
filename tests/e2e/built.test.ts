// Panel and data source as they are built for Grafana, minified and in parts, in the workbench's host: what is left out of a build or not found in it shows here alone.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findingOn, watchedPage } from './browser';
import { startedWorkbench } from './started';

const hour = 3_600_000;
/** Around the hero of the sample plant: 06:00 to 09:00 on 12 March 2025 in Berlin. */
const FROM = Date.UTC(2025, 2, 12, 5);
const TO = FROM + 3 * hour;
const here = startedWorkbench();

const open = async (how: string) => {
  const watched = await watchedPage(here.browser);
  const files: string[] = [];
  const workers: string[] = [];
  watched.page.on('request', (request) => /\/public\/plugins\/.*\.js/.test(request.url()) && files.push(new URL(request.url()).pathname.replace('/public/plugins/spiketrace-investigation-', '')));
  watched.page.on('worker', (worker) => workers.push(worker.url()));
  await watched.page.goto(`${here.address}/?${how}from=${FROM}&to=${TO}`);
  return { ...watched, files, workers, finding: await findingOn(watched.page) };
};

/** The instant in view at the left edge of the time slider. */
const firstMs = async (page: Page): Promise<number> => Number(await page.getByTestId('spiketrace-time').getAttribute('aria-valuemin'));

test('the built panel asks its worker and shows the same finding as its sources', async () => {
  const [ours, built] = [await open(''), await open('built&')];
  expect(built.finding).toEqual(ours.finding);
  expect(built.files).toEqual(expect.arrayContaining(['panel/module.js', 'datasource/module.js', 'panel/engine.js', 'panel/engine-answers.js', 'panel/engine-costs.js']));
  expect({ workers: built.workers.length, errors: built.errors }).toEqual({ workers: 1, errors: [] });
  await ours.page.context().close();
  await built.page.context().close();
});

test('the settings are those of the built data source', async () => {
  const { page, errors } = await watchedPage(here.browser);
  const files: string[] = [];
  page.on('request', (request) => files.push(new URL(request.url()).pathname));
  await page.goto(`${here.address}/connections/datasources/edit/spiketrace-plant?built`);
  await page.getByLabel('Plant map').waitFor();
  const built = files.filter((file) => file.startsWith('/public/plugins/spiketrace-investigation-datasource/'));
  expect(built[0]).toMatch(/\/module\.js$/);
  // The editor comes in a part of its own.
  expect(built.length).toBeGreaterThan(1);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('a drag, the wheel and a click do in the built panel what they do in its sources', async () => {
  const { page, errors } = await open('built&');
  const box = async () => (await page.getByTestId('spiketrace-time').boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  const { x, y, width, height } = await box();
  await page.mouse.move(x + width / 3, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.move(x + (2 * width) / 3, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => firstMs(page), { timeout: 30_000 }).toBeGreaterThan(FROM + 0.9 * hour);
  const afterDrag = await firstMs(page);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 200);
  await page.keyboard.up('Control');
  // Out again: the view begins earlier.
  await expect.poll(() => firstMs(page), { timeout: 30_000 }).toBeLessThan(afterDrag);
  await page.mouse.click(x + width / 2, y + height / 2);
  expect(errors).toEqual([]);
  await page.context().close();
});

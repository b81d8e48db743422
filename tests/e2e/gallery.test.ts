// Every state of the panel in a real browser, on the gallery of the workbench.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedWorkbench, freePort, launch, startWorkbench } from './browser';

let workbench: StartedWorkbench;
let browser: Browser;

beforeAll(async () => {
  [workbench, browser] = await Promise.all([startWorkbench(await freePort()), launch()]);
});
afterAll(async () => {
  await browser?.close();
  expect(await workbench?.stop()).toBe(0);
});

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly ids: readonly string[];
}

async function openGallery(query: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1680, height: 900 }, timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${workbench.address}/gallery${query}`);
  await page.waitForSelector('[data-scene]', { timeout: 60_000 });
  return { page, errors, ids: await page.locator('[data-scene]').evaluateAll((all) => all.map((one) => one.id)) };
}

/** Scrolls to a state and waits until its panel says all that it will say. */
async function reach(page: Page, id: string): Promise<void> {
  await page.locator(`[data-scene="${id}"] [data-part=stage]`).scrollIntoViewIfNeeded();
  await page.waitForSelector(`[data-scene="${id}"][data-done=true]`, { timeout: 60_000 });
}

describe('the gallery', () => {
  it.each(['', '?theme=light'])('reaches every state without an error, and axe finds nothing inaccessible in any of them %s', async (query) => {
    const { page, errors, ids } = await openGallery(query);
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) {
      await reach(page, id);
    }
    const { violations } = await new AxeBuilder({ page }).include('[data-scene]').analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  }, 300_000);
});

/** The whole panel refreshed 500 times in a real browser: it holds no more at the end than near the beginning, and its worker ends with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { held } from '../bench/drawing';
import { type Served, servePage } from '../bench/drawing/serve';
import type { Refreshing } from '../bench/drawing/panel-page';

const REFRESHES = 500;
/** By then everything that is kept once is kept: formats, styles, compiled code. */
const EARLY = 100;

declare global {
  interface Window {
    refreshing: Refreshing;
  }
}

let served: Served;
beforeAll(async () => {
  const path = process.env.CHROMIUM_PATH;
  if (path === undefined) {
    throw new Error('CHROMIUM_PATH is not set: run the browser tests with npm run test:browser, which finds Chromium.');
  }
  served = await servePage(path);
});
afterAll(() => served?.close());

describe('the panel', () => {
  it(`keeps its memory, elements and listeners over ${REFRESHES} refreshes, and ends its worker when it goes`, async () => {
    const page = await served.browser.newPage({ viewport: { width: 1440, height: 900 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(served.address);
    await page.waitForFunction(() => 'spiketraceBench' in window);
    const run = async (): Promise<number> => page.evaluate(() => window.refreshing.run());
    await page.evaluate(async (times) => {
      window.refreshing = await window.spiketraceBench.refreshPanel(times);
    }, EARLY);
    const looks = [await run()];
    const early = await held(page);
    for (let done = EARLY; done < REFRESHES; done += EARLY) {
      looks.push(await run());
    }
    const late = await held(page);
    expect(looks).toEqual(Array.from({ length: REFRESHES / EARLY }, () => EARLY / 10));
    // A refresh brings 1,530 windows of time, mean and maximum, 37 kB as numbers and at least as much as frames: every tenth kept would be 3 MB.
    expect(late.bytes).toBeLessThan(1.1 * early.bytes);
    expect(late.nodes).toBeLessThanOrEqual(1.02 * early.nodes);
    expect(late.listeners).toBeLessThanOrEqual(1.02 * early.listeners);
    expect(await page.evaluate(() => window.refreshing.alive())).toBe(1);
    expect(page.workers().length).toBe(1);
    await page.evaluate(() => window.refreshing.stop());
    expect(await page.evaluate(() => window.refreshing.alive())).toBe(0);
    // The browser's own count, not only that it was told to end.
    await expect.poll(() => page.workers().length).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  }, 240_000);
});

/** Reading against a slow server in a real browser: how far it is, ended from the panel or from Grafana's own header, and asked again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OVEN_DAY, OVEN_MAP, ovenColumns } from '../support/oven-plant';
import { findingOn, launch, watchedPage } from './browser';
import { type OwnPlant, startOwnPlant } from './own-plant';

let plant: OwnPlant;
let browser: Browser;

beforeAll(async () => {
  [plant, browser] = await Promise.all([startOwnPlant(ovenColumns(), OVEN_MAP), launch()]);
});
afterAll(async () => {
  await browser?.close();
  expect(await plant?.stop()).toBe(0);
});

interface Slow {
  readonly page: Page;
  readonly hungUp: string[];
  readonly sent: () => number;
  readonly hurry: () => void;
}

/** Every query takes this long until the server hurries. */
async function slowly(ms: number): Promise<Slow> {
  const { page, proxied } = await watchedPage(browser);
  const hungUp: string[] = [];
  let wait = ms;
  page.on('requestfailed', (request) => hungUp.push(request.url()));
  await page.route('**/influx/v1query*', async (route) => {
    await new Promise((done) => setTimeout(done, wait));
    // By then the page may have hung up.
    await route.continue().catch(() => undefined);
  });
  await page.goto(`${plant.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
  return { page, hungUp, sent: () => proxied.length, hurry: () => { wait = 0; } };
}

describe('reading', () => {
  it('says how many queries are answered, is cancelled from the panel, and read again', async () => {
    const { page, hungUp, sent, hurry } = await slowly(700);
    const work = page.getByTestId('spiketrace-work');
    await work.filter({ hasText: /^Reading meter and states… [1-9] quer(y|ies) answered\. Cancel$/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await work.filter({ hasText: 'The reading was cancelled.' }).waitFor();
    expect(await page.getByTestId('spiketrace-notice').count()).toBe(0);
    await expect.poll(() => hungUp.length).toBeGreaterThanOrEqual(1);
    const before = sent();
    await page.waitForTimeout(1500);
    expect(sent()).toBe(before);
    hurry();
    await page.getByRole('button', { name: 'Read again' }).click();
    expect((await findingOn(page)).causes[0]?.machine).toBe('oven-1');
    expect(await work.count()).toBe(0);
    await page.context().close();
  });

  it('that Grafana’s own header cancels is said to be cancelled too, and not to have found nothing', async () => {
    const { page, hungUp } = await slowly(1500);
    await page.getByTestId('spiketrace-work').filter({ hasText: 'answered. Cancel' }).waitFor({ timeout: 60_000 });
    // The one button there: “Stop streaming”.
    await page.locator('[data-testid="data-testid header-container"] button').click();
    await page.getByTestId('spiketrace-work').filter({ hasText: 'The reading was cancelled.' }).waitFor();
    await expect.poll(() => hungUp.length).toBeGreaterThanOrEqual(1);
    expect(await page.getByTestId('spiketrace-notice').count()).toBe(0);
    await page.context().close();
  });

  it('keeps the old picture, dimmed, while the next is read and when that was cancelled', async () => {
    const { page, hurry } = await slowly(0);
    hurry();
    await findingOn(page);
    await page.route('**/influx/v1query*', async (route) => {
      await new Promise((done) => setTimeout(done, 1200));
      await route.continue().catch(() => undefined);
    });
    const spikes = await page.getByTestId('spiketrace-spike').count();
    // A day earlier: the server is asked for what it was not asked for before.
    await page.getByTestId('spiketrace-time').focus();
    await page.keyboard.press('-');
    await page.getByTestId('spiketrace-work').filter({ hasText: 'answered. Cancel' }).waitFor({ timeout: 60_000 });
    expect([await page.getByTestId('spiketrace-spike').count(), await page.locator('[data-testid=spiketrace-panel] [aria-busy=true]').count()]).toEqual([spikes, 1]);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByTestId('spiketrace-work').filter({ hasText: 'The reading was cancelled.' }).waitFor();
    expect(await page.getByTestId('spiketrace-spike').count()).toBe(spikes);
    await page.context().close();
  });
});

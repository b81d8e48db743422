/** Reading against a slow server in a real browser: how far it is, ended from the panel or from Grafana's own header, and asked again. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { OVEN_DAY, OVEN_MAP, ovenColumns } from '../support/oven-plant';
import { findingOn, watchedPage } from './browser';
import { startOwnPlant } from './own-plant';
import { started } from './started';

const here = started(() => startOwnPlant(ovenColumns(), OVEN_MAP));

interface Slow {
  readonly page: Page;
  readonly hungUp: string[];
  readonly sent: () => number;
  readonly hurry: () => void;
}

/** A first answer stands; then twice its time is asked for, and every query takes this long until the server hurries. */
async function slowly(ms: number): Promise<Slow> {
  const { page, proxied } = await watchedPage(here.browser);
  const hungUp: string[] = [];
  let wait = 0;
  page.on('requestfailed', (request) => hungUp.push(request.url()));
  await page.route('**/influx/v1query*', async (route) => {
    await new Promise((done) => setTimeout(done, wait));
    // By then the page may have hung up.
    await route.continue().catch(() => undefined);
  });
  await page.goto(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
  await findingOn(page);
  wait = ms;
  await page.getByTestId('spiketrace-time').focus();
  await page.keyboard.press('-');
  return { page, hungUp, sent: () => proxied.length, hurry: () => { wait = 0; } };
}

const cancelled = (page: Page) => page.getByTestId('spiketrace-work').filter({ hasText: 'The reading was cancelled.' }).waitFor();

describe('reading', () => {
  it('says how many queries are answered, is cancelled from the panel with the old picture kept, and read again', async () => {
    const { page, hungUp, sent, hurry } = await slowly(1200);
    const work = page.getByTestId('spiketrace-work');
    await work.filter({ hasText: /^Reading meter and states… \d quer(y|ies) answered\. Cancel$/ }).waitFor({ timeout: 60_000 });
    const spikes = await page.getByTestId('spiketrace-spike').count();
    expect([spikes > 0, await page.locator('[data-testid=spiketrace-panel] [aria-busy=true]').count()]).toEqual([true, 1]);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await cancelled(page);
    expect([await page.getByTestId('spiketrace-spike').count(), await page.getByTestId('spiketrace-notice').count()]).toEqual([spikes, 0]);
    await expect.poll(() => hungUp.length).toBeGreaterThanOrEqual(1);
    const before = sent();
    await page.waitForTimeout(1500);
    expect(sent()).toBe(before);
    hurry();
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect.poll(() => page.getByTestId('spiketrace-spike').count(), { timeout: 60_000 }).toBeGreaterThan(spikes);
    expect(await work.count()).toBe(0);
    await page.context().close();
  });

  it('that Grafana’s own header cancels is said to be cancelled too, and not to have found nothing', async () => {
    const { page, hungUp } = await slowly(3000);
    // The one button there, which Grafana shows once a panel has loaded for two seconds.
    await page.locator('[data-testid="data-testid header-container"] button').click({ timeout: 60_000 });
    await cancelled(page);
    await expect.poll(() => hungUp.length).toBeGreaterThanOrEqual(1);
    expect(await page.getByTestId('spiketrace-notice').count()).toBe(0);
    await page.context().close();
  });

  it('that failed on a range that moves on is read again, and the range goes on moving', async () => {
    const { page, proxied } = await watchedPage(here.browser);
    await page.route('**/influx/v1query*', (route) => route.fulfill({ status: 400, json: { error: 'not today' } }));
    await page.goto(`${here.address}/?from=now-6h&to=now`);
    const again = page.getByRole('button', { name: 'Retry' });
    await again.waitFor({ timeout: 60_000 });
    await page.unroute('**/influx/v1query*');
    const before = proxied.length;
    await again.click();
    // The day of the plant is long ago.
    await page.getByTestId('spiketrace-notice').filter({ hasText: /^No readings of main/ }).waitFor({ timeout: 60_000 });
    expect(proxied.length).toBeGreaterThan(before);
    expect(['from', 'to'].map((name) => new URL(page.url()).searchParams.get(name))).toEqual(['now-6h', 'now']);
    await page.context().close();
  });
});

/** The link in a real browser: copied short or whole, opened on the same spike, followed on the open page, and saying whether the data are still the same. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { OVEN_DAY, OVEN_MAP, ovenColumns } from '../support/oven-plant';
import { findingOn, type ShownFinding, spikesOn, watchedPage } from './browser';
import { startOwnPlant } from './own-plant';
import { started } from './started';

const here = started(() => startOwnPlant(ovenColumns(), OVEN_MAP));
afterEach(() => here.hold(ovenColumns()));

async function open(url: string): Promise<Page> {
  const { page } = await watchedPage(here.browser);
  await page.goto(url);
  return page;
}

/** Picks the last spike of the day, which is not the one that is shown without a link, and copies its link. */
/** @param short what is done with a request for a short link: Grafana gives one, refuses, or gives one that leads elsewhere */
async function copied(short: 'given' | 'refused' | 'elsewhere' = 'refused'): Promise<{ readonly link: string; readonly finding: ShownFinding }> {
  const page = await open('about:blank');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  if (short !== 'given') {
    await page.route('**/api/short-urls', (route) => route.fulfill(short === 'refused' ? { status: 403, json: { message: 'Access denied' } } : { json: { uid: 'a1', url: 'https://grafana.example/goto/a1?orgId=1' } }));
  }
  await page.goto(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
  await findingOn(page);
  const last = (await spikesOn(page)).at(-1);
  await page.locator(`[data-testid=spiketrace-spike][data-start="${last?.startMs}"]`).click();
  await expect.poll(() => page.url()).toContain(`var-spike=${last?.startMs}-${last?.endMs}`);
  const finding = await findingOn(page);
  await page.getByTestId('spiketrace-copy-link').click();
  await page.getByText('Link copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.context().close();
  return { link, finding };
}

const notices = async (page: Page): Promise<string[]> => {
  await page.getByTestId('spiketrace-notice').first().waitFor({ timeout: 60_000 });
  return page.getByTestId('spiketrace-notice').allTextContents();
};

describe('the link to a spike', () => {
  it('is short where Grafana gives one, opens on the same finding, and says that the data are the same', async () => {
    const { link, finding } = await copied('given');
    expect(link).toMatch(new RegExp(`^${here.address}/goto/\\w+\\?orgId=1$`));
    const page = await open(link);
    expect(await findingOn(page)).toEqual(finding);
    expect(await notices(page)).toEqual(['Same data as when sent.']);
    await page.context().close();
  });

  it.each(['refused', 'elsewhere'] as const)('is the whole address where a short one is %s: absolute times and ids only; and it opens on the same', async (short) => {
    const { link, finding } = await copied(short);
    const url = new URL(link);
    expect([url.pathname, [...url.searchParams.keys()]]).toEqual(['/d/spiketrace-investigation', ['from', 'to', 'var-meter', 'var-spike', 'var-seen']]);
    expect([url.searchParams.get('from'), url.searchParams.get('to'), url.searchParams.get('var-meter')]).toEqual([String(OVEN_DAY.startMs), String(OVEN_DAY.endMs), 'main']);
    const page = await open(link);
    expect(await findingOn(page)).toEqual(finding);
    expect(await notices(page)).toEqual(['Same data as when sent.']);
    expect(await page.locator('[data-testid=spiketrace-spike][aria-pressed=true]').getAttribute('data-start')).toBe(String(finding.startMs));
    await page.context().close();
  });

  it('is followed on the open page, of whose variables only the spike changes', async () => {
    const page = await open(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
    await findingOn(page);
    const pressed = () => page.locator('[data-testid=spiketrace-spike][aria-pressed=true]').getAttribute('data-start');
    const shown = await pressed();
    const other = (await spikesOn(page)).find(({ startMs }) => String(startMs) !== shown)!;
    const address = new URL(page.url());
    address.searchParams.set('var-spike', `${other.startMs}-${other.endMs}`);
    // As a data link of another panel: the page stays, its address changes.
    await page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate', { state: null }));
    }, address.href);
    await expect.poll(pressed).toBe(String(other.startMs));
    await page.context().close();
  });

  it('is the long one where the short one does not come, and is not said to be of another spike', async () => {
    const page = await open('about:blank');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.route('**/api/short-urls', () => undefined);
    await page.goto(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
    await findingOn(page);
    await page.getByTestId('spiketrace-copy-link').click();
    await page.getByText('Link copied.').waitFor({ timeout: 10_000 });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/d/spiketrace-investigation?from=');
    await page.locator('[data-testid=spiketrace-spike][aria-pressed=false]').first().click();
    await page.getByText('Link copied.').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('stands there to be copied by hand where the browser keeps its clipboard shut', async () => {
    const page = await open(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
    await findingOn(page);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.getByTestId('spiketrace-copy-link').click();
    expect(await page.getByLabel('Copy this link by hand:').inputValue()).toMatch(/\/goto\/\w+/);
    await page.context().close();
  });

  it('says what changed when readings of the spike were written since', async () => {
    const { link, finding } = await copied();
    here.hold(ovenColumns({ moreKw: (ms) => (ms >= finding.startMs && ms < finding.endMs ? 7 : 0) }));
    const page = await open(link);
    const now = await findingOn(page);
    expect(now.kw).toBeCloseTo(finding.kw + 7, 6);
    expect(await notices(page)).toEqual([`Data changed since: it said ${Math.round(finding.kw)} kW, now ${Math.round(finding.kw + 7)} kW.`]);
    await page.context().close();
  });

  it('says nothing of a change outside the spike and its hour around it', async () => {
    const { link } = await copied();
    here.hold(ovenColumns({ moreKw: (ms) => (ms < OVEN_DAY.startMs + 3_600_000 ? 0.5 : 0) }));
    const page = await open(link);
    await findingOn(page);
    expect(await notices(page)).toEqual(['Same data as when sent.']);
    await page.context().close();
  });

  it('says that its readings are gone when retention has taken them, and leads to the last ones', async () => {
    const { link } = await copied();
    here.hold(ovenColumns({ keptFromMs: OVEN_DAY.endMs }));
    const page = await open(link);
    expect((await notices(page))[0]).toBe('Expired by retention: the meter has later readings, but those of this spike are gone. The link still says when it was.');
    await page.getByRole('button', { name: /Go to the last reading, 20 Feb 2025/ }).waitFor();
    expect(await page.getByTestId('spiketrace-cause').count()).toBe(0);
    await page.context().close();
  });

  it('says no more of the sender’s data once another spike is picked', async () => {
    const { link } = await copied();
    const page = await open(link);
    await findingOn(page);
    expect(await notices(page)).toEqual(['Same data as when sent.']);
    await page.getByTestId('spiketrace-spike').first().click();
    await expect.poll(() => page.getByTestId('spiketrace-notice').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('var-seen')).toBe('');
    await page.context().close();
  });
});

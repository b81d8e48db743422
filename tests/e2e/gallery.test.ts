// Every state of the panel in a real browser, on the gallery of the workbench: as a picture, in words, and to those who cannot see it.
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingOn, picture, watchedPage } from './browser';
import { compared, keptWords, otherSurroundings, surroundings } from './pictures';
import { startedWorkbench } from './started';

const here = startedWorkbench();
let helper: Page;

beforeAll(async () => {
  helper = await here.browser.newPage();
});

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly ids: readonly string[];
  /** Why pixels cannot be compared on this machine, said once. */
  readonly other: string | undefined;
}

async function openGallery(query: string, more: BrowserContextOptions = {}): Promise<Opened> {
  const context = await here.browser.newContext({ viewport: { width: 1680, height: 900 }, timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce', ...more });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${here.address}/gallery${query}`);
  await page.waitForSelector('[data-scene]', { timeout: 60_000 });
  const other = otherSurroundings(await surroundings(here.browser, page));
  if (other !== undefined) {
    console.log(`Pictures are compared by words only: ${other}.`);
  }
  return { page, errors, other, ids: await page.locator('[data-scene]').evaluateAll((all) => all.map((one) => one.id)) };
}

const stageOf = (page: Page, id: string) => page.locator(`[data-scene="${id}"] [data-part=stage]`);

/** Scrolls to a state and waits until its panel says all that it will say, and its icons have come: until then each is an empty one, which has no part in what is read. */
async function reach(page: Page, id: string): Promise<void> {
  await stageOf(page, id).scrollIntoViewIfNeeded();
  await page.waitForSelector(`[data-scene="${id}"][data-done=true]`, { timeout: 60_000 });
  await expect.poll(() => stageOf(page, id).locator('svg:empty').count(), { message: `icons of ${id}` }).toBe(0);
}

const shot = async (page: Page, id: string): Promise<Buffer> => stageOf(page, id).screenshot({ animations: 'disabled' });

/** Those whose marks or fills differ most between the themes are kept as pictures in the light one too. */
const LIGHT = ['hero', 'unexplained', 'evidence', 'cut', 'unknown', 'expected', 'error-with-data', 'phone'];

describe('the gallery', () => {
  it.each(['dark', 'light'])('shows every state as its kept picture, says what it said, and axe finds nothing inaccessible: %s', async (theme) => {
    const { page, errors, ids, other } = await openGallery(`?theme=${theme}`);
    expect(ids.length).toBeGreaterThan(30);
    const [differ, words]: [string[], Array<readonly [string, string]>] = [[], []];
    for (const id of ids) {
      await reach(page, id);
      words.push([id, await stageOf(page, id).ariaSnapshot()]);
      if (other === undefined && (theme === 'dark' || LIGHT.includes(id))) {
        differ.push(await compared(helper, `${id}-${theme}`, await shot(page, id)) ?? '');
      }
    }
    // The theme changes no word.
    for (const [id, said] of words) {
      expect(said, id).toBe(keptWords(id, said));
    }
    expect(differ.filter((text) => text !== '')).toEqual([]);
    const { violations } = await new AxeBuilder({ page }).include('[data-scene]').analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  }, 400_000);

  it('keeps key lines and patterns where more contrast is asked for, by the system or on the page', async () => {
    const { page, other } = await openGallery('', { contrast: 'more' });
    await reach(page, 'hero');
    const bySystem = await shot(page, 'hero');
    await page.context().close();
    expect(other === undefined ? await compared(helper, 'hero-contrast', bySystem) : undefined).toBeUndefined();
    const byAddress = await openGallery('?contrast=more');
    await reach(byAddress.page, 'hero');
    expect((await shot(byAddress.page, 'hero')).equals(bySystem)).toBe(true);
    await byAddress.page.context().close();
  });

  it('shows no state wider than its panel', async () => {
    const { page, ids } = await openGallery('');
    for (const id of ids.filter((one) => /phone|tiny|hostile/.test(one))) {
      await reach(page, id);
      const wider = await stageOf(page, id).getByTestId('spiketrace-panel').evaluate((panel) => panel.scrollWidth - panel.clientWidth);
      expect(wider, id).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });
});

describe('the pictures of the README', () => {
  /** Around the hero of the sample plant: 05:30 to 08:30 on 12 March 2025 in Berlin. */
  const from = Date.UTC(2025, 2, 12, 4, 30);

  it('are the hero case in both themes, and the evidence behind its largest row', async () => {
    for (const theme of ['light', 'dark']) {
      const { page } = await watchedPage(here.browser);
      await page.goto(`${here.address}/?from=${from}&to=${from + 3 * 3_600_000}&theme=${theme}`);
      expect((await findingOn(page)).causes[0]?.machine).toBe('extruder-1');
      await page.waitForSelector('[data-testid=spiketrace-panel] [aria-busy=false]');
      await picture(page, `readme-answer-${theme}`);
      if (theme === 'dark') {
        await page.locator('[data-evidence]').first().click();
        await page.getByTestId('spiketrace-evidence').waitFor();
        await picture(page, 'readme-evidence-dark');
      }
      await page.context().close();
    }
  });
});

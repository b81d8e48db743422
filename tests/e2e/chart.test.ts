// What of the chart only a real browser shows: drags, the wheel, fingers, pixels, zoomed text, and the system's own colours.
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findingOn, picture, watchedPage } from './browser';
import { startedWorkbench } from './started';

const hour = 3_600_000;
/** Around the hero of the sample plant: 06:00 to 09:00 on 12 March 2025 in Berlin. */
const FROM = Date.UTC(2025, 2, 12, 5);
const TO = FROM + 3 * hour;
const here = startedWorkbench();

const open = async (more = '') => {
  const watched = await watchedPage(here.browser);
  await watched.page.goto(`${here.address}/?from=${FROM}&to=${TO}${more}`);
  await findingOn(watched.page);
  return watched;
};

interface Plot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the plot itself lies on the page: the slider of time covers exactly it. */
async function plotOn(page: Page): Promise<Plot> {
  const box = await page.getByTestId('spiketrace-time').boundingBox();
  if (box === null) {
    throw new Error('The chart has no plot.');
  }
  return box;
}

/** From one share of the plot's width to another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const { x, y, width, height } = await plotOn(page);
  await page.mouse.move(x + from * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + ((from + to) / 2) * width, y + height / 2, { steps: 4 });
  await page.mouse.move(x + to * width, y + height / 2, { steps: 4 });
  await page.mouse.up();
}

const timesIn = (page: Page): number[] => ['from', 'to'].map((name) => Date.parse(new URL(page.url()).searchParams.get(name) ?? '') || Number(new URL(page.url()).searchParams.get(name)));

/** Different colours on a canvas, none for an empty one. */
const coloursOn = (canvas: Locator): Promise<number> => canvas.evaluate((element) => {
  const one = element as HTMLCanvasElement;
  const { data } = one.getContext('2d')!.getImageData(0, 0, one.width, one.height);
  return new Set(new Uint32Array(data.buffer)).size;
});

describe('the chart in a browser', () => {
  it('paints the plot and the lanes', async () => {
    const { page, errors } = await open();
    const canvases = page.getByTestId('spiketrace-chart').locator('canvas');
    expect(await canvases.count()).toBe(2);
    for (const at of [0, 1]) {
      expect(await coloursOn(canvases.nth(at))).toBeGreaterThan(10);
    }
    await picture(page, 'chart-dark');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('shows one hairline through plot and lanes under the pointer, with time, kW and states', async () => {
    const { page } = await open();
    const { x, y, width } = await plotOn(page);
    await page.mouse.move(x + width / 4, y + 60);
    const hairline = page.getByTestId('spiketrace-hairline');
    // A quarter of three hours from 06:00.
    await expect.poll(() => hairline.textContent()).toMatch(/^06:4[45](:\d\d)? · \d{3} kW/);
    const line = await hairline.boundingBox();
    const lanes = await page.getByTestId('spiketrace-lane').last().boundingBox();
    expect((line?.y ?? NaN) + (line?.height ?? NaN)).toBeGreaterThanOrEqual((lanes?.y ?? NaN) + (lanes?.height ?? NaN) - 2);
    await expect.poll(() => page.locator('[data-testid=spiketrace-lane][data-machine=extruder-1] [data-part=at]').textContent()).toBe('running');
    await page.mouse.move(5, 5);
    await expect.poll(() => hairline.evaluate((element) => getComputedStyle(element).visibility)).toBe('hidden');
    await page.context().close();
  });

  it.each([1, 0])('shares its hairline with another panel, both ways, where the dashboard says so (graphTooltip %i)', async (graphTooltip) => {
    const { page } = await watchedPage(here.browser);
    await page.setViewportSize({ width: 1440, height: 1700 });
    // The provisioned dashboard with its panel twice.
    await page.route('**/d/**', async (route) => {
      const html = await (await route.fetch()).text();
      await route.fulfill({ contentType: 'text/html', body: html.replace(/"graphTooltip":\d/, `"graphTooltip":${graphTooltip}`).replace(/("panels":\[)(\{.*?"targets":\[.*?\]\})\]/, '$1$2,$2]') });
    });
    await page.goto(`${here.address}/d/spiketrace-investigation?from=${FROM}&to=${TO}`);
    const hairlines = page.getByTestId('spiketrace-hairline');
    await expect.poll(() => hairlines.count(), { timeout: 60_000 }).toBe(2);
    const shown = () => hairlines.evaluateAll((all) => all.map((one) => (getComputedStyle(one).visibility === 'visible' ? one.textContent?.slice(0, 4) : '')));
    for (const [panel, at, time] of [[0, 1 / 4, '06:4'], [1, 3 / 4, '08:1']] as const) {
      const plot = await page.getByTestId('spiketrace-time').nth(panel).boundingBox();
      await page.mouse.move(plot!.x + at * plot!.width, plot!.y + 60);
      await expect.poll(shown).toEqual(graphTooltip === 1 || panel === 0 ? [time, graphTooltip === 1 ? time : ''] : ['', time]);
    }
    await page.mouse.move(5, 5);
    await expect.poll(shown).toEqual(['', '']);
    await page.context().close();
  });

  it('zooms the dashboard by a drag, and 0 goes back', async () => {
    const { page } = await open();
    await drag(page, 1 / 3, 2 / 3);
    await expect.poll(() => timesIn(page)[0], { timeout: 20_000 }).toBeGreaterThan(FROM + 0.9 * hour);
    const [from = NaN, to = NaN] = timesIn(page);
    expect([Math.abs(from - FROM - hour), Math.abs(to - FROM - 2 * hour)].every((ms) => ms < 120_000)).toBe(true);
    await page.waitForSelector('[data-testid=spiketrace-time]');
    await expect.poll(async () => page.getByTestId('spiketrace-time').getAttribute('aria-valuemin'), { timeout: 30_000 }).toBe(String(from));
    await page.getByTestId('spiketrace-time').focus();
    await page.keyboard.press('0');
    await expect.poll(() => timesIn(page), { timeout: 20_000 }).toEqual([FROM, TO]);
    await page.context().close();
  });

  it('picks by a click into the column of a spike', async () => {
    const { page } = await watchedPage(here.browser);
    await page.goto(`${here.address}/?from=${FROM - 5 * hour}&to=${FROM + 19 * hour}`);
    await findingOn(page);
    const chip = page.locator('[data-testid=spiketrace-spike][aria-pressed=false]').first();
    // Before the click: after it another chip is the first that is not picked.
    const [start, end] = [await chip.getAttribute('data-start'), await chip.getAttribute('data-end')];
    const box = await chip.boundingBox();
    const plot = await plotOn(page);
    await page.mouse.click((box?.x ?? NaN) + (box?.width ?? NaN) / 2, plot.y + plot.height - 12);
    await expect.poll(() => page.url()).toContain(`var-spike=${start}-${end}`);
    await page.context().close();
  });

  it('attributes a window that was marked with the shift key held', async () => {
    const { page } = await open();
    const count = await page.getByTestId('spiketrace-spike').count();
    await page.keyboard.down('Shift');
    await drag(page, 0.62, 0.8);
    await page.keyboard.up('Shift');
    await expect.poll(() => page.getByTestId('spiketrace-spike').count(), { timeout: 60_000 }).toBeGreaterThan(count);
    expect(timesIn(page)).toEqual([FROM, TO]);
    await page.context().close();
  });

  it('stacks the expected load on demand, in the place of the band', async () => {
    const { page } = await open();
    const toggle = page.getByRole('button', { name: 'Expected load' });
    await toggle.click();
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    // Named in the stack, and listed beside the axis in its order.
    const named = page.getByTestId('spiketrace-chart').locator('svg text', { hasText: /^(base load|extruder-1|others)$/ });
    await named.first().waitFor();
    expect((await named.allTextContents()).slice(0, 3)).toEqual(['base load', 'extruder-1', 'others']);
    expect(await named.count()).toBeGreaterThan(3);
    await picture(page, 'chart-expected-dark');
    await page.context().close();
  });

  it('reads by a finger’s drag and marks after a long press, on a phone', async () => {
    const context = await here.browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true, timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${here.address}/?from=${FROM}&to=${TO}`);
    await findingOn(page);
    expect(await page.getByTestId('spiketrace-lane').count()).toBe(0);
    await page.getByTestId('spiketrace-time').scrollIntoViewIfNeeded();
    const { x, y, width, height } = await plotOn(page);
    const session = await context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + share * width, y: y + height / 2 }] });
    await touch('touchStart', 0.3);
    await touch('touchMove', 0.4);
    await touch('touchMove', 0.5);
    // The middle of three hours from 06:00.
    await expect.poll(() => page.getByTestId('spiketrace-hairline').textContent()).toMatch(/^07:(29|30)/);
    await touch('touchEnd', 0.5);
    await touch('touchStart', 0.6);
    await page.getByTestId('spiketrace-marking').waitFor();
    await touch('touchMove', 0.8);
    await expect.poll(async () => ((await page.getByTestId('spiketrace-marking').boundingBox())?.width ?? 0) / width).toBeGreaterThan(0.18);
    await picture(page, 'chart-phone-dark');
    await context.close();
  });

  it('keeps text and marks at 200 % and in the system’s own high contrast, where axe finds nothing inaccessible', async () => {
    const context = await here.browser.newContext({ viewport: { width: 720, height: 900 }, deviceScaleFactor: 2, forcedColors: 'active', timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${here.address}/?from=${FROM}&to=${TO}`);
    await findingOn(page);
    const lanes = page.getByTestId('spiketrace-chart').locator('canvas').nth(1);
    // Key lines, patterns and names on the system's ground: no fills, so few colours besides the smoothed edges of letters.
    const shades = await lanes.evaluate((element) => {
      const one = element as HTMLCanvasElement;
      const { data } = one.getContext('2d')!.getImageData(0, 0, one.width, one.height);
      return [...new Set(new Uint32Array(data.buffer))].filter((pixel) => {
        const [red, green, blue] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
        return Math.max(red, green, blue) - Math.min(red, green, blue) > 8;
      }).length;
    });
    expect(shades).toBe(0);
    // The colours are the system's then, which axe does not see: it reads those of the theme.
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="spiketrace-chart"]').disableRules(['color-contrast']).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.getByTestId('spiketrace-chart').scrollIntoViewIfNeeded();
    await picture(page, 'chart-high-contrast');
    await context.close();
  });
});

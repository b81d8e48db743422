/** The evidence sheet in a real browser: one page of its own with picture, numbers, verdict, queries and version; it asks nothing and prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { OVEN_DAY, OVEN_MAP, ovenColumns } from '../support/oven-plant';
import { findingOn, root, watchedPage } from './browser';
import { startOwnPlant } from './own-plant';
import { started } from './started';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const here = started(() => startOwnPlant(ovenColumns(), OVEN_MAP));

interface Opened {
  readonly panel: Page;
  readonly sheet: Page;
  /** What the sheet asked for beside itself. */
  readonly asked: string[];
}

/** A verdict is given first; then the network is switched off, and the sheet opened. */
async function opened(): Promise<Opened> {
  const { page: panel } = await watchedPage(here.browser);
  await panel.goto(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}&as=ada`);
  await findingOn(panel);
  await panel.locator('[data-testid=spiketrace-verdict][data-verdict=confirmed]').click();
  await panel.locator('[data-testid=spiketrace-verdict-given][data-verdict=confirmed]').waitFor();
  const context = panel.context();
  await context.setOffline(true);
  const asked: string[] = [];
  context.on('request', (request) => !request.url().startsWith('blob:') && asked.push(request.url()));
  const coming = context.waitForEvent('page');
  await panel.getByTestId('spiketrace-sheet').click();
  const sheet = await coming;
  await sheet.waitForLoadState('load');
  return { panel, sheet, asked };
}

describe('the evidence sheet', () => {
  it('is one page that says what the panel says: sentence, word, rows, verdict, data, queries, link and version', async () => {
    const { panel, sheet } = await opened();
    const rows = await panel.locator('[data-testid=spiketrace-panel] tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent).filter(Boolean).slice(0, 3).join(' ')));
    expect(await sheet.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent).filter(Boolean).join(' ')))).toEqual(rows.map((row) => row.replace(' ›', '')));
    expect(await sheet.locator('h1').textContent()).toBe(await panel.getByTestId('spiketrace-panel').locator('p').first().textContent());
    const said = (await sheet.locator('body').innerText()).replace(/\s+/g, ' ');
    // The oven's 60 kW, and 3.1 of the pump's 15: it ran 25 of these 40 minutes, and 50 of the 120 around them.
    expect(said).toMatch(/^main, Tue 18 Feb 2025, \d\d:20 to \d\d:00 Europe\/Berlin oven-1 heat up added 60 of the 63 kW above the hour around it/);
    expect(said).toMatch(/Likely \d\d in 100 that oven-1 added most/);
    expect(said).toMatch(/Verdict Confirmed by ada, \d+ \w+, \d\d:\d\d\. Confirmed: oven-1 HEAT_UP drew most of \+63 kW on main/);
    expect(said).toMatch(/Data Meter complete\. .* States explain \d+ % of this meter’s swings\. .*Learnt from .*, 14 days at 60 s\./);
    expect(said).toMatch(/Queries sent SELECT .*FROM "meter"/);
    expect(said).toContain(` ${here.address}/d/spiketrace-investigation?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}&var-meter=main&var-spike=`);
    expect(said).toContain(`Spiketrace ${version}. A likely contributor, not a proof`);
    await panel.context().close();
  });

  it('has the picture: the demand as a line from edge to edge, the excess as an area above the reference, and the oven’s lane', async () => {
    const { panel, sheet } = await opened();
    const seen = await sheet.locator('svg').evaluate((svg) => ({
      width: svg.getBoundingClientRect().width, texts: [...svg.querySelectorAll('text')].map((one) => one.textContent ?? ''),
      points: (svg.querySelector('path')?.getAttribute('d')?.match(/[ML]/g) ?? []).length, area: Number(svg.querySelector('rect')?.getAttribute('height')),
    }));
    expect(seen.width).toBeGreaterThan(600);
    // 160 minutes, read at half minutes.
    expect(seen.points).toBeGreaterThan(150);
    expect(seen.area).toBeGreaterThan(40);
    expect(seen.texts).toEqual(expect.arrayContaining(['oven-1', 'heat up', 'off']));
    expect(seen.texts.filter((text) => /^peak 1\d\d kW, \d\d:\d\d(:\d\d)?$/.test(text)).length).toBe(1);
    await panel.context().close();
  });

  it('asks nothing of any network, which is off, and holds nothing that could', async () => {
    const { panel, sheet, asked } = await opened();
    const { outward, policy } = await sheet.evaluate(() => ({
      outward: [...document.querySelectorAll('script,link,img,iframe,object,embed,video,audio,source,form,a,base,use,image')].map((one) => one.outerHTML),
      policy: document.querySelector('meta[http-equiv]')?.getAttribute('content'),
    }));
    expect([outward, policy]).toEqual([[], `default-src 'none'; style-src 'unsafe-inline'`]);
    expect(await sheet.evaluate(() => [...document.styleSheets].flatMap((style) => [...style.cssRules].map((rule) => rule.cssText)).filter((text) => /url\(|@import|@font-face/.test(text)))).toEqual([]);
    expect(asked).toEqual([]);
    // Whoever saves it has all of it: the same page from its own text alone.
    const text = await sheet.content();
    const { page: kept } = await watchedPage(here.browser);
    await kept.context().setOffline(true);
    await kept.setContent(text);
    expect(await kept.locator('body').innerText()).toBe(await sheet.locator('body').innerText());
    await Promise.all([panel.context().close(), kept.context().close()]);
  });

  it('prints: every part stands on paper, none is cut, and the picture is whole on one page', async () => {
    const { panel, sheet } = await opened();
    const pdf = await sheet.pdf({ format: 'A4', preferCSSPageSize: true, outline: true, tagged: true });
    const inside = pdf.toString('latin1');
    expect(inside.slice(0, 5)).toBe('%PDF-');
    const pages = inside.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(1);
    expect(pages).toBeLessThanOrEqual(4);
    // The outline is made of the headings that were laid out on paper.
    expect([...inside.matchAll(/\/Title\s*\(([^)]*)\)/g)].map((one) => one[1])).toEqual(expect.arrayContaining(['Numbers', 'Verdict', 'Data', 'Queries sent']));
    await sheet.emulateMedia({ media: 'print' });
    await sheet.setViewportSize({ width: 688, height: 1000 });
    // 688 px: A4 less twice 14 mm.
    expect(await sheet.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(688);
    expect(await sheet.locator('svg').evaluate((svg) => [getComputedStyle(svg).breakInside, svg.getBoundingClientRect().height < 900])).toEqual(['avoid', true]);
    await panel.context().close();
  });

  it('says what to do when the browser blocks the new page', async () => {
    const { page } = await watchedPage(here.browser);
    await page.goto(`${here.address}/?from=${OVEN_DAY.startMs}&to=${OVEN_DAY.endMs}`);
    await findingOn(page);
    await page.evaluate(() => {
      window.open = () => null;
    });
    await page.getByTestId('spiketrace-sheet').click();
    expect(await page.getByRole('alert').textContent()).toBe('The browser blocked the new page. Allow it for this site, then try again.');
    await page.context().close();
  });
});

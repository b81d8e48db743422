/** Hostile text in a real browser: whatever has a name in a plant is shown as text, runs nothing, asks nothing, and reorders nothing. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CREW, HERO, HOSTILE_MAP, hostileColumns, LINE, MACHINES, METER_ID, SHIFT } from '../support/hostile-plant';
import { findingOn, watchedPage } from './browser';
import { startOwnPlant } from './own-plant';
import { started } from './started';

const hour = 3_600_000;
const LOGIN = '<img src=x onerror="window.hacked=1">\u202eada';
const NOTE = '\u202e<script>window.hacked=1</script> [x](javascript:window.hacked=1) "\'';
const here = started(() => startOwnPlant(hostileColumns(), HOSTILE_MAP));

/** As a name is shown: what takes no room or steers is a sign. */
const shown = (name: string): string => name.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]/g, '\ufffd');
const state = (name: string): string => shown(name.toLowerCase().replace(/_/g, ' '));
/** Of a name in a tag, where Grafana has room for so much: the rest of a long one are digits. */
const begun = (name: string): string => name.slice(0, 80);
/** Isolates stand around a name inside a sentence, and are no part of it. */
const plain = (text: string | null): string => (text ?? '').replace(/[\u2068\u2069]/g, '');

interface Guarded {
  readonly page: Page;
  /** Everything that no name may bring about. */
  readonly done: string[];
}

async function open(more = ''): Promise<Guarded> {
  const { page, errors: done } = await watchedPage(here.browser);
  guard(page, done);
  await page.goto(`${here.address}/?from=${HERO.startMs - 4 * hour}&to=${HERO.endMs + 4 * hour}&var-meter=${encodeURIComponent(METER_ID)}${more}`);
  await findingOn(page);
  await unfold(page);
  return { page, done };
}

/** Rows fold where they would push the sum out of sight. */
async function unfold(page: Page): Promise<void> {
  const folded = page.locator('[data-testid=spiketrace-cause][data-machine="*"] button');
  if (await folded.count() > 0) {
    await folded.click();
  }
}

function guard(page: Page, done: string[]): void {
  page.on('dialog', (dialog) => {
    done.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // The workbench has no icons of Grafana's: that a file of its own is missing says nothing here.
  page.on('console', (message) => message.type() === 'error' && !/404 \(Not Found\)/.test(message.text()) && done.push(`console: ${message.text()}`));
  page.on('request', (request) => (!request.url().startsWith(`${here.address}/`) || /\/x$/.test(request.url())) && !/^(blob|data):/.test(request.url()) && done.push(`request: ${request.url()}`));
  page.on('frameattached', (frame) => done.push(`frame: ${frame.url()}`));
}

/** Nothing ran, and nothing stands on the page that a name brought with it. */
async function expectHarmless({ page, done }: Guarded, within: Locator = page.getByTestId('spiketrace-panel')): Promise<void> {
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  const found = await within.evaluate((root) => {
    const all = [...root.querySelectorAll('*')];
    return [
      ...all.filter((one) => /^(script|img|iframe|object|embed|link|meta|base|style|b|animate|foreignObject)$/i.test(one.localName)).map((one) => one.outerHTML.slice(0, 120)),
      ...all.flatMap((one) => one.getAttributeNames().filter((name) => /^on/i.test(name)).map((name) => `${one.localName} ${name}`)),
      ...all.flatMap((one) => ['href', 'xlink:href', 'src', 'action', 'formaction'].flatMap((name) => one.getAttribute(name) ?? [])).filter((url) => !/^(https?:|\/|#|\?)/.test(url)),
    ];
  });
  expect([found, done]).toEqual([[], []]);
}

describe('a plant of hostile names', () => {
  it('is attributed as any other: the machine called __proto__ drew most, and the rows add up', async () => {
    const guarded = await open();
    const finding = await findingOn(guarded.page);
    expect(finding.causes.map(({ machine }) => machine)).toEqual(MACHINES.map(({ id }) => id));
    expect(finding.causes.map(({ state: name }) => name)).toEqual(MACHINES.map(({ on }) => on));
    // Within 10 % and 2 kW of what the plant was made with.
    expect(finding.causes.filter(({ kw }, i) => Math.abs(kw - (MACHINES[i]?.kw ?? NaN)) > 0.1 * kw + 2)).toEqual([]);
    expect(finding.causes.reduce((kw, cause) => kw + cause.kw, finding.unexplainedKw)).toBeCloseTo(finding.kw, 6);
    expect(plain(await guarded.page.getByTestId('spiketrace-panel').locator('p').first().textContent())).toMatch(/ __proto__, constructor, added most: 60 kW\.$/);
    await expectHarmless(guarded);
    await guarded.page.context().close();
  });

  it('is shown as text in rows, lanes, shifts, the table, the data line and the form of a correction', async () => {
    const guarded = await open();
    const { page } = guarded;
    const rows = await page.getByTestId('spiketrace-cause').locator('th').evaluateAll((cells) => cells.map((cell) => [cell.querySelector('span')?.textContent ?? '', cell.querySelector('small')?.textContent ?? '']));
    expect(rows.map((row) => row.map(plain))).toEqual(MACHINES.map(({ id, on }) => [shown(id), state(on)]));
    const lanes = await page.getByTestId('spiketrace-lane').evaluateAll((all) => all.map((lane) => lane.getAttribute('title')));
    expect(lanes).toEqual(MACHINES.map(({ id }) => shown(id)));
    await page.getByTitle(`${SHIFT}, crew ${shown(CREW)}`, { exact: true }).waitFor();
    expect(await page.getByTestId('spiketrace-quality').textContent()).toContain('No class is known for');
    await page.getByTestId('spiketrace-verdict').nth(1).click();
    const options = await page.getByTestId('spiketrace-verdict-form').getByLabel('Machine').locator('option').allTextContents();
    expect([...options.slice(1)].sort()).toEqual(MACHINES.map(({ id }) => shown(id)).sort());
    await expectHarmless(guarded);
    await page.getByRole('button', { name: 'Show as table' }).click();
    const table = page.getByRole('region', { name: 'Show as table' });
    const names = await table.locator('table').last().locator('tbody th').allTextContents();
    expect(names).toEqual(MACHINES.map(({ id }) => shown(id)));
    await expectHarmless(guarded);
    await page.context().close();
  });

  it('is read aloud and at the hairline as text', async () => {
    const guarded = await open();
    const { page } = guarded;
    const slider = page.getByTestId('spiketrace-time');
    await slider.focus();
    // The middle of the view is the middle of the start.
    for (let presses = 0; presses < 60 && !/ \d{3} kW.*constructor/.test((await slider.getAttribute('aria-valuetext')) ?? ''); presses++) {
      await page.keyboard.press('PageDown');
    }
    expect(plain(await slider.getAttribute('aria-valuetext'))).toContain(`; ${MACHINES[0]?.id} constructor, for `);
    const at = await page.getByTestId('spiketrace-lane').locator('[data-part=at]').allTextContents();
    expect(at).toEqual(MACHINES.map(({ on }) => shown(on.toLowerCase())));
    await expectHarmless(guarded);
    await page.context().close();
  });

  it('has evidence behind each row, and goes back to the same one', async () => {
    const guarded = await open();
    const { page } = guarded;
    for (const [row, { id, on }] of MACHINES.entries()) {
      await unfold(page);
      await page.locator('[data-evidence]').nth(row).click();
      const evidence = page.getByTestId('spiketrace-evidence');
      await evidence.waitFor();
      expect(plain(await evidence.locator('h3').textContent())).toContain(`${shown(id)}, ${state(on)}: +`);
      expect(await evidence.getByTestId('spiketrace-limit').count()).toBe(4);
      await expectHarmless(guarded);
      await page.keyboard.press('Escape');
      // A row that folds again takes the focus with it.
      if (row < 6) {
        await expect.poll(() => page.evaluate((at) => document.activeElement === document.querySelectorAll('[data-evidence]')[at], row)).toBe(true);
      }
    }
    await page.context().close();
  });

  it('keeps numbers in their order beside names that are written from right to left', async () => {
    const { page } = await open();
    const at = MACHINES.findIndex(({ id }) => /[\u0590-\u05ff]/.test(id));
    await page.locator('[data-evidence]').nth(at).click();
    const heading = page.getByTestId('spiketrace-evidence').locator('h3');
    // “NAME, STATE: +34 kW of 225 kW”: by where the letters stand on the screen, and not in the text.
    const places = await heading.evaluate((element, name) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const found: number[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.nodeValue ?? '';
        for (const part of [name, '+34', 'of 225']) {
          const from = text.indexOf(part);
          if (from >= 0) {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, from + part.length);
            found.push(range.getBoundingClientRect().left);
          }
        }
      }
      return found;
    }, MACHINES[at]?.id ?? '');
    expect(places.length).toBe(3);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    await page.context().close();
  });

  it('of a verdict is stored as one line of text without markup, comes back whole, or shortened where it is too long for a tag, and is listed with author and note as text', async () => {
    const guarded = await open();
    const { page } = guarded;
    await page.route('**/api/annotations?*', async (route) => {
      const response = await route.fetch();
      const all = (await response.json()) as readonly object[];
      await route.fulfill({ response, json: all.map((one) => ({ ...one, login: LOGIN })) });
    });
    for (const { id, on } of MACHINES) {
      await page.getByTestId('spiketrace-verdict').nth(1).click();
      const form = page.getByTestId('spiketrace-verdict-form');
      await form.getByLabel('Machine').selectOption({ label: shown(id) });
      await form.getByLabel('State').selectOption({ value: on });
      await form.getByLabel('Note').fill(NOTE);
      await form.getByRole('button', { name: 'Save' }).click();
      await form.waitFor({ state: 'detached' });
      const given = page.getByTestId('spiketrace-verdict-given');
      await expect.poll(async () => plain(await given.textContent()), { timeout: 20_000 }).toContain(`Corrected to ${shown(begun(id))}`);
      expect(plain(await given.textContent()).toLowerCase()).toContain(`, ${state(begun(on))}`);
      expect(plain(await given.textContent())).toContain(` by ${shown(LOGIN)}, `);
      const [newest] = (await (await fetch(`${here.address}/api/annotations?tags=spiketrace&limit=1`)).json()) as ReadonlyArray<{ readonly text: string; readonly tags: readonly string[] }>;
      // What steers is nowhere, save the isolates around a name; what a spreadsheet or a tooltip would act on neither.
      expect(plain(newest?.text ?? '<')).toMatch(/^Corrected: [^<>\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f]*$/);
      const tags = newest?.tags.map((tag) => decodeURIComponent(tag.replace(/%(?![0-9A-F]{2})/g, '%25'))) ?? [];
      expect([`machine:${id}`, `state:${on}`, `meter:${METER_ID}`].filter((name) => !tags.some((tag) => (name.length > 100 ? tag.startsWith(begun(name)) : tag === name)))).toEqual([]);
      await expectHarmless(guarded);
    }
    await page.locator('summary', { hasText: 'verdicts' }).click();
    const listed = (await page.getByTestId('spiketrace-verdict-list').locator('li').allTextContents()).map(plain);
    expect(listed.length).toBe(MACHINES.length);
    expect(listed.filter((text, i) => !text.includes(shown(MACHINES.at(-1 - i)?.id ?? '?')) || !text.includes(shown(NOTE).replace(/\s+/g, ' ')) || !text.includes(shown(LOGIN)))).toEqual([]);
    await expectHarmless(guarded);
    await page.context().close();
  });

  it('is plain text in what is copied for a shift log', async () => {
    const guarded = await open('&as=vic&role=viewer');
    const { page } = guarded;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByTestId('spiketrace-copy-text').click();
    await page.getByText('Text copied.').waitFor();
    // One cell and one line, whatever it is pasted into: it begins with a word, and has neither tabs nor line ends.
    expect(plain(await page.evaluate(() => navigator.clipboard.readText()))).toMatch(/^Confirmed: __proto__ constructor drew most of \+225 kW on incomer <b>1<\/b> [^\t\r\n]* http:\/\/127\.0\.0\.1:\d+\/d\/spiketrace-investigation\?[\w=&%.-]*$/);
    await expectHarmless(guarded);
    await page.context().close();
  });

  it('is text on the evidence sheet, which runs and asks nothing', async () => {
    const guarded = await open();
    const opened = guarded.page.context().waitForEvent('page');
    await guarded.page.getByTestId('spiketrace-sheet').click();
    const sheet = await opened;
    guard(sheet, guarded.done);
    await sheet.waitForLoadState();
    expect(sheet.url()).toMatch(/^blob:/);
    const rows = (await sheet.locator('tbody th').allTextContents()).map(plain);
    expect(rows.slice(1, -2)).toEqual(MACHINES.map(({ id, on }) => `${shown(id)}, ${state(on)}`));
    expect(plain(await sheet.title())).toContain(shown(METER_ID));
    expect(await sheet.evaluate(() => 'hacked' in window)).toBe(false);
    const strange = await sheet.evaluate(() => [...document.body.querySelectorAll('*')].map((one) => one.localName)
      .filter((name) => !/^(main|p|h1|h2|strong|table|thead|tbody|tr|th|td|ul|li|pre|svg|g|line|text|rect|path|circle)$/.test(name)));
    expect([strange, await sheet.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => /^on|href|src/i.test(name))))]).toEqual([[], []]);
    await expectHarmless(guarded);
    await guarded.page.context().close();
  });

  it.each([
    ['a spike', `&var-spike=${encodeURIComponent('<img src=x onerror="window.hacked=1">\u202e')}`, /names no spike that can be read \(“<img src=x onerror="window\.hacked=1">\ufffd”\)/],
    ['what was seen', `&var-spike=${HERO.startMs}-${HERO.endMs}&var-seen=${encodeURIComponent('1.2.<script>window.hacked=1</script>')}`, /What the sender of this link saw cannot be read/],
  ])('in a link for %s is a notice', async (_what, more, words) => {
    const guarded = await open(more);
    expect(await guarded.page.getByTestId('spiketrace-notice').first().textContent()).toMatch(words);
    await expectHarmless(guarded);
    await guarded.page.context().close();
  });

  it('in a link for a meter and a line is a notice, and no numbers are shown', async () => {
    const { page, errors: done } = await watchedPage(here.browser);
    guard(page, done);
    await page.goto(`${here.address}/?from=${HERO.startMs}&to=${HERO.endMs}&var-meter=${encodeURIComponent('"><svg onload="window.hacked=1">\u202e')}&var-line=${encodeURIComponent(LINE)}`);
    const notice = page.getByTestId('spiketrace-notice').first();
    await notice.waitFor({ timeout: 60_000 });
    expect(await notice.textContent()).toContain('There is no meter “"><svg onload="window.hacked=1">\ufffd”');
    expect(await page.getByTestId('spiketrace-cause').count()).toBe(0);
    await expectHarmless({ page, done });
    await page.context().close();
  });

  it('is text on the settings page too', async () => {
    const { page, errors: done } = await watchedPage(here.browser);
    guard(page, done);
    await page.goto(`${here.address}/connections/datasources/edit/spiketrace-plant`);
    await page.getByRole('heading', { name: /Settings of the data source/ }).waitFor();
    await page.getByText('Loading the settings').waitFor({ state: 'detached' });
    const said = await page.locator('main').innerText();
    expect([METER_ID, '<meter>', '__proto__', '</shift>', LINE].filter((name) => !said.includes(name))).toEqual([]);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(done).toEqual([]);
    await page.context().close();
  });
});

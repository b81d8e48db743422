/** A verdict in a real browser: few clicks, the keyboard alone, rights found first, nothing lost, and raised next time. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findingOn, picture, spikesOn, watchedPage } from './browser';
import { startedWorkbench } from './started';

const here = startedWorkbench();

interface Stored {
  readonly dashboardUID: string;
  readonly time: number;
  readonly timeEnd: number;
  readonly tags: readonly string[];
  readonly text: string;
  readonly login: string;
}

const stored = async (): Promise<readonly Stored[]> => (await fetch(`${here.address}/api/annotations?tags=spiketrace&limit=1000`)).json() as Promise<readonly Stored[]>;

/** The newest verdict. */
const newest = async (): Promise<Stored | undefined> => (await stored())[0];

async function open(query: string): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const watched = await watchedPage(here.browser);
  await watched.page.goto(`${here.address}/${query}`);
  await findingOn(watched.page);
  return watched;
}

const button = (page: Page, verdict: string) => page.locator(`[data-testid=spiketrace-verdict][data-verdict=${verdict}]`);

describe('a verdict', () => {
  it('is one click away from the open dashboard, and is stored as contracts.md says', async () => {
    const { page, errors } = await open('');
    const finding = await findingOn(page);
    await button(page, 'confirmed').click();
    await page.locator('[data-testid=spiketrace-verdict-given][data-verdict=confirmed]').waitFor();
    const one = await newest();
    const [top] = finding.causes;
    expect(one).toMatchObject({ dashboardUID: '', time: finding.startMs, timeEnd: finding.endMs, login: 'workbench' });
    expect(one?.tags).toEqual(['spiketrace', 'verdict:confirmed', 'meter:incomer-1', `machine:${top?.machine}`, `state:${top?.state}`]);
    // One plain sentence, then the link.
    expect(one?.text).toMatch(new RegExp(`^Confirmed: [^.]*\\. ${here.address}/d/spiketrace-investigation\\?from=\\d+&to=\\d+&var-meter=incomer-1&var-spike=${finding.startMs}-${finding.endMs}&var-seen=1\\.`));
    expect(await page.getByTestId('spiketrace-verdict-given').textContent()).toMatch(/Confirmed by workbench, \d+ \w+, \d\d:\d\d/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('is given with the keyboard alone', async () => {
    const { page } = await open('?as=keyboard');
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.getAttribute('data-verdict') === 'planned')) {
        break;
      }
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-verdict'))).toBe('planned');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=spiketrace-verdict-given][data-verdict=planned]').waitFor();
    expect((await newest())?.login).toBe('keyboard');
    await page.context().close();
  });

  it('leaves the keyboard where it was: after saving, after the form closed, and at the last spike', async () => {
    const { page } = await open('?as=kim');
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-verdict') ?? document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    const form = page.getByTestId('spiketrace-verdict-form');
    await button(page, 'planned').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('spiketrace-verdict-given').filter({ hasText: 'by kim' }).waitFor();
    expect(await at()).toBe('planned');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    expect(await at()).toBe('corrected');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 3 && !(await form.getByLabel('Note').evaluate((note) => note === document.activeElement)); presses++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('by keys alone');
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    await page.locator('[data-testid=spiketrace-verdict-given][data-verdict=corrected]').waitFor();
    expect(await at()).toBe('corrected');
    expect((await newest())?.text).toContain('(by keys alone)');
    await page.getByRole('button', { name: 'Next spike' }).focus();
    for (let left = await page.getByTestId('spiketrace-spike').count(); left > 0; left--) {
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => page.getByRole('button', { name: 'Next spike' }).getAttribute('aria-disabled')).toBe('true');
    expect(await at()).toBe('Next spike');
    await page.context().close();
  });

  it('says with its reason what was noted, to those who look only too', async () => {
    const { page } = await open('?as=vic&role=viewer');
    await page.locator('summary', { hasText: 'verdict' }).click();
    expect(await page.getByTestId('spiketrace-verdict-list').textContent()).toContain('by keys alone');
    await page.context().close();
  });

  it('is corrected to a machine and state with a reason and a note, in one inline form', async () => {
    const { page } = await open('?as=ada');
    await button(page, 'corrected').click();
    const form = page.getByTestId('spiketrace-verdict-form');
    await form.getByLabel('Machine', { exact: true }).selectOption('chiller-1');
    await form.getByLabel('State', { exact: true }).selectOption({ index: 1 });
    await form.getByLabel('Reason', { exact: true }).selectOption('fault');
    await form.getByLabel('Note').fill('Pump <b>stuck</b>');
    await form.getByRole('button', { name: 'Save' }).click();
    // Her own: what kim corrected before is there first.
    const given = page.locator('[data-testid=spiketrace-verdict-given][data-verdict=corrected]').filter({ hasText: 'by ada' });
    await given.waitFor();
    expect(await given.textContent()).toMatch(/Corrected to chiller-1, .* by ada/);
    const one = await newest();
    expect(one?.tags).toEqual(expect.arrayContaining(['verdict:corrected', 'machine:chiller-1', 'reason:fault']));
    expect(one?.text).toContain('Pump &lt;b&gt;stuck&lt;/b&gt;');
    await page.context().close();
  });

  it('of two people at once loses nothing: both are listed, the later one is shown', async () => {
    const [first, second] = [await open('?as=bea'), await open('?as=cem')];
    const before = (await stored()).length;
    await Promise.all([button(first.page, 'rejected').click(), button(second.page, 'confirmed').click()]);
    await expect.poll(async () => (await stored()).length).toBe(before + 2);
    await second.page.reload();
    await findingOn(second.page);
    const later = (await newest())?.login;
    await expect.poll(() => second.page.getByTestId('spiketrace-verdict-given').textContent()).toContain(later);
    await second.page.locator('summary', { hasText: 'verdicts' }).click();
    const list = await second.page.getByTestId('spiketrace-verdict-list').textContent();
    expect([list?.includes('by bea'), list?.includes('by cem')]).toEqual([true, true]);
    await Promise.all([first.page.context().close(), second.page.context().close()]);
  });

  it('is kept on the dashboard by one who may not write the organisation’s', async () => {
    const { page } = await open('?as=fay&role=folder-editor');
    await button(page, 'confirmed').click();
    await expect.poll(async () => (await newest())?.login).toBe('fay');
    expect((await newest())?.dashboardUID).toBe('spiketrace-investigation');
    await page.getByTestId('spiketrace-verdict-given').filter({ hasText: 'by fay' }).waitFor();
    await page.context().close();
  });

  it('is offered as text to one who may not save, with the reason, and no dead button', async () => {
    const { page } = await open('?as=vic&role=viewer');
    const notice = page.getByTestId('spiketrace-notice').filter({ hasText: 'You may not save here' });
    await notice.waitFor();
    expect(await page.getByTestId('spiketrace-verdict').count()).toBe(0);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByTestId('spiketrace-copy-text').click();
    await page.getByText('Text copied.').waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    expect(await copied()).toMatch(/^Confirmed: .* http.*var-spike=/);
    // Who may not save may know better all the same.
    const more = page.getByRole('button', { name: 'Other verdict, reason, note' });
    await more.click();
    const form = page.getByTestId('spiketrace-verdict-form');
    await form.getByLabel('Verdict').selectOption('Corrected');
    await page.getByText('Text copied.').waitFor({ state: 'detached' });
    await form.getByLabel('Machine', { exact: true }).selectOption('chiller-1');
    await form.getByLabel('Reason', { exact: true }).selectOption('fault');
    await form.getByLabel('Note').fill('stuck valve');
    await picture(page, 'verdict-viewer-dark');
    expect((await new AxeBuilder({ page }).include('[data-testid="spiketrace-panel"]').analyze()).violations.map(({ id }) => id)).toEqual([]);
    await page.getByTestId('spiketrace-copy-text').click();
    await page.getByText('Text copied.').waitFor();
    expect(await copied()).toMatch(/^Corrected: chiller-1 drew most of .*, reason fault \(stuck valve\)\. http.*var-spike=/);
    await form.getByLabel('Note').press('Escape');
    await form.waitFor({ state: 'detached' });
    expect(await more.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.context().close();
  });

  it('keeps what was typed when saving fails, and says the server’s own reason', async () => {
    const { page } = await open('?as=gus');
    await page.route('**/api/annotations', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 503, json: { message: 'database is locked' } }) : route.continue()));
    await button(page, 'corrected').click();
    await page.getByLabel('Note').fill('tell the night shift');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'database is locked' }).waitFor();
    expect(await page.getByLabel('Note').inputValue()).toBe('tell the night shift');
    await page.context().close();
  });

  it('on earlier spikes raises the same cause, says so, and is undone with one click', async () => {
    const day = 86_400_000;
    const { page } = await open(`?from=${Date.UTC(2025, 2, 14, 15)}&to=${Date.UTC(2025, 2, 14, 23)}&as=hal`);
    const panel = page.getByTestId('spiketrace-panel');
    for (const spike of await spikesOn(page)) {
      await page.locator(`[data-testid=spiketrace-spike][data-start="${spike.startMs}"]`).click();
      if (/Possible/.test((await panel.textContent()) ?? '')) {
        break;
      }
    }
    expect(await panel.textContent()).toMatch(/Possible/);
    const finding = await findingOn(page);
    const [top] = finding.causes;
    for (const back of [3, 4, 5]) {
      await fetch(`${here.address}/api/annotations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({
        time: finding.startMs - back * day, timeEnd: finding.endMs - back * day, text: 'Confirmed: as before.',
        tags: ['spiketrace', 'verdict:confirmed', 'meter:incomer-1', `machine:${top?.machine}`, `state:${top?.state}`],
      }) });
    }
    await page.reload();
    const raised = page.getByTestId('spiketrace-raised');
    await raised.waitFor({ timeout: 60_000 });
    expect(await raised.textContent()).toBe('raised by 3 confirmations (was possible). Undo');
    expect(await panel.textContent()).toMatch(/Likely/);
    // The sheet and the evidence say the same word, and that people raised it.
    const opened = page.context().waitForEvent('page');
    await page.getByTestId('spiketrace-sheet').click();
    const sheet = await (await opened).locator('body').innerText();
    expect(sheet).toMatch(/Likely \d\d in 100 that .* added most, raised by 3 confirmations \(was possible\)\./);
    expect(sheet).not.toContain('not raised');
    await page.locator('[data-evidence]').first().click();
    expect(await page.getByTestId('spiketrace-evidence').textContent()).not.toContain('not raised');
    await page.keyboard.press('Escape');
    // What people say moves the word and never a kW.
    expect((await findingOn(page)).causes).toEqual(finding.causes);
    await raised.getByRole('button', { name: 'Undo' }).click();
    expect(await raised.textContent()).toBe('3 confirmations of earlier spikes left aside. Raise again');
    expect(await panel.textContent()).toMatch(/Possible/);
    await page.context().close();
  });
});

describe('the panel at 400 %', () => {
  it('lets nothing that the keyboard reaches end behind the buttons at its foot', async () => {
    const context = await here.browser.newContext({ viewport: { width: 320, height: 640 }, timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${here.address}/`);
    await findingOn(page);
    await button(page, 'confirmed').waitFor();
    const panel = page.getByTestId('spiketrace-panel');
    await panel.locator('button').first().focus();
    const covered: string[] = [];
    for (let presses = 0; presses < 60; presses++) {
      const seen = await panel.evaluate((root) => {
        const one = document.activeElement as HTMLElement;
        const { left, top, width, height } = one.getBoundingClientRect();
        const at = [0.1, 0.5, 0.9].map((share) => document.elementFromPoint(left + width / 2, top + height * share));
        // The plot's own place in the order lets the mouse through.
        return root.contains(one) ? { name: one.getAttribute('aria-label') ?? one.textContent ?? '', isShown: one.getAttribute('role') === 'slider' || at.some((top) => one.contains(top)) } : undefined;
      });
      if (!seen) {
        break;
      }
      covered.push(...(seen.isShown ? [] : [seen.name]));
      await page.keyboard.press('Tab');
    }
    expect(covered).toEqual([]);
    expect(await panel.evaluate((root) => root.scrollWidth - root.clientWidth)).toBeLessThanOrEqual(0);
    await context.close();
  });
});

describe('the panel with its evidence open', () => {
  it.each(['?', '?theme=light&'])('has nothing that axe finds inaccessible, and Back returns to the row %s', async (query) => {
    const { page } = await open(`${query}as=axe`);
    const opener = page.locator('[data-evidence]').first();
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('spiketrace-evidence').waitFor();
    expect(await page.getByTestId('spiketrace-limit').count()).toBe(4);
    const check = async () => (await new AxeBuilder({ page }).include('[data-testid="spiketrace-panel"]').analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    expect(await check()).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-evidence'))).not.toBeNull();
    await button(page, 'corrected').click();
    expect(await check()).toEqual([]);
    await page.context().close();
  });

  it('leaves the keyboard at the machine, or at the fold, where the row is folded again behind it', async () => {
    const { page } = await open('?as=axe');
    await page.locator('tbody [aria-expanded=false]').click();
    const opener = page.locator('[data-evidence]').last();
    const machines = JSON.parse(await opener.getAttribute('data-evidence') ?? '') as string[];
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('spiketrace-evidence').waitFor();
    await page.keyboard.press('Escape');
    const at = () => page.evaluate(() => [document.activeElement?.localName, (document.activeElement as HTMLElement | null)?.dataset['machine'] ?? document.activeElement?.getAttribute('aria-expanded')]);
    await expect.poll(async () => (await page.locator(`[data-evidence='${JSON.stringify(machines)}']`).count()) === 0 && at()).toEqual(['button', machines.length === 1 ? machines[0] : 'false']);
    await page.context().close();
  });
});

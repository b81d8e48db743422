/** What only a real Grafana can show: it loads the three plugins, its proxy lets reads through and nothing else, the panel answers under its policy, and a verdict is kept. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingOn, launch, type ShownFinding } from '../e2e/browser';
import { asUser, PLUGIN_IDS, realGrafana, type RealGrafana } from './server';

let grafana: RealGrafana;
let browser: Browser;
beforeAll(async () => {
  [grafana, browser] = await Promise.all([realGrafana(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  expect(await grafana?.stop()).toBe(0);
});

const admin = () => asUser(grafana.user, grafana.password);
const proxied = (path: string) => `${grafana.address}/api/datasources/proxy/uid/spiketrace-plant/${path}`;

test.each(PLUGIN_IDS)('%s is served', async (id) => {
  const answer = await fetch(`${grafana.address}/public/plugins/${id}/module.js`);
  expect([answer.status, (await answer.text()).includes('define(')]).toEqual([200, true]);
});

describe('the proxy', () => {
  test('lets a read and a ping through', async () => {
    const read = await fetch(proxied('influx/v1query'), { method: 'POST', headers: { ...admin(), 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'q=SHOW+DATABASES' });
    expect([read.status, await read.text()]).toEqual([200, expect.stringContaining('"results"')]);
    expect((await fetch(proxied('influx/ping'), { headers: admin() })).status).toBeLessThan(300);
  });

  test.each([
    ['GET', 'influx/v1query?q=SHOW+DATABASES', 403], ['DELETE', 'influx/v1query', 403], ['PUT', 'influx/v2query', 403], ['POST', 'influx/write?db=x', 403], ['POST', 'influx/api/v2/write', 403],
    ['POST', 'influx/api/v2/delete', 403], ['POST', 'influx/ping', 403], ['POST', 'write?db=x', 502], ['DELETE', 'api/v2/delete', 502], ['GET', 'query?q=SHOW+DATABASES', 502],
  ])('lets %s %s not through, not even for an administrator', async (method, path, status) => {
    expect((await fetch(proxied(path), { method, headers: admin() })).status).toBe(status);
  });
});

/** A signed-in page that notes what is wrong with it, as far as it is ours. */
async function signedIn(user: string, password: string): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly faults: string[]; readonly origins: Set<string>; readonly workers: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1100 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  expect((await context.request.post(`${grafana.address}/login`, { data: { user, password } })).status()).toBe(200);
  const page = await context.newPage();
  const [faults, workers, origins]: [string[], string[], Set<string>] = [[], [], new Set()];
  await page.exposeFunction('spiketraceViolation', (text: string) => /spiketrace|blob/.test(text) && faults.push(text));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
    (window as unknown as { readonly spiketraceViolation: (text: string) => void }).spiketraceViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`)));
  page.on('pageerror', (error) => /spiketrace/.test(`${error.message} ${error.stack}`) && faults.push(error.message));
  page.on('worker', (worker) => workers.push(worker.url()));
  page.on('request', (request) => /^https?:/.test(request.url()) && origins.add(new URL(request.url()).origin));
  return { page, context, faults, origins, workers };
}

async function opened(page: Page, address = grafana.dashboard): Promise<ShownFinding> {
  await page.goto(address);
  return findingOn(page);
}

describe('the dashboard', () => {
  test('answers in its worker, breaks no policy, and asks nobody else', async () => {
    const { page, context, faults, origins, workers } = await signedIn(grafana.user, grafana.password);
    const finding = await opened(page);
    expect(Math.abs(finding.causes.reduce((sum, { kw }) => sum + kw, finding.unexplainedKw) - finding.kw)).toBeLessThan(0.5);
    expect(faults).toEqual([]);
    expect(workers.filter((url) => url.startsWith('blob:')).length).toBeGreaterThan(0);
    // Somebody's own Grafana may show what it likes around the panel.
    expect(grafana.throwAway ? [...origins] : [new URL(grafana.address).origin]).toEqual([new URL(grafana.address).origin]);
    await context.close();
  });

  test('opens the spike of a link', async () => {
    const { page, context } = await signedIn(grafana.user, grafana.password);
    await opened(page);
    const spikes = page.getByTestId('spiketrace-spike');
    const last = spikes.nth((await spikes.count()) - 1);
    const [start, end] = [await last.getAttribute('data-start'), await last.getAttribute('data-end')];
    await last.click();
    await expect.poll(() => page.url()).toContain(`var-spike=${start}-${end}`);
    const [finding, { from, to }] = [await findingOn(page), await page.evaluate(() => Object.fromEntries(new URLSearchParams(window.location.search)))];
    const again = await opened(page, `${grafana.address}/d/spiketrace-investigation?${new URLSearchParams({ from: from ?? '', to: to ?? '', 'var-spike': `${start}-${end}` }).toString()}`);
    expect(again).toEqual(finding);
    await context.close();
  });

  const verdict = async () => {
    const { page, context } = await signedIn(grafana.user, grafana.password);
    const finding = await opened(page);
    await page.locator('[data-testid=spiketrace-verdict][data-verdict=confirmed]').click();
    await page.locator('[data-testid=spiketrace-verdict-given][data-verdict=confirmed]').waitFor();
    const link = (await page.getByTestId('spiketrace-copy-link').getAttribute('data-link')) ?? '';
    const kept = (await (await fetch(`${grafana.address}/api/annotations?tags=spiketrace&from=${finding.startMs}&to=${finding.endMs}`, { headers: admin() })).json()) as readonly { readonly time: number; readonly tags: readonly string[] }[];
    expect(kept[0]).toMatchObject({ time: finding.startMs, tags: expect.arrayContaining(['spiketrace', 'verdict:confirmed', `machine:${finding.causes[0]?.machine}`]) as string[] });
    await context.close();
    const made = await fetch(`${grafana.address}/api/admin/users`, { method: 'POST', headers: { ...admin(), 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'looker', name: 'looker', password: grafana.password, OrgId: 1 }) });
    expect(made.status).toBe(200);
    const viewer = await signedIn('looker', grafana.password);
    expect(await opened(viewer.page)).toEqual(finding);
    await viewer.page.locator('[data-testid=spiketrace-verdict-given][data-verdict=confirmed]').waitFor();
    // The link that was copied leads there too, and says that nothing has changed since.
    expect(await opened(viewer.page, link)).toEqual(finding);
    await viewer.page.getByText('Same data as when sent.').waitFor();
    await viewer.page.locator('[data-testid=spiketrace-verdict-given][data-verdict=confirmed]').waitFor();
    expect(viewer.faults).toEqual([]);
    await viewer.context.close();
  };
  // Nothing is written to somebody's own Grafana.
  if (!process.env['GRAFANA_URL']) {
    test('keeps a verdict as an annotation that others read, and shows a Viewer the same finding, also by the link', verdict);
  }
});

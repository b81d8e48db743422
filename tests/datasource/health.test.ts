/** "Save & test" says each cause with its next step, and never tries to write. */
import type { DataSourceInstanceSettings } from '@grafana/data';
import { of, throwError, type Observable } from 'rxjs';
import { beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { lastHealth } from '../../src/datasource/health';
import { forgetTab } from '../../src/datasource/tab';
import type { SpiketraceJsonData } from '../../src/datasource/types';
import { checkReadOnly } from '../../src/influx';

interface Asked { readonly url: string; readonly method: string; readonly data?: string }
type Answer = (request: Asked) => Observable<unknown> | undefined;

const grafana = vi.hoisted(() => ({ asked: [] as unknown[], answer: (_request: unknown): unknown => undefined, sources: [] as unknown[] }));
vi.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({ fetch: (request: unknown) => { grafana.asked.push(request); return grafana.answer(request); } }),
  getTemplateSrv: () => ({ replace: (text: string) => text }),
  getAppEvents: () => ({ publish: () => undefined }),
  getDataSourceSrv: () => ({ getInstanceSettings: (uid: string) => grafana.sources.find((one) => (one as { uid: string }).uid === uid) }),
}));

const ok = (data: unknown, status = 200, headers: Record<string, string> = {}): Observable<unknown> => of({ status, data, headers: new Headers(headers) });
const refused = (status: number, data: unknown = ''): Observable<unknown> => throwError(() => ({ status, data }));
const table = (columns: readonly string[], values: readonly (readonly unknown[])[]) => ok(JSON.stringify({ results: [{ series: [{ name: 's', columns, values }] }] }));
const statementOf = ({ data }: Asked) => new URLSearchParams(data ?? '').get('q') ?? '';

/** A reader of one database that is as it should be. */
const good: Answer = (request) => {
  if (request.url === '/api/datasources/uid/u') {
    return ok({ url: '', user: '', basicAuth: false });
  }
  if (request.url.endsWith('/influx/ping')) {
    return ok('', 204, { 'x-influxdb-version': '1.8.10', 'x-influxdb-build': 'OSS' });
  }
  const text = statementOf(request);
  return text === 'SHOW USERS' ? refused(403, { error: 'not authorized' })
    : text === 'SHOW DATABASES' ? table(['name'], [['plant']])
      : text.startsWith('SHOW SERIES') ? table(['key'], [['energy_meter,meter=incomer 1']]) : table(['name'], [['energy_meter']]);
};

async function tested(over: Answer = () => undefined, jsonData: Partial<SpiketraceJsonData> = {}) {
  grafana.answer = (request) => over(request as Asked) ?? good(request as Asked);
  const source = new SpiketraceDataSource({
    id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
    jsonData: { connection: 'direct', url: 'https://influxdb:8086', dialect: 'influxql', database: 'plant', ...jsonData },
  } as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
  const summary = await source.testDatasource();
  const lines = lastHealth('u') ?? [];
  return { summary, lines, said: lines.map(({ severity, text, advice }) => `${severity}: ${text} ${advice}`.trim()).join('\n') };
}

beforeEach(() => {
  forgetTab();
  grafana.asked = [];
  grafana.sources = [];
});

test('a reader of one database over https is in order, line by line', async () => {
  const { summary, lines, said } = await tested();
  expect(said).toBe([
    'ok: Only the routes of Spiketrace lead to the InfluxDB.',
    'ok: An InfluxDB answers at https://influxdb:8086.',
    'ok: plant can be read.',
    'ok: The credential is no administrator’s. Whether it may write to this database is not tried: the README has a harmless statement that tells.',
    'ok: The plant map names 2 meters.',
  ].join('\n'));
  expect(summary.status).toBe('success');
  expect(lines).toHaveLength(5);
});

test.each<[string, Answer, Partial<SpiketraceJsonData>, RegExp]>([
  ['the general URL is filled', (one) => (one.url === '/api/datasources/uid/u' ? ok({ url: 'http://influxdb:8086' }) : undefined), {}, /^error: The general URL.*writes included.*Empty it/m],
  ['basic auth is on', (one) => (one.url === '/api/datasources/uid/u' ? ok({ url: '', basicAuth: true }) : undefined), {}, /^error: Basic auth.*Switch it off/m],
  ['plain http to another machine', () => undefined, { url: 'http://influxdb:8086' }, /^warning: .*unencrypted.*https/m],
  ['the administrator’s credential', (one) => (statementOf(one) === 'SHOW USERS' ? table(['user', 'admin'], [['root', true]]) : undefined), {}, /^error: The credential is an administrator’s.*can read this database and nothing else/m],
  ['rights to other databases', (one) => (statementOf(one) === 'SHOW DATABASES' ? table(['name'], [['plant'], ['payroll'], ['_internal']]) : undefined), {}, /^warning: .*more than it needs: payroll\. Take those rights away/m],
  ['a database that is empty', (one) => (statementOf(one).startsWith('SHOW MEASUREMENTS') ? ok('{"results":[{}]}') : undefined), {}, /^warning: plant can be read, but holds no measurement/m],
  ['a wrong credential', (one) => (one.data ? refused(400, { message: 'Authentication to data source failed' }) : undefined), {}, /^error: InfluxDB refuses the credential.*Check the user and password/m],
  ['a missing database', (one) => (one.data ? ok('{"results":[{"error":"database not found: plant"}]}') : undefined), {}, /^error: There is no database plant.*Check the database’s name/m],
  ['rights to nothing', (one) => (one.data ? refused(403, { error: 'not authorized' }) : undefined), {}, /^error: The credential may not read plant.*administrator for the right/m],
  ['a server that is off', (one) => (one.url.endsWith('ping') ? refused(502) : undefined), {}, /^error: No InfluxDB answers at https:\/\/influxdb:8086\. Is the address right/m],
  ['no way through Grafana', (one) => (one.url.endsWith('ping') ? refused(403, { message: 'plugin proxy route access denied' }) : undefined), {}, /^error: Grafana refuses the way.*reload/m],
  ['a web page', (one) => (one.url.endsWith('ping') ? ok('<html></html>') : undefined), {}, /^error: Something answers.*not an InfluxDB.*proxy in between/m],
  ['no address', () => undefined, { url: '' }, /^error: No address.*SPIKETRACE_INFLUX_URL/m],
  ['no database', () => undefined, { database: '' }, /^error: No database is named.*SPIKETRACE_INFLUX_DATABASE/m],
  ['the switch', () => undefined, { disabled: true }, /^error: Spiketrace is switched off.*Clear/m],
  ['a broken plant map', () => undefined, { plant: '{' }, /^error: The plant map is not right/m],
  ['no chosen data source', () => undefined, { connection: 'existing' }, /^error: No InfluxDB data source of this Grafana is chosen.*SPIKETRACE_EXISTING_UID/m],
  ['a chosen one that is gone', () => undefined, { connection: 'existing', existingUid: 'gone' }, /^error: This Grafana has no data source with the uid “gone”/m],
  ['a connection of another version', () => undefined, { connection: 'tunnel' } as unknown as Partial<SpiketraceJsonData>, /^error: This version has no connection “tunnel”\. Use one of existing, direct or trial/m],
])('%s is said with what to do', async (_what, over, jsonData, words) => {
  const { said, summary } = await tested(over, jsonData);
  expect(said).toMatch(words);
  // The title under the button is one of the worst lines.
  expect(summary.status).toBe(said.includes('error: ') ? 'error' : 'warning');
});

test('where all is in order, each thing is said once: Grafana shows the title and the rest below it', async () => {
  const { said, summary } = await tested();
  const { message, details } = summary as { readonly message: string; readonly details: { readonly message: string } };
  const lines = said.split('\n').map((one) => one.replace(/^\w+: /, '').trim());
  expect([summary.status, message, details.message]).toEqual(['success', 'All is in order.', lines.join(' ')]);
});

test('people who may not see the data source’s settings are told all the rest', async () => {
  const { said, summary } = await tested((one) => (one.url === '/api/datasources/uid/u' ? refused(403) : undefined));
  expect(said).not.toContain('routes of Spiketrace');
  expect(summary.status).toBe('success');
});

test('a server that wants a credential even for ping is asked what it says to a query', async () => {
  expect((await tested((one) => (one.url.endsWith('ping') ? refused(400, { message: 'Authentication to data source failed' }) : undefined))).said).toContain('plant can be read');
});

test('a source that is not an InfluxDB is refused by its name', async () => {
  grafana.sources = [{ uid: 'p', name: 'Prom', type: 'prometheus', jsonData: {} }];
  expect((await tested(() => undefined, { connection: 'existing', existingUid: 'p' })).said).toMatch(/“Prom” is of type prometheus/);
});

test('every request is a read by the query route, or a GET of ping and of Grafana’s own settings', async () => {
  await tested();
  const asked = grafana.asked as Asked[];
  expect(asked.map((one) => `${one.method} ${one.url}`).slice(0, 3)).toEqual(['GET /api/datasources/uid/u', 'GET /proxy/influx/ping', 'POST /proxy/influx/v1query']);
  const rest = asked.slice(2);
  expect(rest.filter((one) => one.url !== '/proxy/influx/v1query' || checkReadOnly(statementOf(one)) !== undefined)).toEqual([]);
});

/** The data source sends reads through Grafana's proxy and nothing else, and says failures in words. */
import { dateTime, LoadingState, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, Observable, of, throwError } from 'rxjs';
import { beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { forgetTab } from '../../src/datasource/tab';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import { gather } from '../../src/frames';
import { checkReadOnly } from '../../src/influx';

interface Sent { readonly url: string; readonly method?: string; readonly data?: string; readonly headers?: Readonly<Record<string, string>>; readonly requestId?: string }

const grafana = vi.hoisted(() => ({ sent: [] as unknown[], events: [] as unknown[], answer: (_request: unknown): unknown => undefined, variables: {} as Record<string, string>, chosen: undefined as readonly string[] | undefined }));
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: (event: unknown) => grafana.events.push(event) }),
  getBackendSrv: () => ({ fetch: (request: unknown) => { grafana.sent.push(request); return grafana.answer(request); } }),
  getTemplateSrv: () => ({ replace: (text: string, _vars: unknown, format: (chosen: unknown) => string) => (grafana.chosen && text.startsWith('$') ? format(grafana.chosen) : text.replace(/\$(\w+)/g, (whole, name: string) => grafana.variables[name] ?? whole)) }),
}));

const START = Date.UTC(2026, 2, 3, 8);
const sent = () => grafana.sent as Sent[];
const statementOf = (request: Sent) => new URLSearchParams(request.data ?? '').get('q') ?? '';
const reply = (body: unknown, status = 200, headers: Record<string, string> = {}): Observable<unknown> =>
  of({ status, data: typeof body === 'string' ? body : JSON.stringify(body), headers: new Headers(headers) });
const series = (columns: string[], values: unknown[][], tags?: object) => ({ results: [{ series: [{ name: 's', columns, values, ...(tags ? { tags } : {}) }] }] });
const plenty = (request: unknown): Observable<unknown> => {
  const one = request as Sent;
  if (one.url.endsWith('/ping')) {
    return reply('', 204, { 'x-influxdb-version': '1.8.10' });
  }
  const text = statementOf(one);
  return reply(/SHOW/.test(text) ? series(['name'], [['energy_meter']])
    : /"shift"/.test(text) ? series(['time', 'shift', 'crew'], [[START - 1000, 'early', 'B']])
      : /"state"/.test(text) ? series(['time', 'state'], [[START - 1000, 'IDLE']], { machine: 'oven' })
        : series(['time', 'mean', 'max'], [[START, 100, 140]]));
};
const source = (jsonData: Partial<SpiketraceJsonData> = {}) =>
  new SpiketraceDataSource({
    id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/api/datasources/proxy/uid/u', access: 'proxy', readOnly: false, meta: {},
    jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant', ...jsonData },
  } as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
const request = (query: Partial<SpiketraceQuery> = {}) => ({
  targets: [{ refId: 'A', kind: 'investigation', meter: 'incomer-1', ...query }], maxDataPoints: 100, scopedVars: {},
  range: { from: dateTime(START), to: dateTime(START + 3_600_000), raw: { from: 'now-1h', to: 'now' } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;
const ask = (query: Partial<SpiketraceQuery> = {}, jsonData: Partial<SpiketraceJsonData> = {}): Promise<DataQueryResponse> => lastValueFrom(source(jsonData).query(request(query)));
const refusal = (status: number, data: unknown) => () => throwError(() => ({ status, data }));

beforeEach(() => {
  forgetTab();
  grafana.sent = [];
  grafana.answer = plenty;
  grafana.variables = {};
  grafana.chosen = undefined;
});

test('one investigation brings a meter, its learning range, machines and shifts that the panel can gather', async () => {
  const response = await ask();
  expect(response.state).toBe(LoadingState.Done);
  expect(gather(response.data)).toMatchObject({ kind: 'plant', zone: 'Europe/Berlin', view: { meterId: 'incomer-1' }, learn: { meterId: 'incomer-1' }, machines: [{ machineId: 'oven' }], shifts: [{ text: 'early, crew B' }] });
});

test('all that it can ever send is POST to the query route with a read, and GET ping; no login comes from the browser', async () => {
  for (const kind of ['investigation', 'meter', 'machines', 'shifts'] as const) {
    await ask({ kind });
  }
  await source().testDatasource();
  await source().metricFindQuery('machines');
  const kinds = new Set(sent().map((one) => `${one.method} ${one.url}`));
  // The middle one asks Grafana about its own settings, and goes no further.
  expect([...kinds].sort()).toEqual(['GET /api/datasources/proxy/uid/u/influx/ping', 'GET /api/datasources/uid/u', 'POST /api/datasources/proxy/uid/u/influx/v1query']);
  expect(sent().filter((one) => one.method === 'POST' && checkReadOnly(statementOf(one)) !== undefined)).toEqual([]);
  expect(sent().flatMap((one) => Object.keys(one.headers ?? {})).filter((name) => name.toLowerCase() !== 'content-type')).toEqual([]);
});

test('a variable is filled in as data', async () => {
  grafana.variables = { meter: 'incomer-1' };
  expect((await ask({ meter: '$meter' })).state).toBe(LoadingState.Done);
  grafana.variables = { meter: `"; DROP DATABASE plant` };
  const response = await ask({ meter: '$meter' });
  expect(response.errors?.[0]?.message).toContain('DROP DATABASE plant');
  expect(sent().filter((one) => statementOf(one).includes('DROP'))).toEqual([]);
});

test.each<[string, () => Promise<DataQueryResponse>, RegExp]>([
  ['an unknown meter', () => ask({ meter: 'typo' }), /typo.*incomer-1/],
  ['a missing database', () => { grafana.answer = () => reply({ results: [{ error: 'database not found: plant' }] }); return ask(); }, /no database.*plant/i],
  ['a wrong credential', () => { grafana.answer = refusal(401, '{"error":"authorization failed"}'); return ask(); }, /credential/],
  ['an unreachable server', () => { grafana.answer = refusal(502, ''); return ask({ kind: 'shifts' }); }, /cannot (be )?reach/],
])('%s is said in words, and nothing half applied is shown', async (_what, asked, words) => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const answered = asked();
    await vi.runAllTimersAsync();
    const response = await answered;
    expect(response).toMatchObject({ data: [], state: LoadingState.Error, errors: [{ refId: 'A' }] });
    expect(response.errors?.[0]?.message).toMatch(words);
  } finally {
    vi.useRealTimers();
  }
});

test('switched off, it sends nothing and says so', async () => {
  const response = await ask({}, { disabled: true });
  expect(response.errors?.[0]?.message).toContain('switched off');
  expect(await source({ disabled: true }).testDatasource()).toMatchObject({ status: 'error' });
  expect(sent()).toEqual([]);
});

test.each([[true, 0], ['true', 0], ['1', 0], [false, 1], ['false', 1], ['', 1]])('the switch as %j, which a variable of the environment makes a text, asks %i kinds of questions', async (disabled, kinds) => {
  await ask({ kind: 'shifts' }, { disabled });
  expect(sent()).toHaveLength(kinds);
});

test.each<[string, object, RegExp]>([
  ['a kind that this version does not have', { kind: 'finding' }, /no query kind “finding”.*one of investigation, meter/],
  ['a demand window that there is not', { kind: 'ledger', windowMin: 20 }, /15, 30 or 60 minutes: got 20/],
])('%s is refused in words, and nothing else is answered in its place', async (_what, query, words) => {
  expect((await ask(query)).errors?.[0]?.message).toMatch(words);
  expect(sent()).toEqual([]);
});

test('ad hoc filters are refused: nobody shall take them for applied', async () => {
  const asked = (filters: object[]) => lastValueFrom(source().query({ ...request(), filters } as unknown as DataQueryRequest<SpiketraceQuery>));
  expect((await asked([{ key: 'machine', operator: '=', value: 'oven' }])).errors?.[0]?.message).toMatch(/^Ad hoc filters are not applied/);
  expect(sent()).toEqual([]);
  expect((await asked([])).state).toBe(LoadingState.Done);
});

test('a range that no InfluxDB can hold is refused in words, and nothing is sent', async () => {
  for (const [from, to] of [[-1e13, -9.9e12], [9.1e12, 9.3e12]] as const) {
    const asked = { ...request(), range: { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } } } as unknown as DataQueryRequest<SpiketraceQuery>;
    expect((await lastValueFrom(source().query(asked))).errors?.[0]?.message).toMatch(/outside of the years 1678 to 2261.*Choose another range/);
  }
  expect(sent()).toEqual([]);
});

test('a variable that the dashboard does not have means not chosen, however it is written; one that is filled in by a pattern is refused by its name', async () => {
  for (const written of ['$meter', '${meter}', '${meter:raw}', '[[meter]]', '[[meter:regex]]', '$__all', 'All']) {
    const response = await ask({ meter: written, line: written });
    expect([written, response.state, (response.data[0] as { name: string }).name]).toEqual([written, LoadingState.Done, 'incomer-1']);
  }
  grafana.variables = { meter: '(incomer-1|incomer-2)' };
  expect((await ask({ meter: '$meter' })).errors?.[0]?.message).toMatch(/no meter “\(incomer-1\|incomer-2\)”.*Choose one of: incomer-1/);
});

test.each<[string, Partial<SpiketraceJsonData>, RegExp]>([
  ['no address', { url: '' }, /address/],
  ['an address that holds a login', { url: 'http://me:secret@influxdb:8086' }, /login/],
  ['an address that ends with a slash', { url: 'http://influxdb:8086/' }, /end with a slash.*settings/],
  ['no database', { database: '' }, /database/],
  ['a broken plant map', { plant: '{' }, /plant map/],
])('with %s it sends nothing and says what to set', async (_what, jsonData, words) => {
  expect((await ask({}, jsonData)).errors?.[0]?.message).toMatch(words);
  expect(sent()).toEqual([]);
});

test('a dialect or connection that the environment of provisioning left empty is the default', async () => {
  expect((await ask({}, { dialect: '', connection: '' } as unknown as Partial<SpiketraceJsonData>)).state).toBe(LoadingState.Done);
});

test('the machines of a variable say why there are none', async () => {
  await expect(source({ disabled: true }).metricFindQuery('machines')).rejects.toThrow(/switched off/);
});

test('leaving the panel aborts the request that is under way, and asks nothing more', async () => {
  let cancelled = 0;
  grafana.answer = () => new Observable(() => () => { cancelled++; });
  const seen: unknown[] = [];
  const subscription = source().query(request()).subscribe({ next: (one) => seen.push(one), error: (error: unknown) => seen.push(error) });
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), { timeout: 10_000 });
  subscription.unsubscribe();
  await vi.waitFor(() => expect(cancelled).toBe(1), { timeout: 10_000 });
  await new Promise((go) => setTimeout(go, 5));
  expect([sent().length, seen]).toEqual([1, []]);
});

test('all lines at once stay all of them on the way to Explore, and are told from the first alone', () => {
  const plant = { meters: [{ id: 'm', measurement: 'em', field: 'kw', line: 'one' }], machines: [{ measurement: 'st', field: 'state', idTag: 'machine', line: 'two' }] };
  const lineOf = (chosen: readonly string[]) => {
    grafana.chosen = chosen;
    return source({ plant }).interpolateVariablesInQueries([{ refId: 'A', line: '$line' }], {})[0]?.line;
  };
  expect([lineOf(['one', 'two']), lineOf(['one'])]).toEqual(['', 'one']);
});

test('variables come from the plant map without a query', async () => {
  expect((await source().metricFindQuery('meters')).map((one) => one.text)).toContain('incomer-1');
  expect(await source().metricFindQuery('lines')).toEqual([{ text: 'line-1', value: 'line-1' }]);
  await expect(source().metricFindQuery('SELECT 1')).rejects.toThrow(/meters, lines or machines/);
  expect(sent()).toEqual([]);
});

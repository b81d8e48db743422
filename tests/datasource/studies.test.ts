/** Findings, ledgers, recurrence, annotations and variables over a small plant, through Grafana's proxy as a panel asks for them. */
import { dateTime, LoadingState, type AnnotationQuery, type DataFrame, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, of, toArray } from 'rxjs';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import { readRecords, RECORD_PROPERTY } from '../../src/influx';
import { createEmbeddedInflux, type EmbeddedColumn } from '../support/embedded-influx';

const grafana = vi.hoisted(() => ({ statements: [] as string[], answer: (_body: string): unknown => undefined, variables: {} as Record<string, unknown> }));
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: () => undefined }),
  getDataSourceSrv: () => ({ getInstanceSettings: () => undefined }),
  getBackendSrv: () => ({ fetch: ({ data }: { readonly data: string }) => { grafana.statements.push(new URLSearchParams(data).get('q') ?? ''); return of(grafana.answer(data)); } }),
  getTemplateSrv: () => ({
    replace: (text: string, _scoped: unknown, format: (value: unknown) => string) => text.replace(/\$(\w+)/g, (whole, name: string) => (name in grafana.variables ? format(grafana.variables[name]) : whole)),
  }),
}));
const { SpiketraceDataSource } = await import('../../src/datasource/datasource');
const { forgetTab } = await import('../../src/datasource/tab');

/** 3 March 2026, 00:00 UTC, and sixteen days before it in readings of a minute. */
const DAY = Date.UTC(2026, 2, 3);
const FROM = DAY - 20 * DAY_MS;
const END = DAY + DAY_MS;
const HOSTILE = '<img src=x onerror=alert(1)>';
const PLANT = {
  zone: 'UTC',
  meters: [{ id: 'incomer', line: 'one', measurement: 'em', field: 'kw', tags: { meter: 'in' }, kind: 'power', parent: null }, { id: 'other', line: 'two', measurement: 'em2', field: 'kw' }],
  machines: [{ measurement: 'st', field: 'state', idTag: 'machine', tags: {}, line: 'one', preset: 'packml' }, { measurement: 'st2', field: 'state', id: 'robot', line: 'two' }],
  shifts: { measurement: 'sh', field: 'shift', tags: {} },
};

/** The oven executes (6) for 20 minutes at 05:00 and 13:00 and draws 80 kW; the press takes 12 kW in every other seven minutes. */
const ovenOn = (ms: number) => [5, 13].some((hour) => ms % DAY_MS >= hour * HOUR_MS && ms % DAY_MS < hour * HOUR_MS + 20 * MINUTE_MS);
const pressOn = (ms: number) => Math.floor(ms / (7 * MINUTE_MS)) % 2 === 0;
const kwAt = (ms: number) => 100 + (ovenOn(ms) ? 80 : 0) + (pressOn(ms) ? 12 : 0) + ((ms / MINUTE_MS) % 7) * 0.3;

function columns(): EmbeddedColumn[] {
  const minutes = Array.from({ length: (END - FROM) / MINUTE_MS }, (_, i) => FROM + i * MINUTE_MS);
  const changes = (on: (ms: number) => boolean) => minutes.filter((ms, i) => i === 0 || on(ms) !== on(minutes[i - 1]!));
  const states = (machine: string, on: (ms: number) => boolean): EmbeddedColumn => {
    const timeMs = changes(on);
    return { measurement: 'st', field: 'state', tags: { machine }, timeMs, values: timeMs.map((ms) => (on(ms) ? 6 : 77)) };
  };
  return [
    { measurement: 'em', field: 'kw', tags: { meter: 'in' }, timeMs: minutes, values: minutes.map(kwAt) },
    states(HOSTILE, ovenOn), states('press', pressOn),
    { measurement: 'sh', field: 'shift', tags: {}, timeMs: [DAY - 2 * HOUR_MS, DAY + 6 * HOUR_MS], values: ['night', 'early <b>'] },
    { measurement: 'sh', field: 'crew', tags: {}, timeMs: [DAY - 2 * HOUR_MS, DAY + 6 * HOUR_MS], values: ['C', 'A'] },
  ];
}
let influx: ReturnType<typeof createEmbeddedInflux>;
beforeAll(() => {
  influx = createEmbeddedInflux(columns());
});
beforeEach(() => {
  forgetTab();
  grafana.statements = [];
  grafana.variables = {};
  grafana.answer = (body) => {
    const { body: data, ...rest } = influx(body);
    return { ...rest, data, headers: new Headers() };
  };
});

const source = (jsonData: Partial<SpiketraceJsonData> = {}) => new SpiketraceDataSource({
  id: 1, uid: 'u', type: 'spiketrace', name: 'Plant', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
  jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant', plant: PLANT, ...jsonData },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
const request = (query: Partial<SpiketraceQuery>, startMs = DAY, endMs = END) => ({
  targets: [{ refId: 'A', meter: 'incomer', ...query }], maxDataPoints: 400, scopedVars: {},
  range: { from: dateTime(startMs), to: dateTime(endMs), raw: { from: dateTime(startMs), to: dateTime(endMs) } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;
const ask = (query: Partial<SpiketraceQuery>, jsonData: Partial<SpiketraceJsonData> = {}): Promise<DataQueryResponse> => lastValueFrom(source(jsonData).query(request(query)));
const rowsOf = ({ data }: DataQueryResponse) => {
  const frame = data[0] as DataFrame;
  return Array.from({ length: frame.length }, (_, row) => Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[row] as unknown])));
};
const noticesOf = ({ data }: DataQueryResponse) => (data as DataFrame[]).flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text)).join(' | ');

test('findings name the oven in both of its spikes, and closing holds', async () => {
  const response = await ask({ kind: 'findings' });
  expect(response.state).toBe(LoadingState.Done);
  const rows = rowsOf(response);
  expect(rows.map(({ start, contributor, state }) => [new Date(Number(start)).getUTCHours(), contributor, state])).toEqual([[5, HOSTILE, 'EXECUTE'], [13, HOSTILE, 'EXECUTE']]);
  rows.forEach(({ contribution }) => expect(Number(contribution)).toBeCloseTo(80, -1));
});

test('what the preset does not name keeps its text, and its share of time is said and stands in the frame’s meta', async () => {
  const { data } = await ask({ kind: 'machines' });
  const oven = (data as DataFrame[]).find(({ name }) => name === HOSTILE);
  expect(oven?.fields[1]?.values).toContain('77');
  // 40 of 1440 minutes of the day are named.
  expect((oven?.meta?.custom?.['spiketrace'] as { unmappedShare?: number }).unmappedShare).toBeCloseTo(1400 / 1440, 2);
  expect(oven?.meta?.notices?.some(({ text }) => /97 % of the time its state is not in the preset packml \(77\)/.test(text))).toBe(true);
});

test('a ledger’s rows add up to the meter in every window, in blocks of the chosen length', async () => {
  const rows = rowsOf(await ask({ kind: 'ledger', windowMin: 30 }));
  const starts = [...new Set(rows.map(({ start }) => Number(start)))];
  expect(starts).toHaveLength(48);
  for (const start of starts) {
    const own = rows.filter((row) => row['start'] === start);
    expect(own.reduce((sum, { energy }) => sum + Number(energy), 0)).toBeCloseTo(Number(own[0]?.['meter']), 6);
  }
  // As a dashboard's JSON may hold it.
  expect(rowsOf(await ask({ kind: 'ledger', windowMin: '30' as unknown as number }))).toEqual(rows);
  const series = (await ask({ kind: 'ledger', format: 'series' })).data[0] as DataFrame;
  expect([series.fields[0]?.name, series.fields[1]?.name, series.fields[series.fields.length - 1]?.name, series.length]).toEqual(['time', 'base load', 'unexplained', 96]);
});

test('recurrence tells month after month, newest first, and closes', async () => {
  const told = await lastValueFrom(source().query(request({ kind: 'recurrence' }, FROM, END)).pipe(toArray()));
  expect(told.map(({ state }) => state)).toEqual([LoadingState.Loading, LoadingState.Done]);
  expect(noticesOf(told[0]!)).toMatch(/Month 1 of 2, newest first/);
  const rows = rowsOf(told[1]!);
  expect(rows[0]).toMatchObject({ contributor: HOSTILE, state: 'EXECUTE', chronic: 'chronic', months: 2 });
  expect(rows.reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 6);
  const meters = grafana.statements.filter((one) => one.includes('"em"'));
  expect(meters.every((one) => one.includes('time(300s)'))).toBe(true);
  expect(Number(/time >= (\d+)ms/.exec(meters[0] ?? '')?.[1])).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 1) - DAY_MS);
});

test('recurrence says once of each kind what is to be said of its months, with the month', async () => {
  const notices = ((await lastValueFrom(source().query(request({ kind: 'recurrence' }, FROM, END)))).data[0] as DataFrame).meta?.notices ?? [];
  expect(notices.filter(({ text }) => text.includes('not in the preset'))).toEqual([{ severity: 'warning', text: expect.stringMatching(/^2026-03: .*not in the preset packml \(77\).* 3 more of this kind\.$/) }]);
});

test('a month of which a part is missing is left out of recurrence and not ranked, though the part that is missing had no row', async () => {
  const whole = grafana.answer;
  grafana.answer = (body) => {
    const [, from] = /FROM "st" WHERE time >= (\d+)ms/.exec(new URLSearchParams(body).get('q') ?? '') ?? [];
    const answer = whole(body) as { readonly data: string };
    return Number(from) >= Date.UTC(2026, 1, 28) ? { ...answer, data: '{"results":[{"partial":true}]}' } : answer;
  };
  const response = await lastValueFrom(source().query(request({ kind: 'recurrence' }, FROM, END)));
  expect(noticesOf(response)).toMatch(/Part of the answer is missing: 2026-03: Part of the answer is missing: the server stopped.* These months are left out/);
  expect(rowsOf(response)[0]).toMatchObject({ contributor: HOSTILE, months: 1 });
});

test('recurrence over more than 400 days is refused before anything is sent', async () => {
  const response = await lastValueFrom(source().query(request({ kind: 'recurrence' }, END - 500 * DAY_MS, END)));
  expect(response.errors?.[0]?.message).toMatch(/500 days long.*at most 400/);
  expect(grafana.statements).toEqual([]);
});

test('annotations are spikes with an escaped contributor, or shifts, on any dashboard', async () => {
  const support = source().annotations;
  expect(support?.getDefaultQuery?.()).toMatchObject({ kind: 'findings' });
  const prepared = (kind?: 'shifts') => support?.prepareQuery?.({ target: { refId: 'Anno', meter: 'incomer', ...(kind ? { kind } : {}) } } as unknown as AnnotationQuery<SpiketraceQuery>);
  const spikes = rowsOf(await ask(prepared() ?? {}));
  expect(spikes.map(({ text }) => String(text))).toEqual([expect.stringMatching(/^Spike: \+\d+ kW, [\d.]+ kWh: \w+ &lt;img src=x onerror=alert\(1\)&gt; EXECUTE/), expect.stringContaining('&lt;img')]);
  expect(rowsOf(await ask(prepared('shifts') ?? {}))).toMatchObject([{ text: 'Shift night, crew C', timeEnd: DAY + 6 * HOUR_MS }, { text: 'Shift early &lt;b&gt;, crew A' }]);
});

test('variables may be of one line, with another variable in them, and all is no filter', async () => {
  const names = async (query: string) => (await source().metricFindQuery(query)).map(({ text }) => text);
  expect(await names('meters')).toEqual(['incomer', 'other']);
  expect(await names('meters line=two')).toEqual(['other']);
  grafana.variables = { line: 'one' };
  expect(await names('machines line=$line')).toEqual([HOSTILE, 'press']);
  grafana.variables = { line: ['one', 'two'] };
  expect(await names('machines line=$line')).toEqual([HOSTILE, 'press', 'robot']);
  await expect(names('machines of two')).rejects.toThrow(/one of meters, lines or machines, with “line=…”.*got “machines of two”/);
});

test('all lines chosen is no filter, and some of several is refused with what to do', async () => {
  grafana.variables = { line: ['one', 'two'] };
  expect((await ask({ kind: 'machines', line: '$line' })).state).toBe(LoadingState.Done);
  const three = { ...PLANT, machines: [...PLANT.machines, { measurement: 'st3', field: 'state', id: 'crane', line: 'three' }] };
  expect((await ask({ kind: 'machines', line: '$line' }, { plant: three })).errors?.[0]?.message).toMatch(/no line “one, two”.*Choose one of: one, two, three; or all/);
});

test('in a trial zone nothing outside of it is queried, whatever is asked, and every answer says so', async () => {
  const zone = { plant: { ...PLANT, scope: { line: 'one', shifts: true } } };
  for (const kind of ['investigation', 'meter', 'machines', 'shifts', 'findings', 'ledger', 'recurrence'] as const) {
    expect(noticesOf(await ask({ kind }, zone)), kind).toMatch(/Trial zone: only line one is read/);
  }
  await ask({ kind: 'findings', annotation: true }, zone);
  await source(zone).metricFindQuery('machines');
  expect(await source(zone).metricFindQuery('meters')).toEqual([{ text: 'incomer', value: 'incomer' }]);
  expect((await ask({ meter: 'other' }, zone)).errors?.[0]?.message).toMatch(/no meter “other”/);
  expect(grafana.statements.length).toBeGreaterThan(5);
  expect(grafana.statements.filter((one) => /"(em2|st2)"/.test(one))).toEqual([]);
});

test('switched off, nothing is sent for any kind of query, annotation or variable', async () => {
  for (const kind of ['investigation', 'meter', 'machines', 'shifts', 'findings', 'ledger', 'recurrence'] as const) {
    for (const annotation of [false, true]) {
      expect((await ask({ kind, annotation }, { disabled: true })).errors?.[0]?.message).toMatch(/switched off/);
    }
  }
  await expect(source({ disabled: true }).metricFindQuery('machines')).rejects.toThrow(/switched off/);
  expect(await source({ disabled: true }).readyReader()).toMatchObject({ kind: 'failed' });
  expect(grafana.statements).toEqual([]);
});

test('every request stands in the record with what it was for, and an answer from memory as such', async () => {
  (window as unknown as Record<string, unknown>)[RECORD_PROPERTY] = undefined;
  await ask({ kind: 'shifts' });
  await ask({ kind: 'shifts' });
  const records = readRecords((window as unknown as Record<string, unknown>)[RECORD_PROPERTY]);
  expect(records.map(({ source: name, way, tries, rows, outcome }) => [name, way, tries, rows, outcome])).toEqual([['Plant', 'sent', 1, 2, 'complete'], ['Plant', 'cached', 0, 2, 'complete']]);
  expect(records[0]?.statement).toBe(grafana.statements[0]);
});

test('the query’s history text says what was asked', () => {
  expect(source().getQueryDisplayText({ refId: 'A', kind: 'ledger', meter: 'incomer', line: 'one' })).toBe('ledger · incomer · one · 15 min');
});

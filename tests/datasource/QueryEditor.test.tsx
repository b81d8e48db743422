/** The query editor shows what will be sent, or what keeps it from being sent, before anything is. */
import React from 'react';
import { dateTime, type DataSourceInstanceSettings, type TimeRange } from '@grafana/data';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkReadOnly } from '../../src/influx';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';

const sent = vi.hoisted(() => vi.fn());
vi.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({ fetch: sent }), getTemplateSrv: () => ({ replace: (text: string) => text }),
}));
const { SpiketraceDataSource } = await import('../../src/datasource/datasource');
const { QueryEditor } = await import('../../src/datasource/QueryEditor');

const START = Date.UTC(2026, 2, 3, 8);
const range = (hours = 1): TimeRange => {
  const [from, to] = [dateTime(START), dateTime(START + hours * 3_600_000)];
  return { from, to, raw: { from, to } };
};

async function show(query: Partial<SpiketraceQuery> = {}, jsonData: Partial<SpiketraceJsonData> = {}, over: TimeRange = range(), annotation?: object) {
  const datasource = new SpiketraceDataSource({
    id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
    jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant', ...jsonData },
  } as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
  const onChange = vi.fn();
  render(<QueryEditor datasource={datasource} query={{ refId: 'A', ...query }} range={over} onChange={onChange} onRunQuery={vi.fn()} annotation={annotation} />);
  const section = screen.getByLabelText('Queries that will be sent');
  await waitFor(() => expect(section.querySelector('pre, [role=alert]')).not.toBeNull());
  return { text: () => section.textContent ?? '', alert: () => screen.queryByRole('alert')?.textContent ?? '' };
}

beforeEach(() => sent.mockClear());
afterEach(cleanup);

test('a whole investigation lists its statements, every one a read, and what they may cost', async () => {
  const { text } = await show({ kind: 'investigation', meter: 'incomer-1' });
  const statements = screen.getByLabelText('Queries that will be sent').querySelector('pre')?.textContent?.split('\n') ?? [];
  expect(statements).toHaveLength(5);
  expect(statements.filter((one) => checkReadOnly(one) !== undefined)).toEqual([]);
  expect(text()).toMatch(/View: 1 series × [\d,]+ windows × 2 values, at most [\d,]+ points/);
  expect(sent).not.toHaveBeenCalled();
});

test('the lines are those of meters as well as of machines, as everywhere else', async () => {
  const meter = (id: string, line: string) => ({ id, line, measurement: 'em', field: 'kw', tags: { id } });
  await show({}, { plant: { meters: [meter('a', 'hall 1'), meter('b', 'hall 2')], machines: [{ measurement: 'st', field: 's', idTag: 'm', line: 'hall 3' }] } });
  fireEvent.keyDown(screen.getByLabelText('Line'), { key: 'ArrowDown' });
  for (const line of ['hall 1', 'hall 2', 'hall 3', '$line']) {
    expect(await screen.findByText(line)).toBeTruthy();
  }
});

test('shifts alone ask for no meter', async () => {
  await show({ kind: 'shifts', meter: 'typo' });
  expect(screen.queryByLabelText('Meter')).toBeNull();
  expect(screen.getByLabelText('Queries that will be sent').querySelector('pre')?.textContent).toMatch(/^SELECT "shift".*FROM "shift_event"/);
});

test.each<[string, () => ReturnType<typeof show>, RegExp]>([
  ['an unknown meter', () => show({ meter: 'typo' }), /no meter “typo”.*Choose one of: incomer-1, incomer-1-register/],
  ['an unknown line', () => show({ line: 'typo' }), /no line “typo”.*Choose one of: line-1; or all/],
  ['an empty range', () => show({}, {}, range(0)), /The range is empty.*ends after it begins/],
  ['a range that is too long', () => show({}, {}, range(40 * 24)), /40 days long, and at most 31/],
  ['no address', () => show({}, { url: '' }), /No address.*SPIKETRACE_INFLUX_URL/],
  ['no database', () => show({}, { database: '' }), /No database is named.*SPIKETRACE_INFLUX_DATABASE/],
  ['a broken plant map', () => show({}, { plant: '{"meters":[]}' }), /meters must name at least one meter.*settings/],
  ['the switch', () => show({}, { disabled: true }), /switched off.*Clear “Query nothing”/],
])('%s is said with what to do, and no statement is shown', async (_what, shown, words) => {
  const { alert, text } = await shown();
  expect(alert()).toMatch(words);
  expect(text()).not.toContain('SELECT');
  expect(sent).not.toHaveBeenCalled();
});

test('a study lists what an investigation reads, and recurrence one month of its kind with what it may cost', async () => {
  const { text } = await show({ kind: 'recurrence', meter: 'incomer-1' }, {}, range(90 * 24));
  const statements = screen.getByLabelText('Queries that will be sent').querySelector('pre')?.textContent?.split('\n') ?? [];
  expect(statements).toHaveLength(3);
  expect(statements[0]).toContain('GROUP BY time(300s)');
  expect(statements.filter((one) => checkReadOnly(one) !== undefined)).toEqual([]);
  expect(text()).toMatch(/The like for each of \d months.*at most 8,940 a month/);
  cleanup();
  await show({ kind: 'ledger', meter: 'incomer-1' });
  expect(screen.getByLabelText('Window')).toBeTruthy();
  expect(screen.getByLabelText('Queries that will be sent').querySelector('pre')?.textContent?.split('\n')).toHaveLength(5);
  expect(sent).not.toHaveBeenCalled();
});

test('in Grafana’s editor of annotations it offers what annotations are: spikes and shifts', async () => {
  await show({ kind: 'ledger' }, {}, range(), { name: 'Spikes' });
  fireEvent.keyDown(screen.getByLabelText('What'), { key: 'ArrowDown' });
  expect((await screen.findAllByRole('option')).map((one) => one.querySelector('span')?.textContent)).toEqual(['Shifts', 'Findings']);
  // What prepareQuery makes of any other kind.
  expect(screen.queryByLabelText('Window')).toBeNull();
});

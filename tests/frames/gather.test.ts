/** What the data source sends comes back as it was, and other data sources' frames are read by their field types. */
import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { expect, test } from 'vitest';
import { COMPLETE, completenessText, machineLog, type Completeness, type MeterReadings, type Notice } from '../../src/base';
import { counted, gather, machineFrame, meterFrame, shiftFrame } from '../../src/frames';
import { column, plantIn as plant, table as frame } from '../support/frames';

const CONTEXT = { refId: 'A', zone: 'Europe/Berlin' };
const power = (meterId = 'm', more: Partial<MeterReadings> = {}): MeterReadings => ({
  kind: 'power', meterId, timeMs: Float64Array.of(0, 60_000), demandKw: Float64Array.of(100, NaN), maxKw: Float64Array.of(140, NaN),
  windowMs: 60_000, completeness: COMPLETE, notices: [], ...more,
} as MeterReadings);
const oven = machineLog('oven', [[-5000, 'IDLE'], [1000, 'EXECUTE']]);
const shifts = [{ startMs: 0, endMs: 9000, text: 'early, crew B' }];
const foreign = (...fields: Field[]): DataFrame => frame('foreign', ...fields);
const time = column('Time', FieldType.time, [0, 60_000]);

test('meter, learning range, machines, shifts and zone survive the way through frames', () => {
  const learn = power('m', { windowMs: 30_000, maxKw: undefined });
  const got = plant([meterFrame(power(), 'view', CONTEXT), meterFrame(learn, 'learn', CONTEXT), machineFrame(oven, CONTEXT), shiftFrame(shifts, COMPLETE, CONTEXT)]);
  expect(got).toMatchObject({ view: power(), learn, machines: [oven], shifts, zone: 'Europe/Berlin', notices: [] });
});

test('Grafana’s own panels draw the range that was asked for, and not the fourteen days before it', () => {
  const hidden = (frame: DataFrame) => frame.fields.map(({ config }) => (config.custom as { readonly hideFrom?: { readonly viz: boolean } } | undefined)?.hideFrom?.viz ?? false);
  expect([hidden(meterFrame(power(), 'view', CONTEXT)), hidden(meterFrame(power(), 'learn', CONTEXT))]).toEqual([[false, false, false], [false, true, true]]);
});

test('a register stays a register', () => {
  const register: MeterReadings = { kind: 'counter', meterId: 'reg', timeMs: Float64Array.of(0, 60_000), energyKwh: Float64Array.of(5, 6), windowMs: 60_000, completeness: COMPLETE, notices: [] };
  expect(plant([meterFrame(register, 'view', CONTEXT)]).view).toEqual(register);
});

test('what was cut stays marked as cut, and is said in Grafana’s own notices', () => {
  const completeness: Completeness = { kind: 'truncated', by: 'row-limit', got: 5000, cap: 5000 };
  const frame = machineFrame({ ...oven, completeness }, CONTEXT);
  expect(frame.meta?.notices?.[0]?.text).toContain('5,000 rows');
  expect(plant([meterFrame(power(), 'view', CONTEXT), frame]).machines[0]?.completeness).toEqual(completeness);
});

test('where some series did not reach the panel nothing counts as whole, for what their machines drew would be laid on others', () => {
  const all = counted([meterFrame(power(), 'view', CONTEXT), machineFrame(oven, CONTEXT), machineFrame(machineLog('mill', [[0, 'ON']]), CONTEXT)]);
  expect(plant([...all, shiftFrame(shifts, COMPLETE, CONTEXT)]).view.completeness).toEqual(COMPLETE);
  // Grafana's `panel_series_limit`, and a transformation that takes one away.
  for (const some of [all.slice(0, 2), [all[0]!, all[2]!]]) {
    const { view, machines } = plant(some);
    expect([view, ...machines].map(({ completeness }) => completeness.kind)).toEqual(['partial', 'partial']);
    expect(completenessText(view.completeness)).toBe('Part of the answer is missing: only 2 of 3 series reached this panel, for a limit of series in Grafana or a transformation.');
  }
  // Shifts draw nothing.
  expect(plant(all).view.completeness).toEqual(COMPLETE);
});

test('series are counted query by query', () => {
  const of = (refId: string, id: string) => counted([machineFrame(machineLog(id, [[0, 'ON']]), { ...CONTEXT, refId })]);
  const meter = counted([meterFrame(power(), 'view', CONTEXT)]);
  expect(plant([...meter, ...of('B', 'oven'), ...of('C', 'mill')]).view.completeness).toEqual(COMPLETE);
});

test('a learning range of another meter is left aside', () => {
  expect(plant([meterFrame(power('n'), 'learn', CONTEXT), meterFrame(power('m'), 'view', CONTEXT)]).learn).toBeUndefined();
});

test('the learning range counts whichever frame comes first', () => {
  expect(plant([meterFrame(power('m'), 'learn', CONTEXT), meterFrame(power('m'), 'view', CONTEXT)]).learn?.meterId).toBe('m');
});

test('the same notice on two frames is said once', () => {
  const notices: Notice[] = [{ severity: 'warning', code: 'x', text: 'Once.' }];
  expect(plant([meterFrame(power('m', { notices }), 'view', CONTEXT), machineFrame({ ...oven, notices }, CONTEXT)]).notices).toEqual(notices);
});

test('a second meter is named as left out', () => {
  expect(plant([meterFrame(power('m'), 'view', CONTEXT), meterFrame(power('n'), 'view', CONTEXT)]).notices.map((one) => one.code)).toEqual(['more-meters']);
});

test('frames of another data source: numbers are the meter, texts and booleans are machines', () => {
  const got = plant([
    foreign(time, column('kw', FieldType.number, [1, null], { labels: { meter: 'hall' } })),
    foreign(time, column('s', FieldType.string, ['IDLE', 'RUN'], { labels: { machine: 'oven' } })),
    foreign(time, column('on', FieldType.boolean, [false, true], { labels: { machine: 'fan' } })),
  ]);
  expect(got.view).toMatchObject({ kind: 'power', meterId: 'hall', demandKw: Float64Array.of(1, NaN) });
  expect(got.learn).toBeUndefined();
  expect(got.machines.map((one) => [one.machineId, one.states])).toEqual([['oven', ['IDLE', 'RUN']], ['fan', ['false', 'true']]]);
});

test('watts and megawatts become kW, unordered rows are put in order, and of equal stamps the last one counts', () => {
  const of = (unit: string) => plant([foreign(column('t', FieldType.time, [2000, 1000, 2000]), column('v', FieldType.number, [7, 250, 500], { config: { unit } }))]).view;
  expect(of('watt')).toMatchObject({ timeMs: Float64Array.of(1000, 2000), demandKw: Float64Array.of(0.25, 0.5) });
  expect(of('megwatt')).toMatchObject({ demandKw: Float64Array.of(250_000, 500_000) });
  expect(of('gwatt')).toMatchObject({ demandKw: Float64Array.of(250e6, 500e6) });
});

test('no meter is said with what to do', () => {
  expect(gather([])).toMatchObject({ kind: 'missing', missing: 'meter' });
  expect(gather([machineFrame(oven, CONTEXT)])).toMatchObject({ kind: 'missing', missing: 'meter' });
});

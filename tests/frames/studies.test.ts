/** Grafana's own panels get tables and series with units, names, completeness and notices; nothing that is not ranked names a contributor. */
import type { DataFrame } from '@grafana/data';
import { expect, test } from 'vitest';
import { COMPLETE, HOUR_MS } from '../../src/base';
import type { Cause, DemandWindow, Finding, Recurrence } from '../../src/engine';
import { findingAnnotations, findingFrame, gather, ledgerRows, ledgerSeries, recurrenceFrame, shiftAnnotations, type StudyContext } from '../../src/frames';

const context: StudyContext = { refId: 'A', zone: 'UTC', meterId: 'incomer', completeness: COMPLETE, notices: [{ severity: 'info', code: 'trial-zone', text: 'Trial zone: only line 1.' }] };
const cause = (machine: string, state: string, kw: number): Cause => ({ machines: [machine], state, kw, lowKw: kw, highKw: kw, variationKw: 0 });
const finding = (over: Partial<Finding> = {}): Finding => ({
  startMs: 0, endMs: HOUR_MS, peakMs: 0, peakKw: 200, meanKw: 180, referenceKw: 100, excessKw: 80, excessKwh: 80, reference: [], causes: [cause('oven', 'WARM-UP', 72), cause('oven', 'OFF', -2)],
  unexplainedKw: 10, unexplainedLowKw: 5, unexplainedHighKw: 15, confidence: 0.86, verdict: 'likely', ranking: { kind: 'ranked' }, learning: { startMs: 0, endMs: 1, stepMs: 1 }, skill: 1,
  kinds: [{ kind: 'excess' }], ...over,
});
const unranked = finding({ causes: [], unexplainedKw: 80, confidence: 0, ranking: { kind: 'not-ranked', why: 'incomplete', text: 'Based on incomplete data.' } });
const rowsOf = (frame: DataFrame) => Array.from({ length: frame.length }, (_, row) => Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[row] as unknown])));
const unitsOf = (frame: DataFrame) => Object.fromEntries(frame.fields.flatMap(({ name, config }) => (config.unit === undefined ? [] : [[name, config.unit]])));

test('a spike is a row with its largest machine over all its states, and a table in Explore', () => {
  const frame = findingFrame([finding()], context);
  expect(rowsOf(frame)).toEqual([{
    start: 0, end: HOUR_MS, excess: 80, energy: 80, peak: 200, contributor: 'oven', state: 'WARM-UP', contribution: 70, unexplained: 10, confidence: 0.86, verdict: 'likely', kind: 'excess',
  }]);
  expect(unitsOf(frame)).toEqual({ excess: 'kwatt', energy: 'kwatth', peak: 'kwatt', contribution: 'kwatt', unexplained: 'kwatt', confidence: 'percentunit' });
  expect(frame.meta).toMatchObject({ preferredVisualisationType: 'table', custom: { spiketrace: { role: 'finding', completeness: COMPLETE } }, notices: [{ text: 'Trial zone: only line 1.' }] });
});

test('what is not ranked says why, and names nobody', () => {
  expect(rowsOf(findingFrame([unranked], context))).toMatchObject([{ contributor: '', contribution: null, confidence: null, verdict: 'not ranked: Based on incomplete data.' }]);
});

test('where the remainder is the largest line it is the contributor', () => {
  expect(rowsOf(findingFrame([finding({ causes: [cause('oven', 'WARM-UP', 30)], unexplainedKw: 50, verdict: 'unexplained' })], context))).toMatchObject([{ contributor: 'unexplained', state: '', contribution: 50 }]);
});

const window = (startMs: number, lines: number): DemandWindow => ({
  startMs, endMs: startMs + HOUR_MS / 4, kwh: 25 + lines, kw: 4 * (25 + lines), coverage: 1, incomplete: false, measuredBy: 'readings', baseLoadKwh: 20, unexplainedKwh: 5,
  lines: Array.from({ length: lines }, (_, i) => ({ kind: 'state' as const, machines: [`m${i}`], state: 'RUN', kwh: 1, kw: 4 })),
});

test('the rows of a demand window add up to the meter, and so do the columns of its series', () => {
  const windows = [window(0, 3), window(HOUR_MS / 4, 25)];
  const rows = rowsOf(ledgerRows(windows, context));
  for (const { startMs, kwh } of windows) {
    const own = rows.filter(({ start }) => start === startMs);
    expect(own.reduce((sum, { energy }) => sum + Number(energy), 0)).toBeCloseTo(kwh, 9);
    expect(own.every(({ meter }) => meter === kwh)).toBe(true);
  }
  const series = ledgerSeries(windows, context);
  const sums = rowsOf(series).map(({ time: _, ...columns }) => Object.values(columns).reduce<number>((sum, value) => sum + Number(value), 0));
  sums.forEach((sum, w) => expect(sum).toBeCloseTo(windows[w]!.kw, 9));
  // 25 lines: twenty of their own, five summed, base load and unexplained beside the time.
  expect(series.fields.map(({ name }) => name)).toHaveLength(24);
  expect(series.fields.find(({ name }) => name === '5 smaller lines')?.config.unit).toBe('kwatt');
});

test('a ledger of too many rows is cut, and says so', () => {
  const frame = ledgerRows(Array.from({ length: 500 }, (_, i) => window(i * (HOUR_MS / 4), 30)), context);
  expect(frame.length).toBe(10_000);
  expect(frame.meta?.custom?.['spiketrace']).toMatchObject({ completeness: { kind: 'truncated', by: 'row-limit' } });
  expect(frame.meta?.notices?.[0]).toMatchObject({ severity: 'warning' });
});

test('recurrence ends with what stays unexplained, and the shares add up', () => {
  const recurrence: Recurrence = {
    causes: [{ machines: ['a', 'b'], state: 'RUN', spikes: 4, largestIn: 3, months: 2, kwh: 75, meanKw: 20, shareOfExcess: 0.75, firstMs: 1, lastMs: 2, chronic: true }],
    unexplainedKwh: 25, excessKwh: 100, ranked: 5, notRanked: 0,
  };
  const rows = rowsOf(recurrenceFrame(recurrence, context));
  expect(rows).toMatchObject([{ contributor: 'a + b', chronic: 'chronic', spikes: 4 }, { contributor: 'unexplained', energy: 25, share: 0.25, first: null }]);
  expect(rows.reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 12);
  expect(recurrenceFrame({ causes: [], unexplainedKwh: 0, excessKwh: 0, ranked: 0, notRanked: 2 }, context).length).toBe(0);
});

test('annotations are regions whose text holds no markup from data', () => {
  const hostile = '<img src=x onerror="alert(1)">\u202e&';
  const frame = findingAnnotations([finding({ causes: [cause(hostile, hostile, 72)] })], context);
  expect(frame.fields.map(({ name }) => name)).toEqual(['time', 'timeEnd', 'text', 'tags']);
  const [row] = rowsOf(frame);
  expect(row).toMatchObject({ time: 0, timeEnd: HOUR_MS });
  expect(row?.['text']).toMatch(/^Spike: \+80 kW, 80\.0 kWh: likely &lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;\ufffd&amp;/);
  expect(JSON.stringify(row)).not.toMatch(/[<>\u202e]/);
  expect(rowsOf(findingAnnotations([unranked], context))[0]?.['text']).toBe('Spike: +80 kW, 80.0 kWh. Not ranked. Based on incomplete data.');
  expect(rowsOf(shiftAnnotations([{ startMs: 1, endMs: 2, text: '<b>early</b>' }], COMPLETE, [], { refId: 'A', zone: 'UTC' }))).toEqual([{ time: 1, timeEnd: 2, text: 'Shift &lt;b&gt;early&lt;/b&gt;', tags: ['spiketrace', 'shift'] }]);
});

test('the investigation panel takes none of them for a meter or a machine', () => {
  expect(gather([findingFrame([finding()], context), ledgerRows([window(0, 1)], context), findingAnnotations([finding()], context)])).toMatchObject({ kind: 'missing' });
});

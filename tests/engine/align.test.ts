import { expect, test } from 'vitest';
import { COMPLETE, DAY_MS, machineLog, type PowerReadings } from '../../src/base';
import { alignMeter, columnOf, holdOf, meansOver, occupancyOf, trackOf } from '../../src/engine/align';
import { said } from '../../src/engine/words';

function power(timeMs: number[], demandKw: number[], windowMs?: number): PowerReadings {
  return { kind: 'power', meterId: 'm', timeMs: Float64Array.from(timeMs), demandKw: Float64Array.from(demandKw), windowMs, completeness: COMPLETE, notices: [] };
}

test('readings go onto an even grid; a missing one stays empty, never zero', () => {
  const aligned = alignMeter(power([0, 10, 20, 40, 50], [1, 2, 3, 5, 6]));
  expect(aligned?.grid).toEqual({ startMs: 0, stepMs: 10, count: 6 });
  expect([...(aligned?.demandKw ?? [])]).toEqual([1, 2, 3, NaN, 5, 6]);
});

test('one reading, or none that is a finite number, makes no grid', () => {
  expect(alignMeter(power([5], [1]))).toBeUndefined();
  expect(alignMeter(power([0, 10, 20], [NaN, Infinity, 1]))).toBeUndefined();
  expect(alignMeter(power([], []))).toBeUndefined();
});

test('times in the wrong unit are refused instead of filling the memory', () => {
  expect(() => alignMeter(power([0, 1, 2, 1e12], [1, 1, 1, 1]))).toThrow(RangeError);
});

test('before its first entry a machine’s state is UNKNOWN, not OFF', () => {
  const track = trackOf(machineLog('a', [[50, 'ON']]), 0, 100);
  expect([...track.timeMs]).toEqual([0, 50]);
  expect([...track.stateCode].map((code) => track.states[code])).toEqual(['UNKNOWN', 'ON']);
  expect([...track.stateCode].map((code) => track.unknown[code])).toEqual([true, false]);
});

test('the state in force at the start holds, unless it is older than thirty days', () => {
  const state = (enteredMs: number) => {
    const track = trackOf(machineLog('a', [[enteredMs, 'ON']]), 0, 100);
    return track.states[track.stateCode[0] ?? 0];
  };
  expect(state(-30 * DAY_MS)).toBe('ON');
  expect(state(-30 * DAY_MS - 1)).toBe('UNKNOWN');
});

test('a change in the middle of a bin says how much of it the new state has; the rest is the old one’s', () => {
  // Bins of 10 ms; ON from 13 to 36: bin 1 is 7/10 ON, bin 2 whole, bin 3 6/10. What comes after the end is left out.
  const track = trackOf(machineLog('a', [[-1, 'OFF'], [13, 'ON'], [36, 'OFF'], [40, 'ON'], [70, 'OFF']]), 0, 80);
  const { row, partMs, stateCode } = occupancyOf(track, { startMs: 0, stepMs: 10, count: 5 });
  expect([...row]).toEqual([0, 1, 3, 4]);
  expect([...partMs]).toEqual([10, 7, 4, 10]);
  expect([...stateCode].map((code) => track.states[code])).toEqual(['OFF', 'ON', 'OFF', 'ON']);
});

test('a state that holds for part of one bin only has that part', () => {
  const track = trackOf(machineLog('a', [[0, 'OFF'], [12, 'ON'], [15, 'OFF']]), 0, 30);
  const { row, partMs } = occupancyOf(track, { startMs: 0, stepMs: 10, count: 3 });
  expect([...row]).toEqual([0, 1, 1]);
  expect([...partMs]).toEqual([10, 3, 5]);
});

test('means over several intervals weigh them by length', () => {
  // ON for 7 of [10, 20) and 6 of [30, 40): 13/20.
  const track = trackOf(machineLog('a', [[-1, 'OFF'], [13, 'ON'], [36, 'OFF']]), 0, 50);
  const on = columnOf([track], 0, track.states.indexOf('ON'));
  expect(meansOver([track], [on], [10, 20, 30, 40])[0]).toBeCloseTo(13 / 20, 12);
});

test('a start-up decays from its entry: its integral over t is τ (1 − e^(−t/τ))', () => {
  const track = trackOf(machineLog('a', [[-1, 'OFF'], [20, 'ON']]), 0, 100);
  const start = columnOf([track], 0, track.states.indexOf('ON'), 10);
  expect((meansOver([track], [start], [20, 30])[0] ?? NaN) * 10).toBeCloseTo(10 * (1 - Math.exp(-1)), 12);
});

test('of a meter that stamps its windows at their end, each reading covers the time before its stamp', () => {
  expect(alignMeter(power([10, 20, 30], [1, 2, 3]), { stampAt: 'end' })?.grid).toEqual({ startMs: 0, stepMs: 10, count: 3 });
  // A register's stamps are instants: nothing to move.
  const counter = { kind: 'counter', meterId: 'm', timeMs: Float64Array.of(0, 10, 20), energyKwh: Float64Array.of(0, 1, 2), completeness: COMPLETE, notices: [] } as const;
  expect(alignMeter(counter, { stampAt: 'end' })?.grid).toEqual(alignMeter(counter)?.grid);
});

test('late and repeated readings are put in order and counted, and those from the future left out', () => {
  const aligned = alignMeter(power([0, 20, 10, 20, 30, 999], [1, 3, 2, 33, 4, 9]), { nowMs: 100 });
  expect([...(aligned?.demandKw ?? [])]).toEqual([1, 2, 33, 4]);
  expect(aligned?.notices.map(({ code }) => code)).toEqual(['readings-late', 'readings-repeated', 'readings-future']);
});

test('negative power is kept and said; what cannot be power is missing and said', () => {
  const aligned = alignMeter(power([0, 10, 20, 30, 40], [5, -12.34, 1e308, -Infinity, 6]));
  expect([...(aligned?.demandKw ?? [])]).toEqual([5, -12.34, NaN, NaN, 6]);
  expect(aligned?.notices.map((notice) => said(notice).text)).toEqual([
    'Meter runs negative; generation is not modelled. 1 reading, down to -12.3 kW.',
    '2 readings are infinite or beyond 1e+9 kW; taken for missing.',
  ]);
});

/** 10 kWh an hour in whole kWh, read every ten minutes, silent between two and five o'clock. */
function coarseRegister() {
  const minutes = Array.from({ length: 61 }, (_, i) => 10 * i).filter((minute) => minute <= 120 || minute >= 300);
  return {
    kind: 'counter', meterId: 'm', timeMs: Float64Array.from(minutes, (minute) => 60_000 * minute), energyKwh: Float64Array.from(minutes, (minute) => Math.floor(minute / 6)),
    completeness: COMPLETE, notices: [],
  } as const;
}

test('energy that came in one piece after a silence says which bins it was spread over', () => {
  const aligned = alignMeter(coarseRegister());
  // Bins of ten minutes: 12 to 29 are two o'clock to five.
  expect(aligned?.coarse).toEqual([[12, 29]]);
  expect(aligned?.demandKw[20]).toBeCloseTo(10, 12);
});

test('a register in whole kWh at 10 kW asks for rows of an hour at least; without a step thirty seconds do', () => {
  // Ten steps of 1 kWh at 10 kW take ten hours: an hour is the most that is asked for.
  expect(alignMeter(coarseRegister())?.fitStepMs).toBe(3_600_000);
  expect(alignMeter(power([0, 10_000, 20_000], [1, 2, 3]))?.fitStepMs).toBe(30_000);
  expect(alignMeter(power([0, 60_000, 120_000], [1, 2, 3]))?.fitStepMs).toBe(60_000);
});

test('spikes of a register in whole kWh are told from means as long as its rows, the last row as long as the others; of finer ones from the readings', () => {
  // 60 kWh an hour in steps of 10 kWh, read each minute for 130 minutes: 600 kW in each tenth of them, and rows of an hour.
  const minutes = Float64Array.from({ length: 131 }, (_, i) => i);
  const register = (step: number) => ({
    kind: 'counter', meterId: 'm', timeMs: minutes.map((minute) => 60_000 * minute), energyKwh: minutes.map((minute) => step * Math.floor(minute / step)), completeness: COMPLETE, notices: [],
  } as const);
  const coarse = alignMeter(register(10))!;
  expect([...new Set(coarse.demandKw)].sort((a, b) => a - b)).toEqual([0, 600]);
  expect(coarse.toldKw).toEqual(new Float64Array(130).fill(60));
  const fine = alignMeter(power([0, 60_000, 120_000], [1, 2, 3]))!;
  expect(fine.toldKw).toBe(fine.demandKw);
});

test('after its hold time a state is UNKNOWN until the next entry, also one that began before the range', () => {
  const log = machineLog('a', [[-5, 'OFF'], [20, 'ON'], [25, 'OFF'], [90, 'ON']]);
  const track = trackOf(log, 0, 100, 10);
  expect([...track.timeMs].map((ms, i) => `${ms} ${track.states[track.stateCode[i] ?? 0]}`)).toEqual(['0 OFF', '5 UNKNOWN', '20 ON', '25 OFF', '35 UNKNOWN', '90 ON']);
  expect(trackOf(machineLog('a', [[-50, 'OFF']]), 0, 100, 10).states[trackOf(machineLog('a', [[-50, 'OFF']]), 0, 100, 10).stateCode[0] ?? 0]).toBe('UNKNOWN');
  expect(holdOf({ holdMs: new Map([['a', 7]]) }, 'a')).toBe(7);
  expect(holdOf({ holdMs: new Map([['a', 7]]) }, 'b')).toBe(Infinity);
  expect(holdOf({ holdMs: 5 }, 'b')).toBe(5);
});

test('entries after the end are from the future: left out', () => {
  expect([...trackOf(machineLog('a', [[0, 'ON'], [100, 'OFF'], [1e15, 'ON']]), 0, 100).timeMs]).toEqual([0]);
});

test('ten million transitions are placed on the grid without a buffer of bins times machines', () => {
  const [machines, changes, grid] = [10, 1_000_000, { startMs: 0, stepMs: 30_000, count: 20_160 }];
  const timeMs = Float64Array.from({ length: changes }, (_, i) => i * 604.8);
  const stateCode = Uint16Array.from({ length: changes }, (_, i) => i % 3);
  for (let m = 0; m < machines; m++) {
    const log = { machineId: `m${m}`, timeMs, stateCode, states: ['A', 'B', 'C'], completeness: COMPLETE, notices: [] };
    const { row, partMs } = occupancyOf(trackOf(log, 0, grid.count * grid.stepMs), grid);
    expect(row.length).toBe(changes);
    // 30 s hold at least 49 stays of 604.8 ms, so none is longer than one, and all but what spans two rows is counted.
    expect(partMs.every((ms) => ms >= 0 && ms < 604.9)).toBe(true);
    expect(row.at(-1)).toBe(grid.count - 1);
  }
}, 60_000);

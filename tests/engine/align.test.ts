import { expect, test } from 'vitest';
import { COMPLETE, DAY_MS, machineLog, type PowerReadings } from '../../src/base';
import { alignMeter, columnOf, meansOver, occupancyRows, trackOf } from '../../src/engine/align';

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

test('late stamps are moved earlier by the offset', () => {
  expect([...trackOf(machineLog('a', [[-100, 'OFF'], [55, 'ON']]), 0, 100, 5).timeMs]).toEqual([0, 50]);
});

test('a change in the middle of a bin gives each state its share of it', () => {
  // Bins of 10 ms; ON from 13 to 36: bin 1 is 7/10 ON, bin 2 whole, bin 3 6/10.
  const track = trackOf(machineLog('a', [[-1, 'OFF'], [13, 'ON'], [36, 'OFF']]), 0, 50);
  const on = columnOf([track], 0, track.states.indexOf('ON'));
  const off = columnOf([track], 0, track.states.indexOf('OFF'));
  const rows = occupancyRows([track], [on, off], { startMs: 0, stepMs: 10, count: 5 });
  const share = (row: number, j: number) => {
    for (let k = rows.rowStart[row] ?? 0; k < (rows.rowStart[row + 1] ?? 0); k++) {
      if (rows.column[k] === j) {
        return rows.value[k] ?? NaN;
      }
    }
    return 0;
  };
  [0, 0.7, 1, 0.6, 0].forEach((expected, row) => {
    expect(share(row, 0)).toBeCloseTo(expected, 6);
    expect(share(row, 1)).toBeCloseTo(1 - expected, 6);
  });
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

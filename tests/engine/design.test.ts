import { expect, test } from 'vitest';
import { machineLog } from '../../src/base';
import { columnOf, meansOver, trackOf } from '../../src/engine/align';
import { designOf } from '../../src/engine/design';
import { uniform } from '../../src/engine/random';
import { decayRows, feltRows } from '../../src/engine/start-up';

const STEP_MS = 30_000;

function plant(seed: number) {
  const next = uniform(seed);
  const count = 400;
  const names = ['OFF', 'IDLE', 'RUN', 'CLEAN'];
  const tracks = Array.from({ length: 5 }, (_, m) => {
    const entries: Array<readonly [number, string]> = [];
    for (let ms = m === 0 ? 0 : 1_000 * Math.floor(400 * next()); ms < count * STEP_MS; ms += 1_000 * Math.floor(1 + 600 * next() ** 3)) {
      entries.push([ms, names[Math.floor(4 * next())]!]);
    }
    return trackOf(machineLog(`m${m}`, entries), 0, count * STEP_MS);
  });
  return { tracks, grid: { startMs: 0, stepMs: STEP_MS, count } };
}

test.each([5, 17, 29])('seed %i: segments say the same as every row for itself, changes inside a row and on its edge included, start-ups too', (seed) => {
  const { tracks, grid } = plant(seed);
  const columns = [0, 45_000].flatMap((tauMs) => tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code, tauMs))));
  const design = designOf(tracks, columns, grid);
  for (let s = 0; s + 1 < design.segmentStart.length; s++) {
    const told = new Float64Array(columns.length);
    for (let k = design.entryStart[s]!; k < design.entryStart[s + 1]!; k++) {
      told[design.column[k]!] = design.value[k]!;
    }
    for (let row = design.segmentStart[s]!; row < design.segmentStart[s + 1]!; row++) {
      const means = meansOver(tracks, columns, [row * STEP_MS, (row + 1) * STEP_MS]);
      // A start-up is over when a thousandth of it is left.
      means.forEach((mean, j) => expect(Math.abs(told[j]! - mean), `row ${row}, column ${j}`).toBeLessThan(columns[j]!.tauMs === 0 ? 1e-9 : 2e-3));
    }
  }
});

test('a range that begins inside a log, and ends before it does, is designed as that range alone', () => {
  const { tracks, grid } = plant(5);
  const columns = tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code)));
  const later = { ...grid, startMs: 100 * STEP_MS, count: 150 };
  const [whole, part] = [designOf(tracks, columns, grid), designOf(tracks, columns, later)];
  const rowOf = ({ segmentStart, entryStart, column, value }: typeof whole, row: number) => {
    const s = segmentStart.findLastIndex((start) => start <= row);
    return [[...column.subarray(entryStart[s], entryStart[s + 1])], [...value.subarray(entryStart[s], entryStart[s + 1])]];
  };
  for (let row = 0; row < later.count; row++) {
    expect(rowOf(part, row)).toEqual(rowOf(whole, 100 + row));
  }
});

test.each([5, 17])('seed %i: the columns of a segment ascend and its states’ shares sum to one for every machine', (seed) => {
  const { tracks, grid } = plant(seed);
  const columns = tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code)));
  const design = designOf(tracks, columns, grid);
  expect(design.segmentStart.length).toBeGreaterThan(100);
  for (let s = 0; s + 1 < design.segmentStart.length; s++) {
    const sum = new Float64Array(tracks.length);
    for (let k = design.entryStart[s]!; k < design.entryStart[s + 1]!; k++) {
      sum[columns[design.column[k]!]!.track]! += design.value[k]!;
      expect(k === design.entryStart[s] || design.column[k]! > design.column[k - 1]!).toBe(true);
    }
    sum.forEach((share) => expect(share).toBeCloseTo(1, 12));
  }
});

test('a start-up of τ = 60 s entered at 45 s is, in rows of 30 s, 2(1 − e^−¼), then 2(e^−¼ − e^−¾), until the state is left', () => {
  const track = trackOf(machineLog('m', [[0, 'OFF'], [45_000, 'ON'], [100_000, 'OFF']]), 0, 10 * STEP_MS);
  const grid = { startMs: 0, stepMs: STEP_MS, count: 10 };
  const felt = feltRows(grid);
  decayRows(track, { stateCode: 1, tauMs: 60_000 }, grid, felt);
  expect([...felt.row.subarray(0, felt.count)]).toEqual([1, 2, 3]);
  expect(felt.value[0]).toBeCloseTo(2 * (1 - Math.exp(-0.25)), 12);
  expect(felt.value[1]).toBeCloseTo(2 * (Math.exp(-0.25) - Math.exp(-0.75)), 12);
  expect(felt.value[2]).toBeCloseTo(2 * (Math.exp(-0.75) - Math.exp(-55 / 60)), 12);
});

test('a thousand machines fit into one design; more columns than it can number are refused', () => {
  const grid = { startMs: 0, stepMs: 1000, count: 100 };
  const tracks = Array.from({ length: 1000 }, (_, m) => trackOf(machineLog(`m${m}`, [[0, 'OFF'], [1000 * (m % 90) + 500, 'ON']]), 0, 100_000));
  const columns = tracks.flatMap((_, t) => [columnOf(tracks, t, 0), columnOf(tracks, t, 1)]);
  const { segmentStart, entryStart, value } = designOf(tracks, columns, grid);
  for (let s = 0; s + 1 < segmentStart.length; s++) {
    expect(value.subarray(entryStart[s], entryStart[s + 1]).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1000, 9);
  }
  expect(() => designOf(tracks, Array.from({ length: 65_537 }, () => columns[0]!), grid)).toThrow(RangeError);
});

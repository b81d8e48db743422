import { expect, test } from 'vitest';
import { machineLog } from '../../src/base';
import { columnOf, occupancyRows, trackOf } from '../../src/engine/align';
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

test.each([5, 17, 29])('seed %i: segments say the same as every row for itself, changes inside a row and on its edge included', (seed) => {
  const { tracks, grid } = plant(seed);
  const columns = tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code)));
  const design = designOf(tracks, columns, grid);
  const rows = occupancyRows(tracks, columns, grid);
  for (let s = 0; s + 1 < design.segmentStart.length; s++) {
    for (let row = design.segmentStart[s]!; row < design.segmentStart[s + 1]!; row++) {
      const told = new Map<number, number>();
      for (let k = design.entryStart[s]!; k < design.entryStart[s + 1]!; k++) {
        told.set(design.column[k]!, design.value[k]!);
      }
      const slow = new Map<number, number>();
      for (let k = rows.rowStart[row]!; k < rows.rowStart[row + 1]!; k++) {
        slow.set(rows.column[k]!, rows.value[k]!);
      }
      for (const j of new Set([...told.keys(), ...slow.keys()])) {
        // The slow way keeps single precision and leaves out shares under 1e-4.
        expect(Math.abs((told.get(j) ?? 0) - (slow.get(j) ?? 0)), `row ${row}, column ${j}`).toBeLessThan(1.1e-4);
      }
    }
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

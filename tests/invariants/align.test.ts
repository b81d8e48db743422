import { expect, test } from 'vitest';
import { COMPLETE, HOUR_MS, machineLog, type CounterReadings, type PowerReadings } from '../../src/base';
import { alignMeter, columnOf, integralAt, occupancyOf, trackOf, type Track } from '../../src/engine/align';
import { designOf } from '../../src/engine/design';
import { counterPower } from '../../src/engine';
import type { Grid } from '../../src/engine';
import { uniform } from '../../src/engine/random';

/** What must hold of any meter and any machine that is lined up, tried on a few that differ by their seed. */

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const NAMES = ['OFF', 'RUN', 'HEATUP', 'UNKNOWN', 'COMM_LOST'];

/** A machine whose stays are anything from far shorter to far longer than a bin, often on the edge of one. */
function entriesOf(next: () => number, grid: Grid): Array<readonly [number, string]> {
  const entries: Array<readonly [number, string]> = [];
  const endMs = grid.startMs + (grid.count + 2) * grid.stepMs;
  for (let ms = grid.startMs - 3 * grid.stepMs * next(); ms < endMs; ms += 1 + grid.stepMs * 6 * next() ** 4) {
    const on = next() < 0.2 ? grid.startMs + Math.round((ms - grid.startMs) / grid.stepMs) * grid.stepMs : Math.round(ms);
    entries.push([on, NAMES[Math.floor(NAMES.length * next())]!]);
  }
  return entries;
}

const gridOf = (next: () => number): Grid => ({ startMs: Date.UTC(2025, 2, 3), stepMs: 10_000 * (1 + Math.floor(3 * next())), count: 20 + Math.floor(100 * next()) });

/** Bin by bin, from the definition: how long the track is in the state within the bin. */
function slowShare(track: Track, code: number, grid: Grid, row: number): number {
  const [fromMs, toMs] = [grid.startMs + row * grid.stepMs, grid.startMs + (row + 1) * grid.stepMs];
  let inside = 0;
  track.timeMs.forEach((ms, i) => {
    const untilMs = i + 1 < track.timeMs.length ? track.timeMs[i + 1]! : toMs;
    inside += track.stateCode[i] === code ? Math.max(0, Math.min(toMs, untilMs) - Math.max(fromMs, ms)) : 0;
  });
  return inside / grid.stepMs;
}

test.each(SEEDS)('seed %i: shares of a bin sum to 1 for every machine, UNKNOWN among them, and are those of the obvious count', (seed) => {
  const next = uniform(seed);
  for (let round = 0; round < 10; round++) {
    const grid = gridOf(next);
    const hold = next() < 0.5 ? Infinity : 2.5 * grid.stepMs;
    const track = trackOf(machineLog('a', entriesOf(next, grid)), grid.startMs, grid.startMs + grid.count * grid.stepMs, hold);
    const { row, partMs, stateCode } = occupancyOf(track, grid);
    const dense = Array.from({ length: grid.count }, () => new Float64Array(track.states.length));
    const toldMs = new Float64Array(grid.count);
    row.forEach((at, k) => (toldMs[at]! += partMs[k]!));
    let [k, state] = [0, -1];
    dense.forEach((shares, r) => {
      if (toldMs[r]! < grid.stepMs) {
        shares[state]! += 1 - toldMs[r]! / grid.stepMs;
      }
      for (; k < row.length && row[k] === r; k++) {
        state = stateCode[k]!;
        shares[state]! += partMs[k]! / grid.stepMs;
      }
    });
    dense.forEach((shares, r) => {
      expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
      shares.forEach((one, code) => expect(one).toBeCloseTo(slowShare(track, code, grid, r), 6));
    });
  }
});

test.each(SEEDS)('seed %i: the rows of the fit hold each column’s mean over the bin, start-ups too', (seed) => {
  const next = uniform(seed);
  const grid = gridOf(next);
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const tracks = ['a', 'b'].map((id) => trackOf(machineLog(id, entriesOf(next, grid)), grid.startMs, endMs));
  const columns = [0, 45_000].flatMap((tauMs) => tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code, tauMs))));
  const { segmentStart, entryStart, column: columnAt, value } = designOf(tracks, columns, grid);
  const entryAt = (track: Track, ms: number) => track.timeMs.reduce((last, entered, i) => (entered <= ms ? i : last), 0);
  for (let r = 0; r < grid.count; r++) {
    const s = segmentStart.findLastIndex((start) => start <= r);
    const held = new Float64Array(columns.length);
    for (let k = entryStart[s]!; k < entryStart[s + 1]!; k++) {
      expect(held[columnAt[k]!]).toBe(0);
      held[columnAt[k]!] = value[k]!;
    }
    columns.forEach((column, j) => {
      const track = tracks[column.track]!;
      const upTo = (ms: number) => integralAt(column, track, entryAt(track, ms), ms);
      const mean = (upTo(grid.startMs + (r + 1) * grid.stepMs) - upTo(grid.startMs + r * grid.stepMs)) / grid.stepMs;
      // A start-up is over when a thousandth of it is left.
      expect(Math.abs(held[j]! - mean)).toBeLessThan(column.tauMs === 0 ? 1e-9 : 5e-3);
    });
  }
});

const shuffled = <T>(next: () => number, list: readonly T[]): T[] => {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const other = Math.floor((i + 1) * next());
    [out[i], out[other]] = [out[other]!, out[i]!];
  }
  return out;
};

test.each(SEEDS)('seed %i: the order in which rows arrive does not matter', (seed) => {
  const next = uniform(seed);
  const readings = Array.from({ length: 200 }, (_, i) => [60_000 * (i + (next() < 0.1 ? 5 : 0)), 100 * next()] as const)
    .filter(([ms], i, all) => next() < 0.9 && all.findIndex(([other]) => other === ms) === i);
  const power = (list: ReadonlyArray<readonly [number, number]>): PowerReadings => ({
    kind: 'power', meterId: 'm', timeMs: Float64Array.from(list, ([ms]) => ms), demandKw: Float64Array.from(list, ([, kw]) => kw), completeness: COMPLETE, notices: [],
  });
  const sorted = [...readings].sort((a, b) => a[0] - b[0]);
  const [here, there] = [alignMeter(power(sorted))!, alignMeter(power(shuffled(next, readings)))!];
  expect(there.grid).toEqual(here.grid);
  expect(there.demandKw).toEqual(here.demandKw);
  expect(here.notices).toEqual([]);
  expect(there.notices.map(({ code }) => code)).toEqual(['readings-late']);
  const grid = { startMs: 0, stepMs: 60_000, count: 100 };
  const entries = entriesOf(next, grid).filter(([ms], i, all) => all.findIndex(([other]) => other === ms) === i);
  const track = (list: ReadonlyArray<readonly [number, string]>) => trackOf(machineLog('a', list), 0, 6_000_000);
  expect(track(shuffled(next, entries))).toEqual(track([...entries].sort((a, b) => a[0] - b[0])));
});

/** A register read off the beat, with silences, quantised or not. */
function register(next: () => number): CounterReadings {
  const quantum = next() < 0.5 ? 0.1 : 1e-9;
  const timeMs: number[] = [];
  const energyKwh: number[] = [];
  for (let ms = 0, kwh = 500; timeMs.length < 300; ms += 60_000 * (next() < 0.03 ? 30 : 1) + Math.floor(2000 * next())) {
    timeMs.push(ms);
    energyKwh.push(Math.floor(kwh / quantum) * quantum);
    kwh += 3 * next();
  }
  return { kind: 'counter', meterId: 'm', timeMs: Float64Array.from(timeMs), energyKwh: Float64Array.from(energyKwh), completeness: COMPLETE, notices: [] };
}

test.each(SEEDS)('seed %i: a register’s energy is neither lost nor counted twice, whatever the beat of its readings', (seed) => {
  const counter = register(uniform(seed));
  const total = counter.energyKwh.at(-1)! - counter.energyKwh[0]!;
  const power = counterPower(counter);
  const lasts = (i: number) => (i + 1 < power.timeMs.length ? power.timeMs[i + 1]! : power.endMs) - power.timeMs[i]!;
  expect(power.demandKw.reduce((sum, kw, i) => sum + (kw * lasts(i)) / HOUR_MS, 0)).toBeCloseTo(total, 6);
  const { grid, demandKw } = alignMeter(counter)!;
  // The last bin may reach past the last reading, or end before it.
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const uncounted = power.demandKw.at(-1)! * Math.abs(endMs - power.endMs) / HOUR_MS;
  const onGrid = demandKw.reduce((sum, kw) => sum + (Number.isNaN(kw) ? 0 : (kw * grid.stepMs) / HOUR_MS), 0);
  expect(Math.abs(onGrid - total)).toBeLessThanOrEqual(uncounted + 1e-6);
});

test.each(SEEDS)('seed %i: a finer resolution never loses a peak', (seed) => {
  const next = uniform(seed);
  const fine: PowerReadings = {
    kind: 'power', meterId: 'm', timeMs: Float64Array.from({ length: 600 }, (_, i) => i * 10_000), demandKw: Float64Array.from({ length: 600 }, () => 100 * next()),
    completeness: COMPLETE, notices: [],
  };
  const coarse: PowerReadings = {
    ...fine, timeMs: fine.timeMs.filter((_, i) => i % 6 === 0),
    demandKw: Float64Array.from({ length: 100 }, (_, i) => fine.demandKw.subarray(6 * i, 6 * i + 6).reduce((sum, kw) => sum + kw / 6, 0)),
  };
  const peak = (readings: PowerReadings) => Math.max(...alignMeter(readings)!.demandKw);
  expect(peak(fine)).toBeGreaterThanOrEqual(peak(coarse));
  expect(peak(fine)).toBe(Math.max(...fine.demandKw));
});

/** A thermostat inside a state is found by its period, told from what merely runs beside it, and followed through every visit. */
import { describe, expect, it } from 'vitest';
import { COMPLETE, HOUR_MS, machineLog, MINUTE_MS } from '../../src/base';
import { analyse } from '../../src/engine';
import { columnOf, trackOf } from '../../src/engine/align';
import { cyclesOf } from '../../src/engine/cycle';
import { cycleMean } from '../../src/engine/cycle-mean';
import { normal, uniform } from '../../src/engine/random';

const STEP_MS = 30_000;
const DAYS = 7;
const grid = { startMs: 0, stepMs: STEP_MS, count: (DAYS * 24 * HOUR_MS) / STEP_MS };

interface Furnace {
  readonly name: string;
  readonly costKw: number;
  readonly swingKw: number;
  readonly periodMs: number;
}

/** Each furnace holds for one to four hours, then heats up for half an hour, and holds again at a new phase of its thermostat. */
function furnaces(made: readonly Furnace[], noiseKw: number, seed: number) {
  const next = uniform(seed);
  const noise = normal(next);
  const residualKw = new Float64Array(grid.count);
  const trueKw = made.map(() => new Float64Array(grid.count));
  const logs = made.map(({ name, swingKw, periodMs }, m) => {
    const rows: Array<readonly [number, string]> = [[0, 'OFF']];
    for (let atMs = HOUR_MS * (1 + next()); atMs < DAYS * 24 * HOUR_MS; ) {
      const holdMs = HOUR_MS * (1 + 3 * next());
      rows.push([atMs, 'HEATUP'], [atMs + HOUR_MS / 2, 'HOLD']);
      const phase = next();
      for (let row = Math.ceil((atMs + HOUR_MS / 2) / STEP_MS); row < Math.min(grid.count, Math.floor((atMs + HOUR_MS / 2 + holdMs) / STEP_MS)); row++) {
        const turns = (row * STEP_MS) / periodMs + phase;
        trueKw[m]![row] = turns - Math.floor(turns) < 0.5 ? swingKw : -swingKw;
        residualKw[row]! += trueKw[m]![row]!;
      }
      atMs += HOUR_MS / 2 + holdMs;
    }
    return machineLog(name, rows, COMPLETE, []);
  });
  let drift = 0;
  for (let row = 0; row < grid.count; row++) {
    // A first-order process of two minutes and a little white noise: what a meter shows anyway.
    drift = 0.78 * drift + 0.63 * noiseKw * noise();
    residualKw[row]! += drift + noise();
  }
  const tracks = logs.map((log) => trackOf(log, 0, grid.count * STEP_MS));
  const columns = tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code)));
  const costKw = Float64Array.from(columns, ({ track, stateCode }) => (tracks[track]!.states[stateCode] === 'OFF' ? 0 : made[track]!.costKw));
  const cycles = cyclesOf(grid, residualKw, 30, tracks, columns, costKw);
  const named = cycles.map(({ column }) => `${tracks[columns[column]!.track]!.machineId} ${tracks[columns[column]!.track]!.states[columns[column]!.stateCode]}`);
  return { cycles, named, trueKw };
}

const PAIR = [
  { name: 'annealer', costKw: 40, swingKw: 20, periodMs: 700_000 },
  { name: 'kiln', costKw: 30, swingKw: 14, periodMs: 700_000 },
  { name: 'oven', costKw: 50, swingKw: 0, periodMs: 700_000 },
];

function rms(kw: Float64Array): number {
  return Math.sqrt(kw.reduce((sum, one) => sum + one * one, 0) / kw.length);
}

describe('a cycle inside a state', () => {
  it.each([1, 2, 3])('is found for the two furnaces that have one, at the same period, and not for the third beside them (seed %i)', (seed) => {
    const { cycles, named } = furnaces(PAIR, 4, seed);
    expect([...named].sort()).toEqual(['annealer HOLD', 'kiln HOLD']);
    for (const [k, { periodMs, shapeKw }] of cycles.entries()) {
      expect(Math.abs(periodMs - 700_000)).toBeLessThan(7000);
      const swingKw = named[k]!.startsWith('annealer') ? 20 : 14;
      expect(Math.abs(rms(shapeKw) - swingKw)).toBeLessThan(0.25 * swingKw);
    }
  });

  it('is followed through the visits: what it is said to add over four minutes is near what it added', () => {
    const { cycles, named, trueKw } = furnaces([PAIR[0]!], 4, 5);
    expect(named).toEqual(['annealer HOLD']);
    let off = 0;
    let size = 0;
    for (let row = 0; row + 8 < grid.count; row += 8) {
      const truth = trueKw[0]!.subarray(row, row + 8).reduce((sum, kw) => sum + kw, 0) / 8;
      off += (cycleMean(cycles[0]!, Float64Array.of(row * STEP_MS, (row + 8) * STEP_MS)) - truth) ** 2;
      size += truth ** 2;
    }
    expect(off / size).toBeLessThan(0.1);
  });

  it.each([600_000, 1_200_000])('may take %i ms', (periodMs) => {
    const { cycles, named } = furnaces([{ ...PAIR[0]!, periodMs }, PAIR[2]!], 4, 6);
    expect(named).toEqual(['annealer HOLD']);
    expect(Math.abs(cycles[0]!.periodMs / periodMs - 1)).toBeLessThan(0.01);
  });

  it.each(Array.from({ length: 12 }, (_, k) => 20 + k))('is not made of noise that wanders for minutes (seed %i)', (seed) => {
    expect(furnaces(PAIR.map((one) => ({ ...one, swingKw: 0 })), 12, seed).named).toEqual([]);
  });

  it('is nothing where a thermostat would have to switch more than its state draws', () => {
    expect(furnaces([{ ...PAIR[0]!, costKw: 10 }], 2, 7).named).toEqual([]);
  });

  it('is no part of an interval in which it was not learnt', () => {
    const { cycles } = furnaces([PAIR[0]!], 4, 5);
    expect(cycleMean(cycles[0]!, Float64Array.of(grid.count * STEP_MS, grid.count * STEP_MS + HOUR_MS))).toBe(0);
  });
});

it('a spike while the thermostat is on has the upper half of the swing on its furnace’s line, as known behaviour, and not in the unexplained', () => {
  const next = uniform(9);
  const noise = normal(next);
  const stepMs = 10_000;
  const count = (10 * 24 * HOUR_MS) / stepMs;
  const timeMs = Float64Array.from({ length: count }, (_, i) => i * stepMs);
  const rows: Array<readonly [number, string]> = [[0, 'OFF']];
  const on = new Float64Array(count);
  const holdKw = new Float64Array(count);
  for (let atMs = 2 * HOUR_MS; atMs + 8 * HOUR_MS < 10 * 24 * HOUR_MS; atMs += 9 * HOUR_MS) {
    rows.push([atMs, 'HOLD'], [atMs + 6 * HOUR_MS, 'OFF']);
    const phase = next();
    for (let i = atMs / stepMs; i < (atMs + 6 * HOUR_MS) / stepMs; i++) {
      const turns = timeMs[i]! / 900_000 + phase;
      on[i] = turns - Math.floor(turns) < 0.5 ? 1 : 0;
      holdKw[i] = 40 + (on[i]! > 0 ? 20 : -20);
    }
  }
  // The pump adds 50 kW for four minutes of one of the furnace's upper halves, some days apart.
  const pump: Array<readonly [number, string]> = [[0, 'OFF']];
  const pumpKw = new Float64Array(count);
  for (let day = 0; day < 10; day++) {
    for (let i = Math.round(((day + 0.55) * 24 * HOUR_MS) / stepMs), end = i + 720; i < end; i++) {
      if (on[i] === 1 && on[i - 1] === 0 && holdKw[i - 60]! > 0) {
        pump.push([i * stepMs + 90_000, 'ON'], [i * stepMs + 90_000 + 240_000, 'OFF']);
        pumpKw.fill(50, i + 9, i + 33);
        break;
      }
    }
  }
  const demandKw = Float64Array.from(timeMs, (_, i) => 100 + holdKw[i]! + pumpKw[i]! + noise());
  const result = analyse({
    meter: { kind: 'power', meterId: 'incomer', timeMs, demandKw, windowMs: stepMs, completeness: COMPLETE, notices: [] },
    machines: [machineLog('furnace', rows, COMPLETE, []), machineLog('pump', pump, COMPLETE, [])], zone: 'UTC',
  });
  const spikes = result.findings.filter(({ causes }) => causes.some(({ machines, kw }) => machines[0] === 'pump' && kw > 30));
  expect(spikes.length).toBeGreaterThanOrEqual(3);
  for (const { causes, unexplainedKw, excessKw, startMs, endMs } of spikes) {
    const furnace = causes.find(({ machines }) => machines[0] === 'furnace');
    expect(endMs - startMs).toBeLessThan(15 * MINUTE_MS);
    expect(furnace?.variationShown).toBe(true);
    expect(furnace!.variationKw).toBeGreaterThan(8);
    expect(Math.abs(unexplainedKw)).toBeLessThan(0.15 * excessKw);
  }
});

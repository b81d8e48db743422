import { describe, expect, test } from 'vitest';
import { DAY_MS, machineLog, MINUTE_MS, SECOND_MS } from '../../src/base';
import { trackOf } from '../../src/engine/align';
import { costsAtBestShift } from '../../src/engine/clock-costs';
import { estimateClocks } from '../../src/engine/offsets';
import { addSignal } from '../../src/engine/signal';
import { normal, uniform } from '../../src/engine/random';

const grid = { startMs: Date.UTC(2025, 2, 3), stepMs: MINUTE_MS, count: (7 * DAY_MS) / MINUTE_MS };
const endMs = grid.startMs + grid.count * grid.stepMs;

type Visit = readonly [state: string, leastS: number, mostS: number];

/** The visits over and over, each as long as chance will have it between its least and most. */
function visiting(seed: number, visits: readonly Visit[]): Array<readonly [number, string]> {
  const next = uniform(seed);
  const entries: Array<readonly [number, string]> = [[grid.startMs, visits[0]![0]]];
  for (let ms = grid.startMs + 30 * MINUTE_MS, i = 1; ms < endMs - 30 * MINUTE_MS; i++) {
    const [state, leastS, mostS] = visits[i % visits.length]!;
    entries.push([ms, state]);
    ms += SECOND_MS * Math.round(leastS + (mostS - leastS) * next());
  }
  return entries;
}

const COMPRESSOR = visiting(1, [['LOADED', 100, 300], ['UNLOADED', 80, 220]]);
const PRESS = visiting(2, [['IDLE', 600, 1200], ['STARTING', 40, 80], ['RUNNING', 1200, 3000]]);

/** Minute means of 60 kW, 1 kW of noise, and the machine with its true times; its log is stamped late by so many seconds. */
function metered(entries: ReadonlyArray<readonly [number, string]>, kwOf: Readonly<Record<string, number>>, lateS: number) {
  const noise = normal(uniform(7));
  const demandKw = Float64Array.from({ length: grid.count }, () => 60 + noise());
  const real = trackOf(machineLog('machine', entries), grid.startMs, endMs);
  addSignal(real, Float64Array.from(real.states, (state) => kwOf[state]!), grid, 1, demandKw);
  const track = trackOf(machineLog('machine', entries.map(([ms, state], i) => [i === 0 ? ms : ms + lateS * SECOND_MS, state] as const)), grid.startMs, endMs);
  return { demandKw, track };
}

/** The clock that is found when the fit before it had learnt these costs. */
function clockOf({ demandKw, track }: ReturnType<typeof metered>, learnt: Readonly<Record<string, number>>) {
  return estimateClocks([{ tracks: [0] }], [track], [Float64Array.from(track.states, (state) => learnt[state]!)], demandKw, grid)[0]!;
}

describe('a clock that is off by about as long as the machine stays in a state', () => {
  test('a compressor two minutes late, learnt to draw more unloaded than loaded, is found and put right', () => {
    const clock = clockOf(metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 120), { LOADED: 40, UNLOADED: 80 });
    expect(clock).toMatchObject({ kind: 'sure' });
    expect(clock.kind === 'sure' ? Math.abs(clock.shiftMs - 120_000) : NaN).toBeLessThan(15_000);
  });

  test('a press 100 s early, learnt to start at no cost, is found and put right', () => {
    const clock = clockOf(metered(PRESS, { IDLE: 10, STARTING: 90, RUNNING: 55 }, -100), { IDLE: 5, STARTING: 0, RUNNING: 50 });
    expect(clock).toMatchObject({ kind: 'sure' });
    expect(clock.kind === 'sure' ? Math.abs(clock.shiftMs + 100_000) : NaN).toBeLessThan(25_000);
  });

  test('with the right clock, costs that were learnt wrongly move nothing', () => {
    expect(clockOf(metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 0), { LOADED: 85, UNLOADED: 35 })).toMatchObject({ kind: 'sure', shiftMs: 0 });
  });
});

describe('costs at the shift that fits best', () => {
  const steps = ({ demandKw }: ReturnType<typeof metered>) => ({ kw: demandKw.slice(1).map((kw, i) => kw - demandKw[i]!), lag: 1, reach: 3, sigmaKw: 1.5 });

  test('are those of the machine, its cheapest state at nothing', () => {
    const plant = metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 120);
    const kw = costsAtBestShift(plant.track, steps(plant), grid, { shift: 0, energy: 0 })!;
    expect(plant.track.states.map((state, code) => [state, Math.round(kw[code]! / 5) * 5])).toEqual([['LOADED', 60], ['UNLOADED', 0]]);
  });

  test('are not given where the costs as learnt already point to that shift', () => {
    const plant = metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 120);
    expect(costsAtBestShift(plant.track, steps(plant), grid, { shift: 2, energy: 0 })).toBeUndefined();
  });

  test('are not given where they explain little of what was learnt, for the machine’s own steps are elsewhere', () => {
    const plant = metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 120);
    expect(costsAtBestShift(plant.track, steps(plant), grid, { shift: 0, energy: 1e9 })).toBeUndefined();
  });

  test('are not given for a machine that the meter does not see, whatever chance makes of many states', () => {
    const seldom = visiting(3, [['A', 60, 900], ['B', 60, 300], ['C', 60, 300], ['D', 60, 900], ['E', 60, 300], ['F', 60, 300]]);
    const { track } = metered(seldom, { A: 0, B: 0, C: 0, D: 0, E: 0, F: 0 }, 0);
    expect(costsAtBestShift(track, steps(metered(COMPRESSOR, { LOADED: 90, UNLOADED: 30 }, 0)), grid, { shift: 0, energy: 0 })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { machineLog } from '../../src/base';
import { columnOf, trackOf } from '../../src/engine/align';
import { normal, uniform } from '../../src/engine/random';
import { visitSpread } from '../../src/engine/visits';

const MINUTE = 60_000;
const GRID = { startMs: 0, stepMs: MINUTE, count: 7 * 1440 };

/** An oven that bakes for half an hour every two hours. */
const ENTRIES = Array.from({ length: 2 * 84 }, (_, i): [number, string] => [i * 60 * MINUTE + (i % 2 === 1 ? -30 * MINUTE : 0), i % 2 === 0 ? 'BAKE' : 'READY']);
const TRACKS = [trackOf(machineLog('Oven', ENTRIES), 0, GRID.count * MINUTE)];
const COLUMNS = TRACKS[0]!.states.map((_, code) => columnOf(TRACKS, 0, code));
const BAKE = TRACKS[0]!.states.indexOf('BAKE');

/** @param ofVisit what a visit's power is above what the state usually costs, kW */
function spreadOf(ofVisit: (visit: number, draw: () => number) => number, costKw = 60, tracks = TRACKS): number {
  const bell = normal(uniform(11));
  const sum = new Float64Array(GRID.count + 1);
  const count = Int32Array.from(sum, (_, i) => i);
  const visits = Array.from({ length: 84 }, (_, visit) => ofVisit(visit, bell));
  for (let row = 0; row < GRID.count; row++) {
    const isBaking = row % 120 < 30;
    sum[row + 1] = sum[row]! + 2 * bell() + (isBaking ? visits[Math.floor(row / 120)]! : 0);
  }
  return visitSpread(tracks, COLUMNS, Float64Array.from(COLUMNS, (_, j) => (j === BAKE ? costKw : 0)), { grid: GRID, sum, count })[BAKE]!;
}

describe('how much the visits of a state differ', () => {
  it('recipes that differ by 12 kW (one standard deviation) are seen to, though no state tells them', () => {
    const kw = spreadOf((_, draw) => 12 * draw());
    expect(kw).toBeGreaterThan(8);
    expect(kw).toBeLessThan(14);
  });

  it('an oven that bakes alike every time differs by next to nothing, however the meter trembles', () => {
    expect(spreadOf(() => 0)).toBeLessThan(1);
  });

  it('two visits with a load that nobody reported are no habit', () => {
    expect(spreadOf((visit) => (visit === 3 || visit === 50 ? 45 : 0))).toBeLessThan(1.5);
  });

  it('no more is believed than four fifths of what the state costs', () => {
    expect(spreadOf((_, draw) => 40 * draw(), 20)).toBe(16);
  });

  it('what cannot vary, and what was on three times, is not said to', () => {
    expect(spreadOf((_, draw) => 12 * draw(), 0)).toBe(0);
    const seldom = [trackOf(machineLog('Oven', [...ENTRIES.slice(0, 6), [ENTRIES[6]![0], 'READY']]), 0, GRID.count * MINUTE)];
    expect(spreadOf((_, draw) => 12 * draw(), 60, seldom)).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { machineLog } from '../../src/base';
import { columnOf, trackOf, type Track } from '../../src/engine/align';
import { daySharesOf, hoursOfDay } from '../../src/engine/base-load';
import { costErrors } from '../../src/engine/cost-errors';
import { cheapestOf } from '../../src/engine/cost-levels';
import { designOf } from '../../src/engine/design';
import { fitRobust } from '../../src/engine/fit';
import { normal, uniform } from '../../src/engine/random';
import { denseOf } from '../support/dense';

const MINUTE = 60_000;
const COUNT = 4 * 1440;
const GRID = { startMs: 0, stepMs: MINUTE, count: COUNT };

/** Four days of minutes: a saw at any time, a mill, and a fan that the mill's controller starts `afterMs` later and stops as much later. */
function hall(afterMs: number) {
  const next = uniform(20250312);
  const noise = normal(next);
  const random = (meanMin: number): Array<readonly [number, string]> => {
    const entries: Array<readonly [number, string]> = [[-MINUTE, 'OFF']];
    for (let ms = MINUTE * 20 * next(); ms < COUNT * MINUTE; ms += MINUTE * meanMin * (0.2 + 1.6 * next())) {
      entries.push([ms, entries.length % 2 === 1 ? 'ON' : 'OFF']);
    }
    return entries;
  };
  const mill = random(50);
  const logs = [random(30), mill, mill.map(([ms, state]) => [ms < 0 ? ms : ms + afterMs, state] as const)];
  const place = (lateMs: readonly number[]): Track[] =>
    logs.map((entries, t) => trackOf(machineLog(`m${t}`, entries.map(([ms, state]) => [ms < 0 ? ms : ms + lateMs[t]!, state] as const)), 0, COUNT * MINUTE));
  const drawn = hallOf(place([0, 0, 0]));
  const kw = [0, 20, 0, 90, 0, 30];
  const demandKw = drawn.dense.map((row) => 50 + row.reduce((sum, x, j) => sum + x * kw[j]!, 0) + 0.3 * noise());
  return { place, demandKw: Float64Array.from(demandKw) };
}

function hallOf(tracks: readonly Track[]) {
  const columns = tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code)));
  const design = designOf(tracks, columns, GRID);
  const dense = denseOf(design);
  return { columns, design, dense };
}

/** Costs above each machine's OFF, and what they may be off by when the machines' stamps may be off by so much. */
function learnt(tracks: readonly Track[], demandKw: Float64Array, offByMs: readonly number[]) {
  const { columns, design } = hallOf(tracks);
  const problem = { grid: GRID, design, demandKw, day: daySharesOf(hoursOfDay(GRID, 'UTC')), usable: new Uint8Array(COUNT).fill(1), free: columns.map(() => false), knotRows: 0 };
  const fit = fitRobust(problem, Infinity);
  const lowest = cheapestOf(tracks, columns, fit.kw);
  const errorKw = costErrors(fit, problem, tracks, columns, lowest, Float64Array.from(offByMs));
  return { kw: [1, 3, 5].map((j) => fit.kw[j]! - fit.kw[j - 1]!), on: [1, 3, 5].map((j) => errorKw[j]!), off: [0, 2, 4].map((j) => errorKw[j]!) };
}

describe('what a cost may be off by', () => {
  it('a machine’s cheapest state is what its others are measured from: it is off by nothing', () => {
    const { place, demandKw } = hall(40_000);
    expect(learnt(place([0, 0, 0]), demandKw, [15_000, 15_000, 15_000]).off).toEqual([0, 0, 0]);
  });

  it('stamps that are 15 s off hardly matter to a machine that works apart from the others', () => {
    const { place, demandKw } = hall(40_000);
    expect(learnt(place([0, 0, 0]), demandKw, [15_000, 15_000, 15_000]).on[0]).toBeLessThan(0.5);
  });

  it('a fan that follows its mill by 40 s is told from it by those seconds alone: with its stamps 15 s late both costs are wrong by what is said', () => {
    const { place, demandKw } = hall(40_000);
    const said = learnt(place([0, 0, 0]), demandKw, [0, 0, 15_000]);
    const right = learnt(place([0, 0, 0]), demandKw, [0, 0, 0]).kw;
    const late = learnt(place([0, 0, 15_000]), demandKw, [0, 0, 0]).kw;
    const wrongKw = [1, 2].map((m) => Math.abs(late[m]! - right[m]!));
    expect(wrongKw[0]).toBeGreaterThan(5);
    [1, 2].forEach((m, k) => {
      expect(said.on[m]! / wrongKw[k]!).toBeGreaterThan(0.8);
      expect(said.on[m]! / wrongKw[k]!).toBeLessThan(1.3);
    });
  });

  it('of two that switch at the same instants the ridge makes two halves: both may be off by far more than the noise says', () => {
    const { place, demandKw } = hall(0);
    const { kw, on } = learnt(place([0, 0, 0]), demandKw, [0, 0, 0]);
    expect(kw[1]! + kw[2]!).toBeCloseTo(120, 0);
    const wrongKw = Math.abs(kw[1]! - 90);
    expect(wrongKw).toBeGreaterThan(20);
    expect(on[1]! / wrongKw).toBeGreaterThan(0.6);
    expect(on[0]).toBeLessThan(0.5);
  });
});

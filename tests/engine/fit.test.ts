import { expect, test } from 'vitest';
import { machineLog } from '../../src/base';
import { columnOf, trackOf } from '../../src/engine/align';
import { designOf } from '../../src/engine/design';
import { daySharesOf, HATS, hatsAt, hoursOfDay } from '../../src/engine/base-load';
import { descend } from '../../src/engine/descend';
import { fitRobust } from '../../src/engine/fit';
import type { Problem } from '../../src/engine/normal';
import { normal, uniform } from '../../src/engine/random';
import { denseOf } from '../support/dense';

test('the base load’s triangles sum to one at any hour, and each is one at its own', () => {
  for (let hour = -1; hour < 25; hour += 0.25) {
    const [, a, , b] = hatsAt(hour);
    expect(a + b).toBeCloseTo(1, 12);
  }
  expect(hatsAt(3)).toEqual([1, 1, 2, 0]);
  // Half past ten at night is halfway between the triangle at 21 h and the one at 0 h.
  expect(hatsAt(22.5)).toEqual([7, 0.5, 0, 0.5]);
});

test('descent solves two equations: 4x + y = 9, x + 3y = 5 gives x = 2, y = 1', () => {
  const beta = descend(Float64Array.of(4, 1, 1, 3), Float64Array.of(9, 5), new Float64Array(2), Float64Array.of(0, 0), new Float64Array(2));
  expect(beta[0]).toBeCloseTo(2, 4);
  expect(beta[1]).toBeCloseTo(1, 4);
});

test('descent keeps a cost at its bound: 4x + y = 9, x + 3y = 0 would want y < 0, so y = 0 and x = 9/4', () => {
  const beta = descend(Float64Array.of(4, 1, 1, 3), Float64Array.of(9, 0), new Float64Array(2), Float64Array.of(0, 0), new Float64Array(2));
  expect(beta[0]).toBeCloseTo(2.25, 4);
  expect(beta[1]).toBe(0);
});

/** Three machines over two days of minutes, with holes, spikes that fit no state, and a start-up. */
function posed(seed: number): { problem: Problem; dense: number[][]; withoutStart: Problem } {
  const next = uniform(seed);
  const noise = normal(next);
  const count = 2 * 1440;
  const grid = { startMs: 0, stepMs: 60_000, count };
  const tracks = [0, 1, 2].map((m) => {
    const entries: Array<readonly [number, string]> = [[-60_000, 'OFF']];
    for (let ms = 60_000 * (10 + m); ms < count * 60_000; ms += 60_000 * (5 + 90 * next())) {
      entries.push([ms, entries.length % 2 === 1 ? 'ON' : 'OFF']);
    }
    return trackOf(machineLog(`m${m}`, entries), 0, count * 60_000);
  });
  const columns = [...tracks.flatMap((track, t) => track.states.map((_, code) => columnOf(tracks, t, code))), columnOf(tracks, 0, 1, 600_000)];
  const design = designOf(tracks, columns, grid);
  const dense = denseOf(design);
  const kw = [0, 40, 0, 25, 0, 60, 30];
  const demandKw = Float64Array.from(dense, (row, t) => 100 + row.reduce((sum, x, j) => sum + x * kw[j]!, 0) + noise() + (t % 97 === 0 ? 80 : 0));
  const usable = Uint8Array.from(demandKw, (_, t) => (t > 500 && t < 540 ? 0 : 1));
  const problem = { grid, design, demandKw, day: daySharesOf(hoursOfDay(grid, 'UTC')), usable, free: columns.map((column) => column.tauMs > 0), knotRows: 0 };
  const states = columns.slice(0, -1);
  return { dense, problem, withoutStart: { ...problem, design: designOf(tracks, states, grid), free: problem.free.slice(0, -1) } };
}

test('the normal matrix from segments equals the dense one, rows left out included', () => {
  const seed = 20250312;
  const { problem, dense } = posed(seed);
  const fit = fitRobust(problem, Infinity);
  const size = HATS + problem.design.columns;
  const expected = new Float64Array(size * size);
  dense.forEach((row, t) => {
    if (problem.usable[t] === 1) {
      const full = [...new Array<number>(HATS).fill(0), ...row];
      const [a, wa, b, wb] = hatsAt((t / 60) % 24);
      full[a]! += wa;
      full[b]! += wb;
      full.forEach((x, i) => full.forEach((y, j) => (expected[i * size + j]! += x * y)));
    }
  });
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs(fit.sums.matrix[k]! - expected[k]!), `entry ${k}, seed ${seed}`).toBeLessThan(1e-7);
  }
});

/** Row by row and column by column, as nobody would do it in earnest. */
function slowSums({ problem: { usable, knotRows, demandKw }, dense }: { problem: Problem; dense: number[][] }, knots: number) {
  const size = HATS + knots + dense[0]!.length;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  dense.forEach((row, t) => {
    const full = [...new Array<number>(HATS + knots).fill(0), ...row];
    const [a, wa, b, wb] = hatsAt((t / 60) % 24);
    full[a]! += wa;
    full[b]! += wb;
    const knot = Math.floor(t / knotRows);
    full[HATS + knot]! += 1 - (t / knotRows - knot);
    full[HATS + knot + 1]! += t / knotRows - knot;
    full.forEach((x, i) => {
      right[i]! += usable[t]! * x * demandKw[t]!;
      full.forEach((y, j) => (matrix[i * size + j]! += usable[t]! * x * y));
    });
  });
  return { matrix, right };
}

test('sums that go on from a smaller fit, first without the slow base load and then without the start-up, equal the slow ones', () => {
  const made = posed(11);
  const knotRows = 90;
  const drifting = fitRobust({ ...made.withoutStart, knotRows }, Infinity, fitRobust(made.withoutStart, 1.5));
  const whole = fitRobust({ ...made.problem, knotRows }, Infinity, drifting);
  const slow = slowSums({ ...made, problem: { ...made.problem, knotRows } }, drifting.knots.length);
  expect(drifting.knots.length).toBe(33);
  for (let k = 0; k < slow.matrix.length; k++) {
    expect(Math.abs(whole.sums.matrix[k]! - slow.matrix[k]!), `entry ${k}`).toBeLessThan(1e-7);
  }
  slow.right.forEach((value, k) => expect(Math.abs(whole.sums.right[k]! - value), `right side ${k}`).toBeLessThan(1e-5));
});

test('costs of 40, 25 and 60 kW and a start-up of 30 kW are found though one reading in 97 is 80 kW off', () => {
  const { problem } = posed(7);
  const fit = fitRobust(problem, 1.5);
  const [off0, on0, off1, on1, off2, on2, start] = [...fit.kw] as [number, number, number, number, number, number, number];
  expect(on0 - off0).toBeCloseTo(40, 0);
  expect(on1 - off1).toBeCloseTo(25, 0);
  expect(on2 - off2).toBeCloseTo(60, 0);
  expect(Math.abs(start - 30)).toBeLessThan(3);
  // The noise is white with σ = 1; the wild readings hardly move it.
  expect(Math.abs(fit.sigmaKw - 1)).toBeLessThan(0.15);
  expect(fit.carryOver).toBeLessThan(0.1);
});

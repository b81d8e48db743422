import { expect, test } from 'vitest';
import type { SparseRows } from '../../src/engine/align';
import { descend, HATS, hatsAt, momentsOf, type Problem } from '../../src/engine/fit';
import { uniform } from '../../src/engine/random';

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

test('the sparse sums of products equal the dense ones, holes included', () => {
  const seed = 20250312;
  const next = uniform(seed);
  const count = 40;
  const columns = 3;
  const dense = Array.from({ length: count }, () => Array.from({ length: columns }, () => (next() < 0.5 ? 0 : Math.fround(next()))));
  const rows: SparseRows = {
    count,
    rowStart: Int32Array.from({ length: count + 1 }, (_, t) => dense.slice(0, t).flat().filter((value) => value !== 0).length),
    column: Uint16Array.from(dense.flatMap((row) => row.flatMap((value, j) => (value === 0 ? [] : [j])))),
    value: Float32Array.from(dense.flat().filter((value) => value !== 0)),
  };
  const problem: Problem = {
    grid: { startMs: 0, stepMs: 1, count }, rows, columns, free: [false, false, false],
    demandKw: Float64Array.from({ length: count }, () => 100 * next()), hours: Float64Array.from({ length: count }, () => 24 * next()),
    usable: Uint8Array.from({ length: count }, (_, t) => ([7, 8, 20, 39].includes(t) ? 0 : 1)),
  };
  const size = HATS + columns;
  const full = dense.map((row, t) => {
    const line = [...new Array<number>(HATS).fill(0), ...row];
    const [a, wa, b, wb] = hatsAt(problem.hours[t] ?? 0);
    line[a] = (line[a] ?? 0) + wa;
    line[b] = (line[b] ?? 0) + wb;
    return line;
  });
  const phi = 0.7;
  const expected = new Float64Array(size * size);
  for (let t = 1; t < count; t++) {
    if (problem.usable[t] && problem.usable[t - 1]) {
      const u = full[t]!.map((value, j) => value - phi * full[t - 1]![j]!);
      u.forEach((ui, i) => u.forEach((uj, j) => (expected[i * size + j]! += ui * uj)));
    }
  }
  const moments = momentsOf(problem);
  for (let k = 0; k < expected.length; k++) {
    const sparse = moments.now[k]! - phi * moments.cross[k]! + phi * phi * moments.before[k]!;
    expect(Math.abs(sparse - expected[k]!), `entry ${k}, seed ${seed}`).toBeLessThan(1e-9);
  }
});

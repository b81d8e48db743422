import { expect, test } from 'vitest';
import { ordinaryOf } from '../../src/engine/ordinary';
import { uniform } from '../../src/engine/random';
import { runsAbove } from '../../src/engine/runs';
import { finite } from '../../src/engine/stats';

const of = (...values: number[]) => Float64Array.from(values);

test('σ is 1.4826 times the middle distance from the baseline', () => {
  // Distances 1 1 2 3 90: the middle one is 2.
  expect(ordinaryOf(of(101, 99, 102, 103, 190), of(100, 100, 100, 100, 100), 0, 5).sigmaKw).toBeCloseTo(1.4826 * 2, 12);
  // Of the last three alone: 2 3 90.
  expect(ordinaryOf(of(101, 99, 102, 103, 190), of(100, 100, 100, 100, 100), 2, 5).sigmaKw).toBeCloseTo(1.4826 * 3, 12);
});

test('on a quiet meter σ is a hundredth of the median demand, whichever sign it has', () => {
  expect(ordinaryOf(of(500, 500, 500, 501), of(500, 500, 500, 500), 0, 4).sigmaKw).toBeCloseTo(5, 12);
  expect(ordinaryOf(of(-500, -500, -500), of(-500, -500, -500), 0, 3).sigmaKw).toBeCloseTo(5, 12);
  // One reading of 2000 makes a hundredth of the largest 20, but the median is still 500.
  expect(ordinaryOf(of(500, 500, 500, 500, 2000), of(500, 500, 500, 500, 500), 0, 5).sigmaKw).toBeCloseTo(5, 12);
});


/** Columns that a sample of them may mislead about. */
const columns = (size: number, next: () => number): Record<string, Float64Array> => ({
  'all equal': new Float64Array(size).fill(3),
  'one half at zero': Float64Array.from({ length: size }, (_, i) => (i < size / 2 ? 0 : next())),
  'a period of the sample': Float64Array.from({ length: size }, (_, i) => (i % 19 === 0 ? 1000 : next())),
  'mostly missing': Float64Array.from({ length: size }, () => (next() < 0.99 ? NaN : next())),
  'a few large ones': Float64Array.from({ length: size }, () => (next() < 0.002 ? 50 : next())),
  'ascending': Float64Array.from({ length: size }, (_, i) => i),
});

test.each([300, 5_000, 20_000])('σ of %i bins is that of the sorted distances, whatever the sample of them says', (size) => {
  const next = uniform(9);
  const baseline = Float64Array.from({ length: size }, next);
  const middle = (kw: Float64Array) => {
    const sorted = finite(kw).sort();
    return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  };
  for (const [name, demand] of Object.entries(columns(size, next))) {
    for (const [from, to] of [[0, size], [7, size - 100]] as const) {
      const distances = demand.map((kw, i) => Math.abs(kw - baseline[i]!)).slice(from, to);
      const wanted = Math.max(1.4826 * middle(distances), 0.01 * Math.abs(middle(demand.slice(from, to))));
      const { sigmaKw } = ordinaryOf(demand, baseline, from, to);
      expect(Math.abs(sigmaKw - wanted) < 1e-12 || (Number.isNaN(wanted) && Number.isNaN(sigmaKw)), `${name}: ${sigmaKw}, ${wanted}`).toBe(true);
    }
  }
});

test('no run is lost by looking only at blocks that may hold one', () => {
  const next = uniform(10);
  const size = 3_000;
  const baseline = Float64Array.from({ length: size }, next);
  for (const [name, demand] of Object.entries(columns(size, next))) {
    for (const [from, to] of [[0, size], [300, 2_000]] as const) {
      const { highest } = ordinaryOf(demand, baseline, from, to);
      for (const onKw of [0.5, 0.99, 20]) {
        expect(runsAbove(demand, baseline, onKw, onKw / 2, 3, highest), name).toEqual(runsAbove(demand, baseline, onKw, onKw / 2, 3));
      }
    }
  }
});

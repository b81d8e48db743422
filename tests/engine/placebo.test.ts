import { expect, test } from 'vitest';
import { COMPLETE } from '../../src/base';
import { placebo, type Finding } from '../../src/engine';
import { explained } from '../../src/engine/placebo';
import { normal, uniform } from '../../src/engine/random';
import { powerOf, smallPlant } from '../support/small-plant';

test.each([3, 17])('seed %i: states moved in time explain less of the swings and less of the excess', (seed) => {
  const { asReported, shifted, passed } = placebo(smallPlant(seed));
  expect(passed).toBe(true);
  expect(asReported.skill).toBeGreaterThan(0.9);
  expect(asReported.share).toBeGreaterThan(0.9);
  expect(shifted.length).toBe(3);
  for (const one of shifted) {
    expect(one.skill).toBeLessThan(0.5 * asReported.skill);
    expect(one.share).toBeLessThan(0.8 * asReported.share);
  }
});

test('where the meter has nothing to do with the states, the check fails', () => {
  const noise = normal(uniform(5));
  const strange = powerOf(Float64Array.from({ length: 72 * 60 }, (_, i) => 100 + noise() + (i % 331 < 15 ? 60 : 0)));
  const { asReported, passed } = placebo({ ...smallPlant(3), meter: strange }, {}, 5);
  expect(asReported.skill).toBeLessThan(0.3);
  expect(passed).toBe(false);
});

test('the same seed gives the same answer, another one another', () => {
  const plant = smallPlant(3);
  expect(placebo(plant, {}, 1, 7)).toEqual(placebo(plant, {}, 1, 7));
  expect(placebo(plant, {}, 1, 7).shifted).not.toEqual(placebo(plant, {}, 1, 8).shifted);
});

test('the share is by energy: 10 of 40 kW open for an hour and all of 20 kW for a half leave 60 % explained', () => {
  const one = (excessKw: number, unexplainedKw: number, endMs: number) => ({ startMs: 0, endMs, excessKw, unexplainedKw }) as Finding;
  // (40 · 1 − 10 · 1 + 20 · 0.5 − 20 · 0.5) / (40 + 10) = 30 / 50.
  expect(explained({ skill: 0.5, findings: [one(40, 10, 3_600_000), one(20, 25, 1_800_000), one(-3, -3, 3_600_000)] })).toEqual({ skill: 0.5, share: 0.6 });
  expect(explained({ skill: 0, findings: [] }).share).toBe(0);
});

test('without a try there is no placebo', () => {
  expect(() => placebo({ ...smallPlant(3), meter: { ...powerOf(new Float64Array(9)), completeness: COMPLETE } }, {}, 0)).toThrow(/got 0/);
});

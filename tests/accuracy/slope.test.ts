import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../src/engine/random';
import { slopeOf } from './slope';

describe('log odds are stretched until they are right as often as they say', () => {
  const draws = uniform(7);
  const bell = normal(draws);
  const logOdds = Array.from({ length: 20_000 }, () => 2 * bell());
  const answersAt = (slope: number) => logOdds.map((z) => draws() < 1 / (1 + Math.exp(-slope * z)));

  it.each([0.3, 1, 1.4])('answers drawn with a slope of %f give that slope back', (slope) => {
    expect(slopeOf(logOdds, answersAt(slope))).toBeCloseTo(slope, 1);
  });

  it('log odds below nothing that are right half of the time say nothing: their slope is nothing', () => {
    expect(slopeOf([-2, -2, -1, -1], [true, false, true, false])).toBeCloseTo(0, 9);
  });

  it('answers that are right more often the lower the odds are not turned round', () => {
    expect(slopeOf([-3, -2, -1], [true, true, false])).toBe(0);
  });

  it('none of them is our own mistake', () => {
    expect(() => slopeOf([], [])).toThrow('got 0 and 0');
  });
});

import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base';
import type { Finding } from '../../src/engine';
import { isDrift, riseOf } from '../../src/engine/drift';
import { energyOf } from '../../src/engine/windows';

const grid = { startMs: 0, stepMs: MINUTE_MS, count: 720 };
const finding = (from: number, to: number) => ({ startMs: from * MINUTE_MS, endMs: to * MINUTE_MS, referenceKw: 100 }) as Finding;
const rise = (kw: (minute: number) => number, from: number, to: number) => riseOf(finding(from, to), energyOf(grid, Float64Array.from({ length: 720 }, (_, i) => kw(i))))!;
const ramp = (minutes: number) => (i: number) => 100 + 60 * Math.max(0, Math.min(1, (i - 300) / minutes));

test('a rise of 60 kW over five hours takes four of them from a tenth to nine tenths, 2 kW in ten minutes', () => {
  const slow = rise(ramp(300), 400, 700);
  expect(Math.abs(slow.riseMs - 4 * HOUR_MS)).toBeLessThan(6 * MINUTE_MS);
  expect(slow.largestStepKw).toBeCloseTo(2, 6);
  expect(isDrift(slow, 60)).toBe(true);
});

test('an hour is too fast to be drift', () => {
  expect(isDrift(rise(ramp(60), 320, 500), 60)).toBe(false);
});

test('a step of more than a third of the excess is no drift, however long the rest takes', () => {
  const stepped = rise((i) => ramp(300)(i) + (i >= 500 ? 30 : 0), 400, 700);
  expect(stepped.riseMs).toBeGreaterThan(2 * HOUR_MS);
  expect(stepped.largestStepKw).toBeGreaterThan(30);
  expect(isDrift(stepped, 80)).toBe(false);
});

test('minutes without readings do not cut the rise short', () => {
  const holed = rise((i) => (i >= 350 && i < 370 ? NaN : ramp(300)(i)), 400, 700);
  expect(Math.abs(holed.riseMs - 4 * HOUR_MS)).toBeLessThan(6 * MINUTE_MS);
});

test('no rise above the reference, none said', () => {
  expect(riseOf(finding(300, 400), energyOf(grid, new Float64Array(720).fill(90)))).toBeUndefined();
});

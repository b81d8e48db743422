import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { hourAround, spot } from '../../src/engine/spot';

/** Ten hours of one-minute means that alternate between 99 and 101 kW; some minutes are set otherwise. */
function demand(other: (minute: number) => number | undefined): Float64Array {
  return Float64Array.from({ length: 600 }, (_, i) => other(i) ?? (i % 2 ? 101 : 99));
}
const grid = { startMs: 0, stepMs: MINUTE_MS, count: 600 };
const runsOf = (kw: Float64Array, minimumKw = 0) => spot(grid, kw, 0, 600, minimumKw).runs.map(({ first, last }) => [first, last]);

test('a run begins and ends where demand leaves the ordinary', () => {
  expect(runsOf(demand((i) => (i >= 300 && i < 320 ? 150 : undefined)))).toEqual([[300, 319]]);
});

test('ordinary demand has no spike', () => {
  expect(runsOf(demand(() => undefined))).toEqual([]);
});

test('runs less than two minutes apart are one', () => {
  expect(runsOf(demand((i) => (i >= 300 && i < 320 && i !== 310 ? 150 : undefined)))).toEqual([[300, 319]]);
});

test('spikes below the smallest one asked for are not listed', () => {
  expect(runsOf(demand((i) => (i >= 300 && i < 320 ? 150 : undefined)), 80)).toEqual([]);
});

test('the reference is the hour on both sides, without any spike and without missing readings', () => {
  const kw = demand((i) => (i === 295 ? NaN : undefined));
  const inSpike = new Uint8Array(600).fill(1, 300, 320).fill(1, 330, 340);
  const bins = [...hourAround(300, 319, kw, inSpike, MINUTE_MS)];
  // 60 before less the missing one, 60 after less the other spike's 10.
  expect(bins.length).toBe(59 + 50);
  expect([bins[0], bins[bins.length - 1]]).toEqual([240, 379]);
  expect(bins).not.toContain(295);
  expect(bins).not.toContain(335);
});

import { describe, expect, it } from 'vitest';
import { ageText, kwTicks, roundStep, timeTicks, wallClock } from '../../src/chart';
import { IN_KW } from '../support/in-kw';

const HOUR = 3_600_000;

describe('kwTicks', () => {
  it('steps by 1, 2 or 5 times a power of ten', () => {
    expect([0.9, 1, 3, 30, 51].map(roundStep)).toEqual([1, 1, 5, 50, 100]);
    expect(kwTicks(535, 300, IN_KW).map(({ text }) => text)).toEqual(['0', '100', '200', '300', '400', '500', '600 kW']);
  });

  it('ends at the highest reading when that is round, and has two marks even for nothing', () => {
    expect(kwTicks(600, 300, IN_KW).at(-1)?.text).toBe('600 kW');
    expect(kwTicks(0, 300, IN_KW).length).toBeGreaterThan(1);
  });
});

describe('timeTicks', () => {
  it('labels round instants of the site’s own clock', () => {
    const startMs = Date.UTC(2025, 2, 6, 4, 40);
    expect(timeTicks({ startMs, endMs: startMs + 3 * HOUR }, 'Europe/Berlin', 600).map(({ text }) => text))
      .toEqual(['06:00', '06:30', '07:00', '07:30', '08:00', '08:30']);
  });

  it('follows the clock through the night on which it is put forward, 30 March 2025 in Berlin', () => {
    const startMs = Date.UTC(2025, 2, 29, 23);
    const ticks = timeTicks({ startMs, endMs: startMs + 6 * HOUR }, 'Europe/Berlin', 600);
    // 02:00 does not exist on that night: after 01:59 the clock shows 03:00.
    expect(ticks.map(({ at, text }) => [(at - startMs) / HOUR, text])).toEqual([[0, '30 Mar'], [1, '01:00'], [2, '03:00'], [3, '04:00'], [4, '05:00'], [5, '06:00'], [6, '07:00']]);
  });
});

describe('wallClock and ageText', () => {
  it('say seconds only where there are some, in the zone', () => {
    expect([wallClock(Date.UTC(2025, 2, 6, 5, 19, 50), 'Europe/Berlin'), wallClock(Date.UTC(2025, 2, 6, 5, 19), 'UTC')]).toEqual(['06:19:50', '05:19']);
  });

  it('say an age as people do', () => {
    expect([40_000, 12 * 60_000, 3 * HOUR, 96 * HOUR].map(ageText)).toEqual(['40 s', '12 min', '3 h', '4 days']);
  });
});

it('an axis in megawatts has round steps of megawatts, with as many decimals as the step needs', () => {
  const inMw = { unit: 'MW', perKw: 0.001, decimals: 0, number: (value: number, decimals = 3) => value.toFixed(decimals) };
  const ticks = kwTicks(386, 200, inMw);
  expect(ticks.map(({ text }) => text)).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4 MW']);
  expect(ticks.map(({ at }) => Math.round(at))).toEqual([0, 100, 200, 300, 400]);
});

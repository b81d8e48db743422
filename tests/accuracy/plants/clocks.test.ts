import { expect, test } from 'vitest';
import { reported, tidy, type Clock, type Visit } from './clocks';
import { drawFor } from './draw';

const truth: readonly Visit[] = [[0, 'OFF'], [100, 'ON'], [130, 'OFF'], [1000, 'ON'], [4000, 'OFF']];
const of = (clock: Clock): Visit[] => reported(truth, clock, 86_400, drawFor('clocks'));

test('a good clock reports what happened', () => {
  expect(of({})).toEqual(truth);
});

test('an offset moves every change and leaves the state at the start', () => {
  expect(of({ offsetS: -7 })).toEqual([[0, 'OFF'], [93, 'ON'], [123, 'OFF'], [993, 'ON'], [3993, 'OFF']]);
});

test('a drifting clock is off by more each day', () => {
  expect(reported([[0, 'A'], [43_200, 'B'], [86_400, 'A']], { driftSPerDay: 20 }, 1e6, drawFor('d'))).toEqual([[0, 'A'], [43_210, 'B'], [86_420, 'A']]);
});

test('polling is late by less than a period and may lose a short state', () => {
  const polled = of({ pollS: 60 });
  expect(polled.every(([atS], i) => i === 0 || polled.length < truth.length || (atS >= (truth[i]?.[0] ?? 0) && atS <= (truth[i]?.[0] ?? 0) + 61))).toBe(true);
  expect(of({ pollS: 200 }).map(([, state]) => state)).toEqual(['OFF', 'ON', 'OFF']);
});

test('a stale link keeps the old state, then reports the one that is in force', () => {
  expect(of({ outages: [{ fromS: 500, toS: 2000 }] })).toEqual([[0, 'OFF'], [100, 'ON'], [130, 'OFF'], [2000, 'ON'], [4000, 'OFF']]);
});

test('a link that tells of its loss reports that state between', () => {
  expect(of({ outages: [{ fromS: 500, toS: 2000, as: 'UNKNOWN' }] })).toEqual([[0, 'OFF'], [100, 'ON'], [130, 'OFF'], [500, 'UNKNOWN'], [2000, 'ON'], [4000, 'OFF']]);
});

test('tidy sorts, lets the last of equal stamps win, and drops repeats', () => {
  expect(tidy([[5, 'B'], [0, 'A'], [5, 'C'], [9, 'C']])).toEqual([[0, 'A'], [5, 'C']]);
});

import { expect, test } from 'vitest';
import { HOUR_MS } from '../../src/base';
import { highestSoFar } from '../../src/engine/month-peaks';

/** One window an hour from 30 March, 00:00 in Berlin. */
const windows = (kw: readonly number[], incomplete: readonly number[] = []) => kw.map((value, at) => {
  const startMs = Date.parse('2025-03-29T23:00Z') + at * HOUR_MS;
  return { startMs, endMs: startMs + HOUR_MS, kwh: value, kw: value, coverage: 1, incomplete: incomplete.includes(at), measuredBy: 'readings' as const };
});
const peaks = (all: ReturnType<typeof windows>) => [...highestSoFar(all, 'Europe/Berlin')].flatMap((high, at) => (high ? [at] : []));
/** 30 March has 23 hours in Berlin, 31 March 24: April begins at index 47. */
const flat = (count: number) => Array.from({ length: count }, () => 100);

test('each window higher than all before it, once a day of the month was measured', () => {
  const kw = flat(47);
  kw[3] = 120; // on the first day: sets the mark
  kw[30] = 110;
  kw[35] = 130;
  kw[40] = 130; // as high, not higher
  expect(peaks(windows(kw))).toEqual([35]);
});

test('a new month of the site’s calendar begins anew, on the day after its 23 hours', () => {
  const kw = flat(47 + 30);
  kw[30] = 200;
  kw[47 + 26] = 150;
  expect(peaks(windows(kw))).toEqual([30, 73]);
});

test('a window that was not measured well enough neither is one nor sets a mark', () => {
  const kw = flat(47);
  kw[28] = 500;
  kw[30] = 110;
  expect(peaks(windows(kw, [28]))).toEqual([30]);
});

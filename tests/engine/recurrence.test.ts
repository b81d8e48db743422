/** What keeps coming back is summed so that it closes to the excess of all ranked spikes. */
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/base';
import { recurrenceOf, type Cause, type Finding } from '../../src/engine';

const cause = (machine: string, state: string, kw: number): Cause => ({ machines: [machine], state, kw, lowKw: kw, highKw: kw, variationKw: 0 });

/** A spike of one hour, so kW and kWh are the same number. */
function spike(day: number, causes: readonly Cause[], unexplainedKw: number, ranked = true): Finding {
  const excessKw = causes.reduce((sum, { kw }) => sum + kw, unexplainedKw);
  const startMs = day * DAY_MS + 6 * HOUR_MS;
  return {
    startMs, endMs: startMs + HOUR_MS, peakMs: startMs, peakKw: 200, meanKw: 100 + excessKw, referenceKw: 100, excessKw, excessKwh: excessKw, reference: [], causes,
    unexplainedKw, unexplainedLowKw: unexplainedKw, unexplainedHighKw: unexplainedKw, confidence: 0.9, verdict: 'likely',
    ranking: ranked ? { kind: 'ranked' } : { kind: 'not-ranked', why: 'incomplete', text: 'cut' }, learning: { startMs: 0, endMs: DAY_MS, stepMs: 30_000 }, skill: 1,
  };
}
const month = (first: number, ...findings: Finding[]) => ({ range: { startMs: first * DAY_MS, endMs: (first + 30) * DAY_MS }, findings });
const dayOf = (ms: number) => Math.floor(ms / DAY_MS);

test('contributions of months add up to the whole excess, with what stays unexplained', () => {
  const result = recurrenceOf([
    month(30, spike(31, [cause('oven', 'WARM-UP', 60), cause('press', 'RUN', 20)], 10), spike(35, [cause('oven', 'WARM-UP', 50), cause('press', 'RUN', -5)], 5)),
    month(0, spike(3, [cause('oven', 'WARM-UP', 40)], 0), spike(4, [cause('press', 'RUN', 30)], 40)),
  ], dayOf);
  // By hand: oven 60 + 50 + 40 = 150, press 20 − 5 + 30 = 45, unexplained 10 + 5 + 0 + 40 = 55; together 250.
  expect(result).toMatchObject({ excessKwh: 250, unexplainedKwh: 55, ranked: 4, notRanked: 0 });
  expect(result.causes.map(({ machines, kwh, spikes, largestIn, months, chronic }) => [machines[0], kwh, spikes, largestIn, months, chronic])).toEqual([
    // In the last spike the remainder is larger than the press, so nothing is its largest line.
    ['oven', 150, 3, 3, 2, true], ['press', 45, 2, 0, 2, false],
  ]);
  expect(result.causes[0]).toMatchObject({ meanKw: 50, shareOfExcess: 0.6, firstMs: 3 * DAY_MS + 6 * HOUR_MS, lastMs: 35 * DAY_MS + 6 * HOUR_MS });
});

test('three spikes on one day are no chronic cause', () => {
  const [result] = [recurrenceOf([month(0, ...[0, 1, 2].map(() => spike(3, [cause('oven', 'WARM-UP', 40)], 0)))], dayOf)];
  expect(result.causes[0]).toMatchObject({ spikes: 3, chronic: false });
});

test('what is not ranked counts for nothing, and is counted', () => {
  expect(recurrenceOf([month(0, spike(3, [], 40, false), spike(4, [cause('oven', 'WARM-UP', 40)], 0))], dayOf)).toMatchObject({ excessKwh: 40, unexplainedKwh: 0, ranked: 1, notRanked: 1 });
});

test('nothing ranked leaves an empty list and no share', () => {
  expect(recurrenceOf([], dayOf)).toEqual({ causes: [], unexplainedKwh: 0, excessKwh: 0, ranked: 0, notRanked: 0 });
});

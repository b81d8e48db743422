import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/base';
import { analyse } from '../../src/engine';
import { spot, withReferences, type Spotting } from '../../src/engine/spot';
import { said } from '../../src/engine/words';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

/** Ten hours of one-minute means that alternate between 99 and 101 kW; some minutes are set otherwise. */
function demand(other: (minute: number) => number | undefined): Float64Array {
  return Float64Array.from({ length: 600 }, (_, i) => other(i) ?? (i % 2 ? 101 : 99));
}
const grid = { startMs: 0, stepMs: MINUTE_MS, count: 600 };
const whole = { learnFrom: 0, learnTo: 600, minimumKw: 0 };
const runsOf = (kw: Float64Array, more: Partial<Spotting> = {}) => spot(grid, kw, { ...whole, ...more }).runs.map(({ first, last }) => [first, last]);
const raised = demand((i) => (i >= 300 && i < 320 ? 150 : undefined));

test('a run begins and ends where demand leaves the ordinary', () => {
  expect(runsOf(raised)).toEqual([[300, 319]]);
});

test('ordinary demand has no spike', () => {
  expect(runsOf(demand(() => undefined))).toEqual([]);
});

test('runs less than two minutes apart are one', () => {
  expect(runsOf(demand((i) => (i >= 300 && i < 320 && i !== 310 ? 150 : undefined)))).toEqual([[300, 319]]);
});

test('spikes below the smallest one asked for are not listed', () => {
  expect(runsOf(raised, { minimumKw: 80 })).toEqual([]);
});

test('the reference is the hour on both sides, without any spike and without missing readings', () => {
  const kw = demand((i) => (i === 295 ? NaN : undefined));
  const [spike, next] = withReferences([{ first: 300, last: 319 }, { first: 330, last: 339 }], kw, MINUTE_MS);
  const bins = [...spike!.reference];
  // 60 before less the missing one, 60 after less the other spike's 10.
  expect(bins.length).toBe(59 + 50);
  expect([bins[0], bins[bins.length - 1]]).toEqual([240, 379]);
  expect(bins).not.toContain(295);
  expect(bins).not.toContain(335);
  // Of the hour before the second one the missing reading and the first spike are left out, and it reaches from 270 to 399.
  expect(next!.reference.length).toBe(30 - 1 + 10 + 60);
  expect([next!.reference[0], next!.reference.at(-1)]).toEqual([270, 399]);
});

test('with fewer than ten bins in the hours around, the thirty nearest are compared with, others’ spikes left out', () => {
  // Nothing was read for the hour on both sides of 300…319, and 380…389 is another spike.
  const kw = demand((i) => ((i >= 240 && i < 300) || (i >= 320 && i < 380) ? NaN : undefined));
  const [spike] = withReferences([{ first: 300, last: 319 }, { first: 380, last: 389 }], kw, MINUTE_MS);
  // 61 bins away lie 239 and 380; while the other spike's ten are passed over ten are found on the left, then ten more on each side.
  expect([...spike!.reference]).toEqual([...Array.from({ length: 20 }, (_, i) => 220 + i), ...Array.from({ length: 10 }, (_, i) => 390 + i)]);
});

describe('a fixed threshold', () => {
  test('a run lasts exactly as long as demand is above it', () => {
    expect(runsOf(raised, { how: { kind: 'threshold', aboveKw: 149 } })).toEqual([[300, 319]]);
    expect(runsOf(raised, { how: { kind: 'threshold', aboveKw: 150 } })).toEqual([]);
  });

  test('it is the line that is drawn', () => {
    expect(spot(grid, raised, { ...whole, how: { kind: 'threshold', aboveKw: 149 } }).baselineKw[7]).toBe(149);
  });
});

describe('the same time of week', () => {
  /** Five weeks of quarter hours at 100 kW; every weekday from 06:00 to 14:00, by Berlin's clock, 180 kW. One Tuesday it begins at 05:00. */
  const stepMs = 15 * MINUTE_MS;
  const startMs = Date.parse('2025-03-03T00:00:00+01:00');
  const berlinHour = (ms: number) => ((ms - startMs) / 3_600_000 + (ms >= Date.parse('2025-03-30T01:00Z') ? 1 : 0)) % 24;
  const weekday = (ms: number) => Math.floor(((ms - startMs) / 3_600_000 + (ms >= Date.parse('2025-03-30T01:00Z') ? 1 : 0)) / 24) % 7 < 5;
  const early = Date.parse('2025-03-25T04:00Z');
  const weeks = { startMs, stepMs, count: 5 * 7 * 96 };
  const kw = Float64Array.from({ length: weeks.count }, (_, i) => {
    const ms = startMs + i * stepMs;
    return weekday(ms) && berlinHour(ms) >= 6 && berlinHour(ms) < 14 ? 180 : ms >= early && ms < early + 3_600_000 ? 180 : 100 + (i % 2);
  });
  const weekly = (learnTo: number) => spot(weeks, kw, { learnFrom: 0, learnTo, minimumKw: 0, how: { kind: 'time-of-week' }, zone: 'Europe/Berlin' });

  test('what happens every weekday is no spike, the one early start is; the changed clock of 30 March does not matter', () => {
    expect(weekly(weeks.count).runs.map(({ first, last }) => [startMs + first * stepMs, startMs + (last + 1) * stepMs])).toEqual([[early, early + 3_600_000]]);
    expect(weekly(weeks.count).notices).toEqual([]);
  });

  test('under four weeks the three hours around are used, and a notice says so', () => {
    const { baselineKw, notices } = weekly(27 * 96);
    expect(notices.map(({ code }) => code)).toEqual(['too-few-weeks']);
    expect(said(notices[0]!).text).toContain('here are 27 days');
    expect(baselineKw).toEqual(spot(weeks, kw, { learnFrom: 0, learnTo: 27 * 96, minimumKw: 0 }).baselineKw);
  });
});

describe('demand windows as spikes', () => {
  test('the highest quarter hours, each with its bins', () => {
    // Minutes 300 to 320: the block 300–315 has 150 kW, the block 315–330 has (5 · 150 + 10 · 100) / 15 = 117 kW.
    expect(runsOf(raised, { how: { kind: 'demand-windows', windows: { lengthMs: 15 * MINUTE_MS, highest: 1 } } })).toEqual([[300, 314]]);
    expect(runsOf(raised, { how: { kind: 'demand-windows', windows: { lengthMs: 15 * MINUTE_MS, contractKw: 110 } } })).toEqual([[300, 314], [315, 329]]);
    expect(runsOf(raised, { how: { kind: 'demand-windows', windows: { lengthMs: 15 * MINUTE_MS, how: 'sliding', highest: 1 } } })).toEqual([[300, 314]]);
  });

  test('neighbouring peaks are not each other’s reference', () => {
    const { runs } = spot(grid, raised, { ...whole, how: { kind: 'demand-windows', windows: { lengthMs: 15 * MINUTE_MS, contractKw: 110 } } });
    expect(runs.every((run) => run.reference.every((bin) => bin < 300 || bin > 329))).toBe(true);
  });

  test('windows that share a minute at their edge do not overlap as spikes', () => {
    const odd = { startMs: 0, stepMs: 10 * MINUTE_MS, count: 60 };
    const kw = Float64Array.from({ length: 60 }, (_, i) => (i >= 30 && i < 33 ? 200 : 100));
    const { runs } = spot(odd, kw, { learnFrom: 0, learnTo: 60, minimumKw: 0, how: { kind: 'demand-windows', windows: { lengthMs: 15 * MINUTE_MS, contractKw: 190 } } });
    expect(runs.map(({ first, last }) => [first, last])).toEqual([[30, 31], [32, 32]]);
  });
});

describe('a window that was marked by hand', () => {
  const mark = (from: number, to: number) => ({ startMs: from * MINUTE_MS, endMs: to * MINUTE_MS });

  test('stands beside the spikes that were found', () => {
    const { runs } = spot(grid, raised, { ...whole, marked: [mark(100, 110)] });
    expect(runs.map(({ first, last, by }) => [first, last, by])).toEqual([[100, 109, 'hand'], [300, 319, 'median']]);
  });

  test('moves no number of a spike beside it: the hour that each is compared with stays what it was', () => {
    const before = spot(grid, raised, whole).runs;
    const { runs } = spot(grid, raised, { ...whole, marked: [mark(250, 280)] });
    expect(before.length).toBeGreaterThan(0);
    expect(runs.filter(({ by }) => by !== 'hand')).toEqual(before);
    const [byHand] = runs.filter(({ by }) => by === 'hand');
    expect([...byHand!.reference].some((bin) => bin >= before[0]!.first && bin <= before[0]!.last)).toBe(false);
  });

  test('takes the place of a spike that it overlaps, and a later mark that of an earlier one', () => {
    expect(runsOf(raised, { marked: [mark(295, 305)] })).toEqual([[295, 304]]);
    expect(runsOf(raised, { marked: [mark(295, 305), mark(304, 330)] })).toEqual([[304, 329]]);
  });

  test('its edges take in the minutes that they cut; outside the readings it is nothing, and a notice says so', () => {
    expect(runsOf(demand(() => undefined), { marked: [{ startMs: 100.5 * MINUTE_MS, endMs: 101.2 * MINUTE_MS }] })).toEqual([[100, 101]]);
    const { runs, notices } = spot(grid, demand(() => undefined), { ...whole, marked: [mark(9000, 9100)] });
    expect(runs).toEqual([]);
    expect(notices.map(({ code }) => code)).toEqual(['mark-outside']);
    expect(said(notices[0]!).text).toContain('1970-01-07T06:00:00.000Z to 1970-01-07T07:40:00.000Z');
  });

  test('without an excess it is still a finding, and says that there is none', () => {
    const flat = powerOf(new Float64Array(72 * 60).fill(100));
    const quiet = { startMs: START_MS + DAY_MS, endMs: START_MS + DAY_MS + 20 * MINUTE_MS };
    const { findings } = analyse({ ...smallPlant(4), meter: flat }, { marked: [quiet] });
    expect(findings.map(({ startMs, endMs, spottedBy }) => ({ startMs, endMs, spottedBy }))).toEqual([{ ...quiet, spottedBy: 'hand' }]);
    expect(findings[0]!.ranking).toMatchObject({ kind: 'not-ranked', why: 'no-excess' });
    expect(findings[0]!.excessKw).toBe(0);
  });

  test('without a length it is our own mistake', () => {
    expect(() => runsOf(raised, { marked: [mark(5, 5)] })).toThrow(/got 300000 to 300000/);
  });
});

test('energy of a silence that was spread over it is never a spike; a window marked by hand may hold it', () => {
  const coarse = [[300, 319]] as const;
  expect(runsOf(raised, { coarse })).toEqual([]);
  expect(runsOf(raised, { coarse, how: { kind: 'threshold', aboveKw: 120 } })).toEqual([]);
  expect(runsOf(raised, { coarse, marked: [{ startMs: 300 * MINUTE_MS, endMs: 310 * MINUTE_MS }] })).toEqual([[300, 309]]);
});

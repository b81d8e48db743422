/** What the cards of the evidence draw, by hand calculation on a meter of one-minute means. */
import { describe, expect, it } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import type { MachineFacts } from '../../src/engine';
import { before, curve, entriesInto, learntFrom, longestState, meansOf, naturalExperiments, pastEntries, stepOf } from '../../src/panel/evidence';
import { powerOf } from '../support/small-plant';

const start = Date.UTC(2025, 2, 3);
const at = (minute: number): number => start + minute * MINUTE_MS;
/** 100 kW, and while a pump runs some more: 10, 20, 30 and 40 kW at its four starts; a fan of 8 kW starts with the last. */
const STARTS = [[60, 10], [120, 20], [180, 30], [240, 40]] as const;
const demand = Float64Array.from({ length: 300 }, (_, minute) => 100 + STARTS.reduce((kw, [from, more]) => kw + (minute >= from && minute < from + 30 ? more : 0), 0));
const readings = powerOf(demand, start);
const means = meansOf(readings);
const pump = machineLog('pump', [[start, 'OFF'], ...STARTS.flatMap(([from]) => [[at(from), 'ON'], [at(from + 30), 'OFF']] as const)]);
const fan = machineLog('fan', [[start, 'OFF'], [at(240), 'ON']]);
const facts = (machineId: string, kw: number): MachineFacts => ({
  machineId, clockOffsetS: 0, clockDriftSPerDay: 0, clock: 'none', changes: 8, identifiable: true,
  states: [{ state: 'ON', kw, shareOfTime: 0.4, plusMinusKw: 1, entries: 4 }, { state: 'OFF', kw: 0, shareOfTime: 0.6, plusMinusKw: 1, entries: 4 }],
});

describe('means of any range', () => {
  it('are those of its known readings, and NaN where there are none', () => {
    const some = meansOf(powerOf(Float64Array.from([1, NaN, 3]), start));
    expect([some.of(at(0), at(3)), some.of(at(1), at(2)), some.of(at(5), at(6))]).toEqual([2, NaN, NaN]);
    expect(curve(means, { startMs: at(58), endMs: at(62) }, 2)).toEqual([100, 110]);
    expect(stepOf(readings)).toBe(MINUTE_MS);
  });
});

describe('past entries', () => {
  it('leave out the spike’s own, and give median and middle half of the others, each less its five minutes before', () => {
    const past = pastEntries(means, MINUTE_MS, entriesInto(pump, 'ON', 0), { startMs: at(240), endMs: at(270) });
    // Five pieces before and fifteen after, of a minute each.
    expect([past.pieceMs, past.others.length, past.medianKw.length, past.own?.atMs]).toEqual([MINUTE_MS, 3, 20, at(240)]);
    // Of 10, 20, 30: the middle, and a quarter in from both ends, half way between neighbours.
    expect([past.medianKw[4], past.medianKw[5], past.lowKw[5], past.highKw[5], past.own?.kw[5]]).toEqual([0, 20, 15, 25, 40]);
  });
});

describe('past entries of a coarse meter', () => {
  it('are seen over as many minutes as hold two readings before them and six after', () => {
    const quarters = { ...powerOf(Float64Array.from({ length: 400 }, (_, i) => (i % 40 < 4 ? 160 : 100)), start), timeMs: Float64Array.from({ length: 400 }, (_, i) => at(15 * i)), windowMs: 15 * MINUTE_MS };
    const entries = Array.from({ length: 10 }, (_, k) => at(600 * k));
    const past = pastEntries(meansOf(quarters), 15 * MINUTE_MS, entries.slice(1), { startMs: at(5400), endMs: at(5460) });
    expect([past.beforeMs / MINUTE_MS, past.afterMs / MINUTE_MS, past.others.length]).toEqual([30, 90, 8]);
    expect(past.medianKw).toEqual([0, 0, 60, 60, 60, 60, 0, 0]);
  });
});

describe('the days learnt from', () => {
  it('are those of the learning range that have readings', () => {
    expect(learntFrom({ startMs: at(-20_000), endMs: at(200) }, readings)).toEqual({ startMs: at(0), endMs: at(199) });
    expect(learntFrom({ startMs: at(-20_000), endMs: at(-10_000) }, readings)).toEqual({ startMs: at(-20_000), endMs: at(-10_000) });
  });
});

describe('natural experiments', () => {
  it('are the entries at which nothing else changed; the other stands aside as having had company', () => {
    const found = naturalExperiments({ means, stepMs: MINUTE_MS, log: pump, state: 'ON', machines: [pump, fan], facts: [facts('pump', 25), facts('fan', 8)], group: [] });
    expect(found.aloneKw).toEqual([10, 20, 30]);
    // 0.3 · 25 kW; the fan's 8 kW are more.
    expect([found.expectedKw, found.littleKw, found.leftOut]).toEqual([25, 8, 1]);
    // What others changed by is little beside a small machine only where it is smaller.
    const small = naturalExperiments({ means, stepMs: MINUTE_MS, log: pump, state: 'ON', machines: [pump, fan], facts: [facts('pump', 0.25), facts('fan', 4)], group: [] });
    expect([small.littleKw, small.leftOut]).toEqual([0.25, 1]);
  });

  it('of a state that was never entered are none, and expect nothing', () => {
    expect(naturalExperiments({ means, stepMs: MINUTE_MS, log: pump, state: 'HOT', machines: [pump], facts: [], group: [] })).toMatchObject({ shown: [], aloneKw: [], expectedKw: undefined });
  });
});

describe('the state before and during', () => {
  it('is the one that lasted longest in sum, by the corrected clock', () => {
    const spike = { startMs: at(50), endMs: at(130) };
    // OFF from 50 to 60 and from 90 to 120, ON from 60 to 90 and from 120 to 130.
    expect(longestState(pump, spike, 0)).toEqual({ state: 'OFF', ms: 40 * MINUTE_MS });
    // The log runs ten minutes late: truly ON from 50 to 80 and from 110 to 130.
    expect(longestState(pump, spike, 10 * MINUTE_MS)).toEqual({ state: 'ON', ms: 50 * MINUTE_MS });
    expect(longestState(pump, { startMs: at(-20), endMs: at(-10) }, 0)).toEqual({ state: '', ms: 0 });
  });

  it('before is as long as the spike', () => {
    expect(before({ startMs: 100, endMs: 160 } as Parameters<typeof before>[0])).toEqual({ startMs: 40, endMs: 100 });
  });
});

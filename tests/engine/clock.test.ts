import { describe, expect, test } from 'vitest';
import { DAY_MS, machineLog } from '../../src/base';
import { correctedLog, correctedStamps, correctionOf } from '../../src/engine/clock';

const middleMs = Date.UTC(2025, 2, 4);
const dayMs = (days: number) => middleMs + days * DAY_MS;

test('a constant offset is taken off every stamp, and the states stay', () => {
  const log = machineLog('press', [[dayMs(0) + 33_000, 'ON'], [dayMs(1) + 33_000, 'OFF']]);
  const corrected = correctedLog(log, { shiftMs: 33_000, driftMsPerDay: 0, middleMs });
  expect([...corrected.timeMs]).toEqual([dayMs(0), dayMs(1)]);
  expect(corrected).toMatchObject({ machineId: 'press', states: log.states, stateCode: log.stateCode });
});

test('a drift is counted from the middle: earlier stamps are moved less, later ones more', () => {
  const stamps = Float64Array.of(dayMs(-3), dayMs(0), dayMs(3));
  const moved = correctedStamps(stamps, { shiftMs: 10_000, driftMsPerDay: 6_000, middleMs });
  expect([...moved].map((ms, i) => stamps[i]! - ms)).toEqual([-8_000, 10_000, 28_000]);
});

test('stamps a millisecond apart stay in order over a month, whichever way the clock drifts', () => {
  const stamps = Float64Array.from({ length: 2_000 }, (_, i) => dayMs(-15) + (i % 2) + (i >> 1) * 2_592_000);
  for (const driftMsPerDay of [-30_000, 30_000]) {
    const moved = correctedStamps(stamps, { shiftMs: 1_234.5, driftMsPerDay, middleMs });
    expect(moved.slice(1).every((ms, i) => ms > moved[i]!)).toBe(true);
  }
});

describe('only a sure offset that is not nothing is corrected', () => {
  test.each([
    [{ kind: 'none', why: 'unclear' } as const],
    [{ kind: 'ambiguous', shiftMs: 20_000, otherMs: -40_000 } as const],
    [{ kind: 'sure', shiftMs: 0, errorMs: 3_000 } as const],
  ])('%o is left as it is', (clock) => {
    expect(correctionOf(clock, middleMs)).toBeUndefined();
  });

  test('one that is sure is', () => {
    expect(correctionOf({ kind: 'sure', shiftMs: -20_000, errorMs: 3_000 }, middleMs)).toEqual({ shiftMs: -20_000, driftMsPerDay: 0, middleMs });
  });
});

test('a drift of half a day a day is our own mistake', () => {
  expect(() => correctedStamps(Float64Array.of(middleMs), { shiftMs: 0, driftMsPerDay: DAY_MS / 2, middleMs })).toThrow(/43200000 ms a day/);
});

import { expect, test } from 'vitest';
import type { ClockOffset } from '../../src/engine/clock';
import { clockFacts, clockNotices } from '../../src/engine/clock-facts';
import { said } from '../../src/engine/words';

const texts = (clocks: Readonly<Record<string, ClockOffset>>) => clockNotices(Object.keys(clocks), Object.values(clocks)).map((notice) => said(notice).text);
const late: ClockOffset = { kind: 'sure', shiftMs: 33_400, errorMs: 3_600 };
const drifting: ClockOffset = { kind: 'sure', shiftMs: 0, errorMs: 3_000, driftMsPerDay: -3_000 };
const ambiguous: ClockOffset = { kind: 'ambiguous', shiftMs: 20_000, otherMs: -40_000 };

test('one machine of a kind has a sentence of its own, with its figures', () => {
  expect(texts({ press: late, oven: drifting, compressor: ambiguous })).toEqual([
    'Clock of press: stamps are late by 33 ± 4 s, corrected.',
    'Clock of oven drifts by 3.0 s a day, corrected.',
    'Clock offset of compressor is ambiguous, not corrected.',
  ]);
});

test('several share one, and early is said as early', () => {
  expect(texts({ press: late, mill: { kind: 'sure', shiftMs: -20_000, errorMs: 300 }, a: drifting, b: drifting, c: ambiguous, d: ambiguous })).toEqual([
    'Clocks of press (late by 33 ± 4 s) and mill (early by 20 ± 1 s) differ from the meter’s, corrected.',
    'Clocks of a (3.0 s a day) and b (3.0 s a day) drift, corrected.',
    'Clock offsets of c and d are ambiguous, not corrected.',
  ]);
});

test('beyond five only the count is said', () => {
  expect(texts(Object.fromEntries([...'abcdefg'].map((id) => [id, ambiguous])))).toEqual(['Clock offsets of a, b, c, d, e and 2 more are ambiguous, not corrected.']);
});

test('changes that fit nowhere are worth a look at the time zone', () => {
  expect(texts({ press: { kind: 'none', why: 'nowhere' } })).toEqual([
    'Changes of press meet hardly any step of the meter within minutes: check whether stamps are in another time zone, an hour off for example.',
  ]);
});

test('what is off by minutes or hours is a warning, with how far', () => {
  const hour: ClockOffset = { kind: 'none', why: 'far', shiftMs: 3_600_000 };
  expect(clockNotices(['press'], [hour]).map((one) => [one.severity, one.code])).toEqual([['warning', 'clock-far']]);
  expect(texts({ press: hour, mill: { kind: 'none', why: 'far', shiftMs: -290_000 } })).toEqual([
    'Stamps of press (about 60 min late) and mill (about 5 min early) do not meet the meter’s: check the clock and the time zone of their source. Nothing is corrected.',
  ]);
  expect(clockFacts(hour)).toEqual({ clock: 'none', clockOffsetS: 0, clockDriftSPerDay: 0 });
});

test('a clock that agrees or cannot be told says nothing', () => {
  expect(texts({ a: { kind: 'sure', shiftMs: 0, errorMs: 3_000 }, b: { kind: 'none', why: 'unclear' } })).toEqual([]);
});

test('facts are in seconds; without a certain offset there is no error', () => {
  expect(clockFacts(late)).toEqual({ clock: 'sure', clockOffsetS: 33.4, clockErrorS: 3.6, clockDriftSPerDay: 0 });
  expect(clockFacts(drifting)).toEqual({ clock: 'sure', clockOffsetS: 0, clockErrorS: 3, clockDriftSPerDay: -3 });
  expect(clockFacts(ambiguous)).toEqual({ clock: 'ambiguous', clockOffsetS: 0, clockDriftSPerDay: 0 });
});

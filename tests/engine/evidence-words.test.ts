import { expect, test } from 'vitest';
import { evidenceText, type Cause, type Evidence } from '../../src/engine';

const cause = (evidence?: Evidence): Cause => ({ machines: ['oven'], state: 'HEAT', kw: 60, lowKw: 50, highKw: 70, variationKw: 0, evidence });
const step = { count: 4, medianKw: 60, lowKw: 55.5, highKw: 66, expectedKw: 62 };

test('all that is known, in one paragraph', () => {
  const text = evidenceText(cause({
    entries: 4, step, alone: { ...step, count: 2 }, apart: { machines: ['dryer'], state: 'ON', count: 1, medianKw: 58 }, secondsBeforeOnset: 40, clockOffsetS: 12.4,
  }));
  expect(text).toBe(
    'oven entered HEAT 4 times, and the meter moved by 60.0 kW in the median (quartiles 55.5 to 66.0 kW; the fit says 62.0 kW). '
    + '2 times nothing else changed: 60.0 kW in the median against 62.0 kW of the fit. Once without dryer in ON: 58.0 kW. '
    + 'The nearest entry came 40 s before the onset. Its stamps were taken 12 s earlier: its clock differs from the meter’s.'
  );
});

test('little is known: what would help comes last', () => {
  const text = evidenceText(cause({ entries: 1, secondsBeforeOnset: -300, clockOffsetS: -8, apart: { machines: ['dryer'], state: 'ON', count: 0 }, wouldHelp: 'One more start.' }));
  expect(text).toBe(
    'oven entered HEAT once. Not once without dryer in ON. The nearest entry came 5 min after the onset. '
    + 'Its stamps were taken 8 s later: its clock differs from the meter’s. One more start.'
  );
});

test('where the fit says nothing of the steps, nothing is said of it', () => {
  const unknown = { count: 3, medianKw: 60, lowKw: 55.5, highKw: 66 };
  expect(evidenceText(cause({ entries: 3, step: unknown, alone: { ...unknown, count: 1 }, clockOffsetS: 0 })))
    .toBe('oven entered HEAT 3 times, and the meter moved by 60.0 kW in the median (quartiles 55.5 to 66.0 kW). Once nothing else changed: 60.0 kW.');
});

test('an entry at the onset, to the second, came at it', () => {
  expect(evidenceText(cause({ entries: 3, secondsBeforeOnset: 0.2, clockOffsetS: 0 }))).toBe('oven entered HEAT 3 times. The nearest entry came at the onset.');
});

test('a line without evidence says nothing', () => {
  expect(evidenceText(cause())).toBe('');
});

import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base';
import { measure, notRanked } from '../../src/engine/attribute';

const grid = { startMs: 0, stepMs: MINUTE_MS, count: 8 };
const learning = { startMs: 0, endMs: HOUR_MS, stepMs: MINUTE_MS };
const kw = Float64Array.of(10, 12, NaN, 50, 70, 60, 14, 12);

test('mean, reference, excess and energy are those of the readings', () => {
  const measured = measure({ first: 3, last: 5, reference: Int32Array.of(0, 1, 6, 7) }, { grid, demandKw: kw, learning });
  // (50 + 70 + 60) / 3 = 60; (10 + 12 + 14 + 12) / 4 = 12; 48 kW for 3 minutes = 2.4 kWh.
  expect(measured).toMatchObject({ meanKw: 60, referenceKw: 12, excessKw: 48, peakKw: 70, peakMs: 4 * MINUTE_MS, startMs: 3 * MINUTE_MS, endMs: 6 * MINUTE_MS });
  expect(measured?.excessKwh).toBeCloseTo(2.4, 12);
  expect(measured?.reference).toEqual([[0, 2 * MINUTE_MS], [6 * MINUTE_MS, 8 * MINUTE_MS]]);
});

test('nothing is measured without a reading in the spike, or without a reference', () => {
  expect(measure({ first: 2, last: 2, reference: Int32Array.of(0, 1) }, { grid, demandKw: kw, learning })).toBeUndefined();
  expect(measure({ first: 3, last: 5, reference: new Int32Array(0) }, { grid, demandKw: kw, learning })).toBeUndefined();
});

test('what is not ranked leaves the whole excess unexplained and says why', () => {
  const measured = measure({ first: 3, last: 5, reference: Int32Array.of(0, 1, 6, 7) }, { grid, demandKw: kw, learning });
  const ranking = { kind: 'not-ranked', why: 'incomplete', text: 'Cut.' } as const;
  expect(notRanked(measured!, ranking, 0)).toMatchObject({ causes: [], unexplainedKw: 48, confidence: 0, verdict: 'unexplained', ranking });
});

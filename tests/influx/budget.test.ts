/** The cost is known before anything is sent; what costs too much is read coarser, and said to be, or refused. */
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base';
import { LOAD_DEFAULTS, type LoadLimits, type MeterSource, type PlantQuestion } from '../../src/influx';
import { budgetOf, costText, pointsOf } from '../../src/influx/budget';

const START = Date.UTC(2026, 2, 3, 8);
const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null };
const question = (days: number, parts: Partial<PlantQuestion['parts']> = {}, maxPoints = 1000): PlantQuestion =>
  ({ meterId: 'm', view: { startMs: START, endMs: START + days * DAY_MS }, maxPoints, nowMs: START, parts: { meter: true, machines: false, shifts: false, learning: false, ...parts } });
const budget = (asked: PlantQuestion, limits: Partial<LoadLimits> = {}) => {
  const outcome = budgetOf(asked, meter, 'UTC', { ...LOAD_DEFAULTS, ...limits });
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
};

test('the cost line says series, windows and points', () => {
  expect(costText({ series: 3, windows: 288, values: 1 })).toBe('3 series × 288 windows, at most 864 points');
  expect(costText({ series: 1, windows: 1440, values: 2 })).toBe('1 series × 1,440 windows × 2 values, at most 2,880 points');
});

test('a day at a thousand pixels is 720 windows of two minutes, mean and largest', () => {
  const { view, windowMs, notices } = budget(question(1));
  expect([windowMs, view && pointsOf(view), notices]).toEqual([2 * MINUTE_MS, 1440, []]);
});

test('fourteen days of history at 30 s are 40,320 points and three hours: within the budget of a query and a refresh', () => {
  const { learn, plan, notices } = budget(question(1 / 24, { learning: true }));
  expect([plan.stepMs, learn && pointsOf(learn), notices]).toEqual([30_000, 40_320 + 360, []]);
});

test('even the longest range that may be explained stays within one refresh', () => {
  const { view, learn } = budget(question(31, { learning: true }, 2000));
  expect(pointsOf(view!) + pointsOf(learn!)).toBeLessThanOrEqual(LOAD_DEFAULTS.pointsPerRefresh);
});

test('a lower limit makes the windows longer, never more points than it allows, and says so', () => {
  const { view, windowMs, notices } = budget(question(1), { pointsPerQuery: 100 });
  expect(pointsOf(view!)).toBeLessThanOrEqual(100);
  expect([windowMs, notices]).toEqual([30 * MINUTE_MS, [expect.objectContaining({ severity: 'warning', code: 'coarsened', text: expect.stringMatching(/windows of 30 min in place of 2 min.*demand cannot be read/) })]]);
});

test('a window up to the demand window is said, one beyond it is a warning', () => {
  expect(budget(question(1), { pointsPerQuery: 300 }).notices.map((one) => one.severity)).toEqual(['info']);
  expect(budget(question(1), { pointsPerQuery: 100 }).notices.map((one) => one.severity)).toEqual(['warning']);
});

test('history is coarsened to what is left of the refresh, and said to be; where that is coarser than a demand window it is refused with the numbers', () => {
  const { view, learn, plan, notices } = budget(question(1, { learning: true }), { pointsPerRefresh: 20_000 });
  expect(pointsOf(view!) + pointsOf(learn!)).toBeLessThanOrEqual(20_000);
  expect([plan.stepMs > 30_000, notices.map((one) => one.text)]).toEqual([true, [expect.stringContaining('The learning range is read by windows of')]]);
  expect(() => budget(question(1, { learning: true }), { pointsPerRefresh: 2_000 })).toThrow(/over-budget: This would read up to [\d,]+ points.*50,000 a query and 2,000 a refresh/);
});

test('more than 31 days are read by windows of an hour or more, whatever the width', () => {
  expect(budget(question(32, {}, 2000)).windowMs).toBe(HOUR_MS);
  expect(budget(question(400, {}, 2000)).windowMs).toBeGreaterThanOrEqual(HOUR_MS);
});

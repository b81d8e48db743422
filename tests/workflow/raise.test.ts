/** Confirmations raise the same cause, within bounds that can be said in a sentence. */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/engine';
import { raisedBy, type GivenVerdict, type VerdictKind } from '../../src/workflow';

const DAY = 86_400_000;
const finding = (confidence: number, verdict: Finding['verdict']): Finding => ({
  startMs: 60 * DAY, endMs: 60 * DAY + 1000, peakMs: 60 * DAY, peakKw: 1, meanKw: 300, referenceKw: 200, excessKw: 100, excessKwh: 50, reference: [],
  causes: [{ machines: ['oven'], state: 'HEAT', kw: 80, lowKw: 70, highKw: 90, variationKw: 0 }, { machines: ['mill'], state: 'RUN', kw: 10, lowKw: 5, highKw: 15, variationKw: 0 }],
  unexplainedKw: 10, unexplainedLowKw: 0, unexplainedHighKw: 20, confidence, verdict, ranking: { kind: 'ranked' }, learning: { startMs: 0, endMs: 1, stepMs: 1 }, skill: 0.8,
});
const given = (day: number, over: Partial<GivenVerdict> = {}): GivenVerdict => ({
  id: day, kind: 'confirmed', meterId: 'm', startMs: day * DAY, endMs: day * DAY + 1000, machines: ['oven'], state: 'HEAT', author: 'ada', givenMs: day * DAY + 5000, said: '', ...over,
});
const raised = (confidence: number, verdict: Finding['verdict'], all: readonly GivenVerdict[]) => raisedBy(finding(confidence, verdict), 'm', all);

test('three confirmations lift a possible to likely: odds 1.5 times each, 0.6 becomes 0.835', () => {
  // 0.6 / 0.4 = 1.5; 1.5 × 1.5³ = 5.0625; 5.0625 / 6.0625 = 0.8351
  const one = raised(0.6, 'possible', [given(1), given(2), given(3)]);
  expect(one).toMatchObject({ confirmations: 3, verdict: 'likely', was: { confidence: 0.6, verdict: 'possible' } });
  expect(one?.confidence).toBeCloseTo(0.8351, 4);
});

test('at most three count, and the word rises by one step', () => {
  const many = Array.from({ length: 20 }, (_, i) => given(i + 1));
  expect(raised(0.6, 'possible', many)?.confidence).toBe(raised(0.6, 'possible', many.slice(0, 3))?.confidence);
  expect(raised(0.49, 'unclear', many)?.verdict).toBe('possible');
  expect(raised(0.94, 'likely', many)?.confidence).toBe(0.95);
});

test.each<[string, Partial<GivenVerdict>]>([
  ['another machine', { machines: ['mill'] }], ['a group that it is one of', { unnamed: 1 }], ['another state', { state: 'HOLD' }], ['another meter', { meterId: 'n' }], ['this spike itself', { startMs: 60 * DAY, endMs: 60 * DAY + 1000 }],
  ['a later spike', { startMs: 61 * DAY, endMs: 61 * DAY + 1000 }], ['a planned one', { kind: 'planned' as VerdictKind }], ['a corrected one', { kind: 'corrected' as VerdictKind }],
])('%s raises nothing', (_what, over) => {
  expect(raised(0.6, 'possible', [given(1, over)])).toBeUndefined();
});

test('a rejection of the same cause takes a confirmation away; of two verdicts on one spike the later counts', () => {
  expect(raised(0.6, 'possible', [given(1), given(2, { kind: 'rejected' })])).toBeUndefined();
  expect(raised(0.6, 'possible', [given(1), given(1, { id: 9, kind: 'rejected', givenMs: 2 * DAY })])).toBeUndefined();
  expect(raised(0.6, 'possible', [given(1, { kind: 'rejected' }), given(1, { id: 9, givenMs: 2 * DAY })])?.confirmations).toBe(1);
});

test('what nobody explains, and what is not ranked, is never raised', () => {
  expect(raised(0.6, 'unexplained', [given(1)])).toBeUndefined();
  expect(raisedBy({ ...finding(0.6, 'possible'), ranking: { kind: 'not-ranked', why: 'incomplete', text: '' } }, 'm', [given(1)])).toBeUndefined();
});

test('a group whose verdict names only some of its machines counts where it has as many', () => {
  const { causes: [oven] } = finding(0.6, 'possible');
  const group = { ...finding(0.6, 'possible'), causes: [{ ...oven!, machines: ['kiln', 'oven', 'press'] }] };
  expect(raisedBy(group, 'm', [given(1, { machines: ['kiln', 'press'], unnamed: 1 })])?.confirmations).toBe(1);
  expect(raisedBy(group, 'm', [given(1, { machines: ['kiln', 'mill'], unnamed: 1 })])).toBeUndefined();
  expect(raisedBy(group, 'm', [given(1, { machines: ['kiln', 'press'] })])).toBeUndefined();
});

test('what was said of a spike 90 days back or more no longer counts, however much is in view', () => {
  const far = { startMs: -30 * DAY, endMs: -30 * DAY + 1000 };
  expect(raised(0.6, 'possible', [given(1, far)])).toBeUndefined();
  expect(raised(0.6, 'possible', [given(1, far), given(2, { startMs: -29 * DAY, endMs: -29 * DAY + 1000 })])?.confirmations).toBe(1);
});

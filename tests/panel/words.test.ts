/** The sentences: one subject each, with the numbers of the rows. */
import { expect, test } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import type { Cause, Finding } from '../../src/engine';
import { sentence, spikeLabel, verdictWords, words } from '../../src/panel/words';

const six = Date.UTC(2025, 2, 6, 6);
const line = (machines: string[], kw: number, state = 'RUN'): Cause => ({ machines, state, kw, lowKw: kw - 5, highKw: kw + 5, variationKw: 0 });
const finding = (excessKw: number, causes: Cause[], more: Partial<Finding> = {}): Finding => ({
  startMs: six + 5 * MINUTE_MS, endMs: six + 45 * MINUTE_MS, peakMs: six + 10 * MINUTE_MS, peakKw: 400, meanKw: 154 + excessKw, referenceKw: 154, excessKw,
  excessKwh: (excessKw * 40) / 60, reference: [], causes, unexplainedKw: excessKw - causes.reduce((sum, { kw }) => sum + kw, 0), unexplainedLowKw: -5, unexplainedHighKw: 5,
  confidence: 0.86, verdict: 'likely', ranking: { kind: 'ranked' }, learning: { startMs: 0, endMs: six, stepMs: 30_000 }, skill: 0.8, ...more,
});
const several = finding(200, [line(['E1'], 60), line(['E2'], 55), line(['D1'], 50), line(['X'], 5)]);
const shifts = [{ startMs: six, endMs: six + 480 * MINUTE_MS, text: 'early' }];
const logs = ['E1', 'E2', 'D1'].map((id, i) => machineLog(id, [[six - 600 * MINUTE_MS, 'OFF'], [six + (2 + i) * MINUTE_MS, 'RUN']]));

test('several starts at a change of shift name it', () => {
  expect(sentence(several, 'UTC', shifts, logs)).toBe('Demand rose 200 kW above the hour around it for 40 minutes: 3 machines started within 4 minutes of the shift change. E1, run, added most: 60 kW.');
});

test('several starts at another time do not', () => {
  expect(sentence(several, 'UTC', [], logs)).toBe('Demand rose 200 kW above the hour around it for 40 minutes: 3 machines added to it together. E1, run, added most: 60 kW.');
});

test('one machine has its share and its times, in the zone of the dashboard', () => {
  expect(sentence(finding(100, [line(['oven-1'], 90, 'HEAT_UP')]), 'Europe/Berlin')).toBe('oven-1 heat up added 90 of the 100 kW above the hour around it, from 07:05 to 07:45.');
});

test('a state that is a code or a truth value is said to be a state', () => {
  expect(sentence(finding(100, [line(['oven 1'], 90, '2')]), 'UTC')).toMatch(/^oven 1 in state 2 added 90 of the 100 kW/);
});

test('a group that cannot be told apart says so, and how it could be', () => {
  expect(sentence(finding(100, [line(['A', 'B'], 90)]), 'UTC')).toMatch(/^A and B always switch together; the pair added 90 of the 100 kW\. Log one start apart/);
});

test('an unexplained one gives both parts, and its word a probability', () => {
  const one = finding(100, [line(['A'], 20)], { verdict: 'unexplained', confidence: 0.9 });
  expect(sentence(one, 'UTC')).toBe('No reported state explains 80 kW of this spike. Reported changes account for 20 of the 100 kW.');
  expect(verdictWords(one)).toMatchObject({ word: 'Unexplained', reason: '90 in 100 that this is the largest part' });
});

test('states that suggest more than the meter shows are said to', () => {
  expect(sentence(finding(100, [line(['A'], 120)]), 'UTC')).toMatch(/States suggest 20 kW more than the meter shows\.$/);
});

test('what is not ranked names nobody', () => {
  const one = finding(100, [], { ranking: { kind: 'not-ranked', why: 'incomplete', text: 'Based on incomplete data.' }, confidence: 0, verdict: 'unexplained' });
  expect([sentence(one, 'UTC'), verdictWords(one).word, spikeLabel(one, 'UTC')].join(' ')).toMatch(/^Demand rose 100 kW .* Not ranked .* not ranked$/);
});

test('work is told in per cent', () => {
  expect(words.analysing(0.404)).toBe('Analysing… 40 %');
});

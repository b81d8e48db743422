/** The sentences: one subject each, with the numbers of the rows. */
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import type { Cause, DemandWindow, Finding, SpikeKind } from '../../src/engine';
import { billWindow } from '../../src/panel/bill';
import { displayOf } from '../../src/panel/display';
import { kindName } from '../../src/panel/words/kinds';
import { billText, dayText, hidden, nameText, sentence, spikeLabel, stateWords, storedText, verdictSentence, verdictWords, words } from '../../src/panel/words';

const six = Date.UTC(2025, 2, 6, 6);
const line = (machines: string[], kw: number, state = 'RUN'): Cause => ({ machines, state, kw, lowKw: kw - 5, highKw: kw + 5, variationKw: 0 });
const finding = (excessKw: number, causes: Cause[], more: Partial<Finding> = {}): Finding => ({
  startMs: six + 5 * MINUTE_MS, endMs: six + 45 * MINUTE_MS, peakMs: six + 10 * MINUTE_MS, peakKw: 400, meanKw: 154 + excessKw, referenceKw: 154, excessKw,
  excessKwh: (excessKw * 40) / 60, reference: [], causes, unexplainedKw: excessKw - causes.reduce((sum, { kw }) => sum + kw, 0), unexplainedLowKw: -5, unexplainedHighKw: 5,
  confidence: 0.86, verdict: 'likely', ranking: { kind: 'ranked' }, learning: { startMs: 0, endMs: six, stepMs: 30_000 }, skill: 0.8, ...more,
});
const several = finding(200, [line(['E1'], 60), line(['E2'], 55), line(['D1'], 50), line(['X'], 5)]);
const coincident = (over: object = {}): SpikeKind => ({
  kind: 'coincident-start', machines: ['D1', 'E1', 'E2'], kw: 165, shareOfExcess: 0.8, firstMs: six + 2 * MINUTE_MS, lastMs: six + 4 * MINUTE_MS,
  shift: { text: 'early', startMs: six }, placebo: { tries: 200, asMany: 1 }, ...over,
});
const PLAIN = displayOf(undefined, 'en-GB');
const UTC = { zone: 'UTC', display: PLAIN };

test('several starts at a change of shift name it', () => {
  expect(sentence({ ...several, kinds: [coincident()] }, UTC)).toBe('Demand rose 200 kW above the hour around it for 40 minutes: 3 machines started within 4 minutes of the shift change. E1, run, added most: 60 kW.');
});

test('several starts at another time say within how many minutes of each other', () => {
  expect(sentence({ ...several, kinds: [coincident({ shift: undefined })] }, UTC)).toMatch(/: 3 machines started within 2 minutes\. E1/);
});

test('of many machines of which hardly any has a twentieth the sentence names how many made most of it, and not one alone', () => {
  const kw = [78, 49, 47, 40, 37, 34, 32, 26, 24, 21, 18, 17, 16];
  expect(sentence(finding(610, kw.map((one, i) => line([`M${i}`], one)), { verdict: 'possible', confidence: 0.64 }), UTC))
    .toBe('Demand rose 610 kW above the hour around it for 40 minutes: 9 machines added to it together. M0, run, added most: 78 kW.');
  // Where one has a good part of it, small ones are not counted to make a crowd.
  expect(sentence(finding(200, [line(['A'], 100), ...Array.from({ length: 9 }, (_, i) => line([`B${i}`], 9))]), UTC)).toMatch(/^A run added 100 of the 200 kW/);
});

test('several that did not start together do not say so', () => {
  expect(sentence(several, UTC)).toBe('Demand rose 200 kW above the hour around it for 40 minutes: 3 machines added to it together. E1, run, added most: 60 kW.');
});

test('rows that show the same number are named together: which of them added most, nobody can say', () => {
  const tied = finding(200, [line(['E1'], 55.3), line(['E2'], 54.9), line(['D1'], 50)], { verdict: 'possible', confidence: 0.5 });
  expect(sentence(tied, UTC)).toMatch(/: 3 machines added to it together\. E1 run and E2 run added most: 55 kW each\.$/);
  expect(spikeLabel(tied, 'UTC', PLAIN)).toMatch(/, E1 run and E2 run added most$/);
  expect(sentence(finding(100, [line(['A'], 45), line(['B'], 45)]), UTC)).toBe('A run and B run added 45 each of the 100 kW above the hour around it, from 06:05 to 06:45.');
  expect(sentence(finding(200, ['A', 'B', 'C', 'D'].map((id) => line([id], 45))), UTC)).toMatch(/\. 4 machines added most: 45 kW each\.$/);
  // Of rows that round to nothing the first is named as before.
  expect(sentence(finding(1, [line(['A'], 0.3), line(['B'], 0.3)]), UTC)).toMatch(/^A run added 0 of the 1 kW/);
});

test('one machine that added more than the whole is not said to have added a part of it', () => {
  const one = finding(109, [line(['oven'], 115), line(['chiller'], -7)]);
  expect(sentence(one, UTC)).toBe('oven run added 115 kW; all together, demand was 109 kW above the hour around it, from 06:05 to 06:45.');
});

test('where there is little room the sentence leaves to the rows what the excess is measured from', () => {
  expect(sentence({ ...several, kinds: [coincident()] }, { ...UTC, short: true })).toMatch(/^Demand rose 200 kW for 40 minutes: 3 machines started within/);
  expect(sentence(finding(-3, []), { ...UTC, short: true })).toBe('No excess over the hour around it.');
});

test('a spike is called by what tells most about it, and a marked window is no spike', () => {
  const peak: SpikeKind = { kind: 'demand-peak', why: 'highest-so-far', startMs: six, endMs: six + 15 * MINUTE_MS, demandKw: 340, movesByKw: 60 };
  expect(kindName({ ...several, kinds: [peak, coincident()] })).toBe('coincident start');
  expect(spikeLabel({ ...several, kinds: [peak] }, 'UTC', PLAIN)).toBe('Spike 6 Mar, 06:05 to 06:45, +200 kW, demand peak, E1 run added most');
  expect(kindName({ ...several, kinds: [peak], spottedBy: 'hand' })).toBe('marked window');
  expect([kindName({ ...several, kinds: [{ kind: 'excess' }] }), kindName(several)]).toEqual([undefined, undefined]);
});

test('an unclear one is not told as if it were known', () => {
  expect(sentence({ ...several, verdict: 'unclear', confidence: 0.46 }, UTC)).toMatch(/\. E1, run, comes first with 60 kW, but not clearly\.$/);
});

test('a window that was marked by hand says so, and a machine keeps its capitals', () => {
  expect(sentence({ ...several, spottedBy: 'hand' }, UTC)).toMatch(/^In the window you marked, demand rose 200 kW/);
  expect(sentence(finding(100, [line(['Oven'], 90)], { spottedBy: 'hand' }), UTC)).toMatch(/^In the window you marked, Oven run added 90 of the 100 kW/);
  expect(sentence(finding(-3, [], { spottedBy: 'hand' }), UTC)).toBe('In the window you marked, no excess over the hour around it.');
});

test('numbers follow the field config: unit, decimals and notation, and still close', () => {
  const display = displayOf({ defaults: { unit: 'megwatt', decimals: 2 }, overrides: [] }, 'de-DE');
  expect(sentence(finding(1234, [line(['Oven'], 1000)]), { zone: 'UTC', display })).toBe('Oven run added 1,00 of the 1,23 MW above the hour around it, from 06:05 to 06:45.');
});

test('one machine has its share and its times, in the zone of the dashboard', () => {
  expect(sentence(finding(100, [line(['oven-1'], 90, 'HEAT_UP')]), { ...UTC, zone: 'Europe/Berlin' })).toBe('oven-1 heat up added 90 of the 100 kW above the hour around it, from 07:05 to 07:45.');
});

test('a state that is a code or a truth value is said to be a state', () => {
  expect(sentence(finding(100, [line(['oven 1'], 90, '2')]), UTC)).toMatch(/^oven 1 in state 2 added 90 of the 100 kW/);
});

test('a group that cannot be told apart says so, and how it could be', () => {
  expect(sentence(finding(100, [line(['A', 'B'], 90)]), UTC)).toMatch(/^A and B always switch together; the pair added 90 of the 100 kW\. Log one start apart/);
});

test('an unexplained one gives both parts, and its word a probability', () => {
  const one = finding(100, [line(['A'], 20)], { verdict: 'unexplained', confidence: 0.9 });
  expect(sentence(one, UTC)).toBe('No reported state explains 80 kW of this spike. Reported changes account for 20 of the 100 kW above the hour around it.');
  expect(verdictWords(one)).toMatchObject({ word: 'Unexplained', reason: '90 in 100 that this is the largest part' });
});

test('states that suggest more than the meter shows are said to', () => {
  expect(sentence(finding(100, [line(['A'], 120)], { unexplainedLowKw: -28, unexplainedHighKw: -12 }), UTC)).toMatch(/States suggest 20 kW more than the meter shows\.$/);
  // Where the range of the unexplained holds zero, nothing suggests it.
  expect(sentence(finding(100, [line(['A'], 105)], { unexplainedLowKw: -18, unexplainedHighKw: 8 }), UTC)).not.toMatch(/suggest/);
});

test('what is not ranked names nobody', () => {
  const one = finding(100, [], { ranking: { kind: 'not-ranked', why: 'incomplete', text: 'Based on incomplete data.' }, confidence: 0, verdict: 'unexplained' });
  expect([sentence(one, UTC), verdictWords(one).word, spikeLabel(one, 'UTC', PLAIN)].join(' ')).toMatch(/^Demand rose 100 kW .* Not ranked .* not ranked$/);
});

test('a spike of data that were cut is told as far as they go, and once', () => {
  const one = finding(100, [], { ranking: { kind: 'not-ranked', why: 'incomplete', text: 'Based on incomplete data. The answer was cut.' }, confidence: 0, verdict: 'unexplained' });
  expect(sentence(one, UTC)).toBe('Demand rose 100 kW above the hour around it for 40 minutes, from 06:05 to 06:45, as far as is loaded. Which machines added to it cannot be said yet.');
  expect(verdictWords(one).reason).toBe('incomplete data');
});

test('a state is written in small letters where it was shouted, and as somebody wrote it otherwise', () => {
  expect(['HEAT_UP', 'Casting', 'LÄUFT', '3', 'true'].map(stateWords)).toEqual(['heat up', 'Casting', 'läuft', 'in state 3', 'in state true']);
});

test('the bill speaks of money only where the window is the highest in view, and never to the last digit', () => {
  const window = (minute: number, kw: number): DemandWindow => ({
    startMs: six + minute * MINUTE_MS, endMs: six + (minute + 15) * MINUTE_MS, kwh: kw / 4, kw, coverage: 1, incomplete: false, measuredBy: 'readings', baseLoadKwh: 0, lines: [], unexplainedKwh: 0,
  });
  const said = (...windows: DemandWindow[]) => billText(billWindow(finding(215.35, []), windows)!, { contractKw: 330, pricePerKwYear: 96, currency: 'EUR' }, 'UTC', PLAIN);
  expect(said(window(15, 341), window(60, 200))).toBe('the 06:15 window reached 341 kW, 11 kW above contract; this spike is 215 kW of it. That is about 20,700 EUR a year if it stays the highest.');
  expect(said(window(15, 320))).not.toMatch(/EUR/);
  const cut = finding(200, [], { ranking: { kind: 'not-ranked', why: 'incomplete', text: '' } });
  expect(billText(billWindow(cut, [window(15, 341)])!, { contractKw: 330, pricePerKwYear: 96, currency: 'EUR' }, 'UTC', PLAIN)).toBe('the 06:15 window reached 341 kW, 11 kW above contract.');
  expect(billText(billWindow(finding(-40, []), [window(15, 300)])!, { contractKw: 0, pricePerKwYear: 96, currency: 'EUR' }, 'UTC', PLAIN)).toBe('the 06:15 window reached 300 kW.');
  expect(said(window(15, 150))).toBe('the 06:15 window reached 150 kW, 180 kW below contract; all of it is this spike.');
  expect(billText(billWindow(finding(200, []), [{ ...window(15, 88), coverage: 0.3, incomplete: true }])!, { contractKw: 0, pricePerKwYear: 0, currency: 'EUR' }, 'UTC', PLAIN))
    .toBe('the 06:15 window reached at least 88 kW: a part of it was not measured.');
  expect(said(window(15, 320), window(60, 341))).toBe('the 06:15 window reached 320 kW, 10 kW below contract; this spike is 215 kW of it.');
});

test('a day is said with its weekday, in the zone of the dashboard, and on a phone without the year', () => {
  const lateMs = Date.UTC(2025, 2, 8, 23, 30);
  expect([dayText(lateMs, 'UTC', true), dayText(lateMs, 'Asia/Kolkata', true), dayText(lateMs, 'UTC', false)]).toEqual(['Sat 8 Mar 2025', 'Sun 9 Mar 2025', 'Sat 8 Mar']);
});

test('steps of a machine that changed alone are told by their middle: one that something else fell into says nothing of it', () => {
  const power = (kw: number) => `${kw} kW`;
  expect(words.evidence.aloneTitle(power, [60, -55, 70, 75, 80])).toBe('5 times it changed alone, in the middle by +70 kW (half of them +60 kW to +75 kW).');
  expect([words.evidence.aloneTitle(power, [70]), words.evidence.aloneTitle(power, [])]).toEqual(['Once it changed alone: +70 kW.', 'It never changed alone: something else always changed within a minute.']);
});

test('a state that held throughout is said to, and not for so many of as many minutes', () => {
  expect([34, 41].map((minutes) => words.evidence.compareTitle('OFF', 'HEATUP', minutes, 41))).toEqual(['It was off before, and heatup for 34 of the 41 minutes.', 'It was off before, and heatup for all 41 minutes.']);
});

test('work is told in per cent', () => {
  expect(words.analysing(0.404)).toBe('Analysing… 40 %');
});

test.each([
  ['a control character', 'a\u0000b', 'a\ufffdb'], ['a line end', 'a\nb', 'a\ufffdb'], ['a direction mark', '\u202e7 kW', '\ufffd7 kW'], ['no room at all', 'o\u200bven\u00ad', 'o\ufffdven\ufffd'],
  ['half a pair', '\ud83d!', '\ufffd!'], ['a whole pair', '😀', '😀'], ['markup', '<b>', '<b>'],
])('what would hide or reorder something in a name is shown as a sign: %s', (_what, text, shown) => {
  expect(hidden(text)).toBe(shown);
});

test('a name that is written from right to left is isolated inside a sentence, and no other is', () => {
  expect([nameText('press 7'), nameText('מכבש 7')]).toEqual(['press 7', '\u2068מכבש 7\u2069']);
  expect(sentence(finding(100, [line(['מכבש 7'], 90)]), UTC)).toMatch(/^\u2068מכבש 7\u2069 run added 90 of the 100 kW/);
  expect(sentence(finding(100, [line(['מכבש 7'], 90)], { spottedBy: 'hand' }), UTC)).toMatch(/^In the window you marked, \u2068מכבש 7/);
});

test('a stored sentence is one line without what steers, and its isolated names stay so when it is read', () => {
  const draft = { kind: 'rejected', meterId: '\u202em', startMs: six, endMs: six + MINUTE_MS, machines: ['מכבש 7', '=1+1\n=2'], state: 'A_B' } as const;
  const said = verdictSentence(draft, finding(100, []), ' two\nlines\u202e ', 'UTC');
  expect(said).toBe('Rejected: it was not \u2068מכבש 7\u2069 + =1+1\ufffd=2 A_B that drew most of +100 kW on \ufffdm, 6 Mar 2025 06:00 to 06:01 UTC (two lines\ufffd).');
  expect(storedText(said)).toBe(said);
  // Of a small meter, and of a window that was marked in a dip.
  // Of a window of a day the end has its day.
  expect(verdictSentence({ ...draft, endMs: draft.startMs + 86_400_000 }, finding(100, []), '', 'UTC')).toContain(', 6 Mar 2025 06:00 to 7 Mar, 06:00 UTC');
  expect([0.0497, -9.4].map((kw) => / of (.*) kW on/.exec(verdictSentence(draft, finding(kw, []), '', 'UTC'))?.[1])).toEqual(['+0.05', '-9.4']);
  expect(storedText('\u2068\u2068a\u2069 \u2067b')).toBe('\ufffda \ufffdb');
});

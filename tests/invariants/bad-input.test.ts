import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, machineLog, machineLogOf, type MachineLog, type PowerReadings } from '../../src/base';
import { csvOf, jsonOf, markdownOf } from '../../src/cli/findings';
import { analyse, type Analysis, type Plant } from '../../src/engine';
import { uniform } from '../../src/engine/random';
import { notFinite } from '../support/finite';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

/** Whatever the sources send, the analysis ends with a typed outcome, and no figure in it is anything but a number. */

const plant = smallPlant(3);
const power = plant.meter as PowerReadings;
const withKw = (change: (kw: number, i: number) => number): Plant => ({ ...plant, meter: { ...power, demandKw: power.demandKw.map(change) } });
const withTimes = (change: (ms: number, i: number) => number): Plant => ({ ...plant, meter: { ...power, windowMs: undefined, timeMs: power.timeMs.map(change) } });
const withStates = (byMs: number): Plant => ({ ...plant, machines: plant.machines.map((log) => ({ ...log, timeMs: log.timeMs.map((ms) => ms + byMs) })) });

/** A machine that switches at random instants between its states. */
function random(id: string, seed: number, changes: number, spanMs: number, states: readonly string[] = ['OFF', 'ON']): MachineLog {
  const next = uniform(seed);
  const timeMs = Float64Array.from({ length: changes }, () => START_MS + Math.floor(spanMs * next())).sort();
  return machineLogOf(id, timeMs, Uint16Array.from({ length: changes }, (_, i) => i % states.length), states);
}

/** Four weeks of the small plant in means over an hour. */
function coarse(): Plant {
  const long = smallPlant(3, 28 * 24);
  const { demandKw } = long.meter as PowerReadings;
  const means = Float64Array.from({ length: 28 * 24 }, (_, i) => demandKw.subarray(60 * i, 60 * (i + 1)).reduce((sum, kw) => sum + kw / 60, 0));
  return { ...long, meter: powerOf(means, START_MS, HOUR_MS) };
}

function holds(analysis: Analysis): void {
  const { findings, skill, machines, groups, notices, windows, grid } = analysis;
  expect(notFinite({ findings, skill, machines, groups, notices, windows, grid })).toEqual([]);
  expect(notFinite(JSON.parse(jsonOf(analysis)))).toEqual([]);
  expect(`${csvOf(analysis)}\n${markdownOf(analysis)}`).not.toMatch(/NaN|Infinity|undefined/);
  for (const { causes, unexplainedKw, excessKw, ranking } of findings) {
    expect(Math.abs(causes.reduce((sum, { kw }) => sum + kw, unexplainedKw) - excessKw)).toBeLessThanOrEqual(1e-6 * Math.abs(excessKw));
    expect(ranking.kind === 'ranked' || (causes.length === 0 && ranking.text.length > 20)).toBe(true);
  }
}

const ranked = 'ranked';
type Outcome = 'no-readings' | 'no-spikes' | 'ranked' | Extract<Analysis['findings'][number]['ranking'], { kind: 'not-ranked' }>['why'];
const outcomeOf = ({ findings, notices }: Analysis): Outcome => {
  const [first] = findings;
  return first ? (first.ranking.kind === 'ranked' ? ranked : first.ranking.why) : notices.some(({ code }) => code === 'no-readings') ? 'no-readings' : 'no-spikes';
};

const CASES: ReadonlyArray<readonly [name: string, made: () => Plant, outcome: Outcome, notice?: string]> = [
  ['every seventh reading NaN', () => withKw((kw, i) => (i % 7 ? kw : NaN)), ranked],
  ['nothing but NaN', () => withKw(() => NaN), 'no-readings', 'no-readings'],
  ['every fiftieth reading infinite', () => withKw((kw, i) => (i % 50 ? kw : Infinity)), ranked, 'implausible-reading'],
  ['every fiftieth reading minus infinity', () => withKw((kw, i) => (i % 50 ? kw : -Infinity)), ranked, 'implausible-reading'],
  ['every fiftieth reading 1e308', () => withKw((kw, i) => (i % 50 ? kw : 1e308)), ranked, 'implausible-reading'],
  ['nothing but 1e308', () => withKw(() => 1e308), 'no-readings', 'no-readings'],
  ['just below a terawatt', () => withKw((kw, i) => (i % 50 ? kw : 9.9e8)), ranked],
  ['negative power', () => withKw((kw) => kw - 500), ranked, 'negative-power'],
  ['powers of a billionth', () => withKw((kw) => 1e-9 * kw), ranked],
  ['powers that no double holds', () => withKw((kw) => 1e-308 * kw), 'no-spikes'],
  ['a meter that stands still', () => withKw(() => 123.4), 'no-spikes'],
  ['a meter at zero', () => withKw(() => 0), 'no-spikes'],
  ['no sample', () => ({ ...plant, meter: powerOf(new Float64Array(0)) }), 'no-readings', 'no-readings'],
  ['one sample', () => ({ ...plant, meter: powerOf(Float64Array.of(5)) }), 'no-readings', 'no-readings'],
  ['two samples', () => ({ ...plant, meter: powerOf(Float64Array.of(5, 6)) }), 'no-spikes'],
  ['no machine', () => ({ ...plant, machines: [] }), 'no-machines'],
  ['a machine without an entry', () => ({ ...plant, machines: [machineLog('a', [])] }), 'no-machines'],
  ['states that say nothing', () => ({ ...plant, machines: [machineLog('a', [[START_MS, ''], [START_MS + HOUR_MS, 'COMM_LOST']])] }), 'no-machines'],
  ['states only from the future', () => withStates(1000 * HOUR_MS), 'no-machines', 'states-future'],
  ['states only from long before the range', () => withStates(-1000 * HOUR_MS), 'no-machines', 'stale-source'],
  ['states only from the day before the range', () => withStates(-4 * DAY_MS), ranked, 'stale-source'],
  ['one machine of the future', () => ({ ...plant, machines: [...plant.machines, machineLog('z', [[START_MS + 1e12, 'ON']])] }), ranked, 'states-future'],
  ['each machine twice', () => ({ ...plant, machines: [...plant.machines, ...plant.machines] }), ranked],
  ['repeated stamps', () => withTimes((ms, i) => (i > 0 && i % 10 === 0 ? ms - MINUTE_MS : ms)), ranked, 'readings-repeated'],
  ['all readings at one instant', () => withTimes(() => START_MS), 'no-readings', 'no-readings'],
  ['readings without an instant', () => withTimes((ms, i) => (i % 10 ? ms : NaN)), ranked, 'readings-untimed'],
  ['readings out of order', () => withTimes((ms, i) => (i % 97 === 0 ? ms + 5 * MINUTE_MS + 1000 : ms)), ranked, 'readings-late'],
  ['means over an hour', coarse, ranked],
];

test.each(CASES.map(([name, made, outcome, notice]) => ({ name, made, outcome, notice })))('$name', ({ made, outcome, notice }) => {
  const analysis = analyse(made(), { demand: { lengthMs: 15 * MINUTE_MS } });
  holds(analysis);
  expect(outcomeOf(analysis)).toBe(outcome);
  expect(notice === undefined || analysis.notices.some(({ code }) => code === notice), `${notice} in ${analysis.notices.map(({ code }) => code).join()}`).toBe(true);
});

test('means over an hour of which one was stamped twelve years too early: ranked as without it, and no memory is asked for that nobody has', () => {
  const plain = coarse();
  const usual = analyse(plain);
  const analysis = analyse({ ...plain, meter: { ...plain.meter, windowMs: undefined, timeMs: plain.meter.timeMs.map((ms, i) => (i === 0 ? ms - 12 * 365 * DAY_MS : ms)) } });
  holds(analysis);
  expect(outcomeOf(analysis)).toBe(ranked);
  expect(analysis.skill).toBeGreaterThan(usual.skill - 0.05);
  expect(analysis.findings.map(({ startMs, verdict }) => [startMs, verdict])).toEqual(usual.findings.map(({ startMs, verdict }) => [startMs, verdict]));
}, 30_000);

test('a thousand machines: nothing is ranked, and the sentence names both numbers and what to do', () => {
  const analysis = analyse({ ...plant, machines: Array.from({ length: 1000 }, (_, i) => random(`m${i}`, i + 1, 20, 3 * DAY_MS)) });
  holds(analysis);
  expect(outcomeOf(analysis)).toBe('too-many-machines');
  expect(analysis.findings[0]!.ranking).toMatchObject({ text: expect.stringMatching(/^1000 machines report behind this meter, more than the 200 .* choose one line\.$/) as string });
});

test('200 machines of three states are ranked, one more is too many', () => {
  const machines = (count: number) => Array.from({ length: count }, (_, i) => random(`m${i}`, i + 1, 24, 3 * DAY_MS, ['OFF', 'IDLE', 'RUN']));
  expect(outcomeOf(analyse({ ...plant, machines: machines(200) }))).toBe(ranked);
  expect(outcomeOf(analyse({ ...plant, machines: machines(201) }))).toBe('too-many-machines');
}, 30_000);

test('ten machines of five hundred states each: nothing is ranked, and the sentence says how many states there are', () => {
  const analysis = analyse({ ...plant, machines: Array.from({ length: 10 }, (_, i) => random(`m${i}`, i + 1, 2000, 3 * DAY_MS, Array.from({ length: 500 }, (_, s) => `S${s}`))) });
  expect(outcomeOf(analysis)).toBe('too-many-machines');
  expect(analysis.findings[0]!.ranking).toMatchObject({ text: expect.stringMatching(/^10 machines report 5000 different states behind this meter, more than the 2000 that can be told apart\./) as string });
});

test('300,000 changes of twenty machines, several a minute each: ranked, with as many findings as without them', () => {
  const busy = Array.from({ length: 20 }, (_, i) => random(`busy-${i}`, i + 1, 15_000, 3 * DAY_MS));
  const analysis = analyse({ ...plant, machines: [...plant.machines, ...busy] });
  holds(analysis);
  expect(outcomeOf(analysis)).toBe(ranked);
  expect(analysis.findings.map(({ startMs }) => startMs)).toEqual(analyse(plant).findings.map(({ startMs }) => startMs));
}, 30_000);

test('a spike every ten minutes of four weeks: all 4,032 are listed, ranked, none overlapping the next', () => {
  const next = uniform(4);
  const demandKw = Float64Array.from({ length: 28 * 24 * 60 }, (_, i) => 100 + next() + (i % 10 < 2 ? 60 : 0));
  const analysis = analyse({ ...smallPlant(3, 28 * 24), meter: powerOf(demandKw) }, { spot: { kind: 'threshold', aboveKw: 130 } });
  expect(analysis.findings.length).toBe((28 * 24 * 60) / 10);
  analysis.findings.forEach(({ startMs }, i) => expect(startMs).toBeGreaterThanOrEqual(analysis.findings[i - 1]?.endMs ?? 0));
  holds(analysis);
});

test.each(['2025-03-30', '2025-10-26'])('the day the clocks change in Berlin, %s: ranked, and every window of the demand lies on a quarter of an hour', (date) => {
  const byMs = Date.parse(`${date}T00:00Z`) - DAY_MS - START_MS;
  const changed = smallPlant(3, 72, byMs, 'Europe/Berlin');
  const analysis = analyse(changed, { demand: { lengthMs: 15 * MINUTE_MS } });
  holds(analysis);
  expect(outcomeOf(analysis)).toBe(ranked);
  expect(analysis.windows!.filter(({ startMs, endMs }) => startMs % (15 * MINUTE_MS) !== 0 || endMs - startMs !== 15 * MINUTE_MS)).toEqual([]);
});

test('one stamp of another unit is refused with its instants, not filled with billions of bins', () => {
  const last = power.timeMs.length - 1;
  expect(() => analyse(withTimes((ms, i) => (i === last ? 1000 * ms : ms)))).toThrow(/reach from 2025-03-03T00:00:00\.000Z to .* Is one of these stamps wrong/);
});

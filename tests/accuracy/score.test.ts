import { describe, expect, test } from 'vitest';
import { COMPLETE, machineLog } from '../../src/base';
import type { LabelledPlant } from './labelled';
import { calibrationError, detection, excursions, judge, readyToJudge, scored, summarise, type Answer, type Fact } from './score';

const MINUTE = 60_000;

/**
 * Four hours in steps of one minute, base 10 kW. From minute 100 to 120: oven HEAT 30 kW, mill ON 5 kW, something unreported 8 kW.
 * The mill also runs in minutes 60 to 80, in the reference of the answers below (minutes 40 to 100).
 */
function plant(): LabelledPlant {
  const n = 240;
  const timeMs = Float64Array.from({ length: n }, (_, i) => i * MINUTE);
  const during = (from: number, to: number, kw: number) => Float32Array.from({ length: n }, (_, i) => (i >= from && i < to ? kw : 0));
  const oven = during(100, 120, 30);
  const mill = during(60, 80, 5).map((kw, i) => kw + (i >= 100 && i < 120 ? 5 : 0));
  const unmeteredKw = during(100, 120, 8);
  const kw = Float64Array.from({ length: n }, (_, i) => 10 + oven[i] + mill[i] + unmeteredKw[i]);
  const log = (id: string, visits: ReadonlyArray<readonly [number, string]>) => machineLog(id, visits.map(([minute, state]) => [minute * MINUTE, state] as const));
  const machines = [log('oven', [[0, 'OFF'], [100, 'HEAT'], [120, 'OFF']]), log('mill', [[0, 'OFF'], [60, 'ON'], [80, 'OFF'], [100, 'ON'], [120, 'OFF']])];
  return {
    kind: 'hand', seed: 0, meter: { timeMs, kw },
    plant: { meter: { kind: 'power', meterId: 'm', timeMs, demandKw: kw, completeness: COMPLETE, notices: [] }, machines, zone: 'UTC' },
    truth: { timeMs, machines: ['oven', 'mill'], kw: [oven, mill], unmeteredKw, baseKw: during(0, n, 10) },
    trueLogs: new Map(machines.map((one) => [one.machineId, { timeMs: one.timeMs, states: Array.from(one.stateCode, (code) => one.states[code] ?? '') }])),
  };
}

const ready = readyToJudge(plant());
const cause = (machines: readonly string[], state: string, kw: number, wide = 2) => ({ machines, state, kw, lowKw: kw - wide, highKw: kw + wide });

/**
 * By hand: window mean 53, reference mean 10 + 5 · 20/60 = 11.667, so the excess is 41.333 kW;
 * oven 30, mill 5 − 1.667 = 3.333, unexplained 41.333 − 33.333 = 8.
 */
const asked = { startMs: 100 * MINUTE, endMs: 120 * MINUTE, reference: [[40 * MINUTE, 100 * MINUTE]] as const, excessKw: 124 / 3, confidence: 0.9 };
const right: Answer = { ...asked, causes: [cause(['oven'], 'heat', 29), cause(['mill'], 'ON', 4)], unexplainedKw: 124 / 3 - 33 };

describe('judge', () => {
  test('finds the true top by window minus reference; states compare without case', () => {
    expect(judge(ready, right)).toMatchObject({
      trueTop: 'oven', trueState: 'heat', saidTop: 'oven', right: true, rightMachine: true, inThree: true, unexplained: false, saidUnexplained: false, groupSize: 1,
    });
    expect(judge(ready, right)?.excessKw).toBeCloseTo(124 / 3, 9);
    expect(judge(ready, right)?.trueKw).toBeCloseTo(30, 9);
  });

  test('misallocated counts each kW where it is missing and where it is too much, halved, over the excess', () => {
    // |29 − 30| + |4 − 3.333| + |8.333 − 8| = 2; 2 / 2 / 41.333
    expect(judge(ready, right)?.misallocated).toBeCloseTo(1 / (124 / 3), 9);
  });

  test('a wrong state of the right machine is right by machine only', () => {
    expect(judge(ready, { ...right, causes: [cause(['oven'], 'OFF', 29), cause(['mill'], 'ON', 4)] })).toMatchObject({ right: false, rightMachine: true });
  });

  test('the top line sums the states of a machine, and its label is its largest state', () => {
    const answer = { ...right, causes: [cause(['mill'], 'ON', 16), cause(['oven'], 'HEAT', 15), cause(['oven'], 'OFF', 2)], unexplainedKw: 124 / 3 - 33 };
    expect(judge(ready, answer)).toMatchObject({ saidTop: 'oven', saidState: 'HEAT', right: true });
  });

  test('a group is merged in the truth, too', () => {
    const grouped = { ...right, causes: [cause(['mill', 'oven'], 'HEAT', 33)], unexplainedKw: 124 / 3 - 33 };
    expect(judge(ready, grouped)).toMatchObject({ right: true, groupSize: 2 });
    // |33 − 33.333| + |8.333 − 8| = 0.667
    expect(judge(ready, grouped)?.misallocated).toBeCloseTo(1 / 3 / (124 / 3), 9);
  });

  test('all unexplained is wrong here, still in the first three, and books 33.333 kW on the wrong line', () => {
    const none = { ...right, causes: [], unexplainedKw: 124 / 3 };
    expect(judge(ready, none)).toMatchObject({ right: false, saidUnexplained: true, inThree: false });
    // |41.333 − 8| + 30 + 3.333 = 66.667; / 2 / 41.333
    expect(judge(ready, none)?.misallocated).toBeCloseTo(100 / 3 / (124 / 3), 9);
  });

  test('clear needs 40 % of the excess and 1.4 × the second line', () => {
    expect(judge(ready, right)?.clear).toBe(true); // 30 of 41.3, second 8
    // Compared with the mill's own time: excess 43 − 0 …, window 60–80 over reference 40–60 is the mill's 5 kW alone.
    const mill = judge(ready, { ...right, startMs: 60 * MINUTE, endMs: 80 * MINUTE, reference: [[40 * MINUTE, 60 * MINUTE]], excessKw: 5 });
    expect(mill).toMatchObject({ trueTop: 'mill', trueState: 'on', clear: true });
  });

  test('the band is the top cause against the true kW inside that state, window minus reference', () => {
    expect(judge(ready, right)).toMatchObject({ inBand: true, topCause: { trueKw: 30 } });
    expect(judge(ready, { ...right, causes: [cause(['oven'], 'HEAT', 29, 0.5)], unexplainedKw: 124 / 3 - 29 })?.inBand).toBe(false);
  });

  test('without an excess by the meter there is nothing to judge', () => {
    expect(judge(ready, { ...right, startMs: 40 * MINUTE, endMs: 50 * MINUTE, reference: [[100 * MINUTE, 110 * MINUTE]] })).toBeUndefined();
  });

  test('a window outside the readings is our mistake', () => {
    expect(() => judge(ready, { ...right, startMs: 500 * MINUTE, endMs: 510 * MINUTE })).toThrow(RangeError);
  });

  test('time without a reading counts neither for the meter nor for the truth', () => {
    const gappy = plant();
    const kept = (_: number, i: number) => i < 100 || i >= 110;
    const { timeMs, kw } = gappy.meter;
    const fact = judge(readyToJudge({ ...gappy, meter: { timeMs: timeMs.filter(kept), kw: kw.filter(kept) } }), right);
    expect(fact?.excessKw).toBeCloseTo(124 / 3, 9);
    expect(fact?.trueKw).toBeCloseTo(30, 9);
  });
});

describe('scored', () => {
  test('takes the largest excess energy by the meter first and no more than asked', () => {
    const small = { ...right, startMs: 60 * MINUTE, endMs: 80 * MINUTE, reference: [[40 * MINUTE, 60 * MINUTE]] as const };
    expect(scored(ready, [small, right]).map(({ answer }) => answer)).toEqual([1, 0]);
    expect(scored(ready, [small, right], 1).map(({ answer }) => answer)).toEqual([1]);
  });
});

describe('detection', () => {
  test('excursions are the largest five-minute means above the centred three-hour median, half an hour apart', () => {
    expect(excursions(ready).slice(0, 1)).toEqual([[115 * MINUTE, 120 * MINUTE]]);
    expect(excursions(ready).length).toBe(2);
  });

  test('covered10 is the share of excursions that a spike touches; flagged the share of time', () => {
    expect(detection(ready, [right])).toMatchObject({ spikes: 1, covered10: 0.5, flagged: 20 / 240 });
  });
});

const fact = (over: Partial<Fact>): Fact => ({
  startMs: 0, endMs: 1, excessKw: 10, meterError: 0, trueTop: 'a', trueKw: 8, saidTop: 'a', saidKw: 8, confidence: 0.9, clear: true, right: true, rightMachine: true,
  inThree: true, misallocated: 0.1, unexplained: false, saidUnexplained: false, groupSize: 1, inBand: true, ...over,
});

describe('summarise', () => {
  const facts = [
    fact({}), fact({ right: false, clear: false }), fact({ right: false, rightMachine: false, inThree: false, confidence: 0.6, inBand: false, misallocated: 0.5 }),
    fact({ unexplained: true, rightMachine: false, right: false, confidence: 0.7 }), fact({ unexplained: true, saidUnexplained: true, groupSize: 0, inBand: undefined }),
    fact({ saidUnexplained: true, right: false, rightMachine: false, confidence: 0.2, groupSize: 0, inBand: undefined }),
  ];
  const summary = summarise(facts);

  test('clear, top-1 and top-3 are shares of right answers', () => {
    expect(summary).toMatchObject({ scored: 6, clear: 5, clearTop1: 2 / 5, top1: 2 / 6, machineTop1: 3 / 6, top3: 5 / 6 });
  });

  test('false alarms are machines named with confidence ≥ 0.5 where nothing reported was the cause', () => {
    expect(summary).toMatchObject({ unexplainedTrue: 2, far: 0.5, unexplainedRecall: 0.5, falseUnexplained: 1 / 4, named: 4 / 6 });
  });

  test('precision at 0.8 and the band count what is defined', () => {
    expect(summary).toMatchObject({ precision80: 1, confident80: 3 / 6, band: 3 / 4 });
    expect(summary.misallocated).toBeCloseTo(1 / 6, 9);
  });

  test('what nothing defines is undefined', () => {
    expect(summarise([fact({})]).far).toBeUndefined();
    expect(summarise([]).ece).toBeUndefined();
  });
});

test('calibrationError weighs |mean confidence − share right| of ten bins by their counts', () => {
  // Bin 0.9–1: confidences .95, .95, one right: |.95 − .5| = .45, weight 2/4. Bin 0.2–0.3: .25, .25, none right: .25, weight 2/4. Sum .35.
  const of = (confidence: number, rightMachine: boolean) => ({ confidence, rightMachine });
  expect(calibrationError([of(0.95, true), of(0.95, false), of(0.25, false), of(0.25, false)])).toBeCloseTo(0.35, 9);
  expect(calibrationError([of(1, true)])).toBeCloseTo(0, 9);
});

import { describe, expect, test } from 'vitest';
import { analyse, inWords, type Cause, type Evidence, type Finding } from '../../src/engine';
import { studyOf, withEvidence } from '../../src/engine/evidence';
import { energyOf } from '../../src/engine/windows';
import { clock, knownPlant, type KnownMachine } from '../support/known-plant';
import { smallPlant } from '../support/small-plant';

const line = (machines: readonly string[], state: string, kw: number): Cause => ({ machines, state, kw, lowKw: kw, highKw: kw, variationKw: 0 });

/** A finding from 12:00 to 12:20 with the given lines; of the rest only the excess matters here. */
function finding(...causes: Cause[]): Finding {
  const excessKw = causes.reduce((sum, { kw }) => sum + kw, 0);
  return {
    startMs: clock('12:00:00'), endMs: clock('12:20:00'), peakMs: 0, peakKw: 0, meanKw: excessKw, referenceKw: 0, excessKw, excessKwh: 0, reference: [], causes,
    unexplainedKw: 0, unexplainedLowKw: 0, unexplainedHighKw: 0, confidence: 1, verdict: 'likely', ranking: { kind: 'ranked' },
    learning: { startMs: 0, endMs: 0, stepMs: 0 }, skill: 1,
  };
}

function evidence(machines: Readonly<Record<string, KnownMachine>>, causes: readonly Cause[], groups: ReadonlyArray<readonly string[]> = []): Array<Evidence | undefined> {
  const { learnt, grid, demandKw } = knownPlant(machines, 100, () => 0, groups);
  const found = withEvidence(finding(...causes), studyOf(learnt, energyOf(grid, demandKw)));
  return inWords({ findings: [found], notices: [] }).findings[0]!.causes.map((cause) => cause.evidence);
}

const oven = { kw: { HEAT: 60 }, log: ['00:00:00 OFF', '03:00:00 HEAT', '03:30:00 OFF', '06:00:00 HEAT', '06:30:00 OFF', '11:58:00 HEAT', '12:30:00 OFF'] };

describe('withEvidence', () => {
  test('entries, the usual step, and the seconds to the onset: an oven that heated three times, last two minutes before', () => {
    expect(evidence({ oven }, [line(['oven'], 'HEAT', 60)])).toEqual([{
      entries: 3, step: { count: 3, medianKw: 60, lowKw: 60, highKw: 60, expectedKw: 60 },
      alone: { count: 3, medianKw: 60, lowKw: 60, highKw: 60, expectedKw: 60 }, secondsBeforeOnset: 120, clockOffsetS: 0,
    }]);
  });

  test('an entry after the onset counts negative, and one more than an hour before it is none', () => {
    const late = { ...oven, log: [...oven.log.slice(0, 5), '12:05:00 HEAT', '12:30:00 OFF'] };
    expect(evidence({ oven: late }, [line(['oven'], 'HEAT', 60)])[0]).toMatchObject({ secondsBeforeOnset: -300 });
    const early = { ...oven, log: [...oven.log.slice(0, 5), '10:59:00 HEAT', '12:30:00 OFF'] };
    expect(evidence({ oven: early }, [line(['oven'], 'HEAT', 60)])[0]).not.toHaveProperty('secondsBeforeOnset');
  });

  test('fewer than three entries: no usual step, and how many more it takes', () => {
    const seldom = { ...oven, log: [...oven.log.slice(0, 1), ...oven.log.slice(5)] };
    const [one] = evidence({ oven: seldom }, [line(['oven'], 'HEAT', 60)]);
    expect(one).toMatchObject({ entries: 1, wouldHelp: 'oven entered HEAT once in these readings: three entries are needed to know what it costs.' });
    expect(one).not.toHaveProperty('step');
  });

  test('two suspects that never ran apart: says so, and what would tell them apart', () => {
    const dryer = { kw: { ON: 40 }, log: ['00:00:00 OFF', '02:59:30 ON', '03:31:00 OFF', '05:59:30 ON', '06:31:00 OFF', '11:57:30 ON', '12:31:00 OFF'] };
    const [first, second] = evidence({ oven, dryer }, [line(['oven'], 'HEAT', 60), line(['dryer'], 'ON', 40)]);
    expect(first).toMatchObject({ apart: { machines: ['dryer'], state: 'ON', count: 0 } });
    expect(first!.wouldHelp).toBe('oven entered HEAT only while dryer was in ON: one start of either alone would tell them apart.');
    expect(second!.apart).toMatchObject({ machines: ['oven'], count: 0 });
  });

  test('natural experiments: of three starts two without the other suspect, whose median step is the oven’s own', () => {
    const dryer = { kw: { ON: 40 }, log: ['00:00:00 OFF', '11:57:40 ON', '12:31:00 OFF'] };
    const [first] = evidence({ oven, dryer }, [line(['oven'], 'HEAT', 60), line(['dryer'], 'ON', 40)]);
    expect(first!.apart).toEqual({ machines: ['dryer'], state: 'ON', count: 2, medianKw: 60 });
    expect(first!.alone).toMatchObject({ count: 2, medianKw: 60 });
    expect(first).not.toHaveProperty('wouldHelp');
  });

  test('machines that always switch together: one start apart would help', () => {
    const [one] = evidence({ oven, twin: oven }, [line(['oven', 'twin'], 'HEAT', 120)], [['oven', 'twin']]);
    expect(one!.wouldHelp).toBe('oven and twin always switch together: one start apart, once logged, would tell them apart.');
    expect(one!.step).toMatchObject({ count: 3, medianKw: 120 });
  });

  test('always something else at the same minute: one start on its own would show its step', () => {
    const fast = { kw: { ON: 30 }, log: ['00:00:00 OFF', '03:00:30 ON', '03:05:00 OFF', '06:00:30 ON', '06:05:00 OFF', '11:58:30 ON', '12:01:00 OFF'] };
    const [one] = evidence({ oven, fast }, [line(['oven'], 'HEAT', 60)]);
    expect(one).not.toHaveProperty('alone');
    expect(one!.wouldHelp).toContain('within a minute of each of the 3 times that oven entered HEAT');
  });

  test('lines under a fiftieth of the excess carry none, nor do those that took away', () => {
    const fan = { kw: { ON: 1 }, log: ['00:00:00 OFF', '11:00:00 ON'] };
    const [large, small, away] = evidence({ oven, fan }, [line(['oven'], 'HEAT', 60), line(['fan'], 'ON', 0.5), line(['oven'], 'OFF', -20)]);
    expect([large !== undefined, small, away]).toEqual([true, undefined, undefined]);
  });
});

test('the same readings give the same evidence, and a mill of 80 kW shows a step of 80 kW', () => {
  const steps = analyse(smallPlant(6)).findings.flatMap((one) => one.causes.filter(({ machines, state }) => machines[0] === 'mill' && state === 'ON').map((cause) => cause.evidence!));
  expect(steps.length).toBeGreaterThan(2);
  expect(steps.every((one) => Math.abs(one.step!.medianKw - 80) < 4)).toBe(true);
  expect(JSON.stringify(analyse(smallPlant(6)).findings)).toBe(JSON.stringify(analyse(smallPlant(6)).findings));
});

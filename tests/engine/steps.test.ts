import { expect, test } from 'vitest';
import { nearestEntry, stepsOf, summaryOf } from '../../src/engine/steps';
import { energyOf } from '../../src/engine/windows';
import { clock, knownPlant } from '../support/known-plant';

const oven = { kw: { HEAT: 60, HOLD: 15 }, log: ['00:00:00 OFF', '06:00:00 HEAT', '06:30:00 HOLD', '09:00:00 OFF', '10:00:00 HEAT', '10:30:00 OFF', '12:00:00 HEAT', '12:30:00 OFF'] };
const pump = { kw: { ON: 20 }, log: ['00:00:00 OFF', '06:00:20 ON', '07:00:00 OFF'] };

test('a step is the minute after less the minute before, the change’s own ten seconds left out', () => {
  const { learnt, grid, demandKw } = knownPlant({ oven });
  const [steps] = stepsOf(learnt, energyOf(grid, demandKw.map((kw, bin) => (grid.startMs + bin * grid.stepMs === clock('10:00:00') ? 999 : kw))));
  expect([...steps!.observedKw]).toEqual([NaN, 60, -45, -15, 60, -60, 60, -60]);
  expect([...steps!.expectedKw]).toEqual([NaN, 60, -45, -15, 60, -60, 60, -60]);
});

test('a step next to more than half a minute without readings is not measured', () => {
  const { learnt, grid, demandKw } = knownPlant({ oven });
  const gap = (from: string, to: string) => demandKw.map((kw, bin) => (grid.startMs + bin * grid.stepMs >= clock(from) && grid.startMs + bin * grid.stepMs < clock(to) ? NaN : kw));
  expect(stepsOf(learnt, energyOf(grid, gap('09:59:00', '09:59:30')))[0]!.observedKw[4]).toBe(60);
  expect(stepsOf(learnt, energyOf(grid, gap('09:59:00', '09:59:40')))[0]!.observedKw[4]).toBeNaN();
});

test('a step is alone when nothing of a tenth of its size changed from a minute before to a minute after', () => {
  const alone = (ofPump: number) => [...stepsOf(...args(knownPlant({ oven, pump: { ...pump, kw: { ON: ofPump } } })))[0]!.alone];
  expect(alone(20)).toEqual([0, 0, 1, 1, 1, 1, 1, 1]);
  // 5 kW beside 60 kW do not disturb.
  expect(alone(5)).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
});

test('machines that always switch together do not disturb one another', () => {
  const twins = { oven, twin: oven };
  expect([...stepsOf(...args(knownPlant(twins)))[0]!.alone]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...stepsOf(...args(knownPlant(twins, 100, () => 0, [['oven', 'twin']])))[0]!.alone]).toEqual([0, 1, 1, 1, 1, 1, 1, 1]);
});

test('a change into a state that says nothing has no expected step, and disturbs any other', () => {
  const [steps] = stepsOf(...args(knownPlant({ oven, lost: { kw: {}, log: ['00:00:00 ON', '10:00:10 UNKNOWN', '11:00:00 ON'] } })));
  expect(steps!.alone[4]).toBe(0);
  expect([...stepsOf(...args(knownPlant({ lost: { kw: {}, log: ['00:00:00 ON', '10:00:10 UNKNOWN', '11:00:00 ON'] } })))[0]!.expectedKw]).toEqual([NaN, NaN, NaN]);
});

test('what is expected counts the start-up: 60 kW that decay with 60 s add 60 · (e^(−1/12) − e^(−13/12)) in the minute from the fifth second on', () => {
  const mill = { kw: { RUN: 20 }, start: { state: 'RUN', kw: 60, tauMs: 60_000 }, log: ['00:00:00 OFF', '06:00:00 RUN', '07:00:00 OFF'] };
  const [steps] = stepsOf(...args(knownPlant({ mill })));
  expect(steps!.expectedKw[1]).toBeCloseTo(20 + 60 * (Math.exp(-1 / 12) - Math.exp(-13 / 12)), 9);
  expect(steps!.expectedKw[2]).toBe(-20);
});

test('a state is entered anew when it was left twenty minutes before', () => {
  const pulsing = { kw: { ON: 20 }, log: ['00:00:00 OFF', '06:00:00 ON', '06:10:00 OFF', '06:29:50 ON', '06:40:00 OFF', '07:00:00 ON'] };
  // OFF is left at 06:00, 06:29:50; ON at 06:10 and 06:40.
  expect([...stepsOf(...args(knownPlant({ pulsing })))[0]!.anew]).toEqual([0, 1, 0, 0, 0, 1]);
});

test('a summary holds median and quartiles: steps of 60, −60, 60 and 90 kW', () => {
  const steps = { observedKw: Float64Array.of(NaN, 60, -60, 60, 90), expectedKw: Float64Array.of(NaN, 60, -60, 60, 60), alone: new Uint8Array(5), anew: new Uint8Array(5) };
  // Sorted −60, 60, 60, 90; the lower quartile lies at position 0.75: −60 + 0.75 · 120 = 30; the upper at 2.25: 60 + 0.25 · 30 = 67.5.
  expect(summaryOf(steps, [1, 2, 3, 4])).toEqual({ count: 4, medianKw: 60, lowKw: 30, highKw: 67.5, expectedKw: 60 });
  expect(summaryOf(steps, [0])).toBeUndefined();
  expect(summaryOf({ ...steps, expectedKw: steps.expectedKw.fill(NaN) }, [1, 2])).not.toHaveProperty('expectedKw');
});

test('the nearest entry into a state, from the first instant to before the last', () => {
  const track = knownPlant({ oven }).learnt.tracks[0]!;
  const heat = track.states.indexOf('HEAT');
  expect(nearestEntry(track, heat, clock('10:10:00'), clock('09:00:00'), clock('13:00:00'))).toBe(4);
  expect(nearestEntry(track, heat, clock('11:30:00'), clock('10:00:01'), clock('12:00:00'))).toBe(0);
});

function args({ learnt, grid, demandKw }: ReturnType<typeof knownPlant>) {
  return [learnt, energyOf(grid, demandKw)] as const;
}

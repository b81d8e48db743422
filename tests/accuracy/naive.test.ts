import { describe, expect, test } from 'vitest';
import { machineLog } from '../../src/base';
import { NAIVE_METHODS, naiveAnswers, nonNegative } from './naive';

const MINUTE = 60_000;
const COUNT = 600;

/** Ten hours by the minute, base 20 kW: heater ON 40 kW and fan ON 6 kW by turns. The lamp changes just before the spikes and draws nothing. */
const on = (minute: number, everyMin: number, lengthMin: number) => minute % everyMin >= everyMin - lengthMin;
const heaterOn = (minute: number) => on(minute, 100, 20);
const fanOn = (minute: number) => on(minute, 70, 30);
const demandKw = Float64Array.from({ length: COUNT }, (_, i) => 20 + (heaterOn(i) ? 40 : 0) + (fanOn(i) ? 6 : 0));
const switching = (id: string, isOn: (minute: number) => boolean, delayS = 0) =>
  machineLog(id, Array.from({ length: COUNT }, (_, i) => [i === 0 ? 0 : i * MINUTE + delayS * 1000, isOn(i) ? 'ON' : 'OFF'] as const));
const logs = [switching('heater', heaterOn), switching('fan', fanOn), switching('lamp', (minute) => heaterOn(minute) || minute % 37 === 0, 5)];
const spots = [180, 280, 380].map((minute) => ({
  startMs: minute * MINUTE, endMs: (minute + 20) * MINUTE, reference: [[(minute - 40) * MINUTE, minute * MINUTE]] as const, excessKw: 40,
}));
const answers = naiveAnswers({ startMs: 0, stepMs: MINUTE, demandKw }, logs, spots);

describe('naive methods', () => {
  test('last transition names what changed last before the end of the first reading', () => {
    expect(answers['last-transition'][0]?.causes[0]).toMatchObject({ machines: ['lamp'], state: 'ON', kw: 40 });
    // Heater and lamp changed within five minutes (twice in all, at 180 and 5 s later): 1 / (1 + 1). The fan changed at 180, too (minute 180 is 40 of 70).
    expect(answers['last-transition'][0]?.confidence).toBe(1 / 3);
  });

  test('lift names the state that is rarer outside the spikes', () => {
    // Heater ON: 3 of 3 spikes, 20 % of time, lift 5; fan ON is rarer in spikes.
    expect(answers.lift.map((answer) => answer.causes[0]?.machines[0])).toEqual(['heater', 'heater', 'heater']);
  });

  test('Pearson names the state that goes with the meter', () => {
    expect(answers.pearson.map((answer) => answer.causes[0])).toMatchObject([{ machines: ['heater'], state: 'ON' }, { machines: ['heater'] }, { machines: ['heater'] }]);
  });

  test('least squares give the heater its 40 kW and leave the rest open', () => {
    const answer = answers.nnls[1];
    const heater = (answer?.causes ?? []).filter((cause) => cause.machines[0] === 'heater').reduce((sum, cause) => sum + cause.kw, 0);
    expect(heater).toBeGreaterThan(37);
    expect(heater).toBeLessThan(41);
  });

  test('every method closes to the excess', () => {
    for (const method of NAIVE_METHODS) {
      for (const answer of answers[method]) {
        expect(answer.causes.reduce((sum, cause) => sum + cause.kw, answer.unexplainedKw)).toBeCloseTo(answer.excessKw, 9);
      }
    }
  });
});

test('nonNegative solves a system whose solution is positive, and keeps the others at zero', () => {
  // By hand: [[2, 1], [1, 2]] x = [4, 5] gives x = [1, 2]; with right side [4, −1] the second would be negative: x = [2, 0].
  const gram = Float64Array.of(2, 1, 1, 2);
  expect([...nonNegative(gram, Float64Array.of(4, 5), 2, 0)].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([1, 2]);
  expect([...nonNegative(gram, Float64Array.of(4, -1), 2, 0)]).toEqual([2, 0]);
});

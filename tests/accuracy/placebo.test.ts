import { expect, test } from 'vitest';
import { machineLog } from '../../src/base';
import { placeboOf } from './placebo';
import { labelledPlant } from './plants';
import { runPlant } from './run';
import { summarise } from './score';

const HOUR = 3_600_000;

test('states are moved by the hours given, and the end comes back to the beginning', () => {
  const plant = labelledPlant('canteen', 1);
  const startMs = plant.meter.timeMs[0] ?? NaN;
  const lengthMs = (plant.meter.timeMs.at(-1) ?? NaN) - startMs;
  const log = machineLog('m', [[startMs, 'OFF'], [startMs + HOUR, 'ON'], [startMs + lengthMs - HOUR, 'OFF']]);
  const moved = placeboOf({ ...plant, plant: { ...plant.plant, machines: [log] } }, 2).plant.machines[0];
  expect([...(moved?.timeMs ?? [])]).toEqual([startMs, startMs + HOUR, startMs + 3 * HOUR]);
  expect([...(moved?.stateCode ?? [])].map((code) => log.states[code])).toEqual(['ON', 'OFF', 'ON']);
});

test('on states moved by seven hours the same analysis explains less and is right less often', () => {
  const plant = labelledPlant('canteen', 1);
  const [real, placebo] = [runPlant(plant, false), runPlant(placeboOf(plant, 7), false)];
  expect(placebo.skill).toBeLessThan(0.25 * real.skill);
  expect(summarise(placebo.facts).clearTop1 ?? 1).toBeLessThan(0.6);
  expect(summarise(real.facts).clearTop1 ?? 0).toBeGreaterThan(0.9);
}, 60_000);

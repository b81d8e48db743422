import { describe, expect, test } from 'vitest';
import type { LabelledPlant } from '../labelled';
import { labelledPlant, KINDS } from './index';

/** Mean of everything true over the meter's samples, kW, and mean of the meter: they differ by noise alone. */
function means({ meter, truth }: LabelledPlant): { readonly trueKw: number; readonly meterKw: number; readonly worstKw: number } {
  const total = truth.timeMs.map((_, i) => truth.kw.reduce((sum, column) => sum + (column[i] ?? 0), (truth.unmeteredKw[i] ?? 0) + (truth.baseKw[i] ?? 0)));
  const truthStepMs = (truth.timeMs[1] ?? 0) - (truth.timeMs[0] ?? 0);
  const meterStepMs = Math.min(...meter.timeMs.slice(1, 200).map((ms, i) => ms - (meter.timeMs[i] ?? 0)));
  const perMeter = Math.round(meterStepMs / truthStepMs);
  let trueSum = 0;
  let meterSum = 0;
  let squares = 0;
  let count = 0;
  meter.timeMs.forEach((ms, i) => {
    const at = Math.round((ms - (truth.timeMs[0] ?? 0)) / truthStepMs);
    // A meter finer than the truth is compared where it begins a truth step.
    const kw = total.subarray(at, at + Math.max(1, perMeter)).reduce((sum, value) => sum + value, 0) / Math.max(1, perMeter);
    trueSum += kw;
    meterSum += meter.kw[i] ?? NaN;
    squares += (kw - (meter.kw[i] ?? NaN)) ** 2;
    count++;
  });
  return { trueKw: trueSum / count, meterKw: meterSum / count, worstKw: Math.sqrt(squares / count) };
}

describe.each(Object.keys(KINDS))('%s', (kind) => {
  const plant = labelledPlant(kind, 1);

  test('closes: the meter is the machines, the base, the unmetered loads, and noise', () => {
    const { trueKw, meterKw, worstKw } = means(plant);
    expect(Math.abs(meterKw - trueKw)).toBeLessThan(0.01 * trueKw);
    expect(worstKw).toBeLessThan(0.2 * trueKw);
  });

  test('has 4 to 30 machines that change, named once each, over 5 to 28 days', () => {
    const { machines } = plant.plant;
    expect(machines.length).toBeGreaterThanOrEqual(4);
    expect(machines.length).toBeLessThanOrEqual(30);
    expect(new Set(machines.map((log) => log.machineId)).size).toBe(machines.length);
    expect(machines.filter((log) => log.timeMs.length > 10).length).toBeGreaterThanOrEqual(4);
    const days = ((plant.meter.timeMs.at(-1) ?? 0) - (plant.meter.timeMs[0] ?? 0)) / 86_400_000;
    expect(days).toBeGreaterThan(4.9);
    expect(days).toBeLessThanOrEqual(28);
    expect(plant.truth.machines).toEqual(machines.map((log) => log.machineId));
  });

  test('draws finite power, never negative', () => {
    expect(plant.truth.kw.every((column) => column.every((kw) => Number.isFinite(kw) && kw >= 0))).toBe(true);
    expect(plant.meter.kw.every(Number.isFinite)).toBe(true);
  });
});

test.each(['line-L3', 'batch', 'jobshop'])('%s of the same seed is the same to the last bit, of another seed it is not', (kind) => {
  const [first, again, other] = [labelledPlant(kind, 3), labelledPlant(kind, 3), labelledPlant(kind, 4)];
  expect(again.plant.machines).toEqual(first.plant.machines);
  const bytes = ({ meter, truth }: LabelledPlant): Buffer => Buffer.concat([meter.kw, ...truth.kw].map((column) => Buffer.from(column.buffer)));
  expect(bytes(again).equals(bytes(first))).toBe(true);
  expect(bytes(other).equals(bytes(first))).toBe(false);
}, 60_000);

test('an unknown kind lists the kinds that exist', () => {
  expect(() => labelledPlant('bake', 1)).toThrow('bakery');
});

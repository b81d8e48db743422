/** Clocks that are off by minutes or hours are found by their steps alone, said, and never used to correct anything. */
import { expect, test } from 'vitest';
import { HOUR_MS, machineLog, MINUTE_MS } from '../../src/base';
import { analyse } from '../../src/engine';
import { alignMeter, trackOf } from '../../src/engine/align';
import { farShiftMs } from '../../src/engine/far-clock';
import type { Plant } from '../../src/engine';
import { smallPlant } from '../support/small-plant';
import { labelledPlant } from '../accuracy/plants';

/** By how many minutes each machine seems late when its stamps are moved by so many. */
function found({ meter, machines }: Pick<Plant, 'meter' | 'machines'>, movedMin: number): Array<readonly [string, number | undefined]> {
  const { grid, demandKw } = alignMeter(meter, {})!;
  return machines.map((log) => {
    const shiftMs = farShiftMs(trackOf({ ...log, timeMs: log.timeMs.map((ms) => ms + movedMin * MINUTE_MS) }, grid.startMs, grid.startMs + grid.count * grid.stepMs), demandKw, grid);
    return [log.machineId, shiftMs === undefined ? undefined : shiftMs / MINUTE_MS];
  });
}

test.each([5, -5, 60, -60, 120, -120])('the three loads of a plant whose stamps are %i minutes off are all found, the bystander is not', (min) => {
  expect(found(smallPlant(3), min)).toEqual([['mill', min], ['pump', min], ['fan', min], ['idle-bystander', undefined]]);
});

test('of a clock that is right, or off by less than three minutes, nothing is said here', () => {
  for (const min of [0, 1, -2]) {
    expect(found(smallPlant(3), min).every(([, shift]) => shift === undefined)).toBe(true);
  }
});

test('among twelve machines of a labelled plant those that are found are found right, to a minute or two', () => {
  const plant = labelledPlant('line-L2', 3).plant;
  const late = found(plant, 60).flatMap(([, shift]) => (shift === undefined ? [] : [shift]));
  expect(late.length).toBeGreaterThanOrEqual(5);
  expect(late.every((shift) => Math.abs(shift - 60) <= 2)).toBe(true);
  expect(found(plant, 0).filter(([, shift]) => shift !== undefined)).toEqual([]);
}, 60_000);

test('a chemical plant one of whose clocks was made an hour late has that one named, and its others not', () => {
  const { plant, trueLogs } = labelledPlant('batch', 12);
  const far = analyse(plant).notices.filter((one) => one.code === 'clock-far').map((one) => one.text);
  expect(far).toEqual([expect.stringMatching(/^Stamps of BRINE \(about 60 min late\) do not/)]);
  expect((plant.machines.find((log) => log.machineId === 'BRINE')!.timeMs[5]! - trueLogs.get('BRINE')!.timeMs[5]!) / MINUTE_MS).toBeCloseTo(60, 0);
}, 60_000);

test('a machine that draws nothing has no clock to find, however often it changes', () => {
  const plant = smallPlant(3);
  const idle = machineLog('lamp', Array.from({ length: 200 }, (_, i) => [plant.machines[0]!.timeMs[0]! + i * 20 * MINUTE_MS, i % 2 === 0 ? 'ON' : 'OFF'] as const));
  expect(found({ ...plant, machines: [idle] }, 0)).toEqual([['lamp', undefined]]);
});

test('readings further apart than five minutes show no single step, and a plant that never changes none at all', () => {
  const { grid, demandKw } = alignMeter(smallPlant(3).meter, {})!;
  const [mill] = smallPlant(3).machines;
  const track = trackOf({ ...mill!, timeMs: mill!.timeMs.map((ms) => ms + HOUR_MS) }, grid.startMs, grid.startMs + grid.count * grid.stepMs);
  expect(farShiftMs(track, demandKw, grid)).toBe(HOUR_MS);
  expect(farShiftMs(track, demandKw, { ...grid, stepMs: 6 * MINUTE_MS })).toBeUndefined();
  expect(farShiftMs(track, demandKw.map(() => 100), grid)).toBeUndefined();
});

test('what hangs on such a clock is never more than possible, what does not is as sure as before', () => {
  const plant = smallPlant(3);
  const off = { ...plant, machines: plant.machines.map((log) => (log.machineId === 'mill' ? { ...log, timeMs: log.timeMs.map((ms) => ms + HOUR_MS) } : log)) };
  const { findings, notices } = analyse(off);
  expect(notices.map((one) => one.text)).toContain('Stamps of mill (about 60 min late) do not meet the meter’s: check the clock and the time zone of their source. Nothing is corrected.');
  const inDoubt = findings.filter((one) => one.verdict === 'unexplained');
  const others = findings.filter((one) => one.verdict !== 'unexplained');
  expect(inDoubt.length).toBeGreaterThan(0);
  expect(inDoubt.every((one) => one.confidence <= 0.5)).toBe(true);
  expect(others.length).toBeGreaterThan(0);
  expect(Math.min(...others.map((one) => one.confidence))).toBeGreaterThan(0.9);
});

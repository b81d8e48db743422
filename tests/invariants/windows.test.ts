import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base';
import { analyse, type Plant } from '../../src/engine';
import { smallPlant } from '../support/small-plant';

/** What must hold of demand windows, names and evidence for any plant, tried on a few that differ by their seed. */

const SEEDS = [11, 23];
const demand = { lengthMs: 15 * MINUTE_MS, contractKw: 150 };
const seen = (plant: Plant) => analyse(plant, { demand });

test.each(SEEDS)('seed %i: all clocks an hour earlier, in the zone an hour ahead, move every window by that hour and change no name', (seed) => {
  const here = seen(smallPlant(seed));
  const east = seen(smallPlant(seed, 72, -HOUR_MS, 'Etc/GMT-1'));
  expect(east.windows!.map(({ startMs }) => startMs + HOUR_MS)).toEqual(here.windows!.map(({ startMs }) => startMs));
  east.windows!.forEach((window, i) => expect(window.kwh).toBeCloseTo(here.windows![i]!.kwh, 9));
  const names = (analysis: typeof here) => analysis.findings.map(({ kinds = [] }) => kinds.map(({ kind }) => kind));
  expect(names(east)).toEqual(names(here));
  expect(names(here).flat()).toContain('demand-peak');
});

test.each(SEEDS)('seed %i: the order of the machines changes no window, no name and no evidence', (seed) => {
  const plant = smallPlant(seed);
  const { windows, findings } = seen(plant);
  const turned = seen({ ...plant, machines: [...plant.machines].reverse() });
  expect(JSON.stringify(turned.windows)).toBe(JSON.stringify(windows));
  expect(JSON.stringify(turned.findings)).toBe(JSON.stringify(findings));
});

test.each(SEEDS)('seed %i: every window closes, and the machine that never changes has no line', (seed) => {
  for (const { kwh, baseLoadKwh, lines, unexplainedKwh } of seen(smallPlant(seed)).windows!) {
    expect(Math.abs(baseLoadKwh + lines.reduce((sum, line) => sum + line.kwh, 0) + unexplainedKwh - kwh)).toBeLessThan(1e-9);
    expect(lines.flatMap(({ machines }) => machines)).not.toContain('idle-bystander');
  }
});

test.each(SEEDS)('seed %i: half the windows add up to the whole: two quarters of an hour are the half hour, line by line', (seed) => {
  const plant = smallPlant(seed);
  const quarters = seen(plant).windows!;
  const halves = analyse(plant, { demand: { lengthMs: 30 * MINUTE_MS } }).windows!;
  halves.forEach((half, i) => {
    const [a, b] = [quarters[2 * i]!, quarters[2 * i + 1]!];
    expect(a.kwh + b.kwh).toBeCloseTo(half.kwh, 9);
    expect(a.baseLoadKwh + b.baseLoadKwh).toBeCloseTo(half.baseLoadKwh, 9);
    for (const line of half.lines) {
      const parts = [...a.lines, ...b.lines].filter((one) => one.kind === line.kind && one.state === line.state && one.machines.join() === line.machines.join());
      expect(parts.reduce((sum, one) => sum + one.kwh, 0)).toBeCloseTo(line.kwh, 9);
    }
  });
});

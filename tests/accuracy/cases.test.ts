import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { caseNames, OWN_CASES, readCase } from './cases';
import { exportCase } from './export';
import { labelledPlant } from './plants';
import { runPlant } from './run';

const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a plant that was exported and read back is judged the same', () => {
  const plant = labelledPlant('dark', 2);
  exportCase(folder, plant);
  expect(caseNames(folder)).toEqual(['dark_s2']);
  const [before, after] = [runPlant(plant, true), runPlant(readCase(folder, 'dark_s2'), true)];
  expect(after.facts.length).toBeGreaterThan(20);
  expect(after.facts).toEqual(before.facts);
  expect(after.naive).toEqual(before.naive);
}, 60_000);

test('a register is exported as differences and as itself', () => {
  const plant = labelledPlant('jobshop', 2);
  exportCase(folder, plant);
  const back = readCase(folder, 'jobshop_s2');
  expect(back.meter.kw).toEqual(plant.meter.kw);
  expect(back.trueLogs.get('laser')?.timeMs).toEqual(plant.trueLogs.get('laser')?.timeMs);
}, 60_000);

test('the project carries two real months, each with its source and licence beside it', () => {
  expect(caseNames(OWN_CASES)).toEqual(['refit_house20_2014_06', 'ukdale_house2_2013_06']);
  for (const name of caseNames(OWN_CASES)) {
    expect(readFileSync(join(OWN_CASES, name, 'README.md'), 'utf8')).toMatch(/CC BY 4\.0/);
  }
});

test('a real month has its four appliances in states and truth alike', () => {
  const { plant, truth, meter } = readCase(OWN_CASES, 'ukdale_house2_2013_06');
  expect(plant.machines.map((log) => log.machineId).sort()).toEqual([...truth.machines].sort());
  expect(truth.machines.length).toBe(4);
  expect(meter.timeMs.length).toBeGreaterThan(40_000);
}, 60_000);

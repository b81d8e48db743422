import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMeter, readStates } from '../../src/files/csv';
import { differences, figuresOf, type Checks } from './measured';
import { plantFiles } from './plant';
import type { Size } from './sizes';

/** The bench's own rules: what a median is, when a peer's time counts, and that everybody gets the same bytes. */

test('of an even number of runs the median lies between the two in the middle', () => {
  expect(figuresOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
  expect(figuresOf([7])).toEqual({ min: 7, median: 7, max: 7 });
});

const checks: Checks = { count: 10, startMs: 0, stepMs: 1000, kwSum: 1e6, baselineSum: 5e5, spikes: 2, spikeBins: 40, occupancy: { 'a RUN': 7, 'a OFF': 3 } };

test('a peer’s time counts only when it answers the same', () => {
  expect(differences(checks, { ...checks, kwSum: 1e6 + 1e-4, occupancy: { 'a RUN': 7.00001, 'a OFF': 3, 'a UNKNOWN': 0 } })).toEqual([]);
  expect(differences(checks, { ...checks, spikes: 3 })).toEqual(['spikes 2 against 3']);
  expect(differences(checks, { ...checks, kwSum: 1e6 + 1 })).toEqual(['kwSum 1000000 against 1000001']);
  expect(differences(checks, { ...checks, occupancy: { 'a RUN': 6, 'a OFF': 4 } })).toHaveLength(2);
});

test('the same seed writes the same bytes, another seed others, and the product reads them', () => {
  const size: Size = { name: 'S', stepMs: 10_000, rows: 500, machines: 3, dwellMs: 60_000, spikeEveryMs: 3_600_000, spikeMs: [60_000, 120_000], seed: 1 };
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'spiketrace-bench-')));
  try {
    const [one, same] = folders.map((folder) => plantFiles(folder, size));
    const other = plantFiles(folders[0]!, size, 2);
    expect(readFileSync(same!.meter).equals(readFileSync(one!.meter))).toBe(true);
    expect(readFileSync(same!.states).equals(readFileSync(one!.states))).toBe(true);
    expect(readFileSync(other.meter).equals(readFileSync(one!.meter))).toBe(false);
    expect(readMeter('meter.csv', readFileSync(one!.meter)).timeMs).toHaveLength(500);
    expect(readStates('states.csv', readFileSync(one!.states))).toHaveLength(3);
  } finally {
    folders.forEach((folder) => rmSync(folder, { recursive: true }));
  }
});

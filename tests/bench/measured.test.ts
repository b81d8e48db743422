import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMeter, readStates } from '../../src/files/csv';
import { differences, figuresOf, samplesOf, type Checks, type Measured } from './measured';
import { plantFiles, type Files } from './plant';
import { measureScale } from './scale';
import type { Size } from './sizes';

/** The bench's own rules: what a median is, when a peer's time counts, and that everybody gets the same bytes. */

test('of an even number of runs the median lies between the two in the middle', () => {
  expect(figuresOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
  expect(figuresOf([7])).toEqual({ min: 7, median: 7, max: 7 });
});

test('values are added up so many at a time, and what is left over counts for nothing', () => {
  expect(samplesOf([1, 2, 3, 4, 5], 2)).toEqual([3, 7]);
  expect(samplesOf([1, 2], 3)).toEqual([]);
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

test('L is compared with as many bytes of M, in the order M L L M, so that what comes once in many runs of M counts there too', () => {
  const filesOf = (bytes: number): Files => ({ meter: '', states: '', bytes, transitions: 0 });
  const [m, l] = [filesOf(100), filesOf(420)];
  const asked: string[] = [];
  // M takes 1 ms and every fourth run 3 more for garbage; L takes 8 ms for 4.2 times the bytes.
  const own = (files: Files, warm: number, runs: number): Measured => {
    asked.push(`${files === m ? 'M' : 'L'} ${warm} ${runs}`);
    return { versions: {}, first: {}, memoryBytes: 0, checks, runs: Array.from({ length: runs }, (_, i) => ({ meter: files === l ? 8 : i % 4 === 3 ? 4 : 1 })) };
  };
  const { bytes, small, large, byMedian, byMinimum } = measureScale(m, l, 1, own);
  expect(asked).toEqual(['M 24 24', 'L 6 6', 'L 6 6', 'M 24 24']);
  expect(bytes).toBe(4.2);
  // Four runs of M take 1 + 1 + 1 + 4 = 7 ms for 400 bytes: 7.35 for 420.
  expect(small.median).toBeCloseTo(7.35, 9);
  expect(large).toEqual({ min: 8, median: 8, max: 8 });
  expect(byMedian).toBeCloseTo(8 / 7.35, 9);
  expect(byMinimum).toBeCloseTo(8 / 7.35, 9);
});

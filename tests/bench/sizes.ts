/** The plants that speed is measured on, from a panel's refresh to a year on one line. */
export interface Size {
  readonly name: 'S' | 'M' | 'L' | 'W' | 'T';
  readonly stepMs: number;
  readonly rows: number;
  readonly machines: number;
  /** Mean time in a state; every eighth machine changes four times as often. */
  readonly dwellMs: number;
  /** Mean time between unmetered spikes. */
  readonly spikeEveryMs: number;
  readonly spikeMs: readonly [shortest: number, longest: number];
  readonly seed: number;
}

export const SIZES: readonly Size[] = [
  { name: 'S', stepMs: 10_000, rows: 8_640, machines: 10, dwellMs: 457_000, spikeEveryMs: 14_400_000, spikeMs: [240_000, 900_000], seed: 101 },
  { name: 'M', stepMs: 1_000, rows: 604_800, machines: 40, dwellMs: 516_000, spikeEveryMs: 14_400_000, spikeMs: [240_000, 900_000], seed: 102 },
  { name: 'L', stepMs: 10_000, rows: 3_153_600, machines: 60, dwellMs: 1_393_000, spikeEveryMs: 14_400_000, spikeMs: [240_000, 900_000], seed: 103 },
];

/** A week at 10 s with 20 machines and about 150 spikes: what the whole analysis is measured on. */
export const WEEK: Size = { name: 'W', stepMs: 10_000, rows: 60_480, machines: 20, dwellMs: 516_000, spikeEveryMs: 2_100_000, spikeMs: [120_000, 300_000], seed: 104 };

/** L's year with ten million changes of state: each machine changes every three to four minutes. */
export const STORM: Size = { name: 'T', stepMs: 10_000, rows: 3_153_600, machines: 60, dwellMs: 255_000, spikeEveryMs: 14_400_000, spikeMs: [240_000, 900_000], seed: 105 };

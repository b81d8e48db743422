/** The three plants that speed is measured on, from a panel's refresh to a year on one line. */
export interface Size {
  readonly name: 'S' | 'M' | 'L';
  readonly stepMs: number;
  readonly rows: number;
  readonly machines: number;
  /** Mean time in a state; every eighth machine changes four times as often. */
  readonly dwellMs: number;
  readonly seed: number;
}

export const SIZES: readonly Size[] = [
  { name: 'S', stepMs: 10_000, rows: 8_640, machines: 10, dwellMs: 457_000, seed: 101 },
  { name: 'M', stepMs: 1_000, rows: 604_800, machines: 40, dwellMs: 516_000, seed: 102 },
  { name: 'L', stepMs: 10_000, rows: 3_153_600, machines: 60, dwellMs: 1_393_000, seed: 103 },
];

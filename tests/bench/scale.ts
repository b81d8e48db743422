import { figuresOf, samplesOf, totalOf, type Figures, type Measured } from './measured';
import type { Files } from './plant';

/** How our time grows from a week at 1 s (M) to a year at 10 s (L), by one rule for both. */

export interface Scale {
  /** L's bytes over M's. */
  readonly bytes: number;
  /** CPU ms for the bytes of L, read as runs of M. */
  readonly small: Figures;
  /** CPU ms of a run of L. */
  readonly large: Figures;
  /** Time over bytes, by medians and by minima: 1 = in proportion. */
  readonly byMedian: number;
  readonly byMinimum: number;
}

/** So many runs of L, and as many bytes of M, before a process is timed: by then V8 has compiled all of it. */
const WARM = 6;

/**
 * In the order M L L M, so that a machine that slows down or speeds up does so for both.
 *
 * A sample of M is as many runs in a row as make up the bytes of L. V8 collects garbage once in so many megabytes and the system gives
 * and takes pages as it likes: most single runs of M go without, so that neither their minimum nor their median has seen what every
 * run of L pays. Compared are medians: the minimum of a short run is a moment in which nobody else used the machine's cache, and a run
 * eight times as long has fewer such moments. Both are given.
 * @param own measures us on files: processes, warm-ups and runs are counted by `measureScale`
 */
export function measureScale(m: Files, l: Files, rounds: number, own: (files: Files, warm: number, runs: number) => Measured): Scale {
  const each = Math.max(1, Math.round(l.bytes / m.bytes));
  const perProcess = 6;
  const small: number[] = [];
  const large: number[] = [];
  const timeM = () => small.push(...samplesOf(own(m, WARM * each, perProcess * each).runs.map(totalOf), each));
  const timeL = () => large.push(...own(l, WARM, perProcess).runs.map(totalOf));
  for (let round = 0; round < rounds; round++) {
    [timeM, timeL, timeL, timeM].forEach((time) => time());
  }
  const bytes = l.bytes / m.bytes;
  const [ofM, ofL] = [figuresOf(small.map((ms) => (ms * bytes) / each)), figuresOf(large)];
  return { bytes, small: ofM, large: ofL, byMedian: ofL.median / ofM.median, byMinimum: ofL.min / ofM.min };
}

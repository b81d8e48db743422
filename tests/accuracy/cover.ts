/** Step functions of time and their integrals over intervals, by prefix sums. */

/** [startMs, endMs) */
export type Interval = readonly [startMs: number, endMs: number];

/** Where a family of step functions is defined: piece i covers [startMs[i], endMs[i]), pieces ascend and never overlap. */
export interface Pieces {
  /** n, ascending. */
  readonly startMs: Float64Array;
  /** n, at most the next start. */
  readonly endMs: Float64Array;
}

/** Pieces from stamps: each lasts the median distance of the stamps, or until the next one where that is nearer. */
export function piecesOf(timeMs: Float64Array): Pieces {
  const stepMs = medianStepMs(timeMs);
  const endMs = timeMs.map((ms, i) => (i + 1 < timeMs.length ? Math.min(ms + stepMs, timeMs[i + 1]) : ms + stepMs));
  return { startMs: timeMs, endMs };
}

/** Whole ms, rounded down; the middle two are averaged. @throws RangeError below two stamps */
export function medianStepMs(timeMs: Float64Array): number {
  if (timeMs.length < 2) {
    throw new RangeError(`at least two stamps are needed for a step: got ${timeMs.length}`);
  }
  const steps = Float64Array.from({ length: timeMs.length - 1 }, (_, i) => timeMs[i + 1] - timeMs[i]).sort();
  const middle = steps.length >> 1;
  return Math.floor(steps.length % 2 === 1 ? steps[middle] : (steps[middle - 1] + steps[middle]) / 2);
}

/** value[i] integrated up to each piece's start: n + 1 numbers, kW · ms. */
export function integral(pieces: Pieces, value: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(pieces.startMs.length + 1);
  for (let i = 0; i < pieces.startMs.length; i++) {
    sum[i + 1] = sum[i] + value[i] * (pieces.endMs[i] - pieces.startMs[i]);
  }
  return sum;
}

/** Which piece an instant is in or behind, and how much of that piece lies before it. */
export interface Edge {
  readonly piece: number;
  readonly intoMs: number;
}

/** O(log n) */
export function edgeAt({ startMs, endMs }: Pieces, atMs: number): Edge {
  let low = 0;
  for (let high = startMs.length; low < high; ) {
    const middle = (low + high) >> 1;
    [low, high] = startMs[middle] <= atMs ? [middle + 1, high] : [low, middle];
  }
  const piece = low - 1;
  return piece < 0 ? { piece: -1, intoMs: 0 } : { piece, intoMs: Math.max(0, Math.min(atMs, endMs[piece]) - startMs[piece]) };
}

export function upTo(sum: Float64Array, value: ArrayLike<number>, { piece, intoMs }: Edge): number {
  return piece < 0 ? 0 : sum[piece] + value[piece] * intoMs;
}

/** Pairs of edges of some intervals, found once for all functions on the same pieces. */
export type Edges = ReadonlyArray<readonly [Edge, Edge]>;

export function edgesOf(pieces: Pieces, intervals: readonly Interval[]): Edges {
  return intervals.map(([fromMs, toMs]) => [edgeAt(pieces, fromMs), edgeAt(pieces, toMs)] as const);
}

/** Integral over the intervals, kW · ms. */
export function over(sum: Float64Array, value: ArrayLike<number>, edges: Edges): number {
  let total = 0;
  for (const [from, to] of edges) {
    total += upTo(sum, value, to) - upTo(sum, value, from);
  }
  return total;
}

import { MINUTE_MS, upperBound, type PowerReadings } from '../base';

/** Mean and maximum of any stretch of a long series, without passing over it again: energy as a prefix sum, maxima in blocks. */

export interface Pyramid {
  readonly readings: PowerReadings;
  /** How long a reading holds at most, ms. */
  readonly lengthMs: number;
  /** n + 1: kW·ms of all readings before the i-th. */
  readonly energy: Float64Array;
  /** n + 1: ms that were measured before the i-th. */
  readonly known: Float64Array;
  /** Level l holds the largest kW of BASE · FACTOR^l readings each; NaN-free, −Infinity where nothing was read. */
  readonly maxKw: readonly Float64Array[];
}

const BASE = 16;
const FACTOR = 4;

/** O(n), about 2.5 numbers a reading. The source's own maxima count where it gives them. */
export function pyramidOf(readings: PowerReadings): Pyramid {
  const { timeMs, demandKw } = readings;
  const n = timeMs.length;
  const lengthMs = readings.windowMs ?? typicalStepMs(timeMs) * 2;
  const energy = new Float64Array(n + 1);
  const known = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const kw = demandKw[i];
    const heldMs = i + 1 < n ? Math.min(lengthMs, timeMs[i + 1] - timeMs[i]) : lengthMs;
    const read = kw === kw;
    energy[i + 1] = energy[i] + (read ? kw * heldMs : 0);
    known[i + 1] = known[i] + (read ? heldMs : 0);
  }
  return { readings, lengthMs, energy, known, maxKw: maximaOf(readings) };
}

const pyramids = new WeakMap<PowerReadings, Pyramid>();

/** Readings are passed over once; the views of the same readings that follow cost pixels. */
export function pyramidFor(readings: PowerReadings): Pyramid {
  const known = pyramids.get(readings) ?? pyramidOf(readings);
  pyramids.set(readings, known);
  return known;
}

function maximaOf(readings: PowerReadings): Float64Array[] {
  const n = readings.timeMs.length;
  const levels: Float64Array[] = [];
  let below = new Float64Array(Math.ceil(n / BASE)).fill(-Infinity);
  for (let i = 0; i < n; i++) {
    const kw = highestOf(readings, i);
    const block = i >> 4;
    below[block] = kw > below[block] ? kw : below[block];
  }
  for (levels.push(below); below.length > FACTOR; levels.push(below)) {
    const above = new Float64Array(Math.ceil(below.length / FACTOR)).fill(-Infinity);
    for (let i = 0; i < below.length; i++) {
      above[i >> 2] = below[i] > above[i >> 2] ? below[i] : above[i >> 2];
    }
    below = above;
  }
  return levels;
}

/** NaN where there is no reading; a maximum that is missing or lower than its own mean says nothing. */
export function highestOf({ demandKw, maxKw }: PowerReadings, i: number): number {
  const kw = demandKw[i];
  return maxKw !== undefined && maxKw[i] > kw ? maxKw[i] : kw;
}

/** The middle of the distances, from at most a thousand of them spread over the series. */
function typicalStepMs(timeMs: Float64Array): number {
  const count = Math.min(1000, timeMs.length - 1);
  const every = (timeMs.length - 1) / count;
  const steps = Float64Array.from({ length: Math.max(0, count) }, (_, k) => {
    const i = Math.floor(k * every);
    return timeMs[i + 1] - timeMs[i];
  }).sort();
  return steps.length > 0 ? steps[steps.length >> 1] : MINUTE_MS;
}

export interface Columns {
  /** One per pixel column, kW; NaN = nothing was read in it. */
  readonly meanKw: Float64Array;
  readonly maxKw: Float64Array;
}

/** Mean over each of `count` equal columns of the time, and the largest reading that touches it. O(count · log n), or O(readings in view) when there are few */
export function columnsOf(pyramid: Pyramid, startMs: number, endMs: number, count: number): Columns {
  const { timeMs } = pyramid.readings;
  const { lengthMs } = pyramid;
  const meanKw = new Float64Array(count).fill(NaN);
  const maxKw = new Float64Array(count).fill(NaN);
  const columnMs = (endMs - startMs) / count;
  const n = timeMs.length;
  let first = Math.max(0, upperBound(timeMs, startMs) - 1);
  let before = sumsAt(pyramid, first, startMs);
  for (let column = 0; column < count; column++) {
    const untilMs = startMs + (column + 1) * columnMs;
    const last = advance(timeMs, first, untilMs);
    const until = sumsAt(pyramid, last, untilMs);
    if (until.known > before.known) {
      meanKw[column] = (until.energy - before.energy) / (until.known - before.known);
      // The reading before may still hold at the column's start.
      const holds = n > 0 && timeMs[first] + lengthMs > untilMs - columnMs;
      // One that begins where the column ends belongs to the next one.
      const end = timeMs[last] < untilMs ? last + 1 : last;
      const most = largest(pyramid, holds ? first : first + 1, end);
      maxKw[column] = most > meanKw[column] ? most : meanKw[column];
    }
    [first, before] = [last, until];
  }
  return { meanKw, maxKw };
}

/** The last reading that begins at or before x, from a known one on: steps that double, then halves. */
function advance(timeMs: Float64Array, from: number, x: number): number {
  let low = from;
  let step = 1;
  while (low + step < timeMs.length && timeMs[low + step] <= x) {
    low += step;
    step *= 2;
  }
  for (; step >= 1; step = step >> 1) {
    if (low + step < timeMs.length && timeMs[low + step] <= x) {
      low += step;
    }
  }
  return low;
}

/** What was measured up to x: all readings before the i-th, and as much of this one as has passed. */
function sumsAt({ readings: { timeMs, demandKw }, lengthMs, energy, known }: Pyramid, i: number, x: number): { readonly energy: number; readonly known: number } {
  const kw = demandKw[i];
  const heldMs = i < timeMs.length && kw === kw ? Math.max(0, Math.min(lengthMs, x - timeMs[i])) : 0;
  return { energy: energy[i] + (heldMs > 0 ? kw * heldMs : 0), known: known[i] + heldMs };
}

/** Largest kW of readings from ≤ i < to; −Infinity where there is none. */
function largest({ readings, maxKw: levels }: Pyramid, from: number, to: number): number {
  let most = -Infinity;
  let i = from;
  while (i < to) {
    let level = -1;
    let size = 1;
    // The largest block that begins here and ends in time.
    for (let next = BASE; level + 1 < levels.length && i % next === 0 && i + next <= to; next *= FACTOR) {
      level++;
      size = next;
    }
    const kw = level < 0 ? highestOf(readings, i) : levels[level][i / size];
    most = kw > most ? kw : most;
    i += size;
  }
  return most;
}

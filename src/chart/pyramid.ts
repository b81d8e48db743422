import { MINUTE_MS, type PowerReadings } from '../base';
import { upperBound } from '../base';

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

function maximaOf({ demandKw, maxKw }: PowerReadings): Float64Array[] {
  const levels: Float64Array[] = [];
  let below = new Float64Array(Math.ceil(demandKw.length / BASE)).fill(-Infinity);
  for (let i = 0; i < demandKw.length; i++) {
    const kw = highestOf(demandKw, maxKw, i);
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
function highestOf(demandKw: Float64Array, maxKw: Float64Array | undefined, i: number): number {
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
  const { timeMs, demandKw, maxKw: given } = pyramid.readings;
  const { lengthMs } = pyramid;
  const meanKw = new Float64Array(count).fill(NaN);
  const maxKw = new Float64Array(count).fill(NaN);
  const columnMs = (endMs - startMs) / count;
  const n = timeMs.length;
  let first = Math.max(0, upperBound(timeMs, startMs) - 1);
  let energyBefore = energyAt(pyramid, first, startMs);
  let knownBefore = knownAt(pyramid, first, startMs);
  for (let column = 0; column < count; column++) {
    const untilMs = startMs + (column + 1) * columnMs;
    const last = advance(timeMs, first, untilMs);
    const energy = energyAt(pyramid, last, untilMs);
    const known = knownAt(pyramid, last, untilMs);
    if (known > knownBefore) {
      meanKw[column] = (energy - energyBefore) / (known - knownBefore);
      // The reading before may still hold at the column's start.
      const holds = n > 0 && timeMs[first] + lengthMs > untilMs - columnMs;
      // One that begins where the column ends belongs to the next one.
      const end = timeMs[last] < untilMs ? last + 1 : last;
      const most = largest(pyramid, demandKw, given, holds ? first : first + 1, end);
      maxKw[column] = most > meanKw[column] ? most : meanKw[column];
    }
    [first, energyBefore, knownBefore] = [last, energy, known];
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

function energyAt({ readings: { timeMs, demandKw }, lengthMs, energy }: Pyramid, i: number, x: number): number {
  const heldMs = heldUntil(timeMs, i, x, lengthMs);
  const kw = demandKw[i];
  return energy[i] + (heldMs > 0 && kw === kw ? kw * heldMs : 0);
}

function knownAt({ readings: { timeMs, demandKw }, lengthMs, known }: Pyramid, i: number, x: number): number {
  const heldMs = heldUntil(timeMs, i, x, lengthMs);
  return known[i] + (heldMs > 0 && demandKw[i] === demandKw[i] ? heldMs : 0);
}

/** How long reading i has held at x, ms; none before it begins or where there is no reading. */
function heldUntil(timeMs: Float64Array, i: number, x: number, lengthMs: number): number {
  return i < timeMs.length ? Math.max(0, Math.min(lengthMs, x - timeMs[i])) : 0;
}

/** Largest kW of readings from ≤ i < to; −Infinity where there is none. */
function largest({ maxKw: levels }: Pyramid, demandKw: Float64Array, given: Float64Array | undefined, from: number, to: number): number {
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
    const kw = level < 0 ? highestOf(demandKw, given, i) : levels[level][i / size];
    most = kw > most ? kw : most;
    i += size;
  }
  return most;
}

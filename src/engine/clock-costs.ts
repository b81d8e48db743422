import { HOUR_MS } from '../base';
import type { Track } from './align';
import { cholesky } from './cholesky';
import type { Grid } from './types';

/** What a machine's states cost at the shift of its clock that the meter's steps fit best: costs learnt at no shift may hide it. */

/** What the meter's steps would be with one machine alone. */
export interface MeterSteps {
  /** n − lag, kW: each bin less the one `lag` before. */
  readonly kw: Float64Array;
  /** MeterSteps are taken over this many bins. */
  readonly lag: number;
  /** Largest shift looked at, bins. */
  readonly reach: number;
  /** What a step is when nothing changes, kW. */
  readonly sigmaKw: number;
}

/** The meter's steps must fit a shift by so many standard deviations, and better than no shift by so many. */
const CLEAR = 6;
const CLEARLY_BETTER = 3;
/** Costs must explain at least this share of the steps as they were learnt, and with what one half of the time taught, of their own steps in the other half. */
const LEAST_MET = 0.42;
/** The halves take turns at this length, which fits no day evenly, so that each has its share of every hour. */
const HALVED_MS = 5 * HOUR_MS;
/** Share of a state's own changes that holds its cost to nothing: one state is always on, so what all cost alike is nowhere to be seen. */
const RIDGE = 1e-3;

/**
 * Costs learnt at no shift favour no shift. A compressor that changes every three minutes, its clock two minutes off, seems
 * to draw more unloaded than loaded; a press whose clock is early seems to start at no cost. With such costs no shift fits
 * any better. Here each shift is given the costs that suit it best, by least squares of the meter's steps on the changes of
 * the states: where the fit is clearly better than without a shift, its costs are the ones to look for the clock with.
 * @param learnt with the costs as learnt, the shift that fits best, bins, near which they are as good as any, and their
 *   steps' sum of squares, kW²: costs that explain little of it belong to a machine whose own steps are not within reach
 * @returns per state code, kW above the cheapest; undefined where no other shift is clearly better than none
 * O(changes × lag × shifts + states³ + shifts × states²)
 */
export function costsAtBestShift(track: Track, steps: MeterSteps, grid: Grid, learnt: { readonly shift: number; readonly energy: number }): Float64Array | undefined {
  const size = track.states.length;
  const width = 2 * steps.reach + 1;
  const halves = [0, 1].map((): Sums => ({ size, width, normal: new Float64Array(size * size), right: new Float64Array(size * width) }));
  addChanges(track, steps, grid, halves);
  const whole = { size, width, normal: added(halves[0].normal, halves[1].normal), right: added(halves[0].right, halves[1].right) };
  const fit = solved(whole);
  let best = steps.reach;
  for (let shift = 0; shift < width; shift++) {
    best = fit.explained[shift] > fit.explained[best] ? shift : best;
  }
  const [clear, still] = [best, steps.reach].map((shift) => Math.sqrt(fit.explained[shift]) / steps.sigmaKw);
  const elsewhere = Math.abs(best - steps.reach - learnt.shift) >= steps.lag && fit.explained[best] > LEAST_MET * learnt.energy;
  if (!(elsewhere && clear > CLEAR && clear - still > CLEARLY_BETTER)) {
    return undefined;
  }
  return metBy(halves, best) > LEAST_MET ? costsAt(best, fit, size, width) : undefined;
}

/** What each half of the time, with the costs that the other half taught, explains of what it says itself: 1 when both say the same, about 0 by chance. */
function metBy(halves: readonly Sums[], shift: number): number {
  let [met, energy] = [0, 0];
  halves.forEach((half, h) => {
    const { size, width, normal, right } = half;
    const said = halves[1 - h];
    const kw = costsAt(shift, solved({ ...said, right: said.right.slice() }), size, width);
    for (let j = 0; j < size; j++) {
      met += kw[j] * right[j * width + shift];
      for (let k = 0; k < size; k++) {
        energy += kw[j] * normal[Math.max(j, k) * size + Math.min(j, k)] * kw[k];
      }
    }
  });
  return energy > 0 ? met / energy : 0;
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((one, i) => one + b[i]);
}

interface Sums {
  readonly size: number;
  readonly width: number;
  /** size × size: the states' changes with each other. */
  readonly normal: Float64Array;
  /** size × width: the states' changes with the meter's steps, for every shift. */
  readonly right: Float64Array;
}

/** A change within a bin moves lag + 1 steps; those of neighbouring changes overlap, so rows wait until no later change can reach them. */
function addChanges({ timeMs, stateCode }: Track, steps: MeterSteps, { startMs, stepMs }: Grid, halves: readonly Sums[]): void {
  const { size } = halves[0];
  const rows = steps.lag + 1;
  const held = new Float64Array(rows * size);
  // The first row that may still change; the last one that did lies less than `rows` behind it.
  let next = 0;
  const settle = (until: number): void => {
    for (let row = next; row < Math.min(until, next + rows); row++) {
      addRow(row, held.subarray((row % rows) * size, (row % rows) * size + size), steps, halves[Math.floor((row * stepMs) / HALVED_MS) % 2]);
    }
    next = until;
  };
  for (let i = 1; i < timeMs.length; i++) {
    const at = (timeMs[i] - startMs) / stepMs;
    const bin = Math.floor(at);
    const first = bin - steps.lag;
    if (first < 0) {
      continue;
    }
    if (first > next) {
      settle(first);
    }
    for (let row = first; row <= bin; row++) {
      const share = row === bin ? at - bin : row === first ? bin + 1 - at : 1;
      held[(row % rows) * size + stateCode[i]] += share;
      held[(row % rows) * size + stateCode[i - 1]] -= share;
    }
  }
  settle(next + rows);
}

function addRow(row: number, change: Float64Array, { kw, reach }: MeterSteps, { size, width, normal, right }: Sums): void {
  if (row >= reach && row + reach < kw.length) {
    for (let j = 0; j < size; j++) {
      const own = change[j];
      if (own !== 0) {
        for (let k = 0; k <= j; k++) {
          normal[j * size + k] += own * change[k];
        }
        for (let shift = 0, at = row + reach; shift < width; shift++, at--) {
          right[j * width + shift] += own * kw[at];
        }
      }
    }
  }
  change.fill(0);
}

interface Solved {
  /** size × size: Cholesky's factor L of the sums and their ridge. */
  readonly lower: Float64Array;
  /** size × width: L⁻¹g of every shift. */
  readonly forward: Float64Array;
  /** Per shift, kW²: what its own best costs explain of the steps, which is |L⁻¹g|². */
  readonly explained: Float64Array;
}

/** O(size³ + size² × width); the sums' right side is given away. */
function solved({ size, width, normal, right }: Sums): Solved {
  const lower = factor(normal, size);
  const explained = new Float64Array(width);
  for (let i = 0; i < size; i++) {
    for (let shift = 0; shift < width; shift++) {
      let sum = right[i * width + shift];
      for (let k = 0; k < i; k++) {
        sum -= lower[i * size + k] * right[k * width + shift];
      }
      const x = sum / lower[i * size + i];
      right[i * width + shift] = x;
      explained[shift] += x * x;
    }
  }
  return { lower, forward: right, explained };
}

/** Cholesky's lower factor of the sums and their ridge. O(size³) */
function factor(normal: Float64Array, size: number): Float64Array {
  const ridged = normal.slice();
  for (let i = 0; i < size; i++) {
    ridged[i * size + i] += RIDGE * normal[i * size + i] + 1e-9;
  }
  return cholesky(ridged, size, 1e-12);
}

function costsAt(shift: number, { lower, forward }: Solved, size: number, width: number): Float64Array {
  const kw = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = forward[i * width + shift];
    for (let k = i + 1; k < size; k++) {
      sum -= lower[k * size + i] * kw[k];
    }
    kw[i] = sum / lower[i * size + i];
  }
  const least = kw.reduce((low, one) => Math.min(low, one), Infinity);
  return kw.map((one) => one - least);
}

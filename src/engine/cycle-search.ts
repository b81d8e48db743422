import { meansOver, rowsWithin, type Column, type Track } from './align';
import { descend, mirror } from './descend';
import { quantile, vertex } from './stats';
import type { Grid } from './types';

/** Looks for what comes again at one period while a state lasts, and tells whose it is. */

/** Rows [from, to) that lie wholly in one visit to a state. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Readings less expectation, calmed: 0 where nothing is known, and cut where something else is. */
export interface Calm {
  readonly grid: Grid;
  readonly kw: Float64Array;
}

export interface Suspect {
  readonly column: number;
  readonly pieces: readonly Piece[];
}

/** A visit is looked at in pieces of at most this long: a thermostat keeps time for a few hours, not for a day. */
const PIECE_MS = 3 * 3_600_000;
const SHORTEST_PIECE_MS = 25 * 60_000;
/** Fewer pieces cannot tell a period from chance. */
const FEWEST_PIECES = 6;
/** A period is at least so many rows long, and a piece holds at least so many periods. */
const FEWEST_ROWS = 4;
export const FEWEST_PERIODS = 2.5;
/** By how much the power at a period stands above that of its neighbours, and its least share of all that moves in the state. */
const STANDS_OUT = 3;
const LEAST_SHARE = 0.15;
/** Steps of frequency within the width of the longest piece's peak. */
const STEPS = 2;
/** Periods nearer to each other than this share are one. */
export const SAME_PERIOD = 0.12;

/** The visits to a state, cut; empty when they are too few or too short to show a period. O(transitions + pieces) */
export function piecesOf(track: Track, code: number, grid: Grid): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < track.timeMs.length; i++) {
    const [from, to] = track.stateCode[i] === code ? rowsWithin(track, i, grid) : [0, 0];
    if ((to - from) * grid.stepMs >= SHORTEST_PIECE_MS) {
      const parts = Math.ceil(((to - from) * grid.stepMs) / PIECE_MS);
      for (let p = 0; p < parts; p++) {
        pieces.push({ from: from + Math.floor(((to - from) * p) / parts), to: from + Math.floor(((to - from) * (p + 1)) / parts) });
      }
    }
  }
  return pieces.length < FEWEST_PIECES ? [] : pieces;
}

/** Periods a row, and how much of what moves in the pieces comes again at it, kW² × rows; both 0 when no period stands out. */
export interface Beat {
  readonly frequency: number;
  readonly power: number;
}

export const NO_BEAT: Beat = { frequency: 0, power: 0 };

/**
 * The period that stands out in the pieces together, whatever the phase in each.
 * @param beside frequencies that are not asked for
 * O(rows of the pieces × frequencies), and there are about as many frequencies as rows in the longest piece
 */
export function beatOf({ kw }: Calm, pieces: readonly Piece[], beside: readonly number[]): Beat {
  const longest = pieces.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const step = 1 / (STEPS * longest);
  const first = Math.ceil(FEWEST_PERIODS * STEPS);
  const last = Math.floor(1 / FEWEST_ROWS / step);
  const power = new Float64Array(Math.max(0, last + 1));
  let energy = 0;
  for (const { from, to } of pieces) {
    const mean = meanOf(kw, from, to);
    for (let row = from; row < to; row++) {
      energy += (kw[row] - mean) * (kw[row] - mean);
    }
    for (let k = Math.max(first, Math.ceil(FEWEST_PERIODS / (to - from) / step)); k <= last; k++) {
      power[k] += (2 * powerAt(kw, from, to, mean, k * step)) / (to - from);
    }
  }
  let best = 0;
  for (let k = first + 1; k < last; k++) {
    const asked = beside.every((one) => Math.abs((k * step) / one - 1) > SAME_PERIOD);
    if (asked && power[k] > power[best] && power[k] >= power[k - 1] && power[k] > power[k + 1] && power[k] > STANDS_OUT * around(power, k, first, last)) {
      best = k;
    }
  }
  return best === 0 || power[best] < LEAST_SHARE * energy ? NO_BEAT : { frequency: (best + vertex(power[best - 1], power[best], power[best + 1])) * step, power: power[best] };
}

/** Median power from half to twice a frequency, its own peak left out. */
function around(power: Float64Array, k: number, first: number, last: number): number {
  const low = Math.max(first, k >> 1);
  const near = power.subarray(low, Math.min(last, 2 * k) + 1).filter((_, i) => Math.abs(low + i - k) > 2 * STEPS);
  return near.length < 8 ? Infinity : quantile(near, 0.5);
}

function meanOf(kw: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) {
    sum += kw[row];
  }
  return sum / (to - from);
}

/** |Σ x e^{−2πift}|² of the rows [from, to) less their mean. @see Goertzel 1958, doi:10.2307/2310304 */
function powerAt(kw: Float64Array, from: number, to: number, mean: number, frequency: number): number {
  const twice = 2 * Math.cos(2 * Math.PI * frequency);
  let one = 0;
  let two = 0;
  for (let row = from; row < to; row++) {
    const now = kw[row] - mean + twice * one - two;
    two = one;
    one = now;
  }
  return one * one + two * two - twice * one * two;
}

/** Windows of so many periods say whose a cycle is. */
const WINDOW_PERIODS = 3;
const ROUNDS = 5;
/** A power is asked for to a thousandth, for it decides between owners and is given to nobody. */
const STILL = 1e-3;
/** Share of its own curvature that draws a power towards nothing. */
const RIDGE = 1e-2;
/**
 * By how much the log likelihood falls without a state's cycle: the least for each, and for all of one period together, since
 * of several furnaces that cycle side by side each seems to be needed little; the most that one window may add.
 */
const SURE = 6;
const TOGETHER = 20;
const MOST_A_WINDOW = 2;
/** A cycle (root mean square) under this share of what the state costs is no thermostat's. */
const MATERIAL = 0.1;

/**
 * Whose cycle it is. While one furnace cycles, the meter shows it in the visits of every machine that runs beside it: so the
 * power at the frequency in each window is explained by the time that each state had in it, none below nothing. A window's
 * power scatters as much as it is large (exponential), so it counts by the inverse square of what is expected of it.
 * @returns the suspects without which what was seen would be clearly less likely
 * O(windows × (tracks × log entries + suspects² × rounds))
 */
export function ownersOf(frequency: number, { grid, kw }: Calm, tracks: readonly Track[], columns: readonly Column[], suspects: readonly Suspect[], costKw: Float64Array): Suspect[] {
  const length = Math.round(WINDOW_PERIODS / frequency);
  const size = suspects.length + 1;
  const count = Math.floor(grid.count / length);
  const asked = suspects.map(({ column }) => columns[column]);
  const power = new Float64Array(count);
  const share = new Float64Array(count * size);
  for (let w = 0; w < count; w++) {
    const from = w * length;
    const startMs = grid.startMs + from * grid.stepMs;
    power[w] = (2 * powerAt(kw, from, from + length, meanOf(kw, from, from + length), frequency)) / (length * length);
    share[w * size] = 1;
    share.set(meansOver(tracks, asked, [startMs, startMs + length * grid.stepMs]), w * size + 1);
  }
  const model = powersOf(power, share, size);
  const needed = neededOf(power, share, model);
  const owners = suspects.filter(({ column }, k) => needed[k + 1] > SURE && Math.sqrt(model[k + 1]) > MATERIAL * costKw[column]);
  return owners.reduce((sum, one) => sum + needed[suspects.indexOf(one) + 1], 0) > TOGETHER ? owners : [];
}

/** Mean power that each suspect adds while its state lasts, kW²; slot 0 is there at any time. */
function powersOf(power: Float64Array, share: Float64Array, size: number): Float64Array {
  const meanPower = power.reduce((sum, one) => sum + one, 1e-6) / power.length;
  let model: Float64Array = new Float64Array(size).fill(meanPower / 3);
  const lowest = new Float64Array(size);
  const on = new Int32Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const normal = new Float64Array(size * size);
    const right = new Float64Array(size);
    for (let w = 0; w < power.length; w++) {
      addPower(share, w, power[w], (meanPower / expectedAt(share, model, w)) ** 2, on, normal, right);
    }
    mirror(normal, 0, size);
    model = descend(normal, right, Float64Array.from(right, (_, i) => RIDGE * normal[i * size + i] + 1e-12), lowest, model, STILL);
    model[0] = Math.max(model[0], 1e-6);
  }
  return model;
}

/** Adds a window to the sums of the lower triangle, by the slots that were on in it alone. `on` is room to note them. O(size + slots that were on²) */
function addPower(share: Float64Array, w: number, power: number, weight: number, on: Int32Array, normal: Float64Array, right: Float64Array): void {
  const size = right.length;
  const row = w * size;
  let count = 0;
  for (let i = 0; i < size; i++) {
    on[count] = i;
    count += share[row + i] > 0 ? 1 : 0;
  }
  for (let a = 0; a < count; a++) {
    const i = on[a];
    const scaled = weight * share[row + i];
    right[i] += scaled * power;
    for (let b = 0; b <= a; b++) {
      normal[i * size + on[b]] += scaled * share[row + on[b]];
    }
  }
}

function expectedAt(share: Float64Array, model: Float64Array, w: number): number {
  let sum = 1e-9;
  for (let k = 0; k < model.length; k++) {
    sum += share[w * model.length + k] * model[k];
  }
  return sum;
}

/** By how much the log likelihood would fall without each slot. */
function neededOf(power: Float64Array, share: Float64Array, model: Float64Array): Float64Array {
  const needed = new Float64Array(model.length);
  for (let w = 0; w < power.length; w++) {
    const all = expectedAt(share, model, w);
    for (let k = 1; k < model.length; k++) {
      const own = share[w * model.length + k] * model[k];
      if (own > 0.01 * all) {
        needed[k] += Math.min(MOST_A_WINDOW, Math.log((all - own) / all) + power[w] / (all - own) - power[w] / all);
      }
    }
  }
  return needed;
}

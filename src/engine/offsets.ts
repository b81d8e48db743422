import type { Track } from './align';
import { correctedStamps, correctionOf, type ClockOffset } from './clock';
import { costsAtBestShift, type MeterSteps } from './clock-costs';
import { rollingMedian } from './rolling-median';
import { bestOf, judgedOffset, largestStep, scoresOf } from './shift-scores';
import { largestOf } from './predict';
import { addSignal } from './signal';
import { spread } from './stats';
import type { Grid } from './types';

/** Finds by how much the stamps of a machine's controller are late or early against the meter's clock. */

/** A machine whose largest step is a smaller share than this of the meter's largest reading has none that could be looked for: so much a fit leaves on a meter that stands still. */
const LEAST_STEP = 1e-5;

/** One set of machines that share a clock: one machine, or a group that always switches together. */
export interface Clock {
  readonly tracks: readonly number[];
}

/**
 * What each clock is off by: the shift at which the machine's modelled steps meet the steps of what the others leave over.
 * It is sure when it clearly beats no shift at all, says the same without any fourth of the changes, and no second one fits
 * about as well. From three days on the shift may drift; such a line is taken when it clearly beats the best constant one.
 * @param kwOfState per track, per state code, kW
 * @param demandKw grid.count, kW; NaN = no reading
 * O(clocks × (bins + steps × shifts))
 */
export function estimateClocks(
  clocks: readonly Clock[], tracks: readonly Track[], kwOfState: readonly Float64Array[], demandKw: Float64Array, grid: Grid
): ClockOffset[] {
  const n = grid.count;
  const middleMs = middleOf(grid);
  const leastKw = LEAST_STEP * largestOf(demandKw);
  const kw = [...kwOfState];
  const left = demandKw.slice();
  const signalOf = (clock: Clock, placed: (t: number) => Track): Float64Array => {
    const sum = new Float64Array(n);
    clock.tracks.forEach((t) => addSignal(placed(t), kw[t], grid, 1, sum));
    return sum;
  };
  const weight = clocks.map((clock) => {
    clock.tracks.forEach((t) => addSignal(tracks[t], kwOfState[t], grid, -1, left));
    return variance(signalOf(clock, (t) => tracks[t]));
  });
  const slow = rollingMedian(left, Math.floor(3_600_000 / grid.stepMs), Math.max(1, Math.floor(300_000 / grid.stepMs)), Math.max(1, Math.floor(40_000 / grid.stepMs)));
  levelOff(left, slow);
  const found = clocks.map((): ClockOffset => ({ kind: 'none', why: 'few-changes' }));
  // The largest first: later ones see a cleaner remainder.
  const order = clocks.map((_, c) => c).sort((a, b) => weight[b] - weight[a] || a - b);
  for (const c of order) {
    let signal = signalOf(clocks[c], (t) => tracks[t]);
    const seen = seenSteps(signal, left, grid, leastKw);
    let scores = seen && scoresOf(signal, seen, grid);
    const costs = seen && scores && costsAtBestShift(tracks[clocks[c].tracks[0]], seen, grid, { shift: bestOf(scores), energy: scores.energy });
    if (costs) {
      clocks[c].tracks.forEach((t, k) => (kw[t] = k === 0 ? costs : new Float64Array(kw[t].length)));
      const better = signalOf(clocks[c], (t) => tracks[t]);
      addDifference(left, signal, better);
      signal = better;
      scores = scoresOf(signal, seen, grid);
    }
    found[c] = scores ? judgedOffset(scores) : found[c];
    const correction = correctionOf(found[c], middleMs);
    if (correction) {
      const moved = signalOf(clocks[c], (t) => ({ ...tracks[t], timeMs: correctedStamps(tracks[t].timeMs, correction) }));
      addDifference(left, signal, moved);
    }
  }
  return found;
}

/** In small functions of their own, loops are compiled once and not again where the surroundings were not seen yet. */
function addDifference(into: Float64Array, more: Float64Array, less: Float64Array): void {
  for (let i = 0; i < into.length; i++) {
    into[i] += more[i] - less[i];
  }
}

/** Reading less its slow course; 0 where there is none. */
function levelOff(left: Float64Array, slow: Float64Array): void {
  for (let i = 0; i < left.length; i++) {
    left[i] = left[i] === left[i] ? left[i] - slow[i] : 0;
  }
}

/** Where the shift of a drifting clock is told for. */
export function middleOf({ startMs, stepMs, count }: Grid): number {
  return startMs + (stepMs * count) / 2;
}

/**
 * The meter's steps with one machine alone left in it, those that no step of its own could be cut.
 * @returns undefined where none of the machine's own is larger than leastKw
 */
function seenSteps(signal: Float64Array, left: Float64Array, grid: Grid, leastKw: number): MeterSteps | undefined {
  const reach = Math.floor(Math.max(150_000, 3 * grid.stepMs) / grid.stepMs);
  const lag = Math.max(1, Math.floor(20_000 / grid.stepMs));
  const largest = largestStep(signal, lag);
  if (!(largest > leastKw)) {
    return undefined;
  }
  const kw = stepsOf(signal, left, lag);
  const spreadKw = spread(kw);
  const squares = capped(kw, 4 * spreadKw + largest);
  return { kw, reach, lag, sigmaKw: Math.max(spreadKw, 0.3 * Math.sqrt(squares / kw.length)) };
}

function stepsOf(signal: Float64Array, left: Float64Array, lag: number): Float64Array {
  const step = new Float64Array(signal.length - lag);
  for (let i = 0; i < step.length; i++) {
    step[i] = left[i + lag] + signal[i + lag] - left[i] - signal[i];
  }
  return step;
}

/** Cuts the steps in place. @returns the sum of their squares */
function capped(step: Float64Array, cap: number): number {
  let squares = 0;
  for (let i = 0; i < step.length; i++) {
    step[i] = Math.max(-cap, Math.min(cap, step[i]));
    squares += step[i] * step[i];
  }
  return squares;
}

function variance(values: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  return squares / values.length - (sum / values.length) ** 2;
}

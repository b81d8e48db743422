import { MINUTE_MS } from '../base';
import type { Track } from './align';
import type { ClockOffset } from './clock';
import { argmax } from './shift-scores';
import { addSignal } from './signal';
import type { Grid } from './types';

/** Looks for clocks that are off by minutes or hours, as by a wrong time zone: too far for what a state costs to be learnt, so its steps are looked for without. */

/** Covers a zone with summer time read as UTC. */
const REACH_MS = 150 * MINUTE_MS;
/** What is nearer is {@link ./offsets}’ to find. */
const NEAR_MS = 3 * MINUTE_MS;
/** Shifts as near as this to the best one are the same shift: a change may take minutes to show. */
const SAME_MS = 4 * MINUTE_MS;
/** Coarser readings show no single step, ms. */
const COARSEST_MS = 5 * MINUTE_MS;
/** Changes of one kind (from one state to another) that are looked at, evenly spread, and the fewest that say something. */
const MOST_CHANGES = 300;
const FEWEST_CHANGES = 5;
/**
 * What the best shift must explain of the steps seen at it, and how far it must stand above every other shift. On made-up plants clocks that were made five minutes or an hour off
 * had at least 0.61 and 5.5; the highest of the others had 0.60 and 3.4 (line-L0 to canteen, two seeds of each).
 */
const LEAST_MET = 0.45;
const CLEARLY_ABOVE = 4;

/**
 * The clocks, with those for which nothing was found looked for further away. Nothing far is corrected: it is said, and answers that hang on it are less sure.
 * @param kwOfState per track, per state code, kW
 * @param demandKw grid.count, kW; NaN = no reading
 * O(tracks × bins + changes × shifts)
 */
export function withFarClocks(clocks: readonly ClockOffset[], tracks: readonly Track[], kwOfState: readonly Float64Array[], demandKw: Float64Array, grid: Grid): ClockOffset[] {
  if (grid.stepMs > COARSEST_MS) {
    return [...clocks];
  }
  const restKw = demandKw.slice();
  tracks.forEach((track, t) => addSignal(track, kwOfState[t], grid, -1, restKw));
  return clocks.map((clock, t) => {
    if (clock.kind !== 'none') {
      return clock;
    }
    addSignal(tracks[t], kwOfState[t], grid, 1, restKw);
    const shiftMs = farShiftMs(tracks[t], restKw, grid);
    addSignal(tracks[t], kwOfState[t], grid, -1, restKw);
    return shiftMs === undefined ? clock : { kind: 'none', why: 'far', shiftMs };
  });
}

/**
 * By how much a machine's stamps are late, ms (negative = early): the shift at which its changes, each kind by itself, always meet the same step of the meter.
 * @param restKw grid.count, kW: what the states of the others leave over; NaN = no reading
 * @returns undefined when no shift beyond {@link NEAR_MS} clearly beats every other one
 * O(changes × shifts)
 */
export function farShiftMs(track: Track, restKw: Float64Array, grid: Grid): number | undefined {
  const stepMs = Math.max(MINUTE_MS, grid.stepMs);
  const kinds = stepMs > COARSEST_MS ? [] : changesOf(track);
  if (kinds.length === 0) {
    return undefined;
  }
  const steps = stepsAt(restKw, grid, stepMs);
  const reach = Math.floor(REACH_MS / stepMs);
  const met = new Float64Array(2 * reach + 1);
  const seen = new Float64Array(2 * reach + 1);
  for (const times of kinds) {
    const at = times.map((ms) => Math.round((ms - grid.startMs) / stepMs)).filter((bin) => bin >= reach && bin < steps.length - reach);
    for (let k = 0; k < met.length; k++) {
      let [sum, squares] = [0, 0];
      for (const bin of at) {
        const kw = steps[bin - (k - reach)];
        sum += kw;
        squares += kw * kw;
      }
      // What chance alone makes of the square of a mean is the mean of the squares over n.
      met[k] += at.length >= FEWEST_CHANGES ? Math.max(0, (sum * sum - squares) / (at.length - 1)) : 0;
      seen[k] += squares;
    }
  }
  const best = argmax(met);
  const apart = (k: number, ms: number) => Math.abs(k - best) * stepMs > ms;
  const other = met.reduce((most, score, k) => (apart(k, SAME_MS) ? Math.max(most, score) : most), 0);
  const shiftMs = (best - reach) * stepMs;
  return Math.abs(shiftMs) > NEAR_MS && met[best] > LEAST_MET * seen[best] && met[best] > CLEARLY_ABOVE * other ? shiftMs : undefined;
}

/** When each kind of change happened, by the stamps as they are. */
function changesOf({ timeMs, stateCode, states, unknown }: Track): number[][] {
  const kinds = new Map<number, number[]>();
  for (let i = 1; i < timeMs.length; i++) {
    if (!unknown[stateCode[i - 1]] && !unknown[stateCode[i]]) {
      const kind = stateCode[i - 1] * states.length + stateCode[i];
      const times = kinds.get(kind);
      if (times) {
        times.push(timeMs[i]);
      } else {
        kinds.set(kind, [timeMs[i]]);
      }
    }
  }
  return [...kinds.values()].filter((times) => times.length >= FEWEST_CHANGES).map((times) => {
    const every = Math.ceil(times.length / MOST_CHANGES);
    return times.filter((_, i) => i % every === 0);
  });
}

/** At each edge of bins of `stepMs`: the mean of the two bins behind it less that of the two before it, kW; 0 where one is missing. */
function stepsAt(kw: Float64Array, grid: Grid, stepMs: number): Float64Array {
  const width = Math.max(1, Math.round(stepMs / grid.stepMs));
  const mean = new Float64Array(Math.floor(kw.length / width));
  for (let i = 0; i < mean.length * width; i++) {
    mean[Math.floor(i / width)] += kw[i] / width;
  }
  return mean.map((_, i) => (mean[i] + mean[i + 1] - mean[i - 1] - mean[i - 2]) / 2 || 0);
}

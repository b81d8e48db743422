import { columnOf, type Column, type Track } from './align';
import type { Fit } from './fit';
import { entered, until, type Learn, type Posed } from './learn';
import { decayRows, feltRows, type FeltRows } from './start-up';
import { spread } from './stats';

/** Finds the states that draw more for a while after they were entered: what a fit leaves over asks for it. */

/** Candidates for start-up decays that the residual clearly asks for, at most forty. O(rows in which a start-up is felt) */
export function startUps(tracks: readonly Track[], learn: Learn, state: Posed, fit: Fit): Column[] {
  const stepMs = learn.fine.grid.stepMs;
  const taus = stepMs <= 30_000 ? [20_000, 90_000, 600_000] : stepMs <= 120_000 ? [120_000, 900_000] : [1_800_000];
  const { error, sd } = differenced(fit.residualKw);
  const felt = feltRows(learn.grid);
  const scored: Array<{ column: Column; score: number }> = [];
  for (const base of state.columns) {
    const track = tracks[base.track];
    if (track.unknown[base.stateCode] || entered(until(track, learn), base.stateCode) < FEWEST_STARTS) {
      continue;
    }
    for (const tauMs of taus) {
      decayRows(track, { stateCode: base.stateCode, tauMs }, learn.grid, felt);
      const score = scoreOf(felt, error, sd);
      if (Math.abs(score) > CLEAR_START) {
        scored.push({ column: columnOf(tracks, base.track, base.stateCode, tauMs), score: Math.abs(score) });
      }
    }
  }
  return scored.sort((a, b) => b.score - a.score).slice(0, MOST_STARTS).map((one) => one.column);
}

const FEWEST_STARTS = 5;
const CLEAR_START = 5;
const MOST_STARTS = 40;

/** u_t = r_t − ½ r_(t−1), cut at three times its spread, and its standard deviation. NaN where a row is missing. */
function differenced(residualKw: Float64Array): { readonly error: Float64Array; readonly sd: number } {
  const error = new Float64Array(residualKw.length);
  error[0] = NaN;
  for (let t = 1; t < error.length; t++) {
    error[t] = residualKw[t] - 0.5 * residualKw[t - 1];
  }
  const cap = 3 * spread(error);
  let squares = 0;
  let count = 0;
  for (let t = 0; t < error.length; t++) {
    if (error[t] === error[t]) {
      error[t] = Math.max(-cap, Math.min(cap, error[t]));
      squares += error[t] * error[t];
      count++;
    }
  }
  return { error, sd: Math.sqrt(squares / Math.max(1, count)) };
}

/** How clearly the errors follow one start-up: a z-score. A row's difference reaches one row further than the start-up itself. */
function scoreOf({ row, value, count }: FeltRows, error: Float64Array, sd: number): number {
  let product = 0;
  let energy = 0;
  for (let k = 0; k < count; k++) {
    const at = row[k];
    const differed = value[k] - (k > 0 && row[k - 1] === at - 1 ? 0.5 * value[k - 1] : 0);
    if (error[at] === error[at]) {
      product += differed * error[at];
      energy += differed * differed;
    }
    if ((k + 1 === count || row[k + 1] > at + 1) && at + 1 < error.length && error[at + 1] === error[at + 1]) {
      product -= 0.5 * value[k] * error[at + 1];
      energy += 0.25 * value[k] * value[k];
    }
  }
  return energy > 0 ? product / (Math.sqrt(energy) * sd + 1e-9) : 0;
}

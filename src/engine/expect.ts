import { HOUR_MS, type MachineLog } from '../base';
import { columnOf, holdOf, trackOf, type AlignOptions, type Column, type Track } from './align';
import { correctedLog, correctionOf, type ClockOffset } from './clock';
import { contrastError, contrastRows, drawWindows, type ContrastWindows } from './contrast';
import { designOf } from './design';
import { withFarClocks } from './far-clock';
import { daySharesOf, HATS, hoursOfDay, type DayShares } from './base-load';
import { fitRobust, type Fit } from './fit';
import { switchingTogether } from './groups';
import type { Problem } from './normal';
import { addSignal, estimateClocks, middleOf, type Clock } from './offsets';
import { decayRows, feltRows, type FeltRows } from './start-up';
import { spread } from './stats';
import type { Grid } from './types';
import { variationOf, type Variation } from './variation';

/** Station 5, Expect: what each state costs in kW and the base load of the day, learnt from the readings themselves. */

export interface Expectation {
  /** Over the whole grid, clock offsets applied. */
  readonly tracks: readonly Track[];
  readonly offsetsMs: Float64Array;
  /** Per track; an offset that is sure was applied. */
  readonly clocks: readonly ClockOffset[];
  /** Indices of tracks that always switch together. */
  readonly groups: readonly (readonly number[])[];
  readonly columns: readonly Column[];
  /** Per column, kW. */
  readonly kw: Float64Array;
  /** Per column: how often it was entered while learning, and the fit's own standard error, kW. */
  readonly entries: Int32Array;
  readonly errorKw: Float64Array;
  /** Length of a row of the fit, ms. */
  readonly rowMs: number;
  readonly skill: number;
  /** Mean error over ten minutes against the hour around them, the largest twentieth cut, kW (contrast.ts). */
  readonly typicalErrorKw: number;
  readonly variation: Variation;
  /** Per bin of the meter's grid, kW: the base load, and with it what the states cost. */
  readonly baseKw: Float64Array;
  readonly expectedKw: Float64Array;
}

/** A state whose UNKNOWN covers more of the time than this is given a cost of its own, instead of masking the others. */
const UNKNOWN_SHARE = 0.05;

/** What there is to learn from. */
export interface Lesson {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  readonly machines: readonly MachineLog[];
  readonly zone: string;
  readonly learnFrom: number;
  readonly learnTo: number;
  /** Length of a row of the fit: whole bins (align.ts fitStepMs). */
  readonly rowMs: number;
  readonly align?: AlignOptions;
  /** Called between the steps with 0..1; throw from it to cancel. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Learns on the bins [learnFrom, learnTo) of the grid and predicts for all.
 * Order: groups on the stamps as reported, one clock offset per group, the error model by contrast error, start-ups last.
 * @returns undefined when no row can teach: no machine, or never two neighbouring readings
 */
export function expect({ grid, demandKw, machines, zone, learnFrom, learnTo, rowMs, align = {}, onProgress }: Lesson): Expectation | undefined {
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const learn = learning(grid, demandKw, zone, learnFrom, learnTo, rowMs);
  const place = (clocks: readonly ClockOffset[]) => machines.map((log, m) => {
    const correction = correctionOf(clocks[m], middleOf(learn.fine.grid));
    return trackOf(correction ? correctedLog(log, correction) : log, grid.startMs, endMs, 0, holdOf(align, log.machineId));
  });
  const offsets = machines.map((): ClockOffset => ({ kind: 'none', why: 'coarse-readings' }));
  let tracks = place(offsets);
  const reported = tracks.map((track) => until(track, learn));
  const groups = switchingTogether(reported, Math.max(15_000, grid.stepMs));
  const windows = drawWindows(learn.grid, learn.demandKw, reported);
  let posed = pose(tracks, learn, stateColumns(tracks, learn), []);
  if (usableRowsOf(posed) < 2 * HATS) {
    return undefined;
  }
  let best = judged(posed, windows, learn, tracks, HUB);
  onProgress?.(0.2);
  if (grid.stepMs <= SHORTEST_UNCLOCKED_MS) {
    const clocks = clocksOf(machines.length, groups);
    const found = estimateClocks(clocks, reported, costOfStates(tracks, posed.columns, best.fit.kw), learn.fine.demandKw, learn.fine.grid);
    clocks.forEach((clock, c) => clock.tracks.forEach((t) => (offsets[t] = found[c])));
    if (offsets.some((offset) => correctionOf(offset, 0))) {
      tracks = place(offsets);
      const next = pose(tracks, learn, stateColumns(tracks, learn), []);
      // Each is sure by itself: ten-minute windows hardly see a clock, so the contrast error is not asked.
      best = judged(next, windows, learn, tracks, HUB);
      posed = next;
    }
  }
  onProgress?.(0.5);
  const nothingKw = contrastError(windows, best.contrasts, new Float64Array(best.fit.kw.length));
  for (const { hub, knotMs, atMost, skillBelow } of CANDIDATES) {
    if (1 - best.errorKw / Math.max(nothingKw, 1e-9) >= skillBelow) {
      continue;
    }
    const next = { ...posed, problem: { ...posed.problem, knotRows: Math.round(knotMs / learn.grid.stepMs) } };
    const attempt = judged(next, windows, learn, tracks, hub, best.fit, best.contrasts);
    if (attempt.errorKw < atMost * best.errorKw) {
      [posed, best] = [next, attempt];
    }
  }
  onProgress?.(0.7);
  const starts = startUps(tracks, learn, posed, best.fit);
  if (starts.length > 0) {
    const next = pose(tracks, learn, posed.columns, starts, posed.problem);
    const attempt = judged(next, windows, learn, tracks, best.hub, best.fit, best.contrasts);
    if (attempt.errorKw < best.errorKw) {
      [posed, best] = [next, attempt];
    }
  }
  onProgress?.(0.9);
  const { errorKw } = best;
  const lowest = cheapestOf(tracks, posed.columns, best.fit.kw);
  const fit = levelled(best.fit, posed.columns, lowest);
  const baseKw = baseLoadOn(grid, fit, zone, learn, posed.problem.knotRows);
  return {
    tracks, offsetsMs: Float64Array.from(offsets, shiftOf), clocks: withFarClocks(offsets, tracks.map((track) => until(track, learn)), costOfStates(tracks, posed.columns, fit.kw), learn.fine.demandKw, learn.fine.grid), groups, columns: posed.columns, kw: fit.kw,
    entries: entriesOf(tracks, posed.columns, learn), errorKw: standardErrors(best.fit, posed.columns, lowest),
    rowMs: learn.grid.stepMs,
    typicalErrorKw: errorKw, skill: nothingKw > 1e-9 * largestOf(baseKw) ? 1 - errorKw / nothingKw : 0,
    variation: variationOf(learn.grid, fit.residualKw, posed.problem.design, costThatMayVary(tracks, posed.columns, fit.kw, learn)),
    baseKw, expectedKw: expectedOn(grid, baseKw, tracks, posed.columns, fit),
  };
}

function shiftOf(offset: ClockOffset): number {
  return offset.kind === 'sure' ? offset.shiftMs : 0;
}

/** The largest size in a column; what is a billionth of it is rounding. */
function largestOf(values: Float64Array): number {
  let most = 1e-9;
  for (let i = 0; i < values.length; i++) {
    most = Math.max(most, Math.abs(values[i]));
  }
  return most;
}

/** Per track the column of its cheapest state, −1 for none. */
function cheapestOf(tracks: readonly Track[], columns: readonly Column[], kw: Float64Array): Int32Array {
  const lowest = new Int32Array(tracks.length).fill(-1);
  columns.forEach(({ track, tauMs }, j) => {
    if (tauMs === 0 && (lowest[track] < 0 || kw[j] < kw[lowest[track]])) {
      lowest[track] = j;
    }
  });
  return lowest;
}

/**
 * A machine is always in one of its states, so what all of them cost alike cannot be told from the base load: that part
 * goes there, and each machine's cheapest state costs nothing. What a machine adds in a spike is the same either way.
 */
function levelled(fit: Fit, columns: readonly Column[], lowest: Int32Array): Fit {
  const common = Float64Array.from(lowest, (j) => (j < 0 ? 0 : fit.kw[j]));
  const sum = common.reduce((total, kw) => total + kw, 0);
  return {
    ...fit, hats: fit.hats.map((kw) => kw + sum),
    kw: fit.kw.map((kw, j) => (columns[j].tauMs === 0 ? kw - common[columns[j].track] : kw)),
  };
}

/** How many typical errors a reading may be off before it counts less. */
const HUB = 1.5;
interface Candidate {
  readonly hub: number;
  /** From one knot of a slow base load to the next, ms; 0 = the same every day. */
  readonly knotMs: number;
  /** Its contrast error must be below this share of the best one's. */
  readonly atMost: number;
  /** Tried where the states explain less than this share of the meter's swings. */
  readonly skillBelow: number;
}

/**
 * What else is tried, and taken when its contrast error is clearly lower: where states leave a fifth or more unexplained,
 * a base load that may drift within hours, so that what nobody reports (a second hall, a shift's worth of small loads) is
 * not laid on the states that happen to share its hours. On the training seeds it takes the mostly unmetered site from
 * 0.76 to 0.97 of its clear spikes.
 */
const CANDIDATES: readonly Candidate[] = [
  { hub: HUB, knotMs: 1.5 * HOUR_MS, atMost: 0.95, skillBelow: 0.8 },
];

/** Coarser readings than this cannot tell clocks apart, ms. */
const SHORTEST_UNCLOCKED_MS = 60_000;

interface Judged {
  readonly fit: Fit;
  readonly hub: number;
  readonly contrasts: Float64Array;
  readonly errorKw: number;
}

/** @param known the contrasts of the first columns, where they were worked out before */
function judged(
  posed: Posed, windows: ContrastWindows, learn: Learn, tracks: readonly Track[], hub: number, start?: Fit, known?: Float64Array
): Judged {
  const fit = fitRobust(posed.problem, hub, start);
  const contrasts = contrastRows(windows, learn.grid, tracks, posed.columns, known);
  return { fit, hub, contrasts, errorKw: contrastError(windows, contrasts, fit.kw) };
}

/** Only a state of a machine that changed while learning can be told from the base load, so only that may be said to vary. */
function costThatMayVary(tracks: readonly Track[], columns: readonly Column[], kw: Float64Array, learn: Learn): Float64Array {
  const changed = tracks.map((track) => until(track, learn).timeMs.length > 1);
  return Float64Array.from(columns, (column, j) =>
    column.tauMs > 0 || tracks[column.track].unknown[column.stateCode] || !changed[column.track] ? 0 : kw[j]);
}

function usableRowsOf({ problem }: Posed): number {
  let count = 0;
  for (let row = 0; row < problem.usable.length; row++) {
    count += problem.usable[row];
  }
  return count;
}

/** The rows that teach: means of 30 s, or longer where the meter's own bins or its register are coarser. */
interface Learn {
  readonly grid: Grid;
  readonly demandKw: Float64Array;
  readonly day: DayShares;
  /** The same time at the meter's own step, for clocks. */
  readonly fine: { readonly grid: Grid; readonly demandKw: Float64Array };
}

function learning(grid: Grid, demandKw: Float64Array, zone: string, from: number, to: number, rowMs: number): Learn {
  const binsPerRow = Math.max(1, Math.round(rowMs / grid.stepMs));
  const count = Math.floor((to - from) / binsPerRow);
  const coarse: Grid = { startMs: grid.startMs + from * grid.stepMs, stepMs: binsPerRow * grid.stepMs, count };
  const means = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    // NaN in one bin makes the row NaN: a row teaches only when it was measured throughout.
    for (let bin = from + row * binsPerRow, end = bin + binsPerRow; bin < end; bin++) {
      sum += demandKw[bin];
    }
    means[row] = sum / binsPerRow;
  }
  return {
    grid: coarse, demandKw: means, day: daySharesOf(hoursOfDay(coarse, zone)),
    fine: { grid: { startMs: coarse.startMs, stepMs: grid.stepMs, count: to - from }, demandKw: demandKw.slice(from, to) },
  };
}

function until(track: Track, learn: Learn): Track {
  const { startMs, stepMs, count } = learn.grid;
  const endMs = startMs + stepMs * count;
  let n = track.timeMs.length;
  while (n > 1 && track.timeMs[n - 1] >= endMs) {
    n--;
  }
  return n === track.timeMs.length ? track : { ...track, timeMs: track.timeMs.subarray(0, n), stateCode: track.stateCode.subarray(0, n), endMs };
}

/** Time in each state while learning, ms. */
function dwellMs(track: Track): Float64Array {
  const dwell = new Float64Array(track.states.length);
  for (let i = 0; i < track.timeMs.length; i++) {
    dwell[track.stateCode[i]] += (i + 1 < track.timeMs.length ? track.timeMs[i + 1] : track.endMs) - track.timeMs[i];
  }
  return dwell;
}

/** One column per machine and state seen for at least one row; UNKNOWN only where it lasts, else its rows are masked. */
function stateColumns(tracks: readonly Track[], learn: Learn): Column[] {
  const columns: Column[] = [];
  tracks.forEach((track, t) => {
    const seen = until(track, learn);
    const dwell = dwellMs(seen);
    track.states.forEach((_, code) => {
      const enough = dwell[code] >= learn.grid.stepMs;
      if (enough && (!track.unknown[code] || dwell[code] > UNKNOWN_SHARE * (seen.endMs - seen.startMs))) {
        columns.push(columnOf(tracks, t, code));
      }
    });
  });
  return columns;
}

interface Posed {
  readonly columns: readonly Column[];
  readonly problem: Problem;
}

/** @param before the same without start-ups, whose rows and base load are kept */
function pose(tracks: readonly Track[], learn: Learn, states: readonly Column[], starts: readonly Column[], before?: Problem): Posed {
  const columns = [...states, ...starts];
  const problem: Problem = {
    grid: learn.grid, design: designOf(tracks, columns, learn.grid), demandKw: learn.demandKw, day: learn.day,
    usable: before?.usable ?? usableRows(tracks, columns, learn), free: columns.map((column) => column.tauMs > 0), knotRows: before?.knotRows ?? 0,
  };
  return { columns, problem };
}

/** 1 where the meter was read throughout and no machine was in an UNKNOWN that has no column of its own. */
function usableRows(tracks: readonly Track[], columns: readonly Column[], learn: Learn): Uint8Array {
  const usable = new Uint8Array(learn.demandKw.length);
  for (let row = 0; row < usable.length; row++) {
    usable[row] = learn.demandKw[row] - learn.demandKw[row] === 0 ? 1 : 0;
  }
  const own = new Set(columns.map((column) => column.track * 65_536 + column.stateCode));
  const { startMs, stepMs, count } = learn.grid;
  tracks.forEach((track, t) => {
    for (let i = 0; i < track.timeMs.length; i++) {
      const code = track.stateCode[i];
      if (track.unknown[code] && !own.has(t * 65_536 + code)) {
        const endMs = i + 1 < track.timeMs.length ? track.timeMs[i + 1] : track.endMs;
        const from = Math.max(0, Math.floor((track.timeMs[i] - startMs) / stepMs));
        usable.fill(0, from, Math.max(from, Math.min(count, Math.ceil((endMs - startMs) / stepMs))));
      }
    }
  });
  return usable;
}

function clocksOf(count: number, groups: readonly (readonly number[])[]): Clock[] {
  const grouped = new Set(groups.flat());
  const alone = Array.from({ length: count }, (_, t) => t).filter((t) => !grouped.has(t));
  return [...groups.map((tracks) => ({ tracks })), ...alone.map((t) => ({ tracks: [t] }))];
}

function costOfStates(tracks: readonly Track[], columns: readonly Column[], kw: Float64Array): Float64Array[] {
  const cost = tracks.map((track) => new Float64Array(track.states.length));
  columns.forEach((column, j) => {
    if (column.tauMs === 0) {
      cost[column.track][column.stateCode] = kw[j];
    }
  });
  return cost;
}

function entriesOf(tracks: readonly Track[], columns: readonly Column[], learn: Learn): Int32Array {
  return Int32Array.from(columns, (column) => entered(until(tracks[column.track], learn), column.stateCode));
}

function entered(track: Track, code: number): number {
  let count = 0;
  for (let i = 0; i < track.timeMs.length; i++) {
    count += track.stateCode[i] === code ? 1 : 0;
  }
  return count;
}

/** Candidates for start-up decays that the residual clearly asks for, at most forty. O(rows in which a start-up is felt) */
function startUps(tracks: readonly Track[], learn: Learn, state: Posed, fit: Fit): Column[] {
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

/**
 * What each column's cost above its machine's cheapest state may be off by (one standard deviation), kW, from the posterior
 * with the base load conditioned out: (G/σ² + Λ/σ²)⁻¹ by Cholesky. Errors that carry over say less: σ² grows by
 * (1 + ρ)/(1 − ρ). The common level of a machine's states is known badly and matters to nobody, hence differences. O(p³)
 */
function standardErrors(fit: Fit, columns: readonly Column[], lowest: Int32Array): Float64Array {
  const base = fit.hats.length + fit.knots.length;
  const size = base + fit.kw.length;
  const p = fit.kw.length;
  const lower = new Float64Array(p * p);
  const s2 = (fit.sigmaKw * fit.sigmaKw * (1 + fit.carryOver)) / (1 - fit.carryOver);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = fit.sums.matrix[(base + i) * size + base + j] / s2 + (i === j ? fit.ridge[base + i] / s2 + 1e-6 : 0);
      for (let k = 0; k < j; k++) {
        sum -= lower[i * p + k] * lower[j * p + k];
      }
      lower[i * p + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / lower[j * p + j];
    }
  }
  // Row j of `inverse` is column j of L⁻¹; a difference of two costs has the squared distance of their rows as variance.
  const inverse = new Float64Array(p * p);
  for (let column = 0; column < p; column++) {
    const x = inverse.subarray(column * p, (column + 1) * p);
    for (let i = column; i < p; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) {
        sum -= lower[i * p + k] * x[k];
      }
      x[i] = sum / lower[i * p + i];
    }
  }
  return Float64Array.from(columns, ({ track, tauMs }, j) => {
    const other = tauMs === 0 && lowest[track] >= 0 ? lowest[track] : -1;
    let squares = 0;
    for (let i = 0; i < p; i++) {
      const apart = inverse[j * p + i] - (other >= 0 && other !== j ? inverse[other * p + i] : 0);
      squares += apart * apart;
    }
    return Math.sqrt(squares);
  });
}

/** Base load of every bin: the day's, and where it drifts the knots' (held beyond the first and the last one). O(bins) */
function baseLoadOn(grid: Grid, fit: Fit, zone: string, learn: Learn, knotRows: number): Float64Array {
  const { low, share } = daySharesOf(hoursOfDay(grid, zone));
  const out = new Float64Array(grid.count);
  const knotMs = knotRows * learn.grid.stepMs;
  for (let i = 0; i < grid.count; i++) {
    const next = low[i] + 1 === HATS ? 0 : low[i] + 1;
    out[i] = fit.hats[low[i]] * (1 - share[i]) + fit.hats[next] * share[i];
    if (knotRows > 0) {
      const at = Math.max(0, Math.min(fit.knots.length - 1.001, (grid.startMs + (i + 0.5) * grid.stepMs - learn.grid.startMs) / knotMs));
      const knot = Math.floor(at);
      out[i] += fit.knots[knot] + (fit.knots[knot + 1] - fit.knots[knot]) * (at - knot);
    }
  }
  return out;
}

/** Base load plus what the states cost, for every bin. O(bins × machines in a state that costs + start-ups felt) */
function expectedOn(grid: Grid, baseKw: Float64Array, tracks: readonly Track[], columns: readonly Column[], fit: Fit): Float64Array {
  const out = baseKw.slice();
  costOfStates(tracks, columns, fit.kw).forEach((kwOfState, t) => addSignal(tracks[t], kwOfState, grid, 1, out));
  const starts = columns.flatMap((column, j) => (column.tauMs > 0 ? [j] : []));
  const felt = feltRows(starts.length > 0 ? grid : { ...grid, count: 0 });
  for (const j of starts) {
    decayRows(tracks[columns[j].track], columns[j], grid, felt);
    for (let k = 0; k < felt.count; k++) {
      out[felt.row[k]] += fit.kw[j] * felt.value[k];
    }
  }
  return out;
}

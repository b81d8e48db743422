import type { MachineLog } from '../base';
import { columnOf, occupancyRows, trackOf, type Column, type Track } from './align';
import { contrastError, drawWindows } from './contrast';
import { fitRobust, HATS, hoursOfDay, momentsOf, predict, type Fit, type Problem } from './fit';
import { switchingTogether } from './groups';
import { estimateShifts, type Clock } from './offsets';
import { spread } from './stats';
import type { Grid } from './types';
import { variationOf, type Variation } from './variation';

/** Station 5, Expect: what each state costs in kW and the base load of the day, learnt from the readings themselves. */

export interface Expectation {
  /** Over the whole grid, clock offsets applied. */
  readonly tracks: readonly Track[];
  readonly offsetsMs: Float64Array;
  /** Indices of tracks that always switch together. */
  readonly groups: readonly (readonly number[])[];
  readonly columns: readonly Column[];
  /** Per column, kW. */
  readonly kw: Float64Array;
  /** Per column: how often it was entered while learning, and the fit's own standard error, kW. */
  readonly entries: Int32Array;
  readonly errorKw: Float64Array;
  readonly phi: number;
  readonly sigmaKw: number;
  /** Bins of the meter's grid in one row of the fit. */
  readonly binsPerRow: number;
  readonly skill: number;
  readonly variation: Variation;
  /** Per bin of the meter's grid, kW; NaN where a machine's state was unknown. */
  readonly expectedKw: Float64Array;
}

/** A state whose UNKNOWN covers more of the time than this is given a cost of its own, instead of masking the others. */
const UNKNOWN_SHARE = 0.05;
const ROW_MS = 30_000;

/**
 * Learns on the bins [learnFrom, learnTo) of the grid and predicts for all.
 * Order: groups on the stamps as reported, one clock offset per group, the error model by contrast error, start-ups last.
 * @returns undefined when no row can teach: no machine, or never two neighbouring readings
 */
export function expect(
  grid: Grid, demandKw: Float64Array, machines: readonly MachineLog[], zone: string, learnFrom: number, learnTo: number
): Expectation | undefined {
  const endMs = grid.startMs + grid.count * grid.stepMs;
  let offsetsMs = new Float64Array(machines.length);
  const place = (offsets: Float64Array) => machines.map((log, m) => trackOf(log, grid.startMs, endMs, offsets[m]));
  let tracks = place(offsetsMs);
  const learn: Learn = learning(grid, demandKw, zone, learnFrom, learnTo);
  const reported = tracks.map((track) => until(track, learn));
  const groups = switchingTogether(reported, Math.max(15_000, grid.stepMs));
  const windows = drawWindows(learn.grid, learn.demandKw, reported);

  let state = pose(tracks, learn, stateColumns(tracks, learn), []);
  if (state.moments.pairs.length < 2 * HATS) {
    return undefined;
  }
  let fit = fitRobust(state.problem, state.moments, 0.5, 1.5);
  let error = contrastError(windows, state.problem.rows, fit.kw, learn.demandKw);
  if (grid.stepMs <= 60_000) {
    const clocks = clocksOf(machines.length, groups);
    for (let pass = 0; pass < 2; pass++) {
      const own = { ...learn.fine };
      const shifts = estimateShifts(clocks, tracks.map((track) => until(track, learn)), costOfStates(tracks, state.columns, fit.kw), own.demandKw, own.grid);
      const moved = offsetsMs.slice();
      clocks.forEach((clock, c) => clock.tracks.forEach((t) => (moved[t] += shifts[c])));
      const movedTracks = place(moved);
      const next = pose(movedTracks, learn, stateColumns(movedTracks, learn), []);
      const same = next.columns.length === state.columns.length;
      const nextFit = fitRobust(next.problem, next.moments, 0.5, 1.5, same ? unknowns(fit) : undefined);
      const nextError = contrastError(windows, next.problem.rows, nextFit.kw, learn.demandKw);
      if (!(nextError < 0.98 * error)) {
        break;
      }
      [state, fit, error, tracks, offsetsMs] = [next, nextFit, nextError, movedTracks, moved];
    }
  }
  const warm = unknowns(fit);
  let chosen: { fit: Fit; error: number } | undefined;
  for (const [phi, hub] of CANDIDATES) {
    const candidate = fitRobust(state.problem, state.moments, phi, hub, warm);
    const itsError = contrastError(windows, state.problem.rows, candidate.kw, learn.demandKw);
    if (!chosen || itsError < 0.99 * chosen.error) {
      chosen = { fit: candidate, error: itsError };
    }
  }
  [fit, error] = [chosen!.fit, chosen!.error];
  const starts = startUps(tracks, learn, state, fit);
  if (starts.length > 0) {
    const next = pose(tracks, learn, state.columns, starts);
    const nextFit = fitRobust(next.problem, next.moments, fit.phi, fit.hub);
    const nextError = contrastError(windows, next.problem.rows, nextFit.kw, learn.demandKw);
    if (nextError < error) {
      [state, fit, error] = [next, nextFit, nextError];
    }
  }
  const nothing = contrastError(windows, state.problem.rows, new Float64Array(fit.kw.length), learn.demandKw);
  return {
    tracks, offsetsMs, groups, columns: state.columns, kw: fit.kw,
    entries: entriesOf(tracks, state.columns, learn), errorKw: standardErrors(fit),
    phi: fit.phi, sigmaKw: fit.sigmaKw, binsPerRow: learn.binsPerRow,
    skill: nothing > 0 ? 1 - error / nothing : 0,
    variation: variationOf(learn.grid, fit.residualKw, state.problem.rows, Float64Array.from(state.columns, (column, j) => (column.tauMs > 0 || tracks[column.track].unknown[column.stateCode] ? 0 : fit.kw[j]))),
    expectedKw: expectedOn(grid, tracks, state.columns, fit, zone),
  };
}

/** (φ, hub): a later one wins only if clearly better. */
const CANDIDATES: ReadonlyArray<readonly [number, number]> = [[0, Infinity], [0, 1.5], [0.5, 1.5], [0.85, 1.5]];

/** The rows that teach: means of 30 s or the meter's own bins, whichever is longer. */
interface Learn {
  readonly grid: Grid;
  readonly demandKw: Float64Array;
  readonly hours: Float64Array;
  readonly binsPerRow: number;
  /** The same time at the meter's own step, for clocks. */
  readonly fine: { readonly grid: Grid; readonly demandKw: Float64Array };
}

function learning(grid: Grid, demandKw: Float64Array, zone: string, from: number, to: number): Learn {
  const binsPerRow = Math.max(1, Math.floor(ROW_MS / grid.stepMs));
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
    grid: coarse, demandKw: means, hours: hoursOfDay(coarse, zone), binsPerRow,
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
  readonly moments: ReturnType<typeof momentsOf>;
}

function pose(tracks: readonly Track[], learn: Learn, states: readonly Column[], starts: readonly Column[]): Posed {
  const columns = [...states, ...starts];
  const rows = occupancyRows(tracks, columns, learn.grid);
  const problem: Problem = {
    grid: learn.grid, demandKw: learn.demandKw, hours: learn.hours, rows, columns: columns.length,
    usable: usableRows(tracks, columns, learn), free: columns.map((column) => column.tauMs > 0),
  };
  return { columns, problem, moments: momentsOf(problem) };
}

/** 1 where the meter was read throughout and no machine was in an UNKNOWN that has no column of its own. */
function usableRows(tracks: readonly Track[], columns: readonly Column[], learn: Learn): Uint8Array {
  const usable = Uint8Array.from(learn.demandKw, (kw) => (Number.isFinite(kw) ? 1 : 0));
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

function unknowns(fit: Fit): Float64Array {
  const all = new Float64Array(HATS + fit.kw.length);
  all.set(fit.hats);
  all.set(fit.kw, HATS);
  return all;
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

/** Candidates for start-up decays that the residual clearly asks for, at most forty. */
function startUps(tracks: readonly Track[], learn: Learn, state: Posed, fit: Fit): Column[] {
  const stepMs = learn.fine.grid.stepMs;
  const taus = stepMs <= 30_000 ? [20_000, 90_000, 600_000] : stepMs <= 120_000 ? [120_000, 900_000] : [1_800_000];
  const error = new Float64Array(learn.grid.count).fill(NaN);
  const r = fit.residualKw;
  for (const t of state.moments.pairs) {
    error[t] = r[t] - 0.5 * r[t - 1];
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
  const sd = Math.sqrt(squares / Math.max(1, count));
  const scored: Array<{ column: Column; score: number }> = [];
  for (const base of state.columns) {
    const track = tracks[base.track];
    if (track.unknown[base.stateCode] || entered(until(track, learn), base.stateCode) < 5) {
      continue;
    }
    const candidates = taus.map((tauMs) => columnOf(tracks, base.track, base.stateCode, tauMs));
    const rows = occupancyRows(tracks, candidates, learn.grid);
    const value = candidates.map(() => new Float64Array(learn.grid.count));
    for (let t = 0; t < rows.count; t++) {
      for (let k = rows.rowStart[t]; k < rows.rowStart[t + 1]; k++) {
        value[rows.column[k]][t] = rows.value[k];
      }
    }
    candidates.forEach((column, c) => {
      let product = 0;
      let energy = 0;
      for (let t = 1; t < error.length; t++) {
        if (error[t] === error[t]) {
          const d = value[c][t] - 0.5 * value[c][t - 1];
          product += d * error[t];
          energy += d * d;
        }
      }
      const score = energy > 0 ? product / (Math.sqrt(energy) * sd + 1e-9) : 0;
      if (Math.abs(score) > 5) {
        scored.push({ column, score: Math.abs(score) });
      }
    });
  }
  return scored.sort((a, b) => b.score - a.score).slice(0, 40).map((one) => one.column);
}

/** √ of the posterior's diagonal for the columns, the hats conditioned out: (G/σ² + Λ/σ²)⁻¹ by Cholesky. O(p³) */
function standardErrors(fit: Fit): Float64Array {
  const size = HATS + fit.kw.length;
  const p = fit.kw.length;
  const lower = new Float64Array(p * p);
  const s2 = fit.sigmaKw * fit.sigmaKw;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = fit.normal[(HATS + i) * size + HATS + j] / s2 + (i === j ? fit.ridge[HATS + i] / s2 + 1e-6 : 0);
      for (let k = 0; k < j; k++) {
        sum -= lower[i * p + k] * lower[j * p + k];
      }
      lower[i * p + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / lower[j * p + j];
    }
  }
  const out = new Float64Array(p);
  const x = new Float64Array(p);
  for (let column = 0; column < p; column++) {
    // Diagonal of the inverse: squared length of the column of L⁻¹.
    let squares = 0;
    x.fill(0);
    for (let i = column; i < p; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) {
        sum -= lower[i * p + k] * x[k];
      }
      x[i] = sum / lower[i * p + i];
      squares += x[i] * x[i];
    }
    out[column] = Math.sqrt(squares);
  }
  return out;
}

function expectedOn(grid: Grid, tracks: readonly Track[], columns: readonly Column[], fit: Fit, zone: string): Float64Array {
  const out = new Float64Array(grid.count);
  const rows = occupancyRows(tracks, columns, grid);
  const problem: Problem = {
    grid, demandKw: out, hours: hoursOfDay(grid, zone), rows, columns: columns.length, usable: new Uint8Array(0), free: [],
  };
  predict(problem, unknowns(fit), out);
  return out;
}


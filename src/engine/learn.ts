import { columnOf, type Column, type Track } from './align';
import { daySharesOf, hoursOfDay, type DayShares } from './base-load';
import { designOf } from './design';
import type { Problem } from './normal';
import type { Grid } from './types';

/** What Expect learns from: rows of readings, which of them may teach, and the columns whose costs are asked for. */

/** The rows that teach: means of 30 s, or longer where the meter's own bins or its register are coarser. */
export interface Learn {
  readonly grid: Grid;
  readonly demandKw: Float64Array;
  readonly day: DayShares;
  /** The same time at the meter's own step, for clocks. */
  readonly fine: { readonly grid: Grid; readonly demandKw: Float64Array };
}

/** @param rowMs length of a row, whole bins of the grid; bins [from, to) teach. O(bins) */
export function learning(grid: Grid, demandKw: Float64Array, zone: string, from: number, to: number, rowMs: number): Learn {
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

/** The track without what comes after the learning range. */
export function until(track: Track, learn: Learn): Track {
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

/** A state whose UNKNOWN covers more of the time than this is given a cost of its own, instead of masking the others. */
const UNKNOWN_SHARE = 0.05;

/**
 * One column per machine and state seen for at least one row; UNKNOWN only where it lasts, else its rows are masked.
 * None for a machine in one known state alone: what it draws is the base load's. One of which nothing is known has one, for its rows are not masked.
 */
export function stateColumns(tracks: readonly Track[], learn: Learn): Column[] {
  const columns: Column[] = [];
  tracks.forEach((track, t) => {
    const seen = until(track, learn);
    const dwell = dwellMs(seen);
    const own = [...dwell.keys()].filter((code) => dwell[code] >= learn.grid.stepMs && (!track.unknown[code] || dwell[code] > UNKNOWN_SHARE * (seen.endMs - seen.startMs)));
    if (own.length > 1 || (own.length > 0 && track.unknown[own[0]])) {
      columns.push(...own.map((code) => columnOf(tracks, t, code)));
    }
  });
  return columns;
}

/** A fit to be made: what its columns stand for, and its rows. */
export interface Posed {
  readonly columns: readonly Column[];
  readonly problem: Problem;
}

/** @param before the same without start-ups, whose rows and base load are kept */
export function pose(tracks: readonly Track[], learn: Learn, states: readonly Column[], starts: readonly Column[], before?: Problem): Posed {
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

/** How many rows may teach. */
export function usableRowsOf({ problem }: Posed): number {
  let count = 0;
  for (let row = 0; row < problem.usable.length; row++) {
    count += problem.usable[row];
  }
  return count;
}

/** Per column, how often its state was entered while learning. */
export function entriesOf(tracks: readonly Track[], columns: readonly Column[], learn: Learn): Int32Array {
  return Int32Array.from(columns, (column) => entered(until(tracks[column.track], learn), column.stateCode));
}

/** How often a track is in a state anew, the one at its start included. */
export function entered(track: Track, code: number): number {
  let count = 0;
  for (let i = 0; i < track.timeMs.length; i++) {
    count += track.stateCode[i] === code ? 1 : 0;
  }
  return count;
}

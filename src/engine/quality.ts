import type { MachineLog, Notice } from '../base';
import { lowerBound, upperBound } from '../base';
import { noticeOf } from './saying';
import { median, quantile } from './stats';
import type { Grid } from './types';

/** What is odd about the sources, each with its numbers; nothing is changed here. */

/**
 * Negative readings, which are kept, and those that cannot be power at all, which count as missing.
 * @param mostKw beyond this, either way, a number is no reading
 * O(n)
 */
export function readingNotices(demandKw: Float64Array, mostKw: number): Notice[] {
  let [negative, lowestKw, impossible] = [0, 0, 0];
  for (let i = 0; i < demandKw.length; i++) {
    const kw = demandKw[i];
    // Mostly neither: one comparison of the size, and one of the sign.
    if (Math.abs(kw) > mostKw) {
      impossible++;
    } else if (kw < 0) {
      negative++;
      lowestKw = Math.min(lowestKw, kw);
    }
  }
  const notices: Notice[] = [];
  if (negative > 0) {
    notices.push(noticeOf('warning', 'negative-power', negative, lowestKw));
  }
  if (impossible > 0) {
    notices.push(noticeOf('warning', 'implausible-reading', impossible, mostKw));
  }
  return notices;
}

/** A state that holds this many times longer than it usually does is worth a word. */
const STALE_TIMES = 20;
/** Visits that a usual length is told from. */
const ENOUGH_VISITS = 3;
/** The meter moves when its middle range is at least this share of what it is over the whole time. */
const MOVES = 0.25;

/**
 * States from the future, and sources that have gone silent: no change for more than twenty times the usual stay in that
 * state, while the meter went on moving.
 * @param demandKw grid.count, kW
 * O(entries + n) and one look at the silent stretch of each stale machine
 */
export function sourceNotices(logs: readonly MachineLog[], grid: Grid, demandKw: Float64Array): Notice[] {
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const usualKw = middleRange(demandKw, 0, grid.count);
  const stale = logs.flatMap((log) => {
    const silence = silenceOf(log, endMs);
    return silence && middleRange(demandKw, binAt(grid, silence.sinceMs), grid.count) >= MOVES * usualKw ? [staleNotice(log, silence, endMs)] : [];
  });
  return [...futureNotices(logs, endMs), ...stale];
}

function futureNotices(logs: readonly MachineLog[], endMs: number): Notice[] {
  const ahead = logs.map((log) => log.timeMs.length - lowerBound(log.timeMs, endMs));
  const entries = ahead.reduce((sum, count) => sum + count, 0);
  const machines = ahead.filter((count) => count > 0).length;
  return entries === 0 ? [] : [noticeOf('info', 'states-future', entries, machines)];
}

interface LastStay {
  readonly sinceMs: number;
  readonly state: string;
  readonly usualMs: number;
}

/** The stay that lasts until endMs when it is far longer than the earlier ones in that state. */
function silenceOf(log: MachineLog, endMs: number): LastStay | undefined {
  const last = upperBound(log.timeMs, endMs) - 1;
  if (last < 0) {
    return undefined;
  }
  const stays: number[] = [];
  for (let i = 0; i < last; i++) {
    if (log.stateCode[i] === log.stateCode[last]) {
      stays.push(log.timeMs[i + 1] - log.timeMs[i]);
    }
  }
  const usualMs = median(Float64Array.from(stays));
  const sinceMs = log.timeMs[last];
  return stays.length >= ENOUGH_VISITS && endMs - sinceMs > STALE_TIMES * usualMs ? { sinceMs, state: log.states[log.stateCode[last]], usualMs } : undefined;
}

/**
 * From when on the last state of a log is too old to be believed at the end of the grid, by the rule of {@link sourceNotices};
 * undefined while it is as old as states of this machine get, or while the meter rests too.
 * @param demandKw grid.count, kW; a coarse grid says enough
 */
export function staleFromMs(log: MachineLog, grid: Grid, demandKw: Float64Array): number | undefined {
  const silence = silenceOf(log, grid.startMs + grid.count * grid.stepMs);
  const moves = silence !== undefined && middleRange(demandKw, binAt(grid, silence.sinceMs), grid.count) >= MOVES * middleRange(demandKw, 0, grid.count);
  return moves ? silence.sinceMs + STALE_TIMES * silence.usualMs : undefined;
}

function staleNotice({ machineId }: MachineLog, { sinceMs, state, usualMs }: LastStay, endMs: number): Notice {
  return { ...noticeOf('warning', 'stale-source', machineId, endMs - sinceMs, state, sinceMs, usualMs), silence: { machineId, state, startMs: sinceMs, endMs } };
}

function binAt({ startMs, stepMs, count }: Grid, ms: number): number {
  return Math.min(count, Math.max(0, Math.ceil((ms - startMs) / stepMs)));
}

/** From the tenth of the lowest to the tenth of the highest readings, kW; 0 when there are none. */
function middleRange(demandKw: Float64Array, from: number, to: number): number {
  const part = demandKw.subarray(from, to);
  const range = quantile(part, 0.9) - quantile(part, 0.1);
  return Number.isNaN(range) ? 0 : range;
}

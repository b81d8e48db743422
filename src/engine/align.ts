import type { MachineLog, MeterReadings, Notice, PowerReadings } from '../base';
import { DAY_MS, isUnknownState, UNKNOWN_STATE, upperBound } from '../base';
import { counterPower } from './counter';
import { median } from './stats';
import type { Grid } from './types';

/** Station 4, Align: meter and machines on one time axis; for any instant the state of each machine, unknown being one. */

export interface AlignedMeter {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  readonly notices: readonly Notice[];
}

/** More bins than this are refused: a year at 1 s would be 31 million. */
const MOST_BINS = 20_000_000;

/**
 * Puts readings on an even grid whose step is the source's window, or the median distance of the samples.
 * Of readings that fall into the same bin the last one wins; bins without one stay NaN. Non-finite values are no readings.
 * @returns undefined when fewer than two finite readings exist, for then there is no step and nothing to compare
 * @throws RangeError when the readings span more bins than any plant needs: a wrong time unit at the source
 * O(n)
 */
export function alignMeter(meter: MeterReadings): AlignedMeter | undefined {
  const power: PowerReadings = meter.kind === 'counter' ? counterPower(meter) : meter;
  const n = power.timeMs.length;
  let first = Infinity;
  let last = -Infinity;
  let known = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isFinite(power.demandKw[i]) && Number.isFinite(power.timeMs[i])) {
      first = Math.min(first, power.timeMs[i]);
      last = Math.max(last, power.timeMs[i]);
      known++;
    }
  }
  if (known < 2 || last <= first) {
    return undefined;
  }
  const stepMs = power.windowMs ?? medianDistance(power.timeMs);
  const count = Math.round((last - first) / stepMs) + 1;
  if (!(stepMs > 0) || count > MOST_BINS) {
    throw new RangeError(`readings from ${first} to ${last} in steps of ${stepMs} ms make ${count} bins, more than ${MOST_BINS}`);
  }
  const demandKw = new Float64Array(count).fill(NaN);
  for (let i = 0; i < n; i++) {
    if (Number.isFinite(power.demandKw[i]) && Number.isFinite(power.timeMs[i])) {
      demandKw[Math.round((power.timeMs[i] - first) / stepMs)] = power.demandKw[i];
    }
  }
  return { grid: { startMs: first, stepMs, count }, demandKw, notices: power.notices };
}

function medianDistance(timeMs: Float64Array): number {
  const steps = new Float64Array(Math.max(0, timeMs.length - 1));
  for (let i = 1; i < timeMs.length; i++) {
    const step = timeMs[i] - timeMs[i - 1];
    steps[i - 1] = step > 0 ? step : NaN;
  }
  return median(steps);
}

/**
 * One machine's states over the grid's time: entry i holds over [timeMs[i], timeMs[i + 1]), the last until endMs.
 * The first entry always begins at startMs: what was in force there, or UNKNOWN.
 */
export interface Track {
  readonly machineId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** n ≥ 1, ascending, the first is startMs. */
  readonly timeMs: Float64Array;
  /** n, index into states. */
  readonly stateCode: Uint16Array;
  readonly states: readonly string[];
  /** Per state: nothing is known while in it. */
  readonly unknown: readonly boolean[];
}

/** A state that was entered longer ago than this before the range is no longer taken for known. */
export const OLDEST_STATE_MS = 30 * DAY_MS;

/**
 * Cuts a log to [startMs, endMs), its stamps moved earlier by offsetMs (positive = they were late).
 * Before the first entry the state is UNKNOWN, never OFF.
 * O(entries)
 */
export function trackOf(log: MachineLog, startMs: number, endMs: number, offsetMs = 0): Track {
  const states: string[] = [...log.states];
  const from = upperBound(log.timeMs, startMs + offsetMs) - 1;
  const to = upperBound(log.timeMs, endMs + offsetMs - 1e-6);
  const times: number[] = [startMs];
  const codes: number[] = [];
  const fresh = from >= 0 && log.timeMs[from] >= startMs - OLDEST_STATE_MS;
  codes.push(fresh ? log.stateCode[from] : unknownCode(states));
  for (let i = Math.max(0, from + 1); i < to; i++) {
    times.push(log.timeMs[i] - offsetMs);
    codes.push(log.stateCode[i]);
  }
  return {
    machineId: log.machineId, startMs, endMs, timeMs: Float64Array.from(times), stateCode: Uint16Array.from(codes),
    states, unknown: states.map(isUnknownState),
  };
}

function unknownCode(states: string[]): number {
  const known = states.indexOf(UNKNOWN_STATE);
  return known >= 0 ? known : states.push(UNKNOWN_STATE) - 1;
}

/**
 * What may explain power: the time a machine spends in a state (tauMs = 0), or what is left of its start-up, decaying
 * with tauMs since it was entered. `integral[i]` is the value integrated from startMs to the track's entry i, in ms.
 */
export interface Column {
  readonly track: number;
  readonly stateCode: number;
  readonly tauMs: number;
  readonly integral: Float64Array;
}

/** Prepares a column so that its mean over any interval costs two lookups. O(entries) */
export function columnOf(tracks: readonly Track[], track: number, stateCode: number, tauMs = 0): Column {
  const { timeMs, stateCode: codes } = tracks[track];
  const integral = new Float64Array(timeMs.length);
  for (let i = 1; i < timeMs.length; i++) {
    integral[i] = integral[i - 1] + (codes[i - 1] === stateCode ? grown(i - 1, timeMs[i] - timeMs[i - 1], tauMs) : 0);
  }
  return { track, stateCode, tauMs, integral };
}

/** The column integrated over one visit up to `ms` after its entry. A state held since before the range has no start-up to see. */
function grown(entry: number, ms: number, tauMs: number): number {
  if (tauMs === 0) {
    return ms;
  }
  return entry === 0 ? 0 : tauMs * (1 - Math.exp(-ms / tauMs));
}

/** The column integrated from the track's start to an instant; `entry` is the track's entry in force then. O(1) */
export function integralAt(column: Column, track: Track, entry: number, instantMs: number): number {
  const inside = track.stateCode[entry] === column.stateCode ? grown(entry, instantMs - track.timeMs[entry], column.tauMs) : 0;
  return column.integral[entry] + inside;
}

/**
 * Mean of every column over a set of half-open intervals together.
 * @param intervals flat pairs start, end in ms, within the tracks' range, in time order
 * O(intervals × tracks × log entries + intervals × columns)
 */
export function meansOver(tracks: readonly Track[], columns: readonly Column[], intervals: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(columns.length);
  let totalMs = 0;
  for (let k = 0; k < intervals.length; k += 2) {
    totalMs += intervals[k + 1] - intervals[k];
  }
  const entryAt = new Int32Array(tracks.length);
  for (let k = 0; k < intervals.length; k++) {
    const sign = k % 2 === 0 ? -1 : 1;
    const instantMs = intervals[k];
    for (let t = 0; t < tracks.length; t++) {
      entryAt[t] = Math.max(0, upperBound(tracks[t].timeMs, instantMs) - 1);
    }
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      sums[j] += sign * integralAt(column, tracks[column.track], entryAt[column.track], instantMs);
    }
  }
  for (let j = 0; j < sums.length; j++) {
    sums[j] = totalMs > 0 ? sums[j] / totalMs : 0;
  }
  return sums;
}

/**
 * Rows of a design matrix that hold only what is not zero: row i's entries are [rowStart[i], rowStart[i + 1]).
 * A machine is in one state most of the time, so a row has about as many entries as there are machines.
 */
export interface SparseRows {
  readonly count: number;
  readonly rowStart: Int32Array;
  readonly column: Uint16Array;
  readonly value: Float32Array;
}

/**
 * The share of each grid bin that each column fills, exact from the transitions (start-ups: the decay's mean).
 * Values under 1e-4 are left out. O(bins × machines + transitions)
 */
export function occupancyRows(tracks: readonly Track[], columns: readonly Column[], grid: Grid): SparseRows {
  const byTrack = new Map<number, number[]>();
  columns.forEach((column, j) => {
    const list = byTrack.get(column.track) ?? [];
    list.push(j);
    byTrack.set(column.track, list);
  });
  let rows = new Int32Array(1024);
  let which = new Uint16Array(1024);
  let values = new Float32Array(1024);
  let entries = 0;
  const perRow = new Int32Array(grid.count + 1);
  const put = (row: number, j: number, value: number) => {
    if (entries === rows.length) {
      rows = grow(rows, new Int32Array(2 * entries));
      which = grow(which, new Uint16Array(2 * entries));
      values = grow(values, new Float32Array(2 * entries));
    }
    rows[entries] = row;
    which[entries] = j;
    values[entries++] = value;
    perRow[row + 1]++;
  };
  for (const [t, list] of byTrack) {
    const track = tracks[t];
    const last = track.timeMs.length - 1;
    const before = new Float64Array(list.length);
    const dwellOf = new Map<number, number>();
    const transients = list.some((j) => columns[j].tauMs > 0);
    list.forEach((j) => columns[j].tauMs === 0 && dwellOf.set(columns[j].stateCode, j));
    let entry = Math.max(0, upperBound(track.timeMs, grid.startMs) - 1);
    list.forEach((j, k) => (before[k] = integralAt(columns[j], track, entry, grid.startMs)));
    let stale = false;
    for (let row = 0; row < grid.count; row++) {
      const endMs = grid.startMs + (row + 1) * grid.stepMs;
      const whole = entry === last || track.timeMs[entry + 1] >= endMs;
      if (whole && !transients) {
        // Most bins: one state throughout, no integral needed.
        const j = dwellOf.get(track.stateCode[entry]);
        if (j !== undefined) {
          put(row, j, 1);
        }
        stale = true;
        continue;
      }
      if (stale) {
        const startMs = endMs - grid.stepMs;
        list.forEach((j, k) => (before[k] = integralAt(columns[j], track, entry, startMs)));
        stale = false;
      }
      while (entry < last && track.timeMs[entry + 1] < endMs) {
        entry++;
      }
      for (let k = 0; k < list.length; k++) {
        const now = integralAt(columns[list[k]], track, entry, endMs);
        const value = (now - before[k]) / grid.stepMs;
        if (value > 1e-4) {
          put(row, list[k], value);
        }
        before[k] = now;
      }
      if (entry < last && track.timeMs[entry + 1] <= endMs) {
        entry++;
      }
    }
  }
  for (let row = 0; row < grid.count; row++) {
    perRow[row + 1] += perRow[row];
  }
  const next = perRow.slice();
  const column = new Uint16Array(entries);
  const value = new Float32Array(entries);
  for (let k = 0; k < entries; k++) {
    const at = next[rows[k]]++;
    column[at] = which[k];
    value[at] = values[k];
  }
  return { count: grid.count, rowStart: perRow, column, value };
}

function grow<T extends Int32Array | Uint16Array | Float32Array>(from: T, into: T): T {
  into.set(from as never);
  return into;
}

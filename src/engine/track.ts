import type { MachineLog } from '../base';
import { DAY_MS, isUnknownState, UNKNOWN_STATE, upperBound } from '../base';

/** One machine's states on the meter's time axis. */

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
  const to = Math.max(from + 1, upperBound(log.timeMs, endMs + offsetMs - 1e-6));
  const inForce = from >= 0 && log.timeMs[from] >= startMs - OLDEST_STATE_MS;
  // Entry 0 is what was in force at the start; the log's own entries follow it.
  const timeMs = new Float64Array(to - from);
  const stateCode = new Uint16Array(to - from);
  timeMs.set(log.timeMs.subarray(from + 1, to), 1);
  stateCode.set(log.stateCode.subarray(from + 1, to), 1);
  for (let i = 1; i < timeMs.length && offsetMs !== 0; i++) {
    timeMs[i] -= offsetMs;
  }
  timeMs[0] = startMs;
  stateCode[0] = inForce ? log.stateCode[from] : unknownCode(states);
  return { machineId: log.machineId, startMs, endMs, timeMs, stateCode, states, unknown: states.map(isUnknownState) };
}

function unknownCode(states: string[]): number {
  const known = states.indexOf(UNKNOWN_STATE);
  return known >= 0 ? known : states.push(UNKNOWN_STATE) - 1;
}

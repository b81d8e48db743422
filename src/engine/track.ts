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

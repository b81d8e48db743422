import type { MachineLog } from '../base';
import { DAY_MS, isUnknownState, UNKNOWN_STATE, upperBound } from '../base';
import type { Grid } from './types';

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
 * Cuts a log to [startMs, endMs).
 * Before the first entry the state is UNKNOWN, never OFF. Entries at endMs and later are from the future: left out.
 * @param holdMs how long a state may hold without another entry before nobody knows; a log holds changes alone, so it must
 *   be longer than the machine's longest stay in one state
 * O(entries)
 */
export function trackOf(log: MachineLog, startMs: number, endMs: number, holdMs = Infinity): Track {
  const states: string[] = [...log.states];
  const from = upperBound(log.timeMs, startMs) - 1;
  const to = Math.max(from + 1, upperBound(log.timeMs, endMs - 1e-6));
  const inForce = from >= 0 && log.timeMs[from] >= startMs - OLDEST_STATE_MS;
  if (inForce && log.timeMs[from] === startMs && holdMs === Infinity) {
    // A log that has an entry at the very start is cut and not copied.
    const [timeMs, stateCode] = [log.timeMs.subarray(from, to), log.stateCode.subarray(from, to)];
    return { machineId: log.machineId, startMs, endMs, timeMs, stateCode, states, unknown: states.map(isUnknownState) };
  }
  // Entry 0 is what was in force at the start; the log's own entries follow it.
  const timeMs = new Float64Array(to - from);
  const stateCode = new Uint16Array(to - from);
  timeMs.set(log.timeMs.subarray(from + 1, to), 1);
  stateCode.set(log.stateCode.subarray(from + 1, to), 1);
  timeMs[0] = startMs;
  stateCode[0] = inForce ? log.stateCode[from] : unknownCode(states);
  const enteredMs = inForce ? log.timeMs[from] : startMs;
  const held = holdMs < Infinity ? withHold(timeMs, stateCode, states, enteredMs, endMs, holdMs) : { timeMs, stateCode };
  return { machineId: log.machineId, startMs, endMs, ...held, states, unknown: states.map(isUnknownState) };
}

/** Lets every state end in UNKNOWN when it held for holdMs; enteredMs is when entry 0's state began. */
function withHold(
  timeMs: Float64Array, stateCode: Uint16Array, states: string[], enteredMs: number, endMs: number, holdMs: number
): { timeMs: Float64Array; stateCode: Uint16Array } {
  const unknown = unknownCode(states);
  const times: number[] = [];
  const codes: number[] = [];
  for (let i = 0; i < timeMs.length; i++) {
    const [fromMs, toMs] = [timeMs[i], i + 1 < timeMs.length ? timeMs[i + 1] : endMs];
    const heldMs = (i === 0 ? enteredMs : fromMs) + holdMs;
    if (heldMs > fromMs || stateCode[i] === unknown) {
      times.push(fromMs);
      codes.push(stateCode[i]);
    }
    if (heldMs < toMs && stateCode[i] !== unknown) {
      times.push(Math.max(fromMs, heldMs));
      codes.push(unknown);
    }
  }
  return { timeMs: Float64Array.from(times), stateCode: Uint16Array.from(codes) };
}

function unknownCode(states: string[]): number {
  const known = states.indexOf(UNKNOWN_STATE);
  return known >= 0 ? known : states.push(UNKNOWN_STATE) - 1;
}

/** The rows [from, to) that lie wholly in the visit which begins with a track's entry; from ≥ to where there is none. O(1) */
export function rowsWithin({ timeMs, endMs }: Track, entry: number, { startMs, stepMs, count }: Grid): [from: number, to: number] {
  const nextMs = entry + 1 < timeMs.length ? timeMs[entry + 1] : endMs;
  return [Math.max(0, Math.ceil((timeMs[entry] - startMs) / stepMs)), Math.min(count, Math.floor((nextMs - startMs) / stepMs))];
}

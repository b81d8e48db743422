import { lowerBound, MINUTE_MS, type MachineLog, type ShiftEvent, type TimeRange } from '../base';

/** Tells whether several machines started together just after, or around, a change of shift. */

/** A start further away from the change than this has another reason. */
const NEAR_MS = 15 * MINUTE_MS;

export interface Start {
  readonly machines: readonly string[];
  readonly state: string;
}

export interface CoincidentStart {
  readonly machines: number;
  /** All of them began within this many minutes of the change, at least 1. */
  readonly withinMinutes: number;
}

/**
 * @param starts machines with the state that added most to the spike
 * @returns undefined when no shift changes within 15 minutes of the spike's beginning, or fewer than two machines began near it
 */
export function startsAtShiftChange(spike: TimeRange, starts: readonly Start[], shifts: readonly ShiftEvent[], logs: readonly MachineLog[]): CoincidentStart | undefined {
  const changeMs = nearest(shifts.map((shift) => shift.startMs), spike.startMs);
  if (changeMs === undefined) {
    return undefined;
  }
  const distances = starts.flatMap(({ machines, state }) => machines.flatMap((machineId) => {
    const log = logs.find((one) => one.machineId === machineId);
    const beganMs = log && nearest(entriesOf(log, state, changeMs), changeMs);
    return beganMs === undefined ? [] : [Math.abs(beganMs - changeMs)];
  }));
  return distances.length < 2 ? undefined : { machines: distances.length, withinMinutes: Math.max(1, Math.ceil(Math.max(...distances) / MINUTE_MS)) };
}

/** The value that is nearest to `at`, if it is near at all. */
function nearest(values: readonly number[], at: number): number | undefined {
  const near = values.filter((value) => Math.abs(value - at) <= NEAR_MS);
  return near.length === 0 ? undefined : near.reduce((best, value) => (Math.abs(value - at) < Math.abs(best - at) ? value : best));
}

/** When the machine entered the state, within reach of the change. The first entry of a log is where it begins, not a change. */
function entriesOf({ timeMs, stateCode, states }: MachineLog, state: string, changeMs: number): number[] {
  const found: number[] = [];
  for (let i = Math.max(1, lowerBound(timeMs, changeMs - NEAR_MS)); i < timeMs.length && timeMs[i]! <= changeMs + NEAR_MS; i++) {
    if (states[stateCode[i]!] === state) {
      found.push(timeMs[i]!);
    }
  }
  return found;
}

import { lowerBound, MINUTE_MS, upperBound, type MachineLog, type ShiftEvent, type TimeRange } from '../base';

/** Tells whether several machines started together just after, or around, a change of shift. */

/** A start further away from the change than this has another reason. */
const NEAR_MS = 15 * MINUTE_MS;

/** How long a start-up may take after it. */
const REACH_MS = 60 * MINUTE_MS;

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
    const beganMs = log && earliest(startsOf(log, state, changeMs));
    return beganMs === undefined ? [] : [Math.abs(beganMs - changeMs)];
  }));
  return distances.length < 2 ? undefined : { machines: distances.length, withinMinutes: Math.max(1, Math.ceil(Math.max(...distances) / MINUTE_MS)) };
}

const earliest = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : Math.min(...values));

/** The value that is nearest to `at`, if it is near at all. */
function nearest(values: readonly number[], at: number): number | undefined {
  const near = values.filter((value) => Math.abs(value - at) <= NEAR_MS);
  return near.length === 0 ? undefined : near.reduce((best, value) => (Math.abs(value - at) < Math.abs(best - at) ? value : best));
}

/**
 * When the machine left another state on its way to this one, within reach of the change: a start-up counts from its first step.
 * The first entry of a log is where it begins, not a change.
 */
function startsOf({ timeMs, stateCode, states }: MachineLog, state: string, changeMs: number): number[] {
  const found: number[] = [];
  const from = Math.max(1, lowerBound(timeMs, changeMs - NEAR_MS));
  let runs = false;
  // Backwards: a step before the state counts once the state itself has come.
  for (let i = upperBound(timeMs, changeMs + REACH_MS) - 1; i >= from; i--) {
    runs = runs || states[stateCode[i]!] === state;
    if (runs && timeMs[i]! <= changeMs + NEAR_MS && states[stateCode[i - 1]!] !== state) {
      found.push(timeMs[i]!);
    }
  }
  return found;
}

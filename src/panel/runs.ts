import { upperBound, type MachineLog, type TimeRange } from '../base';

/** One stay of a machine in one state. */
export interface Run extends TimeRange {
  readonly state: string;
}

/** The states of a machine in a range, each clipped to it, oldest first. O(entries in the range) */
export function runsIn({ timeMs, stateCode, states }: MachineLog, { startMs, endMs }: TimeRange): Run[] {
  const runs: Run[] = [];
  for (let i = Math.max(0, upperBound(timeMs, startMs) - 1); i < timeMs.length && (timeMs[i] ?? endMs) < endMs; i++) {
    const run = { state: states[stateCode[i] ?? 0] ?? '', startMs: Math.max(startMs, timeMs[i] ?? startMs), endMs: Math.min(endMs, timeMs[i + 1] ?? endMs) };
    if (run.endMs > run.startMs) {
      runs.push(run);
    }
  }
  return runs;
}

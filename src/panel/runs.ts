import { upperBound, type MachineLog, type TimeRange } from '../base';

/** One stay of a machine in one state. */
export interface Run extends TimeRange {
  readonly state: string;
}

/** What a machine's i-th entry put it into. */
export const stateIn = ({ states, stateCode }: MachineLog, i: number): string => states[stateCode[i]!]!;

/** The states of a machine in a range, each clipped to it, oldest first. O(entries in the range) */
export function runsIn(log: MachineLog, { startMs, endMs }: TimeRange): Run[] {
  const { timeMs } = log;
  const runs: Run[] = [];
  for (let i = Math.max(0, upperBound(timeMs, startMs) - 1); i < timeMs.length && timeMs[i]! < endMs; i++) {
    const run = { state: stateIn(log, i), startMs: Math.max(startMs, timeMs[i]!), endMs: Math.min(endMs, timeMs[i + 1] ?? endMs) };
    if (run.endMs > run.startMs) {
      runs.push(run);
    }
  }
  return runs;
}

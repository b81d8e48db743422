// What kind of event a spike was: several starts together, one machine, twins, or nothing that was reported.
import { lowerBound, MINUTE_MS, type MachineLog, type ShiftEvent } from '../base';
import { stateClass } from '../chart';
import type { Finding, MachineLine } from '../engine';

export type Story =
  | { readonly kind: 'not-ranked'; readonly text: string }
  | { readonly kind: 'unexplained' }
  | { readonly kind: 'several'; readonly machines: number; readonly withinMinutes: number; readonly ofShiftChange: boolean; readonly top: MachineLine }
  | { readonly kind: 'group'; readonly top: MachineLine }
  | { readonly kind: 'one'; readonly top: MachineLine };

const TOGETHER_MS = 20 * MINUTE_MS;
const SHARE_OF_A_START = 0.05;
const SHARE_OF_ALL = 0.6;

/** At least three rising lines of 5 %, none with 60 %, together 60 %, begun within 20 minutes: that is a coincident start. */
export function storyOf(finding: Finding, lines: readonly MachineLine[], machines: readonly MachineLog[], shifts: readonly ShiftEvent[]): Story {
  const [top] = lines;
  if (finding.ranking.kind === 'not-ranked') {
    return { kind: 'not-ranked', text: finding.ranking.text };
  }
  if (!top || finding.verdict === 'unexplained' || top.kw <= 0) {
    return { kind: 'unexplained' };
  }
  const rising = lines.filter((line) => line.kw >= SHARE_OF_A_START * finding.excessKw);
  const starts = rising.flatMap((line) => line.machines.map((id) => startOf(machines.find((log) => log.machineId === id), finding)));
  const known = starts.filter((ms): ms is number => ms !== undefined);
  const together = rising.reduce((kw, line) => kw + line.kw, 0);
  if (known.length >= 3 && rising.length >= 3 && top.kw < SHARE_OF_ALL * finding.excessKw && together >= SHARE_OF_ALL * finding.excessKw) {
    const first = Math.min(...known);
    const last = Math.max(...known);
    const change = shifts.map((shift) => shift.startMs).find((ms) => Math.abs(first - ms) <= TOGETHER_MS && Math.abs(last - ms) <= 1.5 * TOGETHER_MS);
    const spreadMs = change === undefined ? last - first : Math.max(Math.abs(first - change), Math.abs(last - change));
    if (spreadMs <= 1.5 * TOGETHER_MS) {
      return { kind: 'several', machines: known.length, withinMinutes: Math.max(1, Math.ceil(spreadMs / MINUTE_MS)), ofShiftChange: change !== undefined, top };
    }
  }
  return top.machines.length > 1 ? { kind: 'group', top } : { kind: 'one', top };
}

/** When the machine began to draw: its first change near the onset into a state that is neither off, idle nor unknown. */
function startOf(log: MachineLog | undefined, { startMs, endMs }: Finding): number | undefined {
  if (!log) {
    return undefined;
  }
  const untilMs = Math.min(endMs, startMs + TOGETHER_MS);
  for (let i = lowerBound(log.timeMs, startMs - TOGETHER_MS); i < log.timeMs.length && log.timeMs[i]! < untilMs; i++) {
    if (['running', 'starting', 'other', 'setup'].includes(stateClass(log.states[log.stateCode[i]!] ?? ''))) {
      return log.timeMs[i];
    }
  }
  return undefined;
}

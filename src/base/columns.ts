import type { Completeness, Notice } from './completeness';

/**
 * What one electricity meter said, oldest first, as mean power.
 * All columns have the same length n; nobody writes to them after creation.
 */
export interface PowerReadings {
  readonly kind: 'power';
  readonly meterId: string;
  /** n, strictly ascending epoch ms UTC: the START of the interval that the reading covers. */
  readonly timeMs: Float64Array;
  /** n, kW, mean over that interval; NaN = nothing arrived (zero is a measurement). */
  readonly demandKw: Float64Array;
  /** n, kW, the largest sample inside the interval, where the source knows it. */
  readonly maxKw?: Float64Array;
  /** Length of the intervals when the source made them (a window of a query); undefined for raw samples. */
  readonly windowMs?: number;
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

/** What one cumulative energy register said, oldest first. */
export interface CounterReadings {
  readonly kind: 'counter';
  readonly meterId: string;
  /** n, strictly ascending epoch ms UTC: the instant at which the register stood at that value. */
  readonly timeMs: Float64Array;
  /** n, kWh; NaN = nothing arrived. May wrap or be reset: the engine's Align says what a fall means. */
  readonly energyKwh: Float64Array;
  /** Distance of the readings when the source made windows; undefined for raw samples. */
  readonly windowMs?: number;
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

export type MeterReadings = PowerReadings | CounterReadings;

/**
 * The states that one machine reported, on change, oldest first.
 * Entry i holds from timeMs[i] until timeMs[i + 1]. The last one holds until the end of what was asked for.
 */
export interface MachineLog {
  readonly machineId: string;
  /** n, strictly ascending epoch ms UTC. The first may lie before the range that was asked for: the state it began with. */
  readonly timeMs: Float64Array;
  /** n, index into `states`; neighbours differ. */
  readonly stateCode: Uint16Array;
  /** The names as reported, in order of first appearance. */
  readonly states: readonly string[];
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

/** One shift (or another event of the calendar), half open. */
export interface ShiftEvent {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** The canonical name of "we do not know": silence, a lost connection, nothing before the first change. */
export const UNKNOWN_STATE = 'UNKNOWN';

const unknownNames = new Set(['', 'unknown', 'communication lost', 'communication error', 'comm lost', 'no data', 'notavailable', 'not available']);

/** True for states which say that nothing is known; such time is masked, never counted as OFF. */
export function isUnknownState(state: string): boolean {
  return unknownNames.has(state.trim().toLowerCase().replace(/[_-]+/g, ' '));
}

/** Builds a {@link MachineLog} from unordered entries: sorts, lets the last of equal stamps win, drops repeats. O(n log n). */
export function machineLog(
  machineId: string,
  entries: ReadonlyArray<readonly [timeMs: number, state: string]>,
  completeness: Completeness = { kind: 'complete' },
  notices: readonly Notice[] = []
): MachineLog {
  // Sort is stable, so of equal stamps the one that arrived last stays last and wins below.
  const sorted = [...entries].sort((a, b) => a[0] - b[0]);
  const times: number[] = [];
  const codes: number[] = [];
  const states: string[] = [];
  const codeOf = new Map<string, number>();
  for (let i = 0; i < sorted.length; i++) {
    const [timeMs, state] = sorted[i]!;
    if (i + 1 < sorted.length && sorted[i + 1]![0] === timeMs) {
      continue;
    }
    let code = codeOf.get(state);
    if (code === undefined) {
      code = states.length;
      states.push(state);
      codeOf.set(state, code);
    }
    if (codes.length === 0 || codes[codes.length - 1] !== code) {
      times.push(timeMs);
      codes.push(code);
    }
  }
  return { machineId, timeMs: Float64Array.from(times), stateCode: Uint16Array.from(codes), states, completeness, notices };
}

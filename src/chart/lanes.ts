import { isUnknownState, lowerBound, MINUTE_MS, upperBound, type MachineLog, type TimeRange } from '../base';
import { lookOf, type StateClass, type StateLooks } from './classes';
import { stateRuns, type StateRuns } from './state-runs';
import { stateName } from './text';
import { ageText } from './ticks';

/** The lanes of states below the plot: which are open, how high, and what each shows. */

export const LANE_PX = 24;
/** With more than MOST_OPEN lanes opened: names stay, state names go to the pointer. */
export const LOW_LANE_PX = 12;
export const MOST_OPEN = 12;

export interface LanePlan {
  readonly open: readonly MachineLog[];
  readonly folded: readonly MachineLog[];
  readonly lanePx: number;
}

/**
 * Machines in the order given; the quiet ones, and those beyond the twelve largest, fold.
 * Quiet: without a kW of its own, and without a change in view.
 * @param addedKw by machine; absent = nothing added
 */
export function lanePlan(machines: readonly MachineLog[], range: TimeRange, addedKw: ReadonlyMap<string, number>, opened: boolean): LanePlan {
  if (opened) {
    return { open: machines, folded: [], lanePx: machines.length > MOST_OPEN ? LOW_LANE_PX : LANE_PX };
  }
  const busy = machines.filter((log) => (addedKw.get(log.machineId) ?? 0) !== 0 || changesIn(log, range));
  const largest = new Set([...busy].sort((a, b) => Math.abs(addedKw.get(b.machineId) ?? 0) - Math.abs(addedKw.get(a.machineId) ?? 0)).slice(0, MOST_OPEN));
  return { open: machines.filter((log) => largest.has(log)), folded: machines.filter((log) => !largest.has(log)), lanePx: LANE_PX };
}

function changesIn({ timeMs }: MachineLog, { startMs, endMs }: TimeRange): boolean {
  const first = Math.max(1, upperBound(timeMs, startMs));
  return first < timeMs.length && timeMs[first] < endMs;
}

export interface Lane {
  readonly log: MachineLog;
  readonly runs: StateRuns;
  /** By code + 1, so that unknown stands first. */
  readonly classes: readonly StateClass[];
  /** By code + 1: of a lane's states that mean nothing to us every second one, so that neighbours differ. */
  readonly faint: readonly boolean[];
  /** By code + 1: what a dashboard's author chose; undefined = the class's own. */
  readonly colours: ReadonlyArray<string | undefined>;
  /** Device column of the first change of state around the onset of the picked spike. */
  readonly beganColumn?: number;
  /** Device column from which on the state is too old to be believed, and how that is said. */
  readonly stale?: { readonly column: number; readonly text: string };
}

export interface LaneAsk {
  readonly range: TimeRange;
  /** Device pixels over the range. */
  readonly columns: number;
  readonly picked?: TimeRange;
  readonly adding?: ReadonlySet<string>;
  readonly staleFromMs?: ReadonlyMap<string, number>;
  readonly looks?: StateLooks;
}

/** O(columns + entries in view). */
export function laneOf(log: MachineLog, { range, columns, picked, adding, staleFromMs, looks }: LaneAsk): Lane {
  const columnAt = (ms: number) => Math.floor(((ms - range.startMs) / (range.endMs - range.startMs)) * columns);
  const drawn = log.states.map((state) => lookOf(looks, log.machineId, state));
  const beganMs = picked && adding?.has(log.machineId) ? firstChangeAround(log, picked, (code) => drawn[code].of === 'off') : undefined;
  const seen = beganMs !== undefined && beganMs >= range.startMs && beganMs < range.endMs;
  const staleMs = staleFromMs?.get(log.machineId);
  const last = log.timeMs.length - 1;
  // By name and not by order of appearance, so that the view does not change the shade.
  const nameless = log.states.filter((_, i) => drawn[i].of === 'other' && drawn[i].colour === undefined).sort();
  return {
    log, runs: stateRuns(log, range, columns),
    classes: ['unknown', ...drawn.map(({ of }) => of)],
    faint: [false, ...log.states.map((state) => nameless.length > 1 && nameless.indexOf(state) % 2 === 0)],
    colours: [undefined, ...drawn.map(({ colour }) => colour)],
    ...(seen ? { beganColumn: columnAt(beganMs) } : {}),
    ...(staleMs !== undefined && staleMs < range.endMs && last >= 0 ? {
      stale: { column: Math.max(0, columnAt(staleMs)), text: `${stateName(log.states[log.stateCode[last]])}, ${ageText(range.endMs - log.timeMs[last])} old` },
    } : {}),
  };
}

/** A machine may begin a little before demand has risen enough to be seen. */
const ONSET_MS = 10 * MINUTE_MS;

/** The first entry of a log is where it begins, not a change; and nothing begins by going off. */
function firstChangeAround({ timeMs, stateCode }: MachineLog, { startMs, endMs }: TimeRange, isOff: (code: number) => boolean): number | undefined {
  let first = Math.max(1, lowerBound(timeMs, startMs - ONSET_MS));
  while (first < timeMs.length && isOff(stateCode[first])) {
    first++;
  }
  return first < timeMs.length && timeMs[first] < endMs ? timeMs[first] : undefined;
}

export interface StateAt {
  readonly state: string;
  readonly known: boolean;
  /** When it began, epoch ms; undefined before the first entry. */
  readonly sinceMs?: number;
}

/** What the machine was doing at that instant. O(log n). */
export function stateAt({ timeMs, stateCode, states }: MachineLog, atMs: number): StateAt {
  const entry = upperBound(timeMs, atMs) - 1;
  if (entry < 0) {
    return { state: 'unknown', known: false };
  }
  const state = states[stateCode[entry]];
  return { state, known: !isUnknownState(state), sinceMs: timeMs[entry] };
}

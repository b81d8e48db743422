import { machineLog, MINUTE_MS, SECOND_MS } from '../../src/base';
import { columnOf, trackOf, type Column } from '../../src/engine/align';

/** A plant whose kW are given and not learnt: for rules whose answers can be worked out by hand. */

export const DAY_START_MS = Date.UTC(2025, 2, 12);
const STEP_MS = 10 * SECOND_MS;

/** "06:01:30" of the plant's day as an instant. */
export function clock(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return DAY_START_MS + ((hours * 60 + minutes) * 60 + seconds) * SECOND_MS;
}

export interface KnownMachine {
  /** kW of each state; one that is not named costs nothing. */
  readonly kw: Readonly<Record<string, number>>;
  /** "06:01:30 ON", in order. */
  readonly log: readonly string[];
  /** What it draws on entering a state beyond its kW, decaying with tauMs. */
  readonly start?: { readonly state: string; readonly kw: number; readonly tauMs: number };
}

/**
 * One day from midnight in means of 10 s: base load, the machines' states, and what `unseen` adds at an instant.
 * @param groups names of machines that always switch together
 */
export function knownPlant(machines: Readonly<Record<string, KnownMachine>>, baseKw = 100, unseen: (ms: number) => number = () => 0, groups: ReadonlyArray<readonly string[]> = []) {
  const grid = { startMs: DAY_START_MS, stepMs: STEP_MS, count: (24 * 60 * MINUTE_MS) / STEP_MS };
  const names = Object.keys(machines);
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const tracks = names.map((id) => {
    const entries = machines[id]!.log.map((line) => [clock(line.split(' ')[0]!), line.slice(line.indexOf(' ') + 1)] as const);
    return trackOf(machineLog(id, entries), grid.startMs, endMs);
  });
  const columns: Column[] = [];
  const kw: number[] = [];
  tracks.forEach((track, t) => {
    const { kw: cost, start } = machines[track.machineId]!;
    track.states.forEach((state, code) => {
      columns.push(columnOf(tracks, t, code));
      kw.push(cost[state] ?? 0);
      if (start?.state === state) {
        columns.push(columnOf(tracks, t, code, start.tauMs));
        kw.push(start.kw);
      }
    });
  });
  const expectedKw = new Float64Array(grid.count).fill(baseKw);
  columns.forEach((column, j) => {
    const track = tracks[column.track]!;
    for (let entry = 0, bin = 0; bin < grid.count; bin++) {
      // The middle of the bin stands for it: transitions here lie on the edges of bins.
      const ms = grid.startMs + (bin + 0.5) * grid.stepMs;
      while (entry + 1 < track.timeMs.length && track.timeMs[entry + 1]! <= ms) {
        entry++;
      }
      if (track.stateCode[entry] === column.stateCode && !track.unknown[column.stateCode]) {
        expectedKw[bin]! += kw[j]! * (column.tauMs === 0 ? 1 : entry === 0 ? 0 : Math.exp(-(ms - track.timeMs[entry]!) / column.tauMs));
      }
    }
  });
  const demandKw = expectedKw.map((value, bin) => value + unseen(grid.startMs + bin * grid.stepMs));
  return {
    grid, demandKw,
    learnt: {
      tracks, columns, kw: Float64Array.from(kw), expectedKw, offsetsMs: new Float64Array(tracks.length),
      groups: groups.map((group) => group.map((name) => names.indexOf(name))),
    },
  };
}

import { HOUR_MS, machineLog, MINUTE_MS, SECOND_MS, type ShiftEvent } from '../../src/base';
import type { Cause, DemandOptions, Finding, SpikeKind } from '../../src/engine';
import { columnOf, meansOver, trackOf, type Column } from '../../src/engine/align';
import { studyOf } from '../../src/engine/evidence';
import { namingOf, withKinds } from '../../src/engine/kinds';
import { gaugeOf } from '../../src/engine/windows';

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

/** Every machine's steps and their names, as after an analysis; `finding` works out one window's ledger from the given kW. */
export function studied(plant: ReturnType<typeof knownPlant>, options: { readonly demand?: DemandOptions; readonly shifts?: readonly ShiftEvent[]; readonly zone?: string } = {}) {
  const metered = { grid: plant.grid, demandKw: plant.demandKw, zone: options.zone ?? 'UTC' };
  const gauge = gaugeOf(metered);
  const naming = namingOf(metered, gauge, studyOf(plant.learnt, gauge.energy), options.demand, options.shifts);
  return (from: string, to: string, reference: readonly [from: string, to: string], verdict: Finding['verdict'] = 'likely'): readonly SpikeKind[] =>
    withKinds(findingOf(plant, [clock(from), clock(to)], [clock(reference[0]), clock(reference[1])], verdict), naming).kinds ?? [];
}

function findingOf({ grid, demandKw, learnt }: ReturnType<typeof knownPlant>, spike: readonly [number, number], around: readonly [number, number], verdict: Finding['verdict']): Finding {
  const mean = ([from, to]: readonly [number, number]) => {
    const part = demandKw.subarray((from - grid.startMs) / grid.stepMs, (to - grid.startMs) / grid.stepMs);
    return part.reduce((sum, kw) => sum + kw, 0) / part.length;
  };
  const [inSpike, inReference] = [meansOver(learnt.tracks, learnt.columns, spike), meansOver(learnt.tracks, learnt.columns, around)];
  const byState = new Map<string, Cause>();
  learnt.columns.forEach((column, j) => {
    const { machineId, states } = learnt.tracks[column.track]!;
    const machines = learnt.groups.find((group) => group.includes(column.track))?.map((t) => learnt.tracks[t]!.machineId) ?? [machineId];
    const key = JSON.stringify([machines, states[column.stateCode]]);
    const kw = (byState.get(key)?.kw ?? 0) + learnt.kw[j]! * (inSpike[j]! - inReference[j]!);
    byState.set(key, { machines, state: states[column.stateCode]!, kw, lowKw: kw, highKw: kw, variationKw: 0 });
  });
  const causes = [...byState.values()].filter(({ kw }) => Math.abs(kw) > 1e-9).sort((a, b) => b.kw - a.kw);
  const [meanKw, referenceKw] = [mean(spike), mean(around)];
  const excessKw = meanKw - referenceKw;
  const unexplainedKw = excessKw - causes.reduce((sum, { kw }) => sum + kw, 0);
  return {
    startMs: spike[0], endMs: spike[1], peakMs: spike[0], peakKw: meanKw, meanKw, referenceKw, excessKw, excessKwh: (excessKw * (spike[1] - spike[0])) / HOUR_MS,
    reference: [around], causes, unexplainedKw, unexplainedLowKw: unexplainedKw, unexplainedHighKw: unexplainedKw, confidence: 1, verdict,
    ranking: { kind: 'ranked' }, learning: { startMs: grid.startMs, endMs: grid.startMs + grid.count * grid.stepMs, stepMs: grid.stepMs }, skill: 1,
  };
}

import type { Notice, TimeRange } from '../base';
import { alignMeter } from './align';
import { answers } from './answer';
import { expect } from './expect';
import { obstacleTo } from './obstacle';
import { sourceNotices } from './quality';
import { noticeOf } from './saying';
import { slowRiseNotice } from './slow-change';
import { spot } from './spot';
import { inWords } from './words';
import type { Analysis, AnalysisOptions, Grid, Plant } from './types';

/** Runs stations 4 to 7 in order: Align, Expect, Spot, Attribute. */

export const DEFAULT_OPTIONS: AnalysisOptions = { minimumExcessKw: 0 };

/**
 * From readings and state logs to findings, oldest first. Spikes without an excess over the hour around them are left out,
 * save windows marked by hand.
 * Incomplete data, no state log, or under two days to learn from: spikes are listed, nothing is ranked, and each says why.
 * Same input, same output; the order of machines does not matter.
 */
export function analyse(plant: Plant, options: Partial<AnalysisOptions> = {}): Analysis {
  return inWords(analyseInValues(plant, options, STATIONS));
}

/** The stations that a worker fetches in files of their own, so that an analysis there is handed them. */
export interface Stations {
  /** Not asked where `obstacleOf` the plant says why nothing may be ranked. */
  readonly expect: typeof expect;
  readonly answers: typeof answers;
}

export const STATIONS: Stations = { expect, answers };

/** The same, in which notices, reasons and what would help are values that `inWords` says: for a worker, which carries no words. */
export function analyseInValues(plant: Plant, options: Partial<AnalysisOptions>, stations: Stations): Analysis {
  const { minimumExcessKw, learn, onProgress, demand, spot: how, marked, shifts, align = {} } = { ...DEFAULT_OPTIONS, ...options };
  const machines = [...plant.machines].sort((a, b) => (a.machineId < b.machineId ? -1 : a.machineId > b.machineId ? 1 : 0));
  const aligned = alignMeter(plant.meter, align);
  if (!aligned) {
    return nothing(plant);
  }
  const { grid, demandKw, toldKw, leastKw, coarse, fitStepMs } = aligned;
  const [from, to] = binsOf(grid, learn);
  const learning = { startMs: grid.startMs + from * grid.stepMs, endMs: grid.startMs + to * grid.stepMs, stepMs: grid.stepMs };
  onProgress?.(0.1);
  const register = plant.meter.kind === 'counter' ? plant.meter : undefined;
  const hindrance = obstacleTo(plant, demandKw.subarray(from, to), learning);
  const model = hindrance ? undefined : stations.expect({ grid, demandKw, machines, zone: plant.zone, learnFrom: from, learnTo: to, rowMs: fitStepMs, align, onProgress: (share) => onProgress?.(0.1 + 0.6 * share) });
  onProgress?.(0.7);
  // Without a reading in the learning range all of them say what is ordinary: spikes are listed, though nothing is ranked.
  const ordinary = from < to ? { learnFrom: from, learnTo: to } : { learnFrom: 0, learnTo: grid.count };
  const spotted = spot(grid, toldKw, { ...ordinary, minimumKw: Math.max(minimumExcessKw, leastKw), how, marked, coarse, zone: plant.zone, register });
  onProgress?.(0.8);
  const rise = model && slowRiseNotice(grid, demandKw, model.expectedKw, from, to, plant.zone);
  const answered = stations.answers({
    metered: { grid, demandKw, zone: plant.zone, register }, learning: learn ? { startMs: learn.startMs, endMs: learn.endMs, stepMs: grid.stepMs } : learning,
    model, hindrance, rise, runs: spotted.runs, demand, shifts,
  });
  onProgress?.(1);
  return {
    ...answered, grid, demandKw, baselineKw: spotted.baselineKw, expectedKw: model?.expectedKw ?? new Float64Array(grid.count).fill(NaN),
    notices: [...aligned.notices, ...spotted.notices, ...answered.notices, ...sourceNotices(machines, grid, demandKw), ...machines.flatMap((log) => log.notices)],
  };
}

/** The bins that lie wholly in the range. */
function binsOf(grid: Grid, range: TimeRange | undefined): [number, number] {
  if (!range) {
    return [0, grid.count];
  }
  const from = Math.max(0, Math.ceil((range.startMs - grid.startMs) / grid.stepMs));
  const to = Math.min(grid.count, Math.floor((range.endMs - grid.startMs) / grid.stepMs));
  // No reading in it: nothing may be learnt from the rest, for that is another time.
  return from < to ? [from, to] : [0, 0];
}

function nothing(plant: Plant): Analysis {
  const notices: Notice[] = [...plant.meter.notices, noticeOf('warning', 'no-readings', plant.meter.meterId)];
  const none = new Float64Array(0);
  return {
    grid: { startMs: 0, stepMs: 1, count: 0 }, demandKw: none, baselineKw: none, expectedKw: none,
    findings: [], machines: [], groups: [], skill: 0, notices,
  };
}

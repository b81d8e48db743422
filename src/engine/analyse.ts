import { DAY_MS, isUnknownState, upperBound, worstCompleteness, type MachineLog, type Notice, type TimeRange } from '../base';
import { alignMeter, OLDEST_STATE_MS } from './align';
import { attribute, measure, notRanked } from './attribute';
import { clockFacts, clockNotices } from './clock-facts';
import { studyOf, withEvidence } from './evidence';
import { expect, type Expectation } from './expect';
import { namingOf, withKinds } from './kinds';
import { demandWindows } from './ledger';
import { sourceNotices } from './quality';
import { noticeOf, unsaid, type Saying } from './saying';
import { slowRiseNotice } from './slow-change';
import { outside, spot } from './spot';
import { gaugeOf } from './windows';
import { inWords } from './words';
import type { Analysis, AnalysisOptions, DemandOptions, Finding, Grid, MachineFacts, Plant, Ranking } from './types';

/** Runs stations 4 to 7 in order: Align, Expect, Spot, Attribute. */

export const DEFAULT_OPTIONS: AnalysisOptions = { minimumExcessKw: 0 };

/** Shorter learning than this says nothing about what a state costs. */
const SHORTEST_LEARNING_MS = 2 * DAY_MS;
/**
 * Work grows with the square of the machines in a row of the fit, and with the cube of their states. 14 days in rows of 30 s
 * took a two-core machine 6 s of CPU with 200 machines of three states that change every half hour, beside loads that nobody
 * reports, and 10 s with 2,000 states of 20 machines.
 */
const MOST_MACHINES = 200;
const MOST_STATES = 2000;

/**
 * From readings and state logs to findings, oldest first. Spikes without an excess over the hour around them are left out,
 * save windows marked by hand.
 * Incomplete data, no state log, or under two days to learn from: spikes are listed, nothing is ranked, and each says why.
 * Same input, same output; the order of machines does not matter.
 */
export function analyse(plant: Plant, options: Partial<AnalysisOptions> = {}): Analysis {
  return inWords(analyseInValues(plant, options));
}

/** The same, in which notices, reasons and what would help are values that `inWords` says: for a worker, which carries no words. */
export function analyseInValues(plant: Plant, options: Partial<AnalysisOptions> = {}): Analysis {
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
  const model = hindrance ? undefined : expect({ grid, demandKw, machines, zone: plant.zone, learnFrom: from, learnTo: to, rowMs: fitStepMs, align, onProgress: (share) => onProgress?.(0.1 + 0.6 * share) });
  onProgress?.(0.7);
  // Without a reading in the learning range all of them say what is ordinary: spikes are listed, though nothing is ranked.
  const ordinary = from < to ? { learnFrom: from, learnTo: to } : { learnFrom: 0, learnTo: grid.count };
  const spotted = spot(grid, toldKw, { ...ordinary, minimumKw: Math.max(minimumExcessKw, leastKw), how, marked, coarse, zone: plant.zone, register });
  onProgress?.(0.8);
  const metered = { grid, demandKw, zone: plant.zone, register };
  const gauge = gaugeOf(metered);
  const study = model && spotted.runs.length > 0 ? studyOf(model, gauge.energy) : undefined;
  const naming = namingOf(metered, gauge, study, demand, shifts);
  const findings: Finding[] = [];
  const notices = [...aligned.notices, ...spotted.notices];
  for (const run of spotted.runs) {
    const measured = measure(run, { grid, demandKw, learning: learn ? { startMs: learn.startMs, endMs: learn.endMs, stepMs: grid.stepMs } : learning });
    if (!measured || (measured.excessKw <= 0 && run.by !== 'hand')) {
      if (run.by === 'hand') {
        notices.push(outside({ startMs: grid.startMs + run.first * grid.stepMs, endMs: grid.startMs + (run.last + 1) * grid.stepMs }));
      }
      continue;
    }
    const why = hindrance ?? (measured.excessKw <= 0 ? NO_EXCESS : TOO_LITTLE);
    const finding = { ...(model && measured.excessKw > 0 ? attribute(measured, model) : notRanked(measured, why, model?.skill ?? 0)), spottedBy: run.by };
    findings.push(withKinds(study ? withEvidence(finding, study) : finding, naming));
  }
  const rise = model && slowRiseNotice(grid, demandKw, model.expectedKw, from, to, plant.zone);
  const windows = demand && demandWindows(metered, gauge, model, demand);
  onProgress?.(1);
  return {
    grid, demandKw, baselineKw: spotted.baselineKw,
    expectedKw: model?.expectedKw ?? new Float64Array(grid.count).fill(NaN),
    findings, machines: model ? factsOf(model) : [],
    groups: model ? model.groups.map((group) => group.map((t) => model.tracks[t].machineId).sort()) : [],
    skill: model?.skill ?? 0,
    notices: [...notices, ...(rise ? [rise] : []), ...coarseFor(demand, grid), ...(model ? clockNotices(model.tracks.map(({ machineId }) => machineId), model.clocks) : []), ...sourceNotices(machines, grid, demandKw), ...machines.flatMap((log) => log.notices)],
    ...(windows ? { windows } : {}),
  };
}

type NotRanked = Ranking & { readonly kind: 'not-ranked' };

const TOO_LITTLE = obstacle('too-little-history', 'few-known-states');
const NO_EXCESS = obstacle('no-excess', 'no-excess');

function obstacle(why: NotRanked['why'], ...saying: Saying): NotRanked {
  return unsaid({ kind: 'not-ranked', why }, ...saying);
}

function coarseFor(demand: DemandOptions | undefined, { stepMs }: Grid): Notice[] {
  return demand && stepMs > demand.lengthMs
    ? [noticeOf('warning', 'windows-finer-than-readings', stepMs, demand.lengthMs)]
    : [];
}

/** Why nothing may be ranked, if so. */
function obstacleTo(plant: Plant, demandKw: Float64Array, learning: TimeRange & { readonly stepMs: number }): NotRanked | undefined {
  const worst = worstCompleteness([plant.meter.completeness, ...plant.machines.map((log) => log.completeness)]);
  if (worst.kind !== 'complete') {
    return obstacle('incomplete', 'incomplete', worst);
  }
  if (plant.machines.length === 0) {
    return obstacle('no-machines', 'no-states');
  }
  const states = plant.machines.reduce((sum, log) => sum + log.states.length, 0);
  if (plant.machines.length > MOST_MACHINES || states > MOST_STATES) {
    return obstacle('too-many-machines', 'too-many-machines', plant.machines.length, states, MOST_MACHINES, MOST_STATES);
  }
  let known = 0;
  for (let i = 0; i < demandKw.length; i++) {
    known += demandKw[i] === demandKw[i] ? 1 : 0;
  }
  const knownMs = known * learning.stepMs;
  if (knownMs < SHORTEST_LEARNING_MS) {
    return obstacle('too-little-history', 'short-history', knownMs, SHORTEST_LEARNING_MS);
  }
  return plant.machines.some((log) => isKnownWithin(log, learning)) ? undefined : obstacle('no-machines', 'states-elsewhere');
}

/** Whether the machine was in a state that says something at any instant of the range, by its stamps as reported. O(entries) at worst */
function isKnownWithin({ timeMs, stateCode, states }: MachineLog, { startMs, endMs }: TimeRange): boolean {
  const unknown = states.map(isUnknownState);
  const inForce = upperBound(timeMs, startMs) - 1;
  for (let i = Math.max(0, inForce); i < timeMs.length && timeMs[i] < endMs; i++) {
    if (!unknown[stateCode[i]] && timeMs[i] >= startMs - OLDEST_STATE_MS) {
      return true;
    }
  }
  return false;
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

function factsOf(model: Expectation): MachineFacts[] {
  return model.tracks.map((track, t) => {
    const totalMs = track.endMs - track.startMs;
    const states = model.columns.flatMap((column, j) =>
      column.track === t && column.tauMs === 0
        ? [{
            state: track.states[column.stateCode], kw: model.kw[j], plusMinusKw: 1.645 * model.errorKw[j], entries: model.entries[j],
            shareOfTime: (column.integral[column.integral.length - 1] +
              (track.stateCode[track.stateCode.length - 1] === column.stateCode ? track.endMs - track.timeMs[track.timeMs.length - 1] : 0)) / totalMs,
          }]
        : []
    );
    return {
      machineId: track.machineId, states, ...clockFacts(model.clocks[t]),
      changes: track.timeMs.length - 1, identifiable: track.timeMs.length > 1,
    };
  });
}

function nothing(plant: Plant): Analysis {
  const notices: Notice[] = [...plant.meter.notices, noticeOf('warning', 'no-readings', plant.meter.meterId)];
  const none = new Float64Array(0);
  return {
    grid: { startMs: 0, stepMs: 1, count: 0 }, demandKw: none, baselineKw: none, expectedKw: none,
    findings: [], machines: [], groups: [], skill: 0, notices,
  };
}

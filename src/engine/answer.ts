import type { Notice, ShiftEvent } from '../base';
import { attribute, measure, notRanked, type Facts } from './attribute';
import { clockFacts, clockNotices } from './clock-facts';
import { studyOf, withEvidence } from './evidence';
import type { Expectation } from './expect';
import { namingOf, withKinds } from './kinds';
import { demandWindows } from './ledger';
import { obstacle, type NotRanked } from './obstacle';
import { noticeOf } from './saying';
import { outside, type SpottedRun } from './spot';
import type { Analysis, DemandOptions, Finding, Grid, MachineFacts } from './types';
import { gaugeOf, type Metered } from './windows';

/** Answers for each spike that was spotted: its ledger, or why there is none, its kind and its evidence; beside them demand windows, machines and notices. */

/** What was found out before. */
export interface Before {
  readonly metered: Metered;
  readonly learning: Facts['learning'];
  /** Undefined where nothing may be ranked, for `hindrance` or because too little taught. */
  readonly model: Expectation | undefined;
  readonly hindrance: NotRanked | undefined;
  /** What rose slowly beside the states, which is no spike. */
  readonly rise: Notice | undefined;
  readonly runs: readonly SpottedRun[];
  readonly demand: DemandOptions | undefined;
  readonly shifts: readonly ShiftEvent[] | undefined;
}

export type Answers = Pick<Analysis, 'findings' | 'machines' | 'groups' | 'skill' | 'notices' | 'windows'>;

/** Findings oldest first; spikes without an excess are left out, save windows marked by hand. */
export function answers({ metered, learning, model, hindrance, rise, runs, demand, shifts }: Before): Answers {
  const { grid, demandKw } = metered;
  const gauge = gaugeOf(metered);
  const study = model && runs.length > 0 ? studyOf(model, gauge.energy) : undefined;
  const naming = namingOf(metered, gauge, study, demand, shifts);
  const findings: Finding[] = [];
  const notices: Notice[] = [];
  for (const run of runs) {
    const measured = measure(run, { grid, demandKw, learning });
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
  const windows = demand && demandWindows(metered, gauge, model, demand);
  return {
    findings, machines: model ? factsOf(model) : [],
    groups: model ? model.groups.map((group) => group.map((t) => model.tracks[t].machineId).sort()) : [],
    skill: model?.skill ?? 0,
    notices: [...notices, ...(rise ? [rise] : []), ...coarseFor(demand, grid), ...(model ? clockNotices(model.tracks.map(({ machineId }) => machineId), model.clocks) : [])],
    ...(windows ? { windows } : {}),
  };
}

const TOO_LITTLE = obstacle('too-little-history', 'few-known-states');
const NO_EXCESS = obstacle('no-excess', 'no-excess');

function coarseFor(demand: DemandOptions | undefined, { stepMs }: Grid): Notice[] {
  return demand && stepMs > demand.lengthMs
    ? [noticeOf('warning', 'windows-finer-than-readings', stepMs, demand.lengthMs)]
    : [];
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

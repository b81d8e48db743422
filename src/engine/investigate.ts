import { LEARNING_DEFAULTS, lowerBound, overlaps, planLearning, upperBound, type MachineLog, type MeterReadings, type Notice, type TimeRange } from '../base';
import { OLDEST_STATE_MS } from './align';
import { analyseInValues, DEFAULT_OPTIONS, STATIONS, type Stations } from './analyse';
import { powerOf } from './counter';
import type { Analysis, DemandWindow, Finding, Investigation, InvestigationOptions, Plant } from './types';
import { inWords } from './words';

/** Gives a view its findings, each learnt from the whole days that end with its own, so that no finding depends on the view. */

/**
 * @param plant readings over the view's learning plan (base `planLearning`), at that plan's step
 * @param view what is looked at; a finding belongs to it when they overlap
 * Cost: one analysis a day of the view, each over the learning range
 */
export function investigate(plant: Plant, view: TimeRange, options: Partial<InvestigationOptions> = {}): Investigation {
  return inWords(investigateInValues(plant, view, options, STATIONS));
}

/** The same, in which notices, reasons and what would help are values that `inWords` says: for a worker, which carries no words. */
export function investigateInValues(plant: Plant, view: TimeRange, options: Partial<InvestigationOptions>, stations: Stations): Investigation {
  const { learning, onProgress, demand, ...others } = { ...DEFAULT_OPTIONS, learning: LEARNING_DEFAULTS, ...options };
  const plan = planLearning(view, plant.zone, learning);
  const power = powerOf(plant.meter);
  const findings: Finding[] = [];
  const baseline: Baseline = { timeMs: [], baselineKw: [], expectedKw: [] };
  let notices: readonly Notice[] = [];
  const windows: DemandWindow[] = [];
  let newest: Analysis | undefined;
  plan.days.forEach((day, d) => {
    const share = (part: number) => onProgress?.((d + part) / plan.days.length);
    const slice = { ...plant, meter: readingsWithin(power, day.read), machines: plant.machines.map((log) => logWithin(log, day.read)) };
    const marginMs = day.read.endMs - day.day.endMs;
    const near = { startMs: day.day.startMs - marginMs, endMs: day.read.endMs };
    const analysis = analyseInValues(slice, {
      ...others, learn: day.learn, onProgress: share,
      demand: demand && { ...demand, within: day.day }, marked: others.marked?.filter((range) => overlaps(range, near)),
    }, stations);
    for (const finding of analysis.findings) {
      const last = findings[findings.length - 1];
      const mine = finding.startMs >= day.day.startMs && finding.startMs < day.day.endMs;
      if (mine && !(last && finding.startMs < last.endMs)) {
        findings.push(finding);
      }
    }
    windows.push(...(analysis.windows ?? []).filter((window) => overlaps(window, view)));
    appendBaseline(baseline, analysis, day.day);
    // Days learn from days that overlap: what the newest has counted stands for all. Silences are told apart by their times.
    notices = [...notices.filter(({ code, silence }) => silence || analysis.notices.every((one) => one.code !== code)), ...analysis.notices];
    newest = analysis.grid.count > 0 ? analysis : newest;
  });
  return {
    findings: findings.filter((finding) => overlaps(finding, view)),
    baseline: {
      timeMs: Float64Array.from(baseline.timeMs), baselineKw: Float64Array.from(baseline.baselineKw), expectedKw: Float64Array.from(baseline.expectedKw),
    },
    machines: newest?.machines ?? [], groups: newest?.groups ?? [], skill: newest?.skill ?? 0,
    notices,
    ...(demand ? { windows } : {}),
  };
}

interface Baseline {
  readonly timeMs: number[];
  readonly baselineKw: number[];
  readonly expectedKw: number[];
}

function appendBaseline(into: Baseline, { grid, baselineKw, expectedKw }: Analysis, day: TimeRange): void {
  for (let i = 0; i < grid.count; i++) {
    const timeMs = grid.startMs + i * grid.stepMs;
    if (timeMs >= day.startMs && timeMs < day.endMs) {
      into.timeMs.push(timeMs);
      into.baselineKw.push(baselineKw[i]);
      into.expectedKw.push(expectedKw[i]);
    }
  }
}

function readingsWithin(meter: MeterReadings & { kind: 'power' }, range: TimeRange): MeterReadings {
  const from = lowerBound(meter.timeMs, range.startMs);
  const to = lowerBound(meter.timeMs, range.endMs);
  return { ...meter, timeMs: meter.timeMs.subarray(from, to), demandKw: meter.demandKw.subarray(from, to), maxKw: meter.maxKw?.subarray(from, to) };
}

/** The log as if only this range had been asked for: the state in force at its start, unless it is too old to be known. */
function logWithin(log: MachineLog, range: TimeRange): MachineLog {
  const inForce = upperBound(log.timeMs, range.startMs) - 1;
  const to = lowerBound(log.timeMs, range.endMs);
  const from = inForce >= 0 && log.timeMs[inForce] >= range.startMs - OLDEST_STATE_MS ? inForce : inForce + 1;
  // Names are numbered anew, so that states seen only outside the range leave no trace in the answer.
  const states: string[] = [];
  const codeOf = new Map<number, number>();
  const stateCode = Uint16Array.from(log.stateCode.subarray(from, to), (code) => {
    if (!codeOf.has(code)) {
      codeOf.set(code, states.push(log.states[code]) - 1);
    }
    return codeOf.get(code) ?? 0;
  });
  return { ...log, timeMs: log.timeMs.subarray(from, to), stateCode, states };
}

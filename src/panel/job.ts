// One analysis as a message: what the worker is asked, and the same calculation without a worker.
import { overlaps, type MachineLog, type MeterReadings, type TimeRange } from '../base';
import { analyse, investigate, type Investigation, type Plant } from '../engine';

export interface AnalysisJob {
  readonly plant: Plant;
  readonly view: TimeRange;
  readonly minimumExcessKw: number;
  /** learn: readings over the learning plan. view: readings of the view are all there is (data sources other than ours). */
  readonly basis: 'learn' | 'view';
}

export type JobAnswer =
  | { readonly kind: 'done'; readonly id: number; readonly investigation: Investigation }
  | { readonly kind: 'failed'; readonly id: number; readonly text: string };

/** Throws what the engine throws; the same job gives the same answer. */
export function runJob({ plant, view, minimumExcessKw, basis }: AnalysisJob): Investigation {
  if (basis === 'learn') {
    return investigate(plant, view, { minimumExcessKw });
  }
  const { grid, baselineKw, expectedKw, findings, machines, groups, skill, notices } = analyse(plant, { minimumExcessKw });
  return {
    findings: findings.filter((finding) => overlaps(finding, view)),
    baseline: { timeMs: Float64Array.from({ length: grid.count }, (_, i) => grid.startMs + i * grid.stepMs), baselineKw, expectedKw },
    machines, groups, skill, notices,
  };
}

/** A copy with buffers of its own, and those buffers: they move to the worker while ours stay for drawing. */
export function transferable(job: AnalysisJob): { readonly job: AnalysisJob; readonly buffers: ArrayBuffer[] } {
  const buffers: ArrayBuffer[] = [];
  const own = <T extends Float64Array | Uint16Array>(column: T): T => {
    const copy = column.slice() as T;
    buffers.push(copy.buffer as ArrayBuffer);
    return copy;
  };
  const ownMeter = (meter: MeterReadings): MeterReadings =>
    meter.kind === 'power'
      ? { ...meter, timeMs: own(meter.timeMs), demandKw: own(meter.demandKw), maxKw: meter.maxKw && own(meter.maxKw) }
      : { ...meter, timeMs: own(meter.timeMs), energyKwh: own(meter.energyKwh) };
  const ownLog = (log: MachineLog): MachineLog => ({ ...log, timeMs: own(log.timeMs), stateCode: own(log.stateCode) });
  return { job: { ...job, plant: { ...job.plant, meter: ownMeter(job.plant.meter), machines: job.plant.machines.map(ownLog) } }, buffers };
}

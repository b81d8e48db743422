import type { TimeRange } from '../base';
import { analyse, investigate, type Investigation, type Plant } from '../engine';

/** One analysis as a value that a worker can be sent, and its answer. */

export interface AnalysisRequest {
  /** learning: canonical readings over the plan's range. view: all there is, from another data source. */
  readonly kind: 'learning' | 'view';
  readonly plant: Plant;
  readonly view: TimeRange;
  readonly minimumExcessKw: number;
}

/** The engine's answer in one shape, whichever readings there were. `onProgress` hears 0..1 now and then. */
export function answer({ kind, plant, view, minimumExcessKw }: AnalysisRequest, onProgress?: (share: number) => void): Investigation {
  if (kind === 'learning') {
    return investigate(plant, view, { minimumExcessKw, onProgress });
  }
  const { grid, baselineKw, expectedKw, findings, machines, groups, skill, notices } = analyse(plant, { minimumExcessKw, onProgress });
  const timeMs = Float64Array.from({ length: grid.count }, (_, i) => grid.startMs + i * grid.stepMs);
  return { findings, baseline: { timeMs, baselineKw, expectedKw }, machines, groups, skill, notices };
}

import type { ShiftEvent, TimeRange } from '../base';
import { analyseInValues, investigateInValues, obstacleOf, type DemandOptions, type Investigation, type Plant, type Stations } from '../engine';

/** One analysis as a value that a worker can be sent, and its answer. */

export interface AnalysisRequest {
  /** learning: canonical readings over the plan's range. view: all there is, from another data source. */
  readonly kind: 'learning' | 'view';
  readonly plant: Plant;
  readonly view: TimeRange;
  readonly minimumExcessKw: number;
  readonly demand?: DemandOptions;
  /** Windows that somebody marked by hand. */
  readonly marked?: readonly TimeRange[];
  readonly shifts?: readonly ShiftEvent[];
}

/** What comes in a file of its own beside the engine's first. */
export type Part = keyof Stations;

/** The files that a question needs: where nothing may be ranked nobody asks what a state costs. */
export function partsFor({ plant }: AnalysisRequest): readonly Part[] {
  return obstacleOf(plant) ? ['answers'] : ['answers', 'expect'];
}

/** The engine's answer in one shape, whichever readings there were, in values: `inWords` says it. `onProgress` hears 0..1 now and then. */
export function answer({ kind, plant, view, minimumExcessKw, demand, marked, shifts }: AnalysisRequest, stations: Stations, onProgress?: (share: number) => void): Investigation {
  const options = { minimumExcessKw, onProgress, demand, marked, shifts };
  if (kind === 'learning') {
    return investigateInValues(plant, view, options, stations);
  }
  const { grid, baselineKw, expectedKw, findings, machines, groups, skill, notices, windows } = analyseInValues(plant, options, stations);
  const timeMs = Float64Array.from({ length: grid.count }, (_, i) => grid.startMs + i * grid.stepMs);
  return { findings, baseline: { timeMs, baselineKw, expectedKw }, machines, groups, skill, notices, ...(windows ? { windows } : {}) };
}

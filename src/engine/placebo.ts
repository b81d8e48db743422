import { HOUR_MS, machineLog, upperBound, type MachineLog } from '../base';
import { analyse } from './analyse';
import { uniform } from './random';
import type { Analysis, AnalysisOptions, Plant } from './types';

/** The check on the whole method: states moved in time, which cannot have caused anything, must explain less. */

export interface Explained {
  /** Share of the meter's swings that the states explain. */
  readonly skill: number;
  /** Of all excess, by energy, the share that does not stay unexplained, 0..1. */
  readonly share: number;
}

export interface Placebo {
  readonly asReported: Explained;
  /** One a try. */
  readonly shifted: readonly Explained[];
  /** true: in every try the moved states explain less of the swings and less of the excess. */
  readonly passed: boolean;
}

/**
 * Runs the same analysis on the states as reported, and on states of which each machine's are moved by hours of its own,
 * drawn at random, around the end of the readings to their beginning: dwells, counts and order stay, coincidence goes.
 * @param tries at least one; @param seed the same seed, the same answer
 * Cost: one analysis more than there are tries
 */
export function placebo(plant: Plant, options: Partial<AnalysisOptions> = {}, tries = 3, seed = 1): Placebo {
  if (!(tries >= 1)) {
    throw new RangeError(`a placebo needs at least one try: got ${tries}`);
  }
  const asReported = explained(analyse(plant, options));
  const next = uniform(seed);
  const { timeMs } = plant.meter;
  const [startMs, endMs] = [timeMs[0], timeMs[timeMs.length - 1]];
  const shifted = Array.from({ length: tries }, () => explained(analyse({ ...plant, machines: plant.machines.map((log) => moved(log, startMs, endMs, next())) }, options)));
  return { asReported, shifted, passed: shifted.every(({ skill, share }) => skill < asReported.skill && share < asReported.share) };
}

/** @returns share 0 when there is no excess at all */
export function explained({ skill, findings }: Pick<Analysis, 'skill' | 'findings'>): Explained {
  let excessKwh = 0;
  let unexplainedKwh = 0;
  for (const finding of findings.filter(({ excessKw }) => excessKw > 0)) {
    const hours = (finding.endMs - finding.startMs) / HOUR_MS;
    excessKwh += finding.excessKw * hours;
    // A remainder below zero is as far from the meter as one above it.
    unexplainedKwh += Math.min(finding.excessKw, Math.abs(finding.unexplainedKw)) * hours;
  }
  return { skill, share: excessKwh > 0 ? 1 - unexplainedKwh / excessKwh : 0 };
}

/** The log moved later by at least two hours and at most the length of the readings less two; what leaves at the end enters at the beginning. */
function moved(log: MachineLog, startMs: number, endMs: number, draw: number): MachineLog {
  const lengthMs = endMs - startMs;
  const leastMs = Math.min(2 * HOUR_MS, lengthMs / 4);
  const byMs = leastMs + draw * (lengthMs - 2 * leastMs);
  const inside = Array.from(log.timeMs, (ms, i) => [ms, log.states[log.stateCode[i]]] as const).filter(([ms]) => ms >= startMs && ms < endMs);
  const seams = [[startMs, stateAt(log, endMs - byMs)], [startMs + byMs, stateAt(log, startMs)]] as const;
  return machineLog(
    log.machineId,
    [
      ...seams.flatMap(([ms, state]) => (state === undefined ? [] : [[ms, state] as const])),
      ...inside.map(([ms, state]) => [startMs + ((ms - startMs + byMs) % lengthMs), state] as const),
    ],
    log.completeness, log.notices
  );
}

/** The state in force at an instant; undefined before the first entry. */
function stateAt({ timeMs, stateCode, states }: MachineLog, instantMs: number): string | undefined {
  const entry = upperBound(timeMs, instantMs) - 1;
  return entry < 0 ? undefined : states[stateCode[entry]];
}

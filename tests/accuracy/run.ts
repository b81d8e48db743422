import { lowerBound } from '../../src/base';
import { analyse, type Finding } from '../../src/engine';
import type { LabelledPlant } from './labelled';
import { naiveAnswers, type NaiveMethod } from './naive';
import { detection, readyToJudge, scored, type Detection, type Fact, type Ready } from './score';

/** One plant through the engine and, on the same spikes, through the naive methods. */

export interface Outcome {
  readonly name: string;
  readonly kind: string;
  readonly skill: number;
  readonly detection: Detection;
  /** The engine's scored spikes, largest excess energy first. */
  readonly facts: readonly Fact[];
  /** The finding behind each fact. */
  readonly findings: readonly Finding[];
  readonly naive: Readonly<Partial<Record<NaiveMethod, readonly Fact[]>>>;
  /** CPU time of `analyse` alone, s. */
  readonly cpuS: number;
}

export function runPlant(plant: LabelledPlant, withNaive: boolean): Outcome {
  const before = process.cpuUsage();
  const analysis = analyse(plant.plant);
  const { user, system } = process.cpuUsage(before);
  const ready = readyToJudge(plant);
  const found = withinMeter(ready, analysis.findings);
  const kept = scored(ready, found);
  const spots = kept.map(({ answer }) => found[answer]);
  const readings = { startMs: analysis.grid.startMs, stepMs: analysis.grid.stepMs, demandKw: analysis.demandKw };
  // Lift looks at all spikes, so all are answered and the same ones are scored.
  const naive = withNaive ? naiveAnswers(readings, plant.plant.machines, found) : undefined;
  const factsOf = (method: NaiveMethod): readonly Fact[] =>
    naive ? scored(ready, naive[method]).map(({ fact }) => fact) : [];
  return {
    name: plant.seed === 0 ? plant.kind : `${plant.kind}/${plant.seed}`, kind: plant.kind, skill: analysis.skill, detection: detection(ready, found),
    facts: kept.map(({ fact }) => fact), findings: spots, cpuS: (user + system) / 1e6,
    naive: naive ? { 'last-transition': factsOf('last-transition'), lift: factsOf('lift'), pearson: factsOf('pearson'), nnls: factsOf('nnls') } : {},
  };
}

/** A register that was silent is spread over the gap by the engine; a spike that lies in one has no sample to be judged by. */
function withinMeter(ready: Ready, findings: readonly Finding[]): Finding[] {
  const { timeMs } = ready.plant.meter;
  const sampled = (fromMs: number, toMs: number): boolean => (timeMs[lowerBound(timeMs, fromMs)] ?? Infinity) < toMs;
  return findings.filter(({ startMs, endMs, reference }) => sampled(startMs, endMs) && reference.some(([fromMs, toMs]) => sampled(fromMs, toMs)));
}

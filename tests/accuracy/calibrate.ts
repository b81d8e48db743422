import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Finding } from '../../src/engine';
import { CAUTION, sureness } from '../../src/engine/confidence';
import { cachedPlant } from './cache';
import { conformalFactor, coverageAt, type Banded } from './conformal';
import { fitLogistic, probabilityOf, type Logistic } from './logistic';
import { slopeOf } from './slope';
import { KINDS } from './plants';
import { runPlant } from './run';
import { calibrationError, type Fact } from './score';
import { seedKind, seedRange, seedsOf, TRAINING_SEEDS } from './seeds';

/** Fits what the confidence and the bands need on labelled plants of training seeds, and says how well that carries over to kinds it has not seen. */

interface Example {
  readonly kind: string;
  readonly features: readonly number[];
  readonly right: boolean;
  /** A machine stands on top of what truly nobody reported. */
  readonly blamed: boolean;
  /** The remainder stands on top, and no machine. */
  readonly unexplained: boolean;
  readonly confidence: number;
  readonly banded?: Banded;
}

const OUTPUT = 'src/engine/calibration.ts';
const FOLDS = 5;
/**
 * A machine blamed for what nobody reported counts as this many wrong answers: OT forgives a wrong order of two machines, not
 * a name on a spike that none of them drew. Chosen on training seeds, each kind fitted on the others: false blame falls from
 * .050 to .028 for a calibration error of .042 instead of .028, and precision at 0.8 rises from .957 to .965.
 */
const BLAME_COUNTS = 12;

function main(argv: readonly string[]): void {
  const { values } = parseArgs({ args: [...argv], options: { seeds: { type: 'string' }, only: { type: 'string' }, write: { type: 'boolean' } } });
  const seeds = values.seeds === undefined ? { first: TRAINING_SEEDS.first, last: 5 } : seedRange(values.seeds);
  if (seedKind(seeds) !== 'training') {
    throw new RangeError(`weights are fitted on training seeds ${TRAINING_SEEDS.first}-${TRAINING_SEEDS.last} only: got ${seeds.first}-${seeds.last}`);
  }
  const kinds = Object.keys(KINDS).filter((kind) => values.only?.split(',').includes(kind) ?? true);
  const examples = kinds.flatMap((kind) => seedsOf(seeds).flatMap((seed) => examplesOf(kind, seed)));
  process.stdout.write(`${examples.length} spikes of ${kinds.length} kinds, training seeds ${seeds.first}-${seeds.last}\n`);
  reportBands(examples, kinds);
  if (examples.some((one) => one.features.length > 0)) {
    reportConfidence(examples, kinds, `${seeds.first} to ${seeds.last}`, values.write ?? false);
  } else {
    process.stdout.write('The engine gives no features with its findings, so no weights were fitted.\n');
  }
}

function examplesOf(kind: string, seed: number): Example[] {
  const { facts, findings } = runPlant(cachedPlant(kind, seed), false);
  return facts.map((fact: Fact, i) => ({
    kind, features: featuresOf(findings[i]), right: fact.rightMachine, blamed: fact.unexplained && !fact.saidUnexplained, unexplained: fact.saidUnexplained, confidence: fact.confidence, banded: fact.topCause,
  }));
}

/** What the engine judged the finding by; empty for findings that were not ranked. */
function featuresOf(finding: Finding & { readonly judged?: { readonly features: readonly number[] } }): readonly number[] {
  return finding.judged?.features ?? [];
}

interface Judged {
  readonly confidence: number;
  readonly rightMachine: boolean;
}

/** The weights, and what the log odds of a machine's name are stretched by below and above one half. */
interface Model extends Logistic {
  readonly below: number;
  readonly above: number;
}

/** Kinds that no fit has seen are right less often than those it has: above one half only so much of the slope is taken. */
const HELD_BACK = 0.75;

function fit(of: readonly Example[]): Model {
  const weights = fitLogistic(of.map((one) => one.features), of.map((one) => one.right), 1, of.map((one) => (one.blamed ? BLAME_COUNTS : 1)));
  const named = of.filter((one) => !one.unexplained).map((one) => ({ odds: oddsOf(weights, one) - CAUTION, right: one.right }));
  const slope = (side: readonly { readonly odds: number; readonly right: boolean }[]): number => slopeOf(side.map(({ odds }) => odds), side.map(({ right }) => right));
  return { ...weights, below: slope(named.filter(({ odds }) => odds < 0)), above: HELD_BACK * slope(named.filter(({ odds }) => odds >= 0)) };
}

/** Log odds that the top line is right before a name is held back, as confidence.ts has them. */
function oddsOf(model: Logistic, { features }: Example): number {
  const probability = probabilityOf(model, features);
  return Math.log(probability / (1 - probability));
}

function judgedBy(model: Model, of: readonly Example[]): Judged[] {
  return of.map((one) => ({ confidence: sureness(oddsOf(model, one), one.unexplained, model), rightMachine: one.right }));
}

function reportConfidence(examples: readonly Example[], kinds: readonly string[], seeds: string, write: boolean): void {
  const used = examples.filter((one) => one.features.length > 0);
  const all = fit(used);
  const folded = Array.from({ length: FOLDS }, (_, fold) =>
    judgedBy(fit(used.filter((_one, i) => i % FOLDS !== fold)), used.filter((_one, i) => i % FOLDS === fold))).flat();
  const unseen = kinds.map((kind) => ({ kind, judged: judgedBy(fit(used.filter((one) => one.kind !== kind)), used.filter((one) => one.kind === kind)) }));
  process.stdout.write(`${qualityLine('as the engine says now', used.map((one) => ({ confidence: one.confidence, rightMachine: one.right })))}\n`);
  process.stdout.write(`${qualityLine('fitted, on what it was fitted to', judgedBy(all, used))}\n`);
  process.stdout.write(`${qualityLine(`fitted, ${FOLDS}-fold`, folded)}\n`);
  process.stdout.write(`${qualityLine('fitted, each kind unseen', unseen.flatMap(({ judged }) => judged))}\n`);
  unseen.forEach(({ kind, judged }) => process.stdout.write(`${qualityLine(`  ${kind} unseen`, judged)}\n`));
  const text = constantText(all, seeds);
  process.stdout.write(`\n${text}`);
  if (write && existsSync(OUTPUT)) {
    writeFileSync(OUTPUT, text);
  }
}

function qualityLine(name: string, judged: readonly Judged[]): string {
  const sure = judged.filter((one) => one.confidence >= 0.8);
  const right = sure.filter((one) => one.rightMachine).length / sure.length;
  const loss = judged.reduce((sum, one) => sum - Math.log(Math.max(1e-9, one.rightMachine ? one.confidence : 1 - one.confidence)), 0) / judged.length;
  return `${name.padEnd(34)} n ${String(judged.length).padStart(5)}  ECE ${calibrationError(judged)?.toFixed(3)}  precision at 0.8 ${right.toFixed(3)}`
    + `  of that sure ${(sure.length / judged.length).toFixed(2)}  log loss ${loss.toFixed(3)}`;
}

function constantText({ intercept, weights, below, above }: Model, seeds: string): string {
  const round = (value: number): string => (Math.round(value * 1000) / 1000).toString();
  return `/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds ${seeds} of all kinds of labelled plants. */\n`
    + `export const CONFIDENCE_WEIGHTS = { intercept: ${round(intercept)}, features: [${weights.map(round).join(', ')}], below: ${round(below)}, above: ${round(above)} } as const;\n`;
}

function reportBands(examples: readonly Example[], kinds: readonly string[]): void {
  const banded = (of: readonly Example[]): Banded[] => of.flatMap((one) => (one.banded ? [one.banded] : []));
  const all = banded(examples);
  const factor = conformalFactor(all);
  process.stdout.write(`bands: hold ${(100 * coverageAt(all, 1)).toFixed(1)} % of ${all.length}; factor for 90 %: ${factor.toFixed(3)}\n`);
  for (const kind of kinds) {
    const own = banded(examples.filter((one) => one.kind === kind));
    const others = conformalFactor(banded(examples.filter((one) => one.kind !== kind)));
    process.stdout.write(`  ${kind.padEnd(12)} hold ${(100 * coverageAt(own, 1)).toFixed(1).padStart(5)} % of ${String(own.length).padStart(4)};`
      + ` with the factor of the other kinds ${(100 * coverageAt(own, others)).toFixed(1).padStart(5)} %; own factor ${conformalFactor(own).toFixed(2)}\n`);
  }
}

main(process.argv.slice(2));

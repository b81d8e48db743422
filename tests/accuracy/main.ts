import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cachedPlant } from './cache';
import { caseNames, OWN_CASES, readCase } from './cases';
import { exportCase } from './export';
import type { LabelledPlant } from './labelled';
import { NAIVE_METHODS } from './naive';
import { placeboOf } from './placebo';
import { KINDS } from './plants';
import { runPlant, type Outcome } from './run';
import { summarise, type Fact } from './score';
import { DEFAULT_SEEDS, seedKind, seedRange, seedsOf, SWEEP_SEEDS, TEST_SEEDS, TRAINING_SEEDS } from './seeds';
import { headLine, rowLine, type Row } from './table';

/** `npm run accuracy`: the engine against the naive methods on labelled plants, seeds stated. */

const USAGE = `usage: npm run accuracy -- [options]
  --seeds A-B     seeds of the made-up plants (default ${DEFAULT_SEEDS.first}-${DEFAULT_SEEDS.last}, which no training used)
  --only KIND,…   only these kinds: ${Object.keys(KINDS).join(', ')}
  --cases DIR     case folders (meter.csv, states.csv, truth.csv[.gz], truth_states.csv[.gz]) in place of made-up plants
  --fast          the engine alone, one line a kind
  --sweep         what development looks at: --fast on the first three training seeds
  --placebo H     move every reported state by H hours first: what is found then was found by chance
  --wrong N       list the N largest wrongly answered spikes of each plant
  --export DIR    write the plants as case folders and stop
  --json          one JSON document`;

interface Given {
  readonly plants: ReadonlyArray<{ readonly kind: string; readonly make: () => LabelledPlant }>;
  readonly about: string;
  readonly fast: boolean;
  readonly json: boolean;
  readonly wrong: number;
  /** Hours by which all states are moved; 0 = they stay. */
  readonly placeboH: number;
  readonly exportTo?: string;
}

function given(argv: readonly string[]): Given {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({ args: [...argv], options: { seeds: text, only: text, cases: text, wrong: text, placebo: text, export: text, fast: flag, sweep: flag, json: flag } });
  const only = values.only?.split(',');
  const seeds = values.seeds !== undefined ? seedRange(values.seeds) : values.sweep ? SWEEP_SEEDS : DEFAULT_SEEDS;
  const shared = { fast: (values.fast ?? false) || (values.sweep ?? false), json: values.json ?? false, wrong: Number(values.wrong ?? 0), placeboH: hoursOf(values.placebo), exportTo: values.export };
  if (values.cases !== undefined) {
    const plants = casesIn(values.cases, only);
    return { ...shared, plants, about: `${plants.length} cases of ${values.cases}` };
  }
  const kinds = Object.keys(KINDS).filter((kind) => only?.includes(kind) ?? true);
  if (kinds.length === 0) {
    throw new RangeError(`--only names no kind of plant: got ${values.only}`);
  }
  // Real months are measured, never tuned on: a sweep leaves them out, and so does whoever asks for certain kinds.
  const real = only === undefined && !values.sweep && values.export === undefined && existsSync(OWN_CASES) ? casesIn(OWN_CASES, undefined) : [];
  const plants = kinds.flatMap((kind) => seedsOf(seeds).map((seed) => ({ kind, make: () => cachedPlant(kind, seed) })));
  const about = `${plants.length} made-up plants of ${kinds.length} kinds, ${seedKind(seeds)} seeds ${seeds.first}-${seeds.last}`
    + ` (training uses ${TRAINING_SEEDS.first}-${TRAINING_SEEDS.last}, tests ${TEST_SEEDS.first}-${TEST_SEEDS.last})`
    + (real.length > 0 ? `, and ${real.length} months of real households` : '');
  return { ...shared, plants: [...plants, ...real], about };
}

function hoursOf(text: string | undefined): number {
  const hours = Number(text ?? 0);
  if (!Number.isFinite(hours)) {
    throw new RangeError(`--placebo must be a number of hours: got ${text}`);
  }
  return hours;
}

function casesIn(folder: string, only: readonly string[] | undefined): Given['plants'] {
  return caseNames(folder).filter((name) => only?.includes(name) ?? true).map((name) => ({ kind: name, make: () => readCase(folder, name) }));
}

function main(argv: readonly string[]): void {
  if (argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const options = given(argv);
  const say = (line: string): void => {
    process.stdout.write(options.json ? '' : `${line}\n`);
  };
  if (options.exportTo !== undefined) {
    options.plants.forEach((plant) => say(exportCase(options.exportTo ?? '.', plant.make())));
    return;
  }
  say(`${options.about}${options.placeboH === 0 ? '' : `; PLACEBO: all states moved by ${options.placeboH} h`}`);
  say(headLine(NAME_WIDTH));
  const outcomes: Outcome[] = [];
  options.plants.forEach(({ kind, make }, i) => {
    const plant = make();
    const outcome = runPlant(options.placeboH === 0 ? plant : placeboOf(plant, options.placeboH), !options.fast);
    outcomes.push(outcome);
    if (!options.fast) {
      rowsOf(outcome).forEach((row) => say(rowLine(row, NAME_WIDTH)));
      wrongLines(outcome, options.wrong).forEach(say);
    } else if (kind !== options.plants[i + 1]?.kind) {
      say(rowLine(meanRow(kind, outcomes.filter((one) => one.kind === kind)), NAME_WIDTH));
    }
  });
  const pooled = pooledRows(outcomes, options.fast);
  pooled.forEach((row) => say(rowLine(row, NAME_WIDTH)));
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ about: options.about, plants: outcomes.flatMap(rowsOf), pooled })}\n`);
  }
}

const NAME_WIDTH = 30;

/** The engine's row, then one a naive method. Naive methods claim no band. */
function rowsOf(outcome: Outcome): Row[] {
  const naive = NAIVE_METHODS.flatMap((method) => (outcome.naive[method] ? [naiveRow(`  ${method}`, outcome.naive[method])] : []));
  return [{ name: outcome.name, summary: summarise(outcome.facts), detection: outcome.detection, skill: outcome.skill, cpuS: outcome.cpuS }, ...naive];
}

function naiveRow(name: string, facts: readonly Fact[]): Row {
  return { name, summary: { ...summarise(facts), band: undefined } };
}

function pooledRows(outcomes: readonly Outcome[], fast: boolean): Row[] {
  const facts = outcomes.flatMap((outcome) => outcome.facts);
  const naive = fast ? [] : NAIVE_METHODS.map((method) => naiveRow(`  all spikes, ${method}`, outcomes.flatMap((outcome) => outcome.naive[method] ?? [])));
  return [meanRow('MEAN of plants', outcomes), { name: 'ALL spikes', summary: summarise(facts), cpuS: total(outcomes.map(({ cpuS }) => cpuS)) }, ...naive];
}

/** Means of what each plant has; ECE, precision and band of one kind are of its pooled spikes, for one plant has too few. */
function meanRow(name: string, outcomes: readonly Outcome[]): Row {
  const summaries = outcomes.map(({ facts }) => summarise(facts));
  const mean = (values: ReadonlyArray<number | undefined>): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? total(known) / known.length : undefined;
  };
  const pooled = summarise(outcomes.flatMap(({ facts }) => facts));
  return {
    name, skill: mean(outcomes.map(({ skill }) => skill)), cpuS: mean(outcomes.map(({ cpuS }) => cpuS)),
    detection: {
      spikes: mean(outcomes.map(({ detection }) => detection.spikes)) ?? 0, flagged: mean(outcomes.map(({ detection }) => detection.flagged)) ?? 0,
      covered10: mean(outcomes.map(({ detection }) => detection.covered10)), spikesPerDay: mean(outcomes.map(({ detection }) => detection.spikesPerDay)) ?? 0,
    },
    summary: {
      ...pooled, clearTop1: mean(summaries.map((one) => one.clearTop1)), top1: mean(summaries.map((one) => one.top1)), top3: mean(summaries.map((one) => one.top3)),
      misallocated: mean(summaries.map((one) => one.misallocated)), far: mean(summaries.map((one) => one.far)), falseUnexplained: mean(summaries.map((one) => one.falseUnexplained)),
    },
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function wrongLines({ facts }: Outcome, most: number): string[] {
  const name = (group: string, state: string | undefined): string => (group === '' ? 'unexplained' : `${group.split('\u0000').join('+')}:${state}`);
  return facts.filter((fact) => !fact.right).slice(0, most).map((fact) =>
    `    wrong ${new Date(fact.startMs).toISOString()} excess ${fact.excessKw.toPrecision(3)} kW  said ${name(fact.saidTop, fact.saidState)} ${fact.saidKw.toPrecision(3)}`
    + ` (conf ${fact.confidence.toFixed(2)})  true ${name(fact.trueTop, fact.trueState)} ${fact.trueKw.toPrecision(3)}${fact.clear ? '' : ' (not clear)'}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError || (error instanceof Error && 'code' in error))) {
    throw error;
  }
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exitCode = 2;
}

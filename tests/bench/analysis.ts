import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { figuresOf, type Figures } from './measured';
import { plantFiles } from './plant';
import { runJson } from './python';
import { WEEK } from './sizes';

/** Times the whole analysis of a week at 10 s with 20 machines, and the same in numpy where its program is given. */

export interface AnalysisFigures {
  /** CPU ms after start-up, from bytes to findings: the first run, and those after it. */
  readonly firstMs?: number;
  readonly ms?: Figures;
  readonly spikes?: number;
  readonly referenceMs?: number;
  readonly lines: readonly string[];
}

interface Subject {
  readonly ms: readonly number[];
  readonly spikes: number;
}

/** As the command line starts Node (`npm run investigate`): with its flags. */
export function flagsOfNode(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };
  const words = (scripts['investigate'] ?? '').split(' ');
  return words.slice(1, words.indexOf('scripts/run-ts.mjs'));
}

export function measureAnalysis(cache: string, python: string | undefined, reference: string | undefined, quick: boolean): AnalysisFigures {
  const { meter, states } = plantFiles(cache, WEEK);
  const own = runJson(process.execPath, [...flagsOfNode(), 'scripts/run-ts.mjs', 'tests/bench/analysis-subject.ts', meter, states, quick ? '3' : '6']) as Subject;
  const [firstMs = NaN, ...later] = own.ms;
  const ms = figuresOf(later);
  const lines = [`Whole analysis, a week x 10 s x 20 machines, ${own.spikes} spikes: ${ms.median.toFixed(0)} ms of CPU, first run ${firstMs.toFixed(0)} ms.`];
  const missing = reference === undefined ? 'no --reference was given' : !existsSync(reference) ? `${reference} is not there` : python === undefined ? 'there is no Python' : undefined;
  if (missing !== undefined || reference === undefined) {
    return { firstMs, ms, spikes: own.spikes, lines: [...lines, `The numpy reference is left out: ${missing}.`] };
  }
  const program = resolve(reference);
  const timed = runJson(python ?? '', ['tests/bench/peers/timed_cli.py', dirname(program), program, '--meter', meter, '--states', states, '--json']) as { ms: number; spikes: number };
  return {
    firstMs, ms, spikes: own.spikes, referenceMs: timed.ms,
    lines: [...lines, `The same in numpy (${timed.spikes} spikes): ${timed.ms.toFixed(0)} ms, ${(timed.ms / ms.median).toFixed(1)} times as much; of the first run ${(timed.ms / firstMs).toFixed(1)} times.`],
  };
}

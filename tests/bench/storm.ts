import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { flagsOfNode } from './analysis';
import { plantFiles, type Files } from './plant';
import { STORM } from './sizes';

/** Ten million changes of state through the command line: what comes out, after how long, and with how much memory. */

export interface StormFigures {
  readonly transitions: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** Spikes found, or in its own words why the command line refused. */
  readonly outcome: number | string;
}

/** Longer than this is a hang. */
const LIMIT_MS = 900_000;

/** @throws Error when it hangs, or ends otherwise than with findings or a refusal (exit 2) */
export function measureStorm(cache: string): StormFigures {
  const { meter, states, bytes, transitions }: Files = plantFiles(cache, STORM);
  const started = performance.now();
  const done = spawnSync(process.execPath, [
    ...flagsOfNode(), '--import', pathToFileURL('tests/bench/usage.mjs').href, 'scripts/run-ts.mjs', 'src/cli/main.ts', '--meter', meter, '--states', states, '--json',
  ], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], maxBuffer: 1 << 30, timeout: LIMIT_MS });
  const seconds = (performance.now() - started) / 1000;
  const said = done.stderr.toString().trim();
  if (done.error || (done.status !== 0 && done.status !== 2)) {
    throw new Error(`${transitions} transitions: ended after ${seconds.toFixed(0)} s with ${done.error?.message ?? `exit ${done.status}`}. ${said.slice(-400)}`);
  }
  const { cpuMs, memoryBytes } = JSON.parse(String(done.output[3])) as { cpuMs: number; memoryBytes: number };
  const outcome = done.status === 2 ? said : (JSON.parse(done.stdout.toString()) as { spikes: unknown[] }).spikes.length;
  return { transitions, bytes, seconds, cpuMs, memoryBytes, outcome };
}

export function stormText({ transitions, bytes, seconds, cpuMs, memoryBytes, outcome }: StormFigures): string {
  const what = typeof outcome === 'number' ? `${outcome} spikes` : `refused: ${outcome}`;
  return `${(transitions / 1e6).toFixed(1)} million transitions (${(bytes / 1e6).toFixed(0)} MB) through the command line: ${what}, after ${seconds.toFixed(0)} s, ${(cpuMs / 1000).toFixed(0)} s of CPU, ${(memoryBytes / 1e9).toFixed(1)} GB at most.`;
}

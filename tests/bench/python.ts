import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The peers' Python: a virtual environment of the bench's own, made when it is not there. */

const PACKAGES = ['numpy', 'scipy', 'pandas', 'polars', 'pyarrow', 'duckdb'];

/** Only for the change points: without it the bench goes on. */
const EXTRA = 'ruptures';

/** @returns the interpreter, or in one sentence why there is none */
export function peersPython(folder: string): { readonly python: string } | { readonly reason: string } {
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const imports = ['-c', `import ${PACKAGES.join(', ')}`];
  if (existsSync(python) && spawnSync(python, imports).status === 0) {
    return { python };
  }
  const base = process.env['PYTHON'] ?? 'python3';
  if (spawnSync(base, ['--version']).status !== 0) {
    return { reason: `${base} does not start; set PYTHON to one that does.` };
  }
  process.stderr.write(`Installing the peers (${PACKAGES.join(', ')}) into ${folder}.\n`);
  const made = spawnSync(base, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) {
    return { reason: `no virtual environment: ${lastLine(made.stderr)}` };
  }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { encoding: 'utf8' });
  return installed.status === 0 ? { python } : { reason: `pip could not install them: ${lastLine(installed.stderr)}` };
}

/** Puts ruptures beside the peers. @returns in one sentence why that is not possible, or undefined */
export function needRuptures(python: string): string | undefined {
  if (spawnSync(python, ['-c', `import ${EXTRA}`]).status === 0) {
    return undefined;
  }
  process.stderr.write(`Installing ${EXTRA} beside the peers.\n`);
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', EXTRA], { encoding: 'utf8' });
  return installed.status === 0 ? undefined : `pip could not install ${EXTRA}: ${lastLine(installed.stderr)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

const ONE_THREAD = ['OMP', 'OPENBLAS', 'MKL', 'NUMEXPR', 'ARROW'].map((name) => [`${name}_NUM_THREADS`, '1'] as const);

/**
 * That a run is repeated in one process is the bench's doing. So is what glibc then gives back to the system between two runs, to be handed it
 * again page by page, now and then and for large columns alone: here it keeps what it has, for everybody. A first run still pays for each page.
 */
const KEPT = { MALLOC_TRIM_THRESHOLD_: String(2 ** 32), MALLOC_MMAP_THRESHOLD_: String(2 ** 30) };

/** The same core for everybody, where the system can say so. */
const PINNED = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

/** Runs a program on one thread and one core and gives what it printed as JSON. @throws Error with its last line when it fails */
export function runJson(program: string, args: readonly string[]): unknown {
  const env = { ...process.env, ...Object.fromEntries(ONE_THREAD), POLARS_MAX_THREADS: '1', ...KEPT };
  const [first = program, ...rest] = [...PINNED, program, ...args];
  const done = spawnSync(first, rest, { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (done.status !== 0) {
    throw new Error(`${args.join(' ')} failed: ${lastLine(done.stderr)}`);
  }
  return JSON.parse(done.stdout);
}

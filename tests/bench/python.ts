import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The peers' Python: a virtual environment of the bench's own, made when it is not there. */

const PACKAGES = ['numpy', 'scipy', 'pandas', 'polars', 'pyarrow', 'duckdb'];

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

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

const ONE_THREAD = ['OMP', 'OPENBLAS', 'MKL', 'NUMEXPR', 'ARROW'].map((name) => [`${name}_NUM_THREADS`, '1'] as const);

/** Runs a program on one thread and gives what it printed as JSON. @throws Error with its last line when it fails */
export function runJson(program: string, args: readonly string[]): unknown {
  const env = { ...process.env, ...Object.fromEntries(ONE_THREAD), POLARS_MAX_THREADS: '1' };
  const done = spawnSync(program, [...args], { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (done.status !== 0) {
    throw new Error(`${args.join(' ')} failed: ${lastLine(done.stderr)}`);
  }
  return JSON.parse(done.stdout);
}

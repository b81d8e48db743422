/** Apache DataFusion for tests of SQL texts: a Python wheel in a virtual environment of the tests' own, made when it is not there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryAnswer } from '../../src/influx';

const ROOT = join(import.meta.dirname, '../..');
const VERSION = 'datafusion==55.0.0';

export interface Table {
  readonly tags: readonly string[];
  /** All of one length; `time` in epoch ms. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

export interface DataFusion {
  /** One after another; the answers in the same order. */
  readonly ask: (bodies: readonly string[]) => readonly QueryAnswer[];
}

/** @returns the engine over these tables, or in one sentence why there is none */
export function dataFusion(tables: Readonly<Record<string, Table>>): DataFusion | { readonly reason: string } {
  const python = environment();
  if (typeof python !== 'string') {
    return python;
  }
  return {
    ask(bodies) {
      const input = JSON.stringify({ tables, questions: bodies.map((body) => JSON.parse(body) as unknown) });
      const done = spawnSync(python, [join(ROOT, 'tests/support/run_sql.py')], { input, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
      if (done.status !== 0) {
        throw new Error(`DataFusion failed: ${done.stderr.slice(-500)}`);
      }
      return (JSON.parse(done.stdout) as Array<{ status: number; body: string }>).map((one) => ({ ...one, contentType: 'application/jsonl' }));
    },
  };
}

function environment(): string | { readonly reason: string } {
  const folder = join(ROOT, '.cache/datafusion');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const works = () => existsSync(python) && spawnSync(python, ['-c', 'import datafusion, pyarrow']).status === 0;
  if (works()) {
    return python;
  }
  const base = process.env['PYTHON'] ?? 'python3';
  const made = spawnSync(base, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) {
    return { reason: `no virtual environment of Python could be made with ${base}` };
  }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', VERSION], { encoding: 'utf8', timeout: 280_000 });
  return installed.status === 0 && works() ? python : { reason: `pip could not install ${VERSION}` };
}

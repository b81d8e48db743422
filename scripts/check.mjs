// Types, lint and architecture: everything that needs no build and no server. Exit 1 on any finding.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needDependencies } from './lib/dependencies.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const program = (path) => [process.execPath, join(root, 'node_modules', path)];
/** Where what comes from outside is decoded: an index may miss there. The engine's hot loops are bounded by construction. */
const strictFolders = /^src\/(base|influx|frames|datasource|panel|app|thread|cli|workbench)\//;

export const checks = [
  { name: 'types', run: () => ran(program('typescript/bin/tsc'), ['--noEmit', '-p', '.']) },
  { name: 'types of shells and decoders, unchecked index', run: strictTypes },
  { name: 'lint', run: () => ran(program('eslint/bin/eslint.js'), ['.', '--max-warnings', '0']) },
];

function ran([node, script], args) {
  return spawnSync(node, [script, ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

function strictTypes() {
  const [node, script] = program('typescript/bin/tsc');
  const done = spawnSync(node, [script, '--noEmit', '-p', 'tsconfig.strict.json', '--pretty', 'false'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const findings = done.stdout.split('\n').filter((line) => strictFolders.test(line));
  console.log(findings.join('\n'));
  // A failure without any file named is the compiler's own (a broken configuration).
  return findings.length === 0 && (done.status === 0 || /^\S+\(\d+,\d+\): error/m.test(done.stdout));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  needDependencies();
  const architecture = { name: 'architecture', run: () => ran(program('vitest/vitest.mjs'), ['run', '--project', 'pure', 'tests/architecture.test.ts']) };
  let failed = 0;
  for (const check of [...checks, architecture]) {
    const ok = check.run();
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${check.name}`);
    failed += ok ? 0 : 1;
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

// Runs vitest projects and returns the counts; a file that does not load counts as one failure, and so does each skipped test.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './stale.mjs';

/** @param files only these; every file of the projects where there are none */
export function runVitest(projects, env = {}, files = []) {
  const report = join(root, '.cache', `vitest-${projects.join('-')}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const done = spawnSync(process.execPath, [
    join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...files, ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
  ], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (!existsSync(report)) {
    console.error(`vitest wrote no report for ${projects.join(', ')} (exit ${done.status}).`);
    return { passed: 0, failed: 1 };
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const unloaded = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length;
  const skipped = result.numPendingTests + result.numTodoTests;
  if (skipped > 0) {
    console.error(`${skipped} tests were skipped, which counts as failed here.`);
  }
  const failed = result.numFailedTests + unloaded + skipped;
  // An error outside any test still has to fail the run.
  return { passed: result.numPassedTests, failed: failed === 0 && done.status !== 0 ? 1 : failed };
}

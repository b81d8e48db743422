// `npm run check:matrix`: compiles the plugin's sources against the types of other versions of Grafana, so that what one of them lacks is found before it runs there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needDependencies } from './lib/dependencies.mjs';
import { root } from './lib/stale.mjs';

/** The oldest that the manifests allow, and the one that the provisioning is written for; `npm run check` does the installed one. */
const VERSIONS = ['11.6.16', '12.3.0'];
/** Those that are published with each version and name one another. */
const PACKAGES = ['data', 'ui', 'runtime', 'schema', 'e2e-selectors'];
/** Everything that is built for Grafana. */
const SOURCES = ['module.tsx', 'app', 'base', 'chart', 'datasource', 'engine', 'files', 'frames', 'influx', 'links', 'panel', 'thread', 'trial', 'workflow'];

needDependencies();
const failed = VERSIONS.filter((version) => !compiles(version));
process.exitCode = failed.length === 0 ? 0 : 1;

function compiles(version) {
  const folder = join(root, '.cache/sdk', version);
  mkdirSync(folder, { recursive: true });
  PACKAGES.forEach((name) => fetched(folder, name, version));
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    // What these packages ask for themselves is found among those that are installed.
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], paths: Object.fromEntries(PACKAGES.map((name) => [`@grafana/${name}`, [join(folder, name)]])) },
    include: SOURCES.map((name) => join(root, 'src', name)),
  }));
  const done = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', config, '--pretty', 'false'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  console.log(`${done.status === 0 ? 'ok    ' : 'FAILED'} types of Grafana ${version}\n${done.stdout}`.trim());
  return done.status === 0;
}

/** By npm's own client, without installing what the package depends on; kept in .cache/. */
function fetched(folder, name, version) {
  const to = join(folder, name);
  if (existsSync(join(to, 'package.json'))) {
    return;
  }
  const run = (command, args) => {
    const done = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    if (done.status !== 0) {
      throw new Error(`${command} ${args.join(' ')} failed: ${done.stderr?.trim() || done.error?.message}`);
    }
    return done.stdout.trim().split('\n').at(-1);
  };
  const archive = run('npm', ['pack', '--silent', `@grafana/${name}@${version}`]);
  rmSync(join(folder, 'package'), { recursive: true, force: true });
  run('tar', ['xzf', archive]);
  renameSync(join(folder, 'package'), to);
  rmSync(join(folder, archive));
}

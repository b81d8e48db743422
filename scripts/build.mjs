// Writes dist/: the app with its nested panel and data source. `--watch` rebuilds on change; the first build clears dist. `--if-stale`
// builds only where a source is newer.
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { needDependencies } from './lib/dependencies.mjs';
import { isStale, mark, root } from './lib/stale.mjs';
import { runCompiler } from './lib/webpack.mjs';

/** Builds the three plugins one after the other (they share two cores at best) and throws with webpack's text on an error. */
export async function buildPlugin({ mode = 'production', log = console.log } = {}) {
  await needDependencies();
  const { dist } = await import('../.config/webpack/shared.mjs');
  const { pluginCompilers } = await import('../.config/webpack/plugin.mjs');
  const configurations = pluginCompilers(mode);
  rmSync(dist, { recursive: true, force: true });
  for (const configuration of configurations) {
    const seconds = await runCompiler(configuration);
    const kB = mode === 'production' ? `, module.js ${(gzipSync(readFileSync(join(configuration.output.path, 'module.js'))).length / 1000).toFixed(1)} kB gzipped` : '';
    log(`built ${configuration.name} in ${seconds.toFixed(1)} s${kB}`);
  }
}

/** Builds only where a source is newer than what was built. */
export async function buildStalePlugin() {
  const stamp = join(root, '.cache', 'built-plugin');
  if (isStale(stamp, join(root, 'dist/module.js'))) {
    console.log('Building the plugin …');
    await buildPlugin();
    mark(stamp);
  }
}

async function watchPlugin() {
  await buildPlugin({ mode: 'development' });
  const { default: webpack } = await import('webpack');
  const { pluginCompilers } = await import('../.config/webpack/plugin.mjs');
  const watching = webpack(pluginCompilers('development')).watch({}, (error, stats) => {
    console.log(error ? String(error) : stats.toString({ preset: 'errors-warnings', colors: false }) || 'built');
  });
  const stop = () => watching.close(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await (process.argv.includes('--watch') ? watchPlugin() : process.argv.includes('--if-stale') ? buildStalePlugin() : buildPlugin());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

// The compiler of the workbench's page: panel, data source and @grafana/* in one bundle, unminified, with a cache on disk.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import webpack from 'webpack';
import { diskCache, engineEntries, engineList, root, source, typescriptRule, version } from './shared.mjs';

export const workbenchOut = join(root, '.cache', 'workbench');

/** Every @grafana package by its ESM entry: a CommonJS dependant would otherwise bring a second copy with its own services. */
function grafanaAliases() {
  const aliases = {};
  for (const name of ['data', 'ui', 'runtime', 'schema', 'i18n', 'e2e-selectors']) {
    aliases[`@grafana/${name}$`] = join(root, 'node_modules/@grafana', name, 'dist/esm/index.mjs');
  }
  const scenes = join(root, 'node_modules/@grafana/scenes');
  const { version } = JSON.parse(readFileSync(join(scenes, 'package.json'), 'utf8'));
  const entry = join(scenes, 'dist/esm/packages/scenes/src/index.js');
  if (!existsSync(entry)) {
    throw new Error(`@grafana/scenes ${version} has its ESM entry elsewhere than .config/webpack/workbench.mjs expects.`);
  }
  aliases['@grafana/scenes$'] = entry;
  // Grafana itself has react-router 5 with this adapter; the page has 6, which offers the same names.
  aliases['react-router-dom-v5-compat$'] = join(root, 'node_modules/react-router-dom');
  return aliases;
}

export function workbenchCompiler() {
  return {
    name: 'workbench',
    mode: 'development',
    context: source,
    target: ['web', 'es2022'],
    devtool: false,
    cache: diskCache('workbench'),
    entry: { workbench: join(source, 'workbench/client/main.tsx'), ...engineEntries },
    output: { path: workbenchOut, filename: '[name].js', chunkFilename: '[name].js', publicPath: '/workbench/', uniqueName: 'spiketrace-workbench', clean: true },
    resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'], alias: grafanaAliases() },
    module: {
      rules: [typescriptRule, { test: /\.m?js$/, resolve: { fullySpecified: false } }, { test: /\.(svg|png|woff2?)$/, type: 'asset/resource' }],
    },
    experiments: { topLevelAwait: true },
    // React's production build: its development one warns about Grafana's own components.
    optimization: { minimize: false, nodeEnv: 'production' },
    performance: { hints: false },
    plugins: [engineList, new webpack.DefinePlugin({ SPIKETRACE_VERSION: JSON.stringify(version) })],
    ignoreWarnings: [/Critical dependency/, /Failed to parse source map/],
    stats: 'errors-warnings',
    infrastructureLogging: { level: 'error' },
  };
}

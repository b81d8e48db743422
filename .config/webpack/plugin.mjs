// The three compilers of the plugin: the app, and the panel and data source nested in it.
// Adapted from the webpack configuration of @grafana/create-plugin 7.1.7 (Apache-2.0), which has one compiler and copies one logo.
// One compiler per plugin, because a chunk of the panel must lie below the panel's own public path.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import webpack from 'webpack';
import { diskCache, dist, engineEntries, engineList, root, source, typescriptRule, version } from './shared.mjs';

/** What Grafana 12.3.0 gives to plugins (its sharedDependencies.ts), so far as this one may name it. */
export const sharedByHost = [
  'react', 'react-dom', '@grafana/data', '@grafana/ui', '@grafana/runtime', '@emotion/css', '@emotion/react',
  'rxjs', 'rxjs/operators', 'lodash', 'moment',
];

/** Parts of d3 that its brush, zoom and scales import and ours never reach: an eighth of the panel's weight. */
const unreached = Object.fromEntries(['d3-transition', 'd3-array', 'd3-color', 'd3-format', 'd3-interpolate'].map((name) => [`${name}$`, join(root, `.config/webpack/unreached/${name}.js`)]));

/** Methods that d3-selection imports into its one object: two thirds of a kilobyte. */
const unreachedMethods = /d3-selection\/src\/selection\/(selectChild|selectChildren|join|order|sort|size|empty|classed|text|html|raise|lower|insert|clone|dispatch)\.js$/;

export const folders = ['.', 'panel', 'datasource'];

export const manifestOf = (folder) => JSON.parse(readFileSync(join(source, folder, 'plugin.json'), 'utf8'));

/** The configurations of the three compilers, the app's first. `mode` is production or development. */
export function pluginCompilers(mode) {
  return folders.map((folder) => compilerFor(folder, mode));
}

function compilerFor(folder, mode) {
  const id = manifestOf(folder).id;
  const entry = ['module.ts', 'module.tsx'].map((name) => join(source, folder, name)).find(existsSync);
  if (entry === undefined) {
    throw new Error(`src/${folder}/module.ts is missing: ${id} has nothing to build.`);
  }
  return {
    name: id,
    mode,
    context: source,
    target: ['web', 'es2022'],
    // Never one of the eval kinds: a content security policy forbids them.
    devtool: 'source-map',
    cache: diskCache(`plugin-${mode}-${id}`),
    // `library` is on the entry and not on the output: there it would wrap the engine in define() too.
    entry: {
      module: { import: [join(root, '.config/webpack/publicPath.js'), entry], library: { type: 'amd' } },
      ...(folder === '.' ? {} : engineEntries),
    },
    externalsType: 'amd',
    externals: [{ 'amd-module': 'module' }, ...sharedByHost],
    output: {
      path: join(dist, folder),
      // Unhashed names: a running Grafana lists the folder once, when it loads the plugin.
      filename: '[name].js',
      chunkFilename: '[name].js?_cache=[contenthash]',
      publicPath: `public/plugins/${id}/`,
      uniqueName: id,
      // The script clears dist once; here the last compiler would wipe the others.
      clean: false,
    },
    resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'], alias: unreached },
    module: {
      // A name for what a module exports by default without one keeps it in the build when nobody asks for it.
      parser: { javascript: { anonymousDefaultExportName: false } },
      rules: [
        typescriptRule,
        // No module of ours does anything by being imported, save the entries: what a bundle does not use of a folder's index stays out of it.
        { include: source, sideEffects: false },
      ],
    },
    optimization: {
      // Short names between modules: half a kilobyte of the engine, whose files share many.
      mangleExports: 'size',
      moduleIds: 'size',
      // What is fetched later comes in one file, its libraries in it; apart stays only what two of them share.
      splitChunks: { cacheGroups: { defaultVendors: false } },
      // swc's own minifier: 2 % smaller, gzipped, than terser's.
      minimizer: [new TerserPlugin({
        minify: TerserPlugin.swcMinify, extractComments: false,
        terserOptions: { ecma: 2022, compress: { passes: 3 }, format: { comments: 'some' } },
      })],
    },
    performance: { hints: false },
    plugins: [
      new webpack.NormalModuleReplacementPlugin(unreachedMethods, join(root, '.config/webpack/unreached/selection.js')),
      new webpack.DefinePlugin({ SPIKETRACE_PLUGIN_ID: JSON.stringify(id), SPIKETRACE_VERSION: JSON.stringify(version) }),
      folder === '.' ? copyFiles() : engineList,
    ],
    stats: 'errors-warnings',
    infrastructureLogging: { level: 'error' },
  };
}

/** Manifests, logos and the project's own texts, copied once by the app's compiler. */
function copyFiles() {
  const appId = manifestOf('.').id;
  const today = new Date().toISOString().slice(0, 10);
  const filled = (content) =>
    content.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', today).replaceAll('%PLUGIN_ID%', appId);
  return new CopyWebpackPlugin({
    patterns: [
      ...folders.map((folder) => ({ from: join(source, folder, 'plugin.json'), to: join(dist, folder, 'plugin.json'), transform: filled })),
      { from: 'img/**/*', context: source, noErrorOnMissing: true },
      { from: '*/img/**/*', context: source, noErrorOnMissing: true },
      ...['README.md', 'LICENSE', 'CHANGELOG.md'].map((name) => ({ from: join(root, name), to: dist, noErrorOnMissing: true })),
    ],
  });
}

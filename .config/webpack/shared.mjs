// What the compilers of the plugin and of the workbench have in common: paths, the TypeScript loader, the engine's files.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const source = join(root, 'src');
export const dist = join(root, 'dist');
export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** swc with the classic JSX runtime: it imports only `react`, which every Grafana shares. */
export const typescriptRule = {
  test: /\.tsx?$/,
  exclude: /node_modules/,
  use: {
    loader: 'swc-loader',
    options: {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'classic' } },
      },
    },
  },
};

/**
 * The engine's files: the first, and those that are fetched beside it and keep no second copy of what it has (`dependOn`).
 * The answers' come before the costs', for a question without costs needs the answers, too.
 */
export const engineEntries = {
  engine: join(source, 'thread/engine.worker.ts'),
  'engine-answers': { import: join(source, 'thread/answers.worker.ts'), dependOn: 'engine' },
  'engine-costs': { import: join(source, 'thread/costs.worker.ts'), dependOn: ['engine', 'engine-answers'] },
};

/**
 * The engine's files find each other in a list of their own. With the page's list, which is webpack's only one for a compiler, they would
 * run in the page's own runtime, too, where a page that may have no worker runs them as scripts. The build's hash is in its name: a file
 * of another build, fetched after an update by a page that is still open, stays apart, for the numbers of its modules mean others.
 */
export const engineList = {
  apply(compiler) {
    compiler.hooks.compilation.tap('engineList', (compilation) => {
      const { chunkLoadingGlobal } = compilation.outputOptions;
      compilation.hooks.processAssets.tap({ name: 'engineList', stage: webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONS }, () => {
        for (const name of Object.keys(engineEntries)) {
          compilation.updateAsset(`${name}.js`, (asset) => {
            const own = new webpack.sources.ReplaceSource(asset);
            const text = asset.source().toString();
            for (let at = text.indexOf(chunkLoadingGlobal); at >= 0; at = text.indexOf(chunkLoadingGlobal, at + 1)) {
              own.replace(at, at + chunkLoadingGlobal.length - 1, `${chunkLoadingGlobal}_engine_${compilation.hash.slice(0, 8)}`);
            }
            return own;
          });
        }
      });
    });
  },
};

/** A cache on disk under .cache/, one per compiler. */
export const diskCache = (name) => ({
  type: 'filesystem',
  name,
  cacheDirectory: join(root, '.cache', 'webpack'),
  buildDependencies: { config: [...['shared.mjs', 'plugin.mjs', 'workbench.mjs'].map((name) => join(root, '.config/webpack', name)), join(root, 'package-lock.json')] },
});

// What the compilers of the plugin and of the workbench have in common: paths, the TypeScript loader, where workers come from.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** A file that runs as a worker, or on the page where workers are refused, is named by our WorkerFile. */
export const parser = { javascript: { worker: ['WorkerFile from ./WorkerFile', '...'] } };

/** A cache on disk under .cache/, one per compiler. */
export const diskCache = (name) => ({
  type: 'filesystem',
  name,
  cacheDirectory: join(root, '.cache', 'webpack'),
  buildDependencies: { config: [...['shared.mjs', 'plugin.mjs', 'workbench.mjs'].map((name) => join(root, '.config/webpack', name)), join(root, 'package-lock.json')] },
});

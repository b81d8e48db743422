import { createServer, type Server } from 'node:http';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';

/** The page of the bench: the product's own components and uPlot in one bundle, served on 127.0.0.1 to one Chromium. */

const GRAFANA = ['data', 'ui', 'runtime', 'schema', 'i18n', 'e2e-selectors'];

/** Boot data stand before the bundle, because @grafana/runtime reads them on import. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><style>body{margin:0;background:#111217;color:#ccc}</style>
<script>window.grafanaBootData={user:{},settings:{featureToggles:{},appSubUrl:'',buildInfo:{version:'0'}},navTree:[]};window.grafanaBootData.settings.bootData=window.grafanaBootData;</script>
<link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script></html>`;

async function bundle(): Promise<ReadonlyMap<string, string>> {
  // One copy of each package, as in the workbench: by its ESM entry.
  const alias = Object.fromEntries(GRAFANA.map((name) => [`@grafana/${name}`, resolve(`node_modules/@grafana/${name}/dist/esm/index.mjs`)]));
  const shared = {
    bundle: true, write: false, minifySyntax: true, minifyWhitespace: true, target: 'es2022', outdir: '/', logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'empty', '.woff': 'empty', '.ttf': 'empty' },
  } as const;
  const [page, engine] = await Promise.all([
    build({ ...shared, define: { ...shared.define, __webpack_public_path__: '"/"', __webpack_hash__: '"0"' }, entryPoints: ['tests/bench/drawing/page.tsx'], format: 'esm', platform: 'browser', mainFields: ['browser', 'module', 'main'], alias, jsx: 'transform' }),
    // One file brings all stations here, and the other two nothing: only webpack's files share their modules.
    build({ ...shared, stdin: { contents: ['answers', 'costs', 'engine'].map((name) => `import './src/thread/${name}.worker';`).join(''), resolveDir: '.' }, format: 'iife' }),
  ]);
  const css = page.outputFiles.find((file) => file.path.endsWith('.css'))?.text ?? '';
  const js = page.outputFiles.find((file) => file.path.endsWith('.js'))?.text ?? '';
  return new Map([
    ['/', PAGE], ['/page.js', js], ['/page.css', css],
    ['/engine.js', engine.outputFiles[0]?.text ?? ''], ['/engine-answers.js', ''], ['/engine-costs.js', ''],
  ]);
}

function typeOf(path: string): string {
  return path === '/' ? 'text/html; charset=utf-8' : path.endsWith('.css') ? 'text/css' : 'text/javascript; charset=utf-8';
}

/** Isolated from other origins, so that the page's clock counts in microseconds and not in tenths of a millisecond. */
function serve(files: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const text = files.get(path);
    response.writeHead(text === undefined ? 404 : 200, {
      'Content-Type': typeOf(path), 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin',
    });
    response.end(text ?? '');
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** CHROMIUM_PATH, or the first Chromium or Chrome on PATH. */
export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return named ?? (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

export interface Served {
  readonly address: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

export async function servePage(executablePath: string): Promise<Served> {
  const server = await serve(await bundle());
  const at = server.address();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'] });
  return {
    address: `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/`, browser,
    close: async () => {
      await browser.close();
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
    },
  };
}

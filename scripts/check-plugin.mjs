// Looks over dist/ as Grafana and a careful administrator would. `node scripts/check-plugin.mjs` prints what is wrong; exit 1 then.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const folders = { '.': 'spiketrace-investigation-app', panel: 'spiketrace-investigation-panel', datasource: 'spiketrace-investigation-datasource' };
const idPattern = /^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/;
const sharedByHost = new Set([
  'module', 'exports', 'require', 'react', 'react-dom', '@grafana/data', '@grafana/ui', '@grafana/runtime', '@emotion/css', '@emotion/react',
  'rxjs', 'rxjs/operators', 'lodash', 'moment',
]);

/** Every finding as one sentence; empty = nothing is wrong. */
export function checkPlugin() {
  if (!existsSync(dist)) {
    return ['dist/ is missing: npm run build writes it.'];
  }
  const findings = [];
  const must = (holds, sentence) => holds || findings.push(sentence);
  const files = filesOf(dist);
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  const dependencies = new Set();

  for (const [folder, id] of Object.entries(folders)) {
    const file = join(dist, folder, 'plugin.json');
    if (!existsSync(file)) {
      findings.push(`dist/${folder}/plugin.json is missing.`);
      continue;
    }
    const text = readFileSync(file, 'utf8');
    const manifest = JSON.parse(text);
    must(manifest.id === id && idPattern.test(id), `dist/${folder}/plugin.json has the id ${manifest.id} and not ${id}.`);
    must(!/%[A-Z_]+%/.test(text), `dist/${folder}/plugin.json has a placeholder that nobody filled.`);
    must(manifest.info?.version === version, `${id} has version ${manifest.info?.version} and not ${version}.`);
    dependencies.add(manifest.dependencies?.grafanaDependency);
    for (const path of [...Object.values(manifest.info?.logos ?? {}), ...(manifest.info?.screenshots ?? []).map((shot) => shot.path)]) {
      must(existsSync(join(dist, folder, path)), `${id} names ${path}, which is not in dist/${folder}.`);
    }
    for (const include of manifest.includes ?? []) {
      must(include.type === 'page' || existsSync(join(dist, folder, include.path)), `${id} includes ${include.path}, which is not there.`);
    }
    must(manifest.backend !== true && manifest.alerting !== true && manifest.streaming !== true, `${id} claims a backend.`);
    checkModule(join(dist, folder, 'module.js'), id, must);
    if (manifest.type === 'datasource') {
      checkRoutes(manifest.routes ?? [], must);
    }
  }
  must(dependencies.size === 1, `The manifests name different versions of Grafana: ${[...dependencies].join(', ')}.`);
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
    must(existsSync(join(dist, name)), `dist/${name} is missing.`);
  }
  for (const file of files) {
    const name = relative(dist, file).split(sep).join('/');
    const code = name.endsWith('.js') ? readFileSync(file, 'utf8') : undefined;
    must(!name.endsWith('.json') || name.endsWith('plugin.json'), `dist/${name} is JSON that is no manifest.`);
    if (code !== undefined) {
      must(!/(?<![\w.$])eval\s*\(/.test(code), `dist/${name} calls eval.`);
      must(!/new Function\s*\(|(?<![\w.$])Function\s*\(\s*["'`]/.test(code), `dist/${name} makes a function from text.`);
      must(!code.includes(root), `dist/${name} names a folder of the machine that built it.`);
      must(!/["'`/](api\/v2\/(write|delete)|api\/v3\/write)/.test(code), `dist/${name} names a write address of InfluxDB.`);
    }
  }
  const inOwnFolder = (name) => name.startsWith('panel/') || name.startsWith('datasource/') || !/^engine|worker/i.test(name);
  for (const file of files) {
    const name = relative(dist, file).split(sep).join('/');
    must(inOwnFolder(name), `dist/${name} is a part of a nested plugin outside its folder.`);
  }
  const bytes = existsSync(join(dist, 'datasource/module.js')) ? gzipSync(readFileSync(join(dist, 'datasource/module.js'))).length : 0;
  must(bytes <= DATASOURCE_BYTES, `dist/datasource/module.js is ${bytes} bytes gzipped, more than ${DATASOURCE_BYTES}: every dashboard that only shows a panel of it loads that much.`);
  checkSizes(must);
  const allowList = Object.values(folders).join(',');
  for (const name of ['README.md', 'docker-compose.yml']) {
    must(readFileSync(join(root, name), 'utf8').includes(allowList), `${name} does not give the allow-list ${allowList}.`);
  }
  return findings;
}

/** What a page loads before it knows what it is asked; editors, studies and the engine are fetched after that. */
const DATASOURCE_BYTES = 40_000;

/** All files of the panel together without the engine's; they weigh 79 kB. */
const PANEL_BYTES = 80_000;
/** Each file of the engine, the worker's own and those that it fetches; together they weigh 41 kB. */
const ENGINE_FILE_BYTES = 15_000;
const engineFiles = ['engine.js', 'engine-answers.js', 'engine-costs.js'];

const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** What is wrong with the engine's files in a folder of dist/, each in a sentence. */
export function checkEngine(folder, name = folder) {
  const findings = [];
  const must = (holds, sentence) => holds || findings.push(sentence);
  const found = existsSync(folder) ? readdirSync(folder).filter((file) => /^engine.*\.js$/.test(file)).sort() : [];
  must(found.join() === [...engineFiles].sort().join(), `${name} has ${found.join(', ') || 'no files'} of the engine, and not ${engineFiles.join(', ')}, which the page asks for by these names.`);
  const lists = new Set();
  for (const file of found) {
    const code = readFileSync(join(folder, file), 'utf8');
    const bytes = gzipped(join(folder, file));
    must(bytes <= ENGINE_FILE_BYTES, `${name}/${file} is ${bytes} bytes gzipped, more than ${ENGINE_FILE_BYTES}.`);
    // The blob that a worker starts from knows all addresses and fetches them; a file that fetched another would look for it beside the blob.
    must(!/importScripts|\bimport\s*\(|createElement/.test(code), `${name}/${file} fetches further files itself.`);
    for (const [list] of code.matchAll(/webpackChunk\w+/g)) {
      lists.add(list);
      // In the page's own list of chunks they would run a second time, in the page's runtime.
      must(/_engine_[0-9a-f]{8}$/.test(list), `${name}/${file} is in the list ${list}, which is not the engine's own.`);
    }
  }
  must(lists.size === 1, `The engine's files in ${name} do not find each other: they are in ${lists.size} lists.`);
  return findings;
}

function checkSizes(must) {
  for (const folder of ['panel', 'datasource']) {
    checkEngine(join(dist, folder), `dist/${folder}`).forEach((finding) => must(false, finding));
  }
  const rest = filesOf(join(dist, 'panel')).filter((file) => file.endsWith('.js') && !engineFiles.includes(basename(file)));
  const bytes = rest.reduce((sum, file) => sum + gzipped(file), 0);
  must(bytes <= PANEL_BYTES, `The panel's files weigh ${bytes} bytes gzipped together, more than ${PANEL_BYTES}.`);
}

/** Bytes of the engine's files, gzipped, in one line. */
function engineWeight() {
  const files = engineFiles.map((name) => [name, gzipped(join(dist, 'panel', name))]);
  return `The engine: ${files.map(([name, bytes]) => `${name} ${bytes}`).join(', ')}; ${files.reduce((sum, [, bytes]) => sum + bytes, 0)} bytes gzipped in all.`;
}

function checkModule(file, id, must) {
  if (!existsSync(file)) {
    must(false, `${id} has no module.js.`);
    return;
  }
  const code = readFileSync(file, 'utf8').replace(/^(\s*\/\*[\s\S]*?\*\/|\s*\/\/[^\n]*\n)*\s*/, '');
  const head = /^define\((?:"[^"]*",)?\[([^\]]*)\]/.exec(code);
  must(head !== null, `The module of ${id} does not start with define(.`);
  for (const name of (head?.[1] ?? '').split(',').map((quoted) => quoted.trim().replace(/^["']|["']$/g, '')).filter(Boolean)) {
    must(sharedByHost.has(name), `The module of ${id} asks the host for ${name}, which Grafana 12.3.0 does not share.`);
  }
}

function checkRoutes(routes, must) {
  must(routes.length > 1, 'The data source has no routes.');
  const last = routes.at(-1);
  must(last?.reqAction !== undefined && last?.url === undefined && last?.method === '*', 'The last route does not close the rest.');
  // Exactly these: a new way to the InfluxDB has to be written down here too.
  const known = { 'influx/v1query': '/query', 'influx/v2query': '/api/v2/query', 'influx/v3sql': '/api/v3/query_sql', 'influx/ping': '/ping' };
  must(routes.slice(0, -1).map(({ path, url }) => `${path} ${url}`).join() === Object.entries(known).map(([path, end]) => `${path} {{ .JsonData.url }}${end}`).join(),
    `The routes are not those that are known: ${Object.keys(known).join(', ')}.`);
  routes.slice(0, -1).forEach((route, at) => {
    must(route.urlParams === undefined && (route.headers ?? []).every(({ name }) => name === 'Authorization'), `Route ${route.path} adds more than the credential.`);
    const isPing = route.path.endsWith('ping');
    must(isPing ? route.method === 'GET' : route.method === 'POST', `Route ${route.path} is ${route.method}: queries are POST only.`);
    must(!/write|delete|authorizations/.test(`${route.path} ${route.url}`), `Route ${route.path} leads to an address that can write.`);
    routes.slice(0, -1).forEach((other, there) => must(at === there || !other.path.startsWith(route.path), `Route ${route.path} is a prefix of ${other.path}.`));
  });
}

function filesOf(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const findings = checkPlugin();
  findings.forEach((finding) => console.error(finding));
  if (engineFiles.every((name) => existsSync(join(dist, 'panel', name)))) {
    console.log(engineWeight());
  }
  console.log(findings.length === 0 ? 'dist/ is in order.' : `${findings.length} findings in dist/.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

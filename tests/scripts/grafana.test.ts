/** `npm start -- --grafana` with a Grafana that is a script: what it is given, what is said when it fails, and that nothing is left behind. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = resolve(__dirname, '../..');
const library = pathToFileURL(join(root, 'scripts/lib/grafana.mjs')).href;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'spiketrace-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** bin/grafana that notes what it was given and answers as Grafana does; `missing` is a plugin that it did not load. */
function installGrafana(missing = '', dies = false): void {
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'public/build'), { recursive: true });
  writeFileSync(join(home, 'bin/grafana'), `#!${process.execPath}
const { createServer } = require('node:http');
const { readFileSync, readlinkSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const ini = readFileSync(args[args.indexOf('--config') + 1], 'utf8');
const plugins = args.find((one) => one.startsWith('cfg:default.paths.plugins=')).split('=')[1];
const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(GF_|SPIKETRACE_)/.test(name)));
writeFileSync(${JSON.stringify(join(home, 'given.json'))}, JSON.stringify({ args, ini, given, plugin: readlinkSync(plugins + '/spiketrace-investigation-app'), pid: process.pid }));
console.log('logger=plugins msg="one line of a log"');
if (${dies}) process.exit(1);
createServer((request, answer) => answer.writeHead(${JSON.stringify(missing)} !== '' && request.url.includes(${JSON.stringify(missing)}) ? 404 : 200).end('{}')).listen(Number(/http_port = (\\d+)/.exec(ini)[1]), '127.0.0.1');
`);
  chmodSync(join(home, 'bin/grafana'), 0o755);
}

interface Given {
  readonly args: readonly string[];
  readonly ini: string;
  readonly given: Readonly<Record<string, string>>;
  readonly plugin: string;
  readonly pid: number;
}
const given = (): Given => JSON.parse(readFileSync(join(home, 'given.json'), 'utf8')) as Given;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const at = probe.address();
  await new Promise<void>((done) => probe.close(() => done()));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

/** Starts, prints the outcome, and ends everything again, as scripts/start.mjs does. */
async function started(environment: Readonly<Record<string, string>> = { GRAFANA_HOME: home }): Promise<string> {
  const program = `import { findGrafana, startGrafana } from ${JSON.stringify(library)};
const ends = [];
const upstream = { label: 'InfluxDB for a test', settings: { jsonData: { url: 'http://127.0.0.1:1', database: 'plant', dialect: 'flux', org: 'works' }, secureJsonData: { authorization: 'Basic x' } }, openAt: { from: '2025-03-12T00:00:00Z', to: '2025-03-13T00:00:00Z' } };
const dataSource = () => Promise.resolve({ upstream, close: () => console.log('data closed') });
try {
  console.log(JSON.stringify(await startGrafana(findGrafana(), ${await freePort()}, { dataSource }, (stop) => ends.push(stop))));
} catch (error) {
  console.log('refused: ' + error.message);
}
for (const stop of ends.reverse()) await stop();
`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: { PATH: home, ...environment } });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  await new Promise((done) => child.once('exit', done));
  return said;
}

test('Grafana runs on loopback in a throw-away folder, with dist/, provisioning/ and the three ids, and none of the caller’s own settings', async () => {
  installGrafana();
  const said = await started({ GRAFANA_HOME: home, GF_SERVER_HTTP_ADDR: '0.0.0.0' });
  const { args, ini, given: environment, plugin } = given();
  expect(args.slice(0, 3)).toEqual(['server', '--homepath', home]);
  expect(args).toContain(`cfg:default.paths.provisioning=${join(root, 'provisioning')}`);
  expect(ini).toMatch(/http_addr = 127\.0\.0\.1/);
  expect(ini).toContain('allow_loading_unsigned_plugins = spiketrace-investigation-app,spiketrace-investigation-panel,spiketrace-investigation-datasource');
  expect(ini).toContain('content_security_policy = true');
  // Nothing of it asks the internet.
  for (const line of ['preinstall_disabled = true', 'reporting_enabled = false', 'check_for_updates = false', 'check_for_plugin_updates = false', 'news_feed_enabled = false', 'disable_gravatar = true']) {
    expect(ini).toContain(line);
  }
  expect(environment).toMatchObject({
    GF_PATHS_PROVISIONING: join(root, 'provisioning'), SPIKETRACE_INFLUX_URL: 'http://127.0.0.1:1', SPIKETRACE_INFLUX_DIALECT: 'flux',
    SPIKETRACE_INFLUX_DATABASE: 'plant', SPIKETRACE_INFLUX_ORG: 'works', SPIKETRACE_INFLUX_AUTHORIZATION: 'Basic x',
  });
  expect(environment).not.toHaveProperty('GF_SERVER_HTTP_ADDR');
  expect(plugin).toBe(join(root, 'dist'));
  const told = JSON.parse(said.split('\n')[0] ?? '{}') as { address: string; dashboard: string; password: string; data: string };
  expect(told.dashboard).toBe(`${told.address}/d/spiketrace-investigation?from=${Date.UTC(2025, 2, 12)}&to=${Date.UTC(2025, 2, 13)}`);
  expect(told.password).toBe(environment['GF_SECURITY_ADMIN_PASSWORD']);
  expect(told.password.length).toBeGreaterThanOrEqual(16);
});

test('when it is ended, Grafana, its folder and the data are gone', async () => {
  installGrafana();
  expect(await started()).toMatch(/\ndata closed\n$/);
  const { args, pid } = given();
  expect(existsSync(args[4] ?? '')).toBe(false);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('a Grafana that ends, or that leaves a plugin out, is told in its own words', async () => {
  installGrafana('', true);
  expect(await started()).toMatch(/^refused: Grafana ended with 1\. Its last words:\n.*one line of a log/);
  rmSync(join(home, 'bin'), { recursive: true });
  rmSync(join(home, 'public'), { recursive: true });
  installGrafana('investigation-datasource');
  expect(await started()).toMatch(/^refused: Grafana runs, but did not load spiketrace-investigation-datasource \(404\)\. Its last words:\n.*one line of a log/);
});

test('a GRAFANA_HOME without a Grafana, and none at all, say what to set', async () => {
  expect(await started()).toContain(`refused: GRAFANA_HOME is ${home}, and there is no bin/grafana and public/build below it.`);
  expect(await started({})).toMatch(/refused: No Grafana was found: set GRAFANA_HOME/);
});

// Runs a real Grafana in a throw-away folder, with dist/ and provisioning/ as they are, on loopback, and removes the folder afterwards.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onPath } from './programs.mjs';
import { root } from './stale.mjs';

const ids = ['spiketrace-investigation-app', 'spiketrace-investigation-panel', 'spiketrace-investigation-datasource'];

/** `{home, program}` from GRAFANA_HOME or PATH. Throws with what to install. */
export function findGrafana() {
  const named = process.env.GRAFANA_HOME;
  const onThePath = onPath('grafana', 'grafana-server');
  const homes = named ? [named] : onThePath === undefined ? [] : [dirname(dirname(realpathSync(onThePath))), '/usr/share/grafana'];
  for (const home of homes) {
    const program = [join(home, 'bin/grafana'), ...(named ? [] : [onThePath])].find((file) => existsSync(file));
    if (program !== undefined && existsSync(join(home, 'public/build'))) {
      return { home, program };
    }
  }
  throw new Error(named
    ? `GRAFANA_HOME is ${named}, and there is no bin/grafana and public/build below it.`
    : 'No Grafana was found: set GRAFANA_HOME to an unpacked Grafana (with bin/grafana and public/build below it), or put grafana on PATH.');
}

/**
 * `onStop` is handed every function that ends a part; they are handed over as soon as that part exists.
 * Throws with Grafana's last words when it ends, does not answer, or did not load one of the three plugins.
 */
export async function startGrafana({ home, program }, port, { dataSource }, onStop) {
  const data = await dataSource(process.env);
  onStop(data.close);
  if (data.upstream.answer !== undefined) {
    throw new Error('A real Grafana needs a real InfluxDB: put influxd on PATH, or set INFLUX_URL.');
  }
  const run = mkdtempSync(join(tmpdir(), 'spiketrace-grafana-'));
  onStop(() => rmSync(run, { recursive: true, force: true }));
  for (const name of ['data', 'logs', 'plugins']) {
    mkdirSync(join(run, name));
  }
  symlinkSync(join(root, 'dist'), join(run, 'plugins', ids[0]));
  const address = `http://127.0.0.1:${port}`;
  const password = randomBytes(12).toString('base64url');
  writeFileSync(join(run, 'grafana.ini'), `
[server]
http_addr = 127.0.0.1
http_port = ${port}
root_url = ${address}/
[security]
content_security_policy = true
disable_gravatar = true
[plugins]
allow_loading_unsigned_plugins = ${ids.join(',')}
preinstall_disabled = true
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
[news]
news_feed_enabled = false
[dataproxy]
logging = true
`);
  const { jsonData, secureJsonData } = data.upstream.settings;
  const logFile = join(run, 'logs', 'out.log');
  const log = openSync(logFile, 'w');
  const lastWords = () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
  // A GF_ variable of the caller's own Grafana would win over all that is set here.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GF_')));
  const child = spawn(program, [
    'server', '--homepath', home, '--config', join(run, 'grafana.ini'),
    ...['data', 'logs', 'plugins'].map((name) => `cfg:default.paths.${name}=${join(run, name)}`),
    `cfg:default.paths.provisioning=${join(root, 'provisioning')}`,
  ], {
    cwd: run,
    stdio: ['ignore', log, log],
    env: {
      ...environment,
      GF_PATHS_PROVISIONING: join(root, 'provisioning'),
      GF_SECURITY_ADMIN_PASSWORD: password,
      SPIKETRACE_INFLUX_URL: jsonData.url,
      SPIKETRACE_INFLUX_DIALECT: jsonData.dialect ?? 'influxql',
      SPIKETRACE_INFLUX_DATABASE: jsonData.database,
      SPIKETRACE_INFLUX_ORG: jsonData.org ?? '',
      SPIKETRACE_INFLUX_AUTHORIZATION: secureJsonData.authorization ?? '',
    },
  });
  const ended = new Promise((done) => child.once('exit', done));
  onStop(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  // The first start of a new folder makes a whole database.
  for (let waited = 0; waited < 180; waited++) {
    if (child.exitCode !== null) {
      throw new Error(`Grafana ended with ${child.exitCode}. Its last words:\n${lastWords()}`);
    }
    const healthy = await fetch(`${address}/api/health`).then((response) => response.ok, () => false);
    if (healthy) {
      await mustBeLoaded(address, password, lastWords);
      const { from, to } = data.upstream.openAt ?? {};
      const query = from === undefined ? '' : `?from=${Date.parse(from)}&to=${Date.parse(to)}`;
      return { address, dashboard: `${address}/d/spiketrace-investigation${query}`, password, data: data.upstream.label };
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
  throw new Error(`Grafana did not answer within three minutes. Its last words:\n${lastWords()}`);
}

/** A plugin that is not allowed is skipped with a line in the log, while its dashboard and data source stand there. */
async function mustBeLoaded(address, password, lastWords) {
  const headers = { Authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` };
  for (const id of ids) {
    const answer = await fetch(`${address}/api/plugins/${id}/settings`, { headers }).catch(() => undefined);
    if (answer?.ok !== true) {
      throw new Error(`Grafana runs, but did not load ${id} (${answer?.status ?? 'no answer'}). Its last words:\n${lastWords()}`);
    }
  }
}

/** Where `npm test` finds an InfluxDB, in which order, and what it says when there is none: run with a PATH that holds scripts only. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const programs = pathToFileURL(resolve(__dirname, '../../scripts/lib/programs.mjs')).href;
let folder: string;
let servers: Server[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spiketrace-path-'));
  servers = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  servers.forEach((server) => server.close());
});

const put = (name: string, lines = 'exit 0') => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(folder, name), 0o755);
};

/** What needInflux returns or throws, and what it says meanwhile, with nothing on PATH but what was put there. */
function need(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = `import { needInflux } from ${JSON.stringify(programs)};
process.getuid = () => 1000;
needInflux().then((found) => console.log(JSON.stringify(found)), (error) => console.log('refused: ' + error.message));`;
  return new Promise((done, fail) => {
    execFile(process.execPath, ['--input-type=module', '-e', program], { env: { PATH: folder, ...environment } }, (error, stdout) => (error ? fail(error) : done(stdout)));
  });
}

async function ping(status: number): Promise<string> {
  const server = createServer((_request, answer) => answer.writeHead(status).end());
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
}

test('influxd on PATH is taken, and no engine is asked', async () => {
  put('influxd');
  put('docker', 'echo asked >&2; exit 1');
  expect(await need()).toBe(`${JSON.stringify({ said: `InfluxDB: ${join(folder, 'influxd')}`, own: true })}\n`);
});

test('without influxd a container engine that answers and has the image is taken', async () => {
  put('podman');
  expect(await need()).toContain(`"said":"InfluxDB: influxdb:1.8.10 in ${join(folder, 'podman')}","own":true`);
});

test('an engine that is there but does not answer is said, and then what to install', async () => {
  put('docker', 'echo "no daemon" >&2; exit 1');
  const said = await need();
  expect(said).toContain(`${join(folder, 'docker')} is there, but does not answer: no daemon`);
  expect(said).toMatch(/refused: The integration tests need an InfluxDB 1\.x\..*apt-get install influxdb.*Docker or Podman.*INFLUX_URL/);
});

test('an image that cannot be pulled is said in the engine’s words', async () => {
  put('docker', 'case "$1" in info) exit 0;; *) echo "no route to the registry" >&2; exit 1;; esac');
  expect(await need()).toMatch(/Pulling influxdb:1\.8\.10 .*\n.*could not pull influxdb:1\.8\.10: no route to the registry\nrefused/);
});

test('a server that INFLUX_URL names is used, and it is said whether logins can be tried beside it', async () => {
  const url = await ping(204);
  expect(await need({ INFLUX_URL: `${url}/` })).toContain(`InfluxDB: ${url} (INFLUX_URL); only databases spiketrace_test_* are written.","own":false`);
  put('influxd');
  expect(await need({ INFLUX_URL: url })).toContain('"own":true');
});

test('a named server that does not answer as InfluxDB does is refused with its address', async () => {
  expect(await need({ INFLUX_URL: await ping(502) })).toMatch(/^refused: INFLUX_URL is http:\/\/127\.0\.0\.1:\d+, and no InfluxDB answers there \(HTTP 502\)/);
  expect(await need({ INFLUX_URL: 'http://127.0.0.1:1' })).toMatch(/^refused: INFLUX_URL is http:\/\/127\.0\.0\.1:1, and no InfluxDB answers there\. Start it, or unset/);
});

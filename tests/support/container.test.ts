/** The container engine's side of the tests, with an engine that is a script: which commands it is given, and that nothing is left running. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineOnPath, IMAGE, startContainer } from './container';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spiketrace-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An engine that notes its arguments; `run` leaves a server behind, as a container would be, which `rm` ends. */
function engine(name: string, port: (served: string) => string): string {
  const file = join(folder, name);
  writeFileSync(join(folder, 'served.mjs'), `
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const server = createServer((request, answer) => answer.writeHead(request.url === '/ping' ? 204 : 404).end());
server.listen(0, '127.0.0.1', () => writeFileSync(${JSON.stringify(join(folder, 'port'))}, String(server.address().port)));
`);
  writeFileSync(file, `#!${process.execPath}
const { spawn } = require('node:child_process');
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const at = (name) => require('node:path').join(${JSON.stringify(folder)}, name);
const [command, ...rest] = process.argv.slice(2);
appendFileSync(at('commands'), [command, ...rest].join(' ') + '\\n');
if (command === 'run') {
  const child = spawn(process.execPath, [at('served.mjs')], { detached: true, stdio: 'ignore' });
  writeFileSync(at('pid'), String(child.pid));
  child.unref();
  process.stdout.write('pulled\\nabc123\\n');
}
if (command === 'port') {
  const look = () => (existsSync(at('port')) ? process.stdout.write((${port.toString()})(readFileSync(at('port'), 'utf8'))) : setTimeout(look, 20));
  look();
}
if (command === 'rm') process.kill(Number(readFileSync(at('pid'), 'utf8')));
`);
  chmodSync(file, 0o755);
  return file;
}
const commands = () => readFileSync(join(folder, 'commands'), 'utf8').trim().split('\n');

test('docker goes before podman, and without either there is none', () => {
  expect(engineOnPath(folder)).toBeUndefined();
  const podman = engine('podman', (served) => served);
  expect(engineOnPath(folder)).toBe(podman);
  const docker = engine('docker', (served) => served);
  expect(engineOnPath(folder)).toBe(docker);
});

test('a container answers on loopback at the port that the engine chose, and is removed when it is stopped', async () => {
  const { url, stop } = await startContainer(engine('docker', (served) => `127.0.0.1:${served}\n`), { auth: true });
  expect((await fetch(`${url}/ping`)).status).toBe(204);
  await stop();
  expect(commands()).toEqual([
    `run --rm --detach --publish 127.0.0.1::8086 -e INFLUXDB_REPORTING_DISABLED=true -e INFLUXDB_HTTP_AUTH_ENABLED=true ${IMAGE}`,
    'port abc123 8086/tcp', 'rm --force abc123',
  ]);
});

test('a container without a port on loopback is an error, and is removed too', async () => {
  await expect(startContainer(engine('docker', () => '0.0.0.0:1\n'))).rejects.toThrow(/published no port/);
  expect(commands().pop()).toBe('rm --force abc123');
});

test('the image is the one of the trial stack', () => {
  expect(readFileSync(join(__dirname, '../../docker-compose.yml'), 'utf8')).toContain(`image: ${IMAGE}`);
});

/** A throw-away InfluxDB 1.x for integration tests: `influxd` of PATH on loopback in its own folder, or the server that INFLUX_URL names. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Credential {
  readonly user: string;
  readonly password: string;
}

export interface Influxd {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** Line protocol with stamps in ms. Rejects unless all of it was taken. */
  readonly write: (db: string, lines: string, auth?: Credential) => Promise<void>;
  /** One InfluxQL request by POST; the parsed answer, whatever its status. */
  readonly query: (q: string, db?: string, auth?: Credential) => Promise<unknown>;
}

/** Waits up to 30 s for the first ping. Rejects with the server's last words. INFLUX_URL is not used where auth is asked for. */
export async function startInfluxd(options: { readonly auth?: boolean } = {}): Promise<Influxd> {
  const given = process.env['INFLUX_URL'];
  if (given !== undefined && given !== '' && options.auth !== true) {
    return client(given.replace(/\/+$/, ''), () => Promise.resolve());
  }
  const folder = mkdtempSync(join(tmpdir(), 'spiketrace-test-influxd-'));
  const [http, rpc] = [await freePort(), await freePort()];
  const config = join(folder, 'influxdb.conf');
  writeFileSync(config, `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
  auth-enabled = ${options.auth === true}
[monitor]
  store-enabled = false
`);
  const child = spawn('influxd', ['run', '-config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  let running = true;
  child.stderr.on('data', (part: Buffer) => (words = (words + part.toString()).slice(-2000)));
  const ended = new Promise<void>((done) => {
    const over = (): void => {
      running = false;
      done();
    };
    child.once('exit', over);
    child.once('error', over);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${http}`;
  for (let tries = 0; tries < 150 && running; tries++) {
    if (await fetch(`${url}/ping`).then((answer) => answer.ok, () => false)) {
      return client(url, stop);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  await stop();
  throw new Error(`influxd did not start:\n${words}`);
}

function client(url: string, stop: () => Promise<void>): Influxd {
  const headers = (auth?: Credential): Record<string, string> =>
    auth === undefined ? {} : { authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}` };
  return {
    url,
    stop,
    async write(db, lines, auth) {
      const answer = await fetch(`${url}/write?db=${encodeURIComponent(db)}&precision=ms`, { method: 'POST', body: lines, headers: headers(auth) });
      if (answer.status !== 204) {
        throw new Error(`write: ${answer.status} ${await answer.text()}`);
      }
    },
    async query(q, db, auth) {
      const body = new URLSearchParams(db === undefined ? { q } : { q, db });
      const answer = await fetch(`${url}/query`, { method: 'POST', body, headers: headers(auth) });
      return answer.json() as Promise<unknown>;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', done);
  });
  const at = probe.address();
  await new Promise<void>((done) => probe.close(() => done()));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

// A throw-away InfluxDB 1.x for the workbench and the tests: loopback, its own temporary folder, gone when it is stopped.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ThrowawayInflux {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ThrowawayOptions {
  readonly auth?: boolean;
  /** Default: `influxd` of PATH. */
  readonly program?: string;
  /** Answers Flux, too; only a server that can. */
  readonly flux?: boolean;
  /** Hears the server's own log, in which every statement that it runs stands. */
  readonly log?: (text: string) => void;
}

/** Starts `influxd` and waits up to 30 s for its ping. Rejects with its last words, and leaves nothing behind. */
export async function startThrowaway(options: ThrowawayOptions = {}): Promise<ThrowawayInflux> {
  const folder = mkdtempSync(join(tmpdir(), 'spiketrace-influxd-'));
  const [http, rpc] = [await freePort(), await freePort()];
  writeFileSync(join(folder, 'influxdb.conf'), `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = ${options.log !== undefined}
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
  auth-enabled = ${options.auth === true}
${options.flux === true ? `  flux-enabled = true\n  flux-log-enabled = ${options.log !== undefined}` : ''}
[monitor]
  store-enabled = false
[continuous_queries]
  enabled = false
`);
  const child = spawn(options.program ?? 'influxd', ['run', '-config', join(folder, 'influxdb.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (part: Buffer) => {
    words = (words + part.toString()).slice(-2000);
    options.log?.(part.toString());
  });
  let running = true;
  const ended = new Promise<void>((done) => {
    const over = (): void => {
      running = false;
      done();
    };
    child.once('exit', over);
    child.once('error', over);
  });
  // Where this program ends without stopping it, it must not stay behind.
  const onExit = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', onExit);
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${http}`;
  for (let tries = 0; tries < 150 && running; tries++) {
    const ready = await fetch(`${url}/ping`).then((answer) => answer.ok, () => false);
    if (ready) {
      return { url, stop };
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  await stop();
  throw new Error(`influxd did not start:\n${words}`);
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

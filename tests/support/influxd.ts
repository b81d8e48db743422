/** A real InfluxDB 1.x for integration tests: the server that INFLUX_URL names, else `influxd` of PATH, else one in a container. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../../src/workbench/server/on-path';
import { startThrowaway, type ThrowawayInflux, type ThrowawayOptions } from '../../src/workbench/server/throwaway';
import { QUERY_PATHS, type Send } from '../../src/influx';
import { engineOnPath, startContainer } from './container';

export interface Credential {
  readonly user: string;
  readonly password: string;
}

export interface Influxd {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** Line protocol. Rejects unless all of it was taken. */
  readonly write: (db: string, lines: string, options?: { readonly auth?: Credential; readonly precision?: 'ms' | 'ns' }) => Promise<void>;
  /** One InfluxQL request by POST; the parsed answer, whatever its status. */
  readonly query: (q: string, db?: string, auth?: Credential) => Promise<unknown>;
  /** What a reader sends through; `heard` is told every statement. */
  readonly send: (heard?: (statement: string) => void, auth?: Credential) => Send;
}

/** Waits for the first ping; rejects with the server's last words. With `auth` it is always a server of our own: users are made on it. */
export async function startInfluxd(options: Pick<ThrowawayOptions, 'auth' | 'log'> = {}): Promise<Influxd> {
  const given = process.env['INFLUX_URL'];
  if (given !== undefined && given !== '' && options.auth !== true) {
    return client(given.replace(/\/+$/, ''), () => Promise.resolve(), process.env['SPIKETRACE_SEED_AUTHORIZATION'] || process.env['SPIKETRACE_INFLUX_AUTHORIZATION'] || undefined);
  }
  const { url, stop } = await ownServer(options);
  return client(url, stop, undefined);
}

function ownServer(options: Pick<ThrowawayOptions, 'auth' | 'log'>): Promise<ThrowawayInflux> {
  if (onPath(['influxd'], process.env['PATH']) !== undefined) {
    return startThrowaway(options);
  }
  const engine = engineOnPath();
  if (engine === undefined) {
    throw new Error('A test needs an InfluxDB 1.x of its own: put influxd on PATH (Debian: apt-get install influxdb), or a container engine (docker or podman).');
  }
  return startContainer(engine, options);
}

/** A server with Flux, where npm test has built one (scripts/lib/flux-server.mjs); undefined where there is none. */
export async function startFluxInfluxd(options: Pick<ThrowawayOptions, 'auth' | 'log'> = {}): Promise<Influxd | undefined> {
  const program = fluxProgram();
  if (program === undefined) {
    return undefined;
  }
  const { url, stop } = await startThrowaway({ ...options, program, flux: true });
  return client(url, stop, undefined);
}

export function fluxProgram(): string | undefined {
  const built = join(import.meta.dirname, '../../.cache/influx/bin/influxd');
  return [process.env['SPIKETRACE_FLUX_INFLUXD'], built].find((file) => file !== undefined && file !== '' && existsSync(file));
}

/** Without a credential a request carries the header that belongs to the server, if any. */
function client(url: string, stop: () => Promise<void>, own: string | undefined): Influxd {
  const headers = (auth?: Credential): Record<string, string> => {
    const authorization = auth === undefined ? own : `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    return authorization === undefined ? {} : { authorization };
  };
  return {
    url,
    stop,
    async write(db, lines, { auth, precision = 'ms' } = {}) {
      const answer = await fetch(`${url}/write?db=${encodeURIComponent(db)}&precision=${precision}`, { method: 'POST', body: lines, headers: headers(auth) });
      if (answer.status !== 204) {
        throw new Error(`write: ${answer.status} ${await answer.text()}`);
      }
    },
    async query(q, db, auth) {
      const body = new URLSearchParams(db === undefined ? { q } : { q, db });
      const answer = await fetch(`${url}/query`, { method: 'POST', body, headers: headers(auth) });
      return answer.json() as Promise<unknown>;
    },
    send: (heard, auth) => async (request, signal) => {
      heard?.(request.statement);
      // Flux wants the scheme Token for a user of 1.x, and takes Basic, too.
      const answer = await fetch(`${url}${QUERY_PATHS[request.path]}`, { method: 'POST', body: request.body, signal, headers: { 'content-type': request.contentType, ...headers(auth) } });
      return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', body: await answer.text() };
    },
  };
}

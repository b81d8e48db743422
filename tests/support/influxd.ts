/** A throw-away InfluxDB 1.x for integration tests: `influxd` of PATH on loopback in its own folder, or the server that INFLUX_URL names. */
import { startThrowaway } from '../../src/workbench/server/throwaway';

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
  const { url, stop } = await startThrowaway(options);
  return client(url, stop);
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

// The Grafana that the tests of this folder look at: one of GRAFANA_HOME, started as `npm start -- --grafana` starts it, or somebody's running one at GRAFANA_URL.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, root } from '../e2e/browser';

export const PLUGIN_IDS = ['spiketrace-investigation-app', 'spiketrace-investigation-panel', 'spiketrace-investigation-datasource'] as const;

export interface RealGrafana {
  readonly address: string;
  /** The dashboard, where a range is known at that range. */
  readonly dashboard: string;
  readonly user: string;
  readonly password: string;
  /** It is ours alone and ends with the tests: they may write to it. */
  readonly throwAway: boolean;
  readonly stop: () => Promise<number | null>;
}

/** Rejects with one sentence where it is not there, or has not these plugins in this version. */
export async function realGrafana(): Promise<RealGrafana> {
  const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = '' } = process.env;
  const grafana = GRAFANA_URL
    ? { ...named(GRAFANA_URL), user: GRAFANA_USER, password: GRAFANA_PASSWORD }
    : await startedOne();
  try {
    await mustHavePlugins(grafana);
    return grafana;
  } catch (error) {
    await grafana.stop();
    throw error;
  }
}

function named(url: string): Omit<RealGrafana, 'user' | 'password'> {
  const address = url.replace(/\/+$/, '');
  return { address, dashboard: `${address}/d/spiketrace-investigation`, throwAway: false, stop: () => Promise.resolve(0) };
}

/** Runs scripts/start.mjs until it has said where Grafana is and who may log in. */
async function startedOne(): Promise<RealGrafana> {
  const port = await freePort();
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--grafana'], { cwd: root, env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((said) => child.once('exit', said));
    let printed = '';
    const hear = (part: Buffer): void => {
      printed += part.toString();
      const [, address] = /is ready on (\S+)/.exec(printed) ?? [];
      const [, dashboard] = /^Dashboard: (\S+)$/m.exec(printed) ?? [];
      const [, user, password] = /^Login: (\S+) \/ (\S+)$/m.exec(printed) ?? [];
      if (address && dashboard && user && password && /^Data: .+$/m.test(printed)) {
        done({ address, dashboard, user, password, throwAway: true, stop: () => (child.kill('SIGTERM'), ended) });
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => fail(new Error(`npm start -- --grafana ended with ${code}:\n${printed}`)));
  });
}

export const asUser = (user: string, password: string): Record<string, string> => ({ Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` });

async function mustHavePlugins({ address, user, password }: RealGrafana): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  for (const id of PLUGIN_IDS) {
    const answer = await fetch(`${address}/api/plugins/${id}/settings`, { headers: asUser(user, password) });
    if (!answer.ok) {
      throw new Error(`The Grafana at ${address} has no ${id}, or ${user} may not ask for it (HTTP ${answer.status}).`);
    }
    const { info } = (await answer.json()) as { readonly info?: { readonly version?: string } };
    if (info?.version !== version) {
      throw new Error(`The Grafana at ${address} has ${id} ${info?.version ?? 'of no version'}, and these tests are of ${version}.`);
    }
  }
}

// Which data the workbench shows: a server that was named, a throw-away one of its own, or the sample plant that is built in.
import { samplePlant, seedLines, type SamplePlant } from '../../../tests/scenarios';
import { createEmbeddedInflux, type EmbeddedColumn } from '../../../tests/support/embedded-influx';
import { addZoneDays, zoneDayStartMs } from '../../base';
import { onPath } from './on-path';
import type { Upstream } from './server';
import { startThrowaway } from './throwaway';

export interface Data {
  readonly upstream: Upstream;
  /** Ends what was started; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** A database of this name is ours: on a server that was named we write into no other. */
const ownDatabase = 'spiketrace_test_workbench';

/**
 * INFLUX_URL, else influxd on PATH, else the built-in sample. Rejects with what to do when a named server does not answer.
 * @param plant text of the plant map for a database that was named; that of the sample plant otherwise
 */
export async function dataSource(environment: Readonly<Record<string, string | undefined>>, plant?: string): Promise<Data> {
  const named = environment.INFLUX_URL;
  if (named !== undefined && named !== '') {
    return namedServer(named.replace(/\/+$/, ''), environment, plant);
  }
  const openAt = heroDay();
  if (onPath(['influxd'], environment.PATH) !== undefined) {
    const server = await startThrowaway();
    try {
      await seed(server.url, ownDatabase, undefined);
      const version = await versionOf(server.url, undefined);
      return {
        upstream: { label: `InfluxDB ${version} (throw-away, seeded with the sample plant)`, settings: settingsOf(server.url, ownDatabase, undefined), openAt },
        close: () => server.stop(),
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  }
  const answer = createEmbeddedInflux(columnsOf(samplePlant()));
  return {
    upstream: {
      label: 'embedded sample (no influxd on PATH, and INFLUX_URL is not set)', settings: settingsOf('http://127.0.0.1:8086', 'plant', undefined), openAt,
      answer: ({ path, body }) => (path.startsWith('/ping') ? { status: 204, body: '' } : answer(body)),
    },
    close: () => Promise.resolve(),
  };
}

async function namedServer(url: string, environment: Readonly<Record<string, string | undefined>>, plant: string | undefined): Promise<Data> {
  const authorization = environment.SPIKETRACE_INFLUX_AUTHORIZATION;
  const version = await versionOf(url, authorization);
  const close = (): Promise<void> => Promise.resolve();
  const database = environment.SPIKETRACE_INFLUX_DATABASE;
  if (database !== undefined && database !== '') {
    // Somebody's own data: only read, and opened where the dashboard opens.
    const spoken = { dialect: environment.SPIKETRACE_INFLUX_DIALECT || 'influxql', ...(environment.SPIKETRACE_INFLUX_ORG ? { org: environment.SPIKETRACE_INFLUX_ORG } : {}) };
    const settings = settingsOf(url, database, authorization, { ...spoken, ...(plant === undefined ? {} : { plant }) });
    return { upstream: { label: `InfluxDB ${version} at ${url}, database ${database}${spoken.dialect === 'influxql' ? '' : `, asked in ${spoken.dialect}`}`, settings }, close };
  }
  await seed(url, ownDatabase, environment.SPIKETRACE_SEED_AUTHORIZATION ?? authorization);
  return {
    upstream: { label: `InfluxDB ${version} at ${url}, sample plant in ${ownDatabase}`, settings: settingsOf(url, ownDatabase, authorization), openAt: heroDay() },
    close,
  };
}

/** The sample plant as the built-in answerer wants it, under the names of the default plant map. */
function columnsOf(plant: SamplePlant): EmbeddedColumn[] {
  const tags = { meter: 'incomer 1', line: 'line-1' };
  const shiftMs = plant.shifts.map((shift) => shift.startMs);
  const part = (k: number) => plant.shifts.map((shift) => shift.text.split(', crew ')[k] ?? '');
  return [
    { measurement: 'energy_meter', tags, field: 'power_kw', timeMs: plant.meter.timeMs, values: plant.meter.demandKw },
    { measurement: 'energy_meter', tags, field: 'energy_kwh', timeMs: plant.register.timeMs, values: plant.register.energyKwh },
    ...plant.machines.map((log) => ({
      measurement: 'machine_state', tags: { machine: log.machineId, line: 'line-1' }, field: 'state', timeMs: log.timeMs,
      values: Array.from(log.stateCode, (code) => log.states[code] ?? ''),
    })),
    { measurement: 'shift_event', tags: {}, field: 'shift', timeMs: shiftMs, values: part(0) },
    { measurement: 'shift_event', tags: {}, field: 'crew', timeMs: shiftMs, values: part(1) },
  ];
}

function settingsOf(url: string, database: string, authorization: string | undefined, more: Upstream['settings']['jsonData'] = {}): Upstream['settings'] {
  return {
    jsonData: { connection: 'direct', dialect: 'influxql', url, database, ...more },
    secureJsonData: authorization === undefined ? {} : { authorization },
  };
}

async function versionOf(url: string, authorization: string | undefined): Promise<string> {
  const answer = await fetch(`${url}/ping`, { headers: headersOf(authorization), signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (answer === undefined || !answer.ok) {
    throw new Error(`INFLUX_URL is ${url}, and no InfluxDB answers there${answer ? ` (HTTP ${answer.status})` : ''}. Start it, or unset INFLUX_URL.`);
  }
  return answer.headers.get('x-influxdb-version') ?? 'of unknown version';
}

const headersOf = (authorization: string | undefined): Record<string, string> => (authorization === undefined ? {} : { Authorization: authorization });

/** Writes the sample plant: the same points again change nothing. */
async function seed(url: string, database: string, authorization: string | undefined): Promise<void> {
  const post = async (path: string, type: string, body: string): Promise<void> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { ...headersOf(authorization), 'Content-Type': type }, body });
    if (!answer.ok) {
      throw new Error(`${url} refused ${path.split('?')[0]} with HTTP ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    }
    await answer.arrayBuffer();
  };
  await post('/query', 'application/x-www-form-urlencoded', new URLSearchParams({ q: `CREATE DATABASE "${database}"` }).toString());
  let batch: string[] = [];
  const flush = (): Promise<void> => post(`/write?db=${database}&precision=ns`, 'text/plain; charset=utf-8', batch.join('\n'));
  for (const line of seedLines(samplePlant())) {
    batch.push(line);
    if (batch.length === 10_000) {
      await flush();
      batch = [];
    }
  }
  if (batch.length > 0) {
    await flush();
  }
}

function heroDay(): { readonly from: string; readonly to: string } {
  const plant = samplePlant();
  const hero = plant.episodes.find((episode) => episode.name === 'hero');
  const startMs = zoneDayStartMs(hero?.startMs ?? plant.range.startMs, plant.zone);
  return { from: new Date(startMs).toISOString(), to: new Date(addZoneDays(startMs, 1, plant.zone)).toISOString() };
}

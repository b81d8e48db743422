import { NAME_ROWS } from './ask';
import type { Traffic } from './traffic';
import type { InfluxSource, MeterSource, PlantMap } from './types';

/** Checks a connection without ever writing: can it be read, and could its credential do more than that. */

export interface HealthLine {
  readonly severity: 'ok' | 'warning' | 'error';
  readonly text: string;
  readonly advice: string;
}

/** More are not looked at: the check stays a short one. */
const MOST_METERS = 10;

export async function checkHealth(traffic: Traffic, source: InfluxSource, map: PlantMap, signal: AbortSignal): Promise<readonly HealthLine[]> {
  const read = await traffic.ask({ kind: 'measurements', rowLimit: 1 }, 'can the database be read', signal);
  if (read.kind === 'failed') {
    return [{ severity: 'error', text: read.failure.text, advice: read.failure.advice }];
  }
  const lines: HealthLine[] = [];
  const any = read.value.series.some((one) => one.rows.length > 0);
  lines.push(any
    ? { severity: 'ok', text: `${source.database} can be read.`, advice: '' }
    : { severity: 'warning', text: `${source.database} can be read, but holds no measurement.`, advice: 'Is it the right database?' });
  const users = await traffic.ask({ kind: 'users', rowLimit: NAME_ROWS }, 'is the credential an administrator’s', signal);
  if (users.kind === 'ok') {
    lines.push({ severity: 'error', text: 'The credential is an administrator’s, or the server asks for none: it could change data.', advice: 'Use one that can read this database and nothing else.' });
  }
  const databases = await traffic.ask({ kind: 'databases', rowLimit: NAME_ROWS }, 'what else the credential can read', signal);
  const others = databases.kind === 'ok'
    ? databases.value.series.flatMap((one) => one.rows.map((row) => String(row[0]))).filter((name) => !isOwn(name, source.database))
    : [];
  if (others.length > 0) {
    lines.push({ severity: 'warning', text: `The credential can read more than it needs: ${others.slice(0, 5).join(', ')}.`, advice: 'Take those rights away.' });
  }
  for (const meter of map.meters.slice(0, MOST_METERS)) {
    lines.push(...(await checkMeter(traffic, meter, signal)));
  }
  lines.push({ severity: 'ok', text: `The plant map names ${map.meters.length} ${map.meters.length === 1 ? 'meter' : 'meters'}.`, advice: '' });
  return lines;
}

/** Flux on 1.x lists "database/retention policy"; what begins with a line is the server's own. */
function isOwn(name: string, database: string): boolean {
  const bare = (one: string) => one.split('/')[0];
  return name === database || name.startsWith('_') || (/^[^/]+\/[^/]+$/.test(name) && bare(name) === bare(database));
}

/** Several series would be averaged to one without a word, and none would be an empty picture. Silent where it cannot be told. */
async function checkMeter(traffic: Traffic, meter: MeterSource, signal: AbortSignal): Promise<readonly HealthLine[]> {
  const read = await traffic.ask({ kind: 'series', measurement: meter.measurement, tags: meter.tags, rowLimit: 2 }, `series of ${meter.id}`, signal);
  if (read.kind === 'failed') {
    return [];
  }
  const found = read.value.series.flatMap((one) => one.rows.map((row) => String(row[0])));
  if (found.length === 1) {
    return [];
  }
  const tags = Object.entries(meter.tags).map(([name, value]) => `${name} = ${value}`).join(', ');
  return [found.length === 0
    ? { severity: 'warning', text: `Meter ${meter.id}: ${meter.measurement} holds nothing${tags === '' ? '' : ` where ${tags}`}.`, advice: 'Check its measurement and tags in the plant map.' }
    : { severity: 'warning', text: `Meter ${meter.id} is more than one series: ${found.join(' and ')}; they would be averaged.`, advice: 'Add tags in the plant map, so that it names one.' }];
}

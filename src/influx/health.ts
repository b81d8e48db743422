import { NAME_ROWS } from './ask';
import type { Traffic } from './traffic';
import type { InfluxSource, MeterSource, PlantMap } from './types';

/** Checks a connection without ever writing: can it be read, and could its credential do more than that. In a trial zone nothing outside of it is named. */

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
  lines.push(await checkRights(traffic, source, signal));
  lines.push(...(await checkReach(traffic, source, map, signal)));
  for (const meter of map.meters.slice(0, MOST_METERS)) {
    lines.push(...(await checkMeter(traffic, map, meter, signal)));
  }
  lines.push({ severity: 'ok', text: `The plant map names ${map.meters.length} ${map.meters.length === 1 ? 'meter' : 'meters'}.`, advice: '' });
  return lines;
}

/** Never by trying to write: what cannot be told without that is said to be unknown. */
async function checkRights(traffic: Traffic, source: InfluxSource, signal: AbortSignal): Promise<HealthLine> {
  const whose = source.wire === 'grafana' ? 'The credential of that data source' : 'The credential';
  if (source.dialect !== 'influxql') {
    return unknownRights(source.dialect, whose);
  }
  const users = await traffic.ask({ kind: 'users', rowLimit: NAME_ROWS }, 'is the credential an administrator’s', signal);
  if (users.kind === 'failed' && users.failure.kind !== 'may-not-read') {
    // 2.x has no such statement: that it is not answered says nothing about the token.
    return { severity: 'warning', text: `${whose} may be able to do more than read; this server does not tell.`, advice: 'On 2.x look at it with “influx auth list”: a token made with one --read-bucket is enough. On 3.x use one that reads this database alone (db:NAME:read).' };
  }
  return users.kind === 'ok'
    ? { severity: 'error', text: `${whose} is an administrator’s, or the server asks for none: it could change data.`, advice: 'Use one that can read this database and nothing else.' }
    : { severity: 'ok', text: `${whose} is no administrator’s.`, advice: 'Whether it may write to this database is not tried: the README has a harmless statement that tells.' };
}

function unknownRights(dialect: 'flux' | 'sql', whose: string): HealthLine {
  return dialect === 'flux'
    ? { severity: 'warning', text: `${whose} may be able to do more than read; Flux does not tell.`, advice: 'Look at it with “influx auth list”: a token made with one --read-bucket is enough. On 1.x the user needs READ on this database, and no more.' }
    : { severity: 'warning', text: `${whose} may be able to do more than read; SQL does not tell.`, advice: 'Use a token of InfluxDB 3 Enterprise or Cloud that reads this database alone (db:NAME:read).' };
}

/** Silent where it cannot be told. */
async function checkReach(traffic: Traffic, source: InfluxSource, { scope }: PlantMap, signal: AbortSignal): Promise<readonly HealthLine[]> {
  const databases = await traffic.ask({ kind: 'databases', rowLimit: NAME_ROWS }, 'what else the credential can read', signal);
  const others = databases.kind === 'ok'
    ? databases.value.series.flatMap((one) => one.rows.map((row) => String(row[0]))).filter((name) => !isOwn(name, source))
    : [];
  return others.length === 0 ? [] : [{ severity: 'warning', text: `The credential can read more than it needs: ${scope ? `${others.length} other ${others.length === 1 ? 'database' : 'databases'}` : others.slice(0, 5).join(', ')}.`, advice: 'Take those rights away.' }];
}

/** Flux on 1.x lists "database/retention policy"; what begins with a line is the server's own, and so is the schema of SQL. */
function isOwn(name: string, { database }: InfluxSource): boolean {
  const bare = (one: string) => one.split('/')[0];
  return name === database || name === 'information_schema' || name.startsWith('_') || (/^[^/]+\/[^/]+$/.test(name) && bare(name) === bare(database));
}

/** Several series would be averaged to one without a word, and none would be an empty picture. Silent where it cannot be told. */
async function checkMeter(traffic: Traffic, { scope }: PlantMap, meter: MeterSource, signal: AbortSignal): Promise<readonly HealthLine[]> {
  const read = await traffic.ask({ kind: 'series', measurement: meter.measurement, tags: meter.tags, policy: meter.policy, rowLimit: 2 }, `series of ${meter.id}`, signal);
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
    : { severity: 'warning', text: `Meter ${meter.id} is more than one series${scope ? '' : `: ${found.join(' and ')}`}; they would be averaged.`, advice: 'Add tags in the plant map, so that it names one.' }];
}

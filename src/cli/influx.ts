import { readFileSync } from 'node:fs';
import { DAY_MS } from '../base';
import { investigate } from '../engine';
import { Refused } from '../files';
import { bodyUpTo, createReader, DEFAULT_PLANT_MAP, LOAD_DEFAULTS, parsePlantMap, QUERY_PATHS, type Failure, type PlantMap, type Send } from '../influx';
import type { Arguments } from './args';
import type { Document } from './findings';
import { say } from './say';

/** The command line over an InfluxDB: the same reader as the data source, over plain fetch. Reads only. */

export async function investigateInflux(given: Arguments, environment: Readonly<Record<string, string | undefined>>): Promise<Document> {
  if (given.source.kind !== 'influx') {
    throw new RangeError(`investigateInflux needs a server: got ${given.source.kind}`);
  }
  const { url, dialect, database, plant, meterId } = given.source;
  const found = plant === undefined ? DEFAULT_PLANT_MAP : mapOf(plant);
  const map: PlantMap = given.zone === undefined ? found : { ...found, zone: given.zone };
  const nowMs = Date.now();
  const endMs = given.range && Number.isFinite(given.range.endMs) ? given.range.endMs : nowMs;
  const startMs = given.range && Number.isFinite(given.range.startMs) ? given.range.startMs : endMs - DAY_MS;
  const view = { startMs, endMs };
  const reader = createReader({ source: { dialect, database, org: environment['SPIKETRACE_INFLUX_ORG'] || undefined }, map, send: sender(url, authorizationOf(environment)), nowMs: () => nowMs });
  const outcome = await reader.readPlant(
    {
      meterId: meterId ?? map.meters[0]?.id ?? '', view, maxPoints: 1000, nowMs,
      parts: { meter: true, machines: true, shifts: false, learning: true },
    },
    new AbortController().signal
  );
  if (outcome.kind === 'failed') {
    throw new Refused(sentence(outcome.failure));
  }
  const { learn, view: seen, machines, notices } = outcome.value;
  const meter = learn ?? seen;
  if (!meter || meter.timeMs.length === 0 || !seen || seen.timeMs.length === 0) {
    throw new Refused(`No readings of meter ${meterId ?? map.meters[0]?.id} from ${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()} in ${database}. Choose another --from and --to, or check the plant map’s measurement, field and tags.`);
  }
  const result = investigate({ meter, machines, zone: map.zone }, view, { demand: given.demand, spot: given.spot, marked: given.marked });
  const all = [...notices, ...result.notices];
  new Set(all.map(({ text }) => text)).forEach(say);
  return { skill: result.skill, findings: result.findings, machines: result.machines, notices: all, windows: result.windows };
}

function mapOf(file: string): PlantMap {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Refused(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const outcome = parsePlantMap(content);
  if (outcome.kind === 'failed') {
    throw new Refused(`${file}: ${sentence(outcome.failure)}`);
  }
  return outcome.value;
}

function sentence({ text, advice }: Failure): string {
  return `${text} ${advice}`;
}

function authorizationOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const whole = environment['SPIKETRACE_INFLUX_AUTHORIZATION'];
  const user = environment['SPIKETRACE_INFLUX_USER'];
  const token = environment['SPIKETRACE_INFLUX_TOKEN'];
  if (whole) {
    return whole;
  }
  if (user && token) {
    return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
  }
  return token ? `Token ${token}` : undefined;
}

/** POST only; the body holds the statement, the login comes from the environment. */
function sender(url: string, authorization: string | undefined): Send {
  return async (request, signal) => {
    const parameters = new URLSearchParams(request.parameters).toString();
    const answer = await fetch(`${url}${QUERY_PATHS[request.path]}${parameters === '' ? '' : `?${parameters}`}`, {
      method: 'POST', body: request.body, signal, redirect: 'manual',
      headers: { 'Content-Type': request.contentType, ...(authorization ? { Authorization: authorization } : {}) },
    });
    return {
      status: answer.status, contentType: answer.headers.get('content-type') ?? '', body: await bodyUpTo(answer.body, LOAD_DEFAULTS.bytesPerAnswer),
      retryAfter: answer.headers.get('retry-after') ?? undefined,
    };
  };
}

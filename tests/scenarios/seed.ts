import { parseArgs } from 'node:util';
import { samplePlant } from './sample-plant';
import { seedLines } from './seed-lines';

/** `npm run seed -- --url http://127.0.0.1:8086 --db plant [--until now]`: the only program here that ever writes to an InfluxDB. */

const USAGE = 'npm run seed -- --url http://127.0.0.1:8086 --db NAME [--until now|ISO] [--seed N]   (login: SPIKETRACE_SEED_AUTHORIZATION)';
const BATCH = 10_000;

class Refused extends Error {}

async function main(): Promise<void> {
  const { url, db, untilMs, seed } = readArguments();
  const headers: Record<string, string> = process.env['SPIKETRACE_SEED_AUTHORIZATION'] ? { Authorization: process.env['SPIKETRACE_SEED_AUTHORIZATION'] } : {};
  const create = new URLSearchParams({ q: `CREATE DATABASE "${db.replace(/(["\\])/g, '\\$1')}"` });
  const created = await ask(`${url}/query`, { method: 'POST', headers, body: create });
  if (!created.ok && created.status !== 403) {
    throw new Refused(`${url} answered ${created.status} when the database ${db} was to be made: ${(await created.text()).slice(0, 200)}`);
  }
  const plant = samplePlant(seed, untilMs === undefined ? {} : { untilMs });
  let points = 0;
  let batch: string[] = [];
  const flush = async () => {
    const answer = await ask(`${url}/write?db=${encodeURIComponent(db)}&precision=ns`, { method: 'POST', headers, body: batch.join('\n') });
    if (!answer.ok) {
      throw new Refused(`${url} refused to write to ${db}: ${answer.status} ${(await answer.text()).slice(0, 200)}. Does SPIKETRACE_SEED_AUTHORIZATION hold a login that may write there?`);
    }
    points += batch.length;
    batch = [];
  };
  for (const line of seedLines(plant)) {
    batch.push(line);
    if (batch.length === BATCH) {
      await flush();
    }
  }
  await flush();
  const iso = (ms: number) => new Date(ms).toISOString();
  const hero = plant.episodes.find((episode) => episode.name === 'hero');
  process.stdout.write(`Wrote ${points} points of the sample plant to ${db} at ${url}.\nFrom ${iso(plant.range.startMs)} to ${iso(plant.range.endMs)}.\n`);
  if (hero?.startMs !== undefined && hero.endMs !== undefined) {
    process.stdout.write(`The coincident start after the shift change is at ${iso(hero.startMs)} to ${iso(hero.endMs)}.\n`);
  }
}

function readArguments(): { url: string; db: string; untilMs: number | undefined; seed: number } {
  let values: { url?: string; db?: string; until?: string; seed?: string };
  try {
    ({ values } = parseArgs({ options: { url: { type: 'string' }, db: { type: 'string' }, until: { type: 'string' }, seed: { type: 'string' } } }));
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const { url, db } = values;
  if (!url || !/^https?:\/\/[^/?#@]+\/?$/.test(url)) {
    throw new Refused(`--url must be the address of an InfluxDB, like http://127.0.0.1:8086, without login: got ${url ?? 'nothing'}.\n${USAGE}`);
  }
  if (!db) {
    throw new Refused(`--db must name the database to write to.\n${USAGE}`);
  }
  const untilMs = values.until === undefined ? undefined : values.until === 'now' ? Date.now() : Date.parse(values.until);
  if (Number.isNaN(untilMs)) {
    throw new Refused(`--until must be "now" or a time like 2025-03-17T00:00:00Z: got ${values.until}.\n${USAGE}`);
  }
  const seed = Number(values.seed ?? 1);
  if (!Number.isInteger(seed)) {
    throw new Refused(`--seed must be a whole number: got ${values.seed}.\n${USAGE}`);
  }
  return { url: url.replace(/\/$/, ''), db, untilMs, seed };
}

async function ask(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Refused(`No answer from ${new URL(address).origin}: ${cause}. Is InfluxDB running there?`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refused ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = error instanceof Refused ? 2 : 1;
});

import { readFileSync } from 'node:fs';
import { overlaps, type TimeRange } from '../base';
import { analyse, placebo, SpanTooLong } from '../engine';
import { readMeter, readShifts, readStates, Refused } from '../files';
import { argumentsOf, type Arguments } from './args';
import { coverNotices } from './cover';
import { csvOf, jsonOf, markdownOf, type Document } from './findings';
import { say } from './say';

/** `npm run -s investigate`: files or an InfluxDB in, findings on standard output, messages on standard error. */

async function main(): Promise<void> {
  const given = argumentsOf(process.argv.slice(2));
  const document = given.source.kind === 'files' ? fromFiles(given, given.source) : await fromInflux(given);
  const text = given.format === 'json' ? jsonOf(document) : given.format === 'csv' ? csvOf(document) : markdownOf(document);
  process.stdout.write(`${text}\n`);
}

/** Learns from the whole files; --from and --to only choose which spikes are printed. */
function fromFiles(given: Arguments, files: Arguments['source'] & { kind: 'files' }): Document {
  const meter = readMeter(files.meter, contentOf(files.meter), files.column);
  const machines = readStates(files.states, contentOf(files.states));
  const shifts = files.shifts === undefined ? undefined : readShifts(files.shifts, contentOf(files.shifts), meter.timeMs[meter.timeMs.length - 1] ?? 0);
  const plant = { meter, machines, zone: given.zone ?? 'UTC' };
  const options = { demand: given.demand, spot: given.spot, marked: given.marked, shifts };
  const analysis = refusing(files.meter, () => analyse(plant, options));
  const notices = [...analysis.notices, ...coverNotices(analysis, given.range)];
  notices.forEach(({ text }) => say(text));
  const within = <T extends TimeRange>(all: readonly T[]) => (given.range ? all.filter((one) => overlaps(one, given.range!)) : all);
  return {
    skill: analysis.skill,
    findings: within(analysis.findings),
    machines: analysis.machines, notices, windows: analysis.windows && within(analysis.windows),
    placebo: given.placebo ? placebo(plant, options) : undefined,
  };
}

async function fromInflux(given: Arguments): Promise<Document> {
  const { investigateInflux } = await import('./influx');
  return investigateInflux(given, process.env);
}

/** What is wrong with a meter's stamps as a whole is said of its file. */
function refusing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SpanTooLong ? new Refused(`${file}: ${error.message}`) : error;
  }
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refused(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

main().catch((error: unknown) => {
  say(error instanceof Refused ? error.message : `Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof Refused ? 2 : 1;
});

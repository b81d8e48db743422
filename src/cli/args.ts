import { parseArgs } from 'node:util';
import { isZone, type TimeRange } from '../base';
import type { DemandOptions, SpotOptions } from '../engine';
import { Refused, timeOf } from '../files';
import type { InfluxSource } from '../influx';
import { demandWindowMs } from './findings';

/** The command line's arguments, checked. */

export const USAGE = `usage:
  npm run -s investigate -- --meter meter.csv --states states.csv [--shifts shifts.csv] [--column NAME] [options]
  npm run -s investigate -- --influx URL --db NAME [--dialect influxql|flux|sql] [--plant plant.json] [--meter-id ID] [options]
options:
  --from ISO --to ISO   only spikes within (with --influx: the last 24 hours when left out)
  --zone IANA           zone of the site; else that of the plant map, else UTC
  --demand-window 15m   add every 15, 30 or 60 minute window: its kWh by base load, machine and state, and unexplained
  --sliding             with --demand-window: the ten highest that begin at any reading, not the blocks of the clock
  --spot HOW            median (default): above the three hours around; week: above the same time of other weeks; above:400: above 400 kW
  --mark ISO/ISO        attribute this window too, in the place of the spikes that it overlaps; may be repeated, and of marks that overlap the last one stands
  --contract-kw 400     with --demand-window: windows above it are peaks, and which lines pass it
  --placebo             with files: also whether states moved in time explain less, as they must (takes four times as long)
  --json                one JSON document, or --format markdown|csv
login for --influx: SPIKETRACE_INFLUX_USER with SPIKETRACE_INFLUX_TOKEN, or SPIKETRACE_INFLUX_AUTHORIZATION`;

export type Format = 'json' | 'markdown' | 'csv';

export interface Arguments {
  readonly source:
    | { readonly kind: 'files'; readonly meter: string; readonly states: string; readonly shifts?: string; readonly column?: string }
    | { readonly kind: 'influx'; readonly dialect: InfluxSource['dialect']; readonly url: string; readonly database: string; readonly plant?: string; readonly meterId?: string };
  readonly range?: TimeRange;
  readonly zone?: string;
  readonly demand?: DemandOptions;
  readonly spot?: SpotOptions;
  readonly marked?: readonly TimeRange[];
  readonly placebo?: boolean;
  readonly format: Format;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** @throws Refused with what was expected */
export function argumentsOf(argv: readonly string[]): Arguments {
  const given = parsed(argv);
  const zone = given.zone;
  if (zone !== undefined && !isZone(zone)) {
    throw new Refused(`--zone must be an IANA name like Europe/Berlin: got ${zone}.`);
  }
  return { source: sourceOf(given), range: rangeOf(given.from, given.to), zone, demand: demandOf(given), spot: spotOf(given.spot), marked: given.mark?.map(markOf), placebo: given.placebo, format: formatOf(given.format, given.json) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        meter: text, states: text, shifts: text, column: text, influx: text, db: text, dialect: text, plant: text, 'meter-id': text,
        from: text, to: text, zone: text, 'demand-window': text, 'contract-kw': text, sliding: flag, placebo: flag, spot: text, mark: { type: 'string', multiple: true }, format: text, json: flag,
      },
    }).values;
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/** Options that only the other source has: left unread they would seem to count. */
const OF_FILES = ['shifts', 'column'] as const;
const OF_INFLUX = ['db', 'dialect', 'plant', 'meter-id'] as const;

function sourceOf(given: ReturnType<typeof parsed>): Arguments['source'] {
  const others: ReadonlyArray<keyof typeof given> = given.influx === undefined ? OF_INFLUX : OF_FILES;
  const other = others.find((name) => given[name] !== undefined);
  if (other !== undefined) {
    throw new Refused(given.influx === undefined ? `--${other} is for --influx: leave it out with files${other === 'plant' ? ', and give --zone' : ''}.` : `--${other} is for files: leave it out with --influx.`);
  }
  if (given.influx !== undefined) {
    if (given.meter !== undefined || given.states !== undefined) {
      throw new Refused(`--influx and files exclude one another.\n${USAGE}`);
    }
    if (!URL.canParse(given.influx) || !/^https?:$/.test(new URL(given.influx).protocol)) {
      throw new Refused(`--influx must be an address like http://127.0.0.1:8086: got ${given.influx}.`);
    }
    const url = new URL(given.influx);
    if (url.username !== '' || url.password !== '' || url.search !== '') {
      throw new Refused('--influx must not hold a login: put it into SPIKETRACE_INFLUX_USER and SPIKETRACE_INFLUX_TOKEN.');
    }
    if (given.db === undefined || given.db === '') {
      throw new Refused(`--db must name the database to read.\n${USAGE}`);
    }
    if (given.placebo) {
      throw new Refused('--placebo is for files: leave it out with --influx.');
    }
    const dialect = (['influxql', 'flux', 'sql'] as const).find((one) => one === (given.dialect ?? 'influxql'));
    if (dialect === undefined) {
      throw new Refused(`--dialect must be influxql, flux or sql: got ${given.dialect}.`);
    }
    return { kind: 'influx', dialect, url: given.influx.replace(/\/+$/, ''), database: given.db, plant: given.plant, meterId: given['meter-id'] };
  }
  if (given.meter === undefined || given.states === undefined) {
    throw new Refused(`--meter and --states are needed, or --influx and --db.\n${USAGE}`);
  }
  return { kind: 'files', meter: given.meter, states: given.states, shifts: given.shifts, column: given.column };
}

function demandOf(given: ReturnType<typeof parsed>): DemandOptions | undefined {
  const { 'demand-window': length, 'contract-kw': limit, sliding } = given;
  if (length === undefined) {
    const alone = limit !== undefined ? '--contract-kw' : sliding ? '--sliding' : undefined;
    if (alone) {
      throw new Refused(`${alone} is about demand windows: give their length too, like --demand-window 15m.`);
    }
    return undefined;
  }
  const lengthMs = demandWindowMs(length);
  if (lengthMs === undefined) {
    throw new Refused(`--demand-window must be 15m, 30m or 60m: got ${length}.`);
  }
  return {
    lengthMs, ...(sliding ? { how: 'sliding' as const } : {}),
    ...(limit === undefined ? {} : { contractKw: powerOf('--contract-kw', limit) }),
  };
}

function spotOf(given: string | undefined): SpotOptions | undefined {
  const [how, kw] = given?.split(':') ?? [];
  if (given === undefined || given === 'median') {
    return undefined;
  }
  if (given === 'week') {
    return { kind: 'time-of-week' };
  }
  if (how !== 'above' || kw === undefined) {
    throw new Refused(`--spot must be median, week or above:KW, like above:400: got ${given}.`);
  }
  return { kind: 'threshold', aboveKw: powerOf('--spot above:', given.slice('above:'.length)) };
}

function markOf(given: string): TimeRange {
  const [startMs = NaN, endMs = NaN, ...more] = given.split('/').map(timeOf);
  if (!(startMs < endMs) || more.length > 0) {
    throw new Refused(`--mark must be two times with their zone and a slash between, the earlier first, like 2025-03-12T05:00Z/2025-03-12T05:30Z: got ${given}.`);
  }
  return { startMs, endMs };
}

function powerOf(name: string, given: string): number {
  const kw = given.trim() === '' ? NaN : Number(given);
  if (!Number.isFinite(kw) || kw <= 0) {
    throw new Refused(`${name} must be a power in kW above zero: got ${given}.`);
  }
  return kw;
}

function rangeOf(from: string | undefined, to: string | undefined): TimeRange | undefined {
  if (from === undefined && to === undefined) {
    return undefined;
  }
  const startMs = from === undefined ? -Infinity : timeOf(from);
  const endMs = to === undefined ? Infinity : timeOf(to);
  for (const [name, given, ms] of [['--from', from, startMs], ['--to', to, endMs]] as const) {
    if (Number.isNaN(ms)) {
      throw new Refused(`${name} must be a time with its zone, like 2025-03-12T05:00Z: got ${given}.`);
    }
  }
  if (!(startMs < endMs)) {
    throw new Refused(`--from must be before --to: got ${from} and ${to}.`);
  }
  return { startMs, endMs };
}

function formatOf(format: string | undefined, json: boolean | undefined): Format {
  if (format === undefined || format === 'json') {
    return 'json';
  }
  if (json) {
    throw new Refused('--json and --format exclude one another.');
  }
  if (format !== 'markdown' && format !== 'csv') {
    throw new Refused(`--format must be markdown or csv: got ${format}.`);
  }
  return format;
}

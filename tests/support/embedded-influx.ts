import type { SamplePlant } from '../scenarios';

/**
 * Answers the statements that src/influx writes, from the sample plant in memory: for a machine without InfluxDB.
 * It knows just those shapes and refuses any other; an integration test holds its answers against a real server's.
 */
export interface EmbeddedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Row = readonly (number | string | null)[];
interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly Row[];
}

const RANGE = /time >= (-?\d+)ms AND time < (-?\d+)ms/;

/** @param database the only one that exists */
export function embeddedInflux(plant: SamplePlant, database = 'plant'): (body: string) => EmbeddedAnswer {
  return (body) => {
    const form = new URLSearchParams(body);
    const statement = form.get('q') ?? '';
    if (form.get('db') !== database) {
      return json(200, { results: [{ statement_id: 0, error: `database not found: ${form.get('db')}` }] });
    }
    const series = answerTo(statement, plant, database);
    if (series === undefined) {
      return json(400, { error: `the embedded sample does not know this statement: ${statement.slice(0, 200)}` });
    }
    return json(200, { results: [series.length > 0 ? { statement_id: 0, series } : { statement_id: 0 }] });
  };
}

function json(status: number, body: unknown): EmbeddedAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

function answerTo(statement: string, plant: SamplePlant, database: string): Series[] | undefined {
  const range = RANGE.exec(statement);
  const [from, to] = range ? [Number(range[1]), Number(range[2])] : [-Infinity, Infinity];
  const limit = Number(/ LIMIT (\d+)$/.exec(statement)?.[1] ?? Infinity);
  const window = /GROUP BY time\((\d+)(ms|s)\)/.exec(statement);
  const windowMs = window ? Number(window[1]) * (window[2] === 's' ? 1000 : 1) : 0;
  switch (true) {
    case /^SHOW MEASUREMENTS/.test(statement):
      return [{ name: 'measurements', columns: ['name'], values: ['energy_meter', 'machine_state', 'shift_event'].slice(0, limit).map((name) => [name]) }];
    case /^SHOW DATABASES/.test(statement):
      return [{ name: 'databases', columns: ['name'], values: [[database]] }];
    case /^SHOW USERS/.test(statement):
      return [{ name: '', columns: ['user', 'admin'], values: [] }];
    case /^SHOW TAG VALUES FROM "machine_state"/.test(statement):
      return [{ name: 'machine_state', columns: ['key', 'value'], values: plant.machines.map((log) => log.machineId).sort().map((id) => ['machine', id]) }];
    case windowMs > 0 && /FROM "energy_meter"/.test(statement):
      return meter(statement, plant, from, to, windowMs, limit);
    case /FROM "machine_state"/.test(statement):
      return states(/^SELECT LAST\(/.test(statement), plant, from, to, limit);
    case /FROM "shift_event"/.test(statement): {
      const values = plant.shifts.filter((shift) => shift.startMs >= from && shift.startMs < to)
        .map((shift) => [shift.startMs, ...shift.text.split(', crew ')] as Row);
      return values.length > 0 ? [{ name: 'shift_event', columns: ['time', 'shift', 'crew'], values: values.slice(0, limit) }] : [];
    }
    case /^SELECT .* FROM "/.test(statement):
      return [];
    default:
      return undefined;
  }
}

function meter(statement: string, plant: SamplePlant, from: number, to: number, windowMs: number, limit: number): Series[] | undefined {
  if (/"meter" = '(?!incomer 1')/.test(statement)) {
    return [];
  }
  const counter = /LAST\("energy_kwh"\)/.test(statement);
  if (!counter && !/MEAN\("power_kw"\)/.test(statement)) {
    return [];
  }
  const withMax = /MAX\(/.test(statement);
  const time = counter ? plant.register.timeMs : plant.meter.timeMs;
  const value = counter ? plant.register.energyKwh : plant.meter.demandKw;
  const values: Row[] = [];
  let i = time.findIndex((ms) => ms >= from);
  while (i >= 0 && i < time.length && (time[i] ?? Infinity) < to && values.length < limit) {
    const startMs = Math.floor((time[i] ?? 0) / windowMs) * windowMs;
    let [sum, count, max, last] = [0, 0, -Infinity, 0];
    while (i < time.length && (time[i] ?? Infinity) < Math.min(to, startMs + windowMs)) {
      last = value[i] ?? 0;
      sum += last;
      max = Math.max(max, last);
      count++;
      i++;
    }
    values.push(counter ? [startMs, last] : withMax ? [startMs, sum / count, max] : [startMs, sum / count]);
  }
  const columns = counter ? ['time', 'last'] : withMax ? ['time', 'mean', 'max'] : ['time', 'mean'];
  return values.length > 0 ? [{ name: 'energy_meter', columns, values }] : [];
}

function states(last: boolean, plant: SamplePlant, from: number, to: number, limit: number): Series[] {
  return [...plant.machines]
    .sort((a, b) => (a.machineId < b.machineId ? -1 : 1))
    .flatMap((log) => {
      const rows: Row[] = [];
      log.timeMs.forEach((ms, i) => {
        if (ms >= from && ms < to) {
          rows.push([ms, log.states[log.stateCode[i] ?? 0] ?? '']);
        }
      });
      const values = last ? rows.slice(-1) : rows.slice(0, limit);
      return values.length > 0 ? [{ name: 'machine_state', tags: { machine: log.machineId }, columns: ['time', 'state'], values }] : [];
    });
}

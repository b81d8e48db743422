import { COMPLETE, DAY_MS, type TimeRange } from '../base';
import type { FileSeries } from '../files';
import type { Outcome, Read, Series, SeriesRequest, Tags } from '../influx';

/** Answers every question from the opened files, as a database that holds them would: the same readers then make the same frames. */

type Cell = number | string | null;

/** Never fails but for a field of the wrong kind. A pass over the series that the question names. */
export function answerFrom(all: readonly FileSeries[], request: SeriesRequest): Outcome<Read> {
  switch (request.kind) {
    case 'power':
      return numeric(all, request.meter, (found) => whole(powerRows(found, request.range, request.windowMs, request.withMax)));
    case 'counter': {
      const range = { startMs: request.range.startMs - request.windowMs, endMs: request.range.endMs };
      return numeric(all, request.meter, (found) => whole([['time', 'last'], ...lastRows(found, range, request.windowMs)]));
    }
    case 'last-reading':
      return numeric(all, request.meter, (found) => whole([['time', 'last'], ...newest(found, request.range)]));
    case 'state-before':
      return states(all, request.machines, (found) => newest(found, request.range));
    case 'states':
      return states(all, request.machines, (found) => rowsIn(found, request.range));
    case 'polled-states':
      return states(all, request.machines, (found) => lastRows(found, request.range, request.windowMs));
    case 'shifts':
      return shifts(all, request.shifts, { startMs: request.range.startMs - DAY_MS, endMs: request.range.endMs });
    default:
      return ok([named(schemaOf(all, request))]);
  }
}

function ok(series: readonly Series[]): Outcome<Read> {
  const filled = series.filter((one) => one.rows.length > 0);
  return { kind: 'ok', value: { series: filled, completeness: COMPLETE, rows: filled.reduce((sum, one) => sum + one.rows.length, 0) } };
}

type Table = readonly [head: readonly string[], ...rows: ReadonlyArray<readonly Cell[]>];

function named([columns, ...rows]: Table, tags: ReadonlyMap<string, string> = new Map()): Series {
  return { name: '', tags, columns, rows };
}

const whole = (table: Table): Outcome<Read> => ok([named(table)]);

interface Place {
  readonly measurement: string;
  readonly field: string;
  readonly tags: Tags;
}

function seriesAt(all: readonly FileSeries[], { measurement, field, tags }: Place): FileSeries[] {
  return all.filter((one) => one.measurement === measurement && one.field === field && hasTags(one, tags));
}

function hasTags(one: FileSeries, tags: Tags): boolean {
  return Object.entries(tags).every(([name, value]) => (one.tags.get(name) ?? '') === value);
}

function numeric(all: readonly FileSeries[], place: Place, then: (found: readonly FileSeries[]) => Outcome<Read>): Outcome<Read> {
  const found = seriesAt(all, place);
  return found.every((one) => one.value.kind === 'numbers') ? then(found) : {
    kind: 'failed', failure: { kind: 'wrong-type', text: `It holds texts.`, advice: 'Check the field’s name in the plant map.' },
  };
}

function cellAt({ value }: FileSeries, row: number): number | string | undefined {
  if (value.kind === 'texts') {
    return value.texts[value.code[row] ?? -1];
  }
  const number = value.numbers[row];
  return number === undefined || Number.isNaN(number) ? undefined : number;
}

/** First row at or after an instant. O(log n) */
function rowAt({ timeMs }: FileSeries, atMs: number): number {
  let [low, high] = [0, timeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle]! < atMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Windows lie on whole multiples of their length since 1970; one without a reading gives no row. */
function powerRows(found: readonly FileSeries[], range: TimeRange, windowMs: number, withMax: boolean): Table {
  const windows = new Map<number, { sum: number; n: number; max: number }>();
  for (const one of found) {
    for (let row = rowAt(one, range.startMs); row < one.timeMs.length && one.timeMs[row]! < range.endMs; row++) {
      const value = cellAt(one, row);
      if (typeof value === 'number') {
        const startMs = Math.floor(one.timeMs[row]! / windowMs) * windowMs;
        const window = windows.get(startMs);
        if (window) {
          window.sum += value;
          window.n++;
          window.max = Math.max(window.max, value);
        } else {
          windows.set(startMs, { sum: value, n: 1, max: value });
        }
      }
    }
  }
  const rows = ascending([...windows].map(([startMs, { sum, n, max }]) => [startMs, sum / n, ...(withMax ? [max] : [])]));
  return [['time', 'mean', ...(withMax ? ['max'] : [])], ...rows];
}

function lastRows(found: readonly FileSeries[], range: TimeRange, windowMs: number): Cell[][] {
  const windows = new Map<number, Cell>();
  for (const [timeMs, value] of rowsIn(found, range)) {
    windows.set(Math.floor(Number(timeMs) / windowMs) * windowMs, value ?? null);
  }
  return [...windows].map(([startMs, value]) => [startMs, value]);
}

function rowsIn(found: readonly FileSeries[], range: TimeRange): Cell[][] {
  const rows: Cell[][] = [];
  for (const one of found) {
    for (let row = rowAt(one, range.startMs); row < one.timeMs.length && one.timeMs[row]! < range.endMs; row++) {
      const value = cellAt(one, row);
      if (value !== undefined) {
        rows.push([one.timeMs[row]!, value]);
      }
    }
  }
  return found.length > 1 ? ascending(rows) : rows;
}

const ascending = (rows: Cell[][]): Cell[][] => rows.sort((a, b) => Number(a[0]) - Number(b[0]));

function newest(found: readonly FileSeries[], range: TimeRange): Cell[][] {
  let last: Cell[] | undefined;
  for (const one of found) {
    for (let row = rowAt(one, range.endMs) - 1; row >= 0 && one.timeMs[row]! >= range.startMs; row--) {
      const value = cellAt(one, row);
      if (value !== undefined) {
        last = last && Number(last[0]) > one.timeMs[row]! ? last : [one.timeMs[row]!, value];
        break;
      }
    }
  }
  return last ? [last] : [];
}

/** One series a machine, told apart by its tag where there is one. */
function states(all: readonly FileSeries[], place: Place & { readonly idTag?: string }, rowsOf: (found: readonly FileSeries[]) => Cell[][]): Outcome<Read> {
  const groups = new Map<string, FileSeries[]>();
  for (const one of seriesAt(all, place)) {
    const id = place.idTag === undefined ? '' : one.tags.get(place.idTag) ?? '';
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return ok([...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, found]) =>
    named([['time', 'state'], ...rowsOf(found)], place.idTag === undefined ? new Map() : new Map([[place.idTag, id]]))));
}

function shifts(all: readonly FileSeries[], place: Place, range: TimeRange): Outcome<Read> {
  const crews = new Map(rowsIn(seriesAt(all, { ...place, field: 'crew' }), range).map(([timeMs, crew]) => [timeMs, crew]));
  return whole([['time', 'shift', 'crew'], ...rowsIn(seriesAt(all, place), range).map(([timeMs = null, shift = null]) => [timeMs, shift, crews.get(timeMs) ?? null])]);
}

type SchemaKind = Extract<SeriesRequest, { kind: 'measurements' | 'field-keys' | 'tag-keys' | 'tag-values' | 'series' | 'databases' | 'users' }>;

function schemaOf(all: readonly FileSeries[], request: SchemaKind): Table {
  const of = (measurement: string) => all.filter((one) => one.measurement === measurement);
  switch (request.kind) {
    case 'measurements':
      return [['name'], ...distinct(all.map((one) => one.measurement)).map((name) => [name])];
    case 'field-keys':
      return [['fieldKey', 'fieldType'], ...[...new Map(of(request.measurement).map((one) => [one.field, one.value.kind === 'numbers' ? 'float' : 'string']))]];
    case 'tag-keys':
      return [['tagKey'], ...distinct(of(request.measurement).flatMap((one) => [...one.tags.keys()])).map((key) => [key])];
    case 'tag-values':
      return [['key', 'value'], ...distinct(of(request.measurement).flatMap((one) => one.tags.get(request.key) ?? [])).map((value) => [request.key, value])];
    case 'series':
      return [['key'], ...distinct(of(request.measurement).filter((one) => hasTags(one, request.tags)).map(keyOf)).map((key) => [key])];
    // Files have neither databases nor users.
    case 'databases':
    case 'users':
      return [['name']];
  }
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

function keyOf({ measurement, tags }: FileSeries): string {
  return [measurement, ...[...tags].map(([name, value]) => `${name}=${value}`)].join(',');
}

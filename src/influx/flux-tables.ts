import type { SeriesRequest } from './ask';
import { assembled, columnsOf, type Piece } from './assemble';
import type { Series } from './read';

/** Tables that Flux is answered with, whoever carried them, to the series of a question. */

export interface FluxTable {
  /** The columns that tell this table from others, with their values. */
  readonly key: ReadonlyMap<string, string>;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly unknown[]>;
}

export function seriesOf(tables: readonly FluxTable[], request: SeriesRequest): Series[] {
  return columnsOf(request) === undefined ? namesIn(tables, request) : assembled(tables.flatMap((table): Piece[] => [pieceOf(table)].filter((piece) => piece !== undefined)), request);
}

const OWN_TAGS = new Set(['_start', '_stop', '_time', '_value', '_field', '_measurement']);

/** Tables of names as the one series that a question about names has. */
function namesIn(tables: readonly FluxTable[], request: SeriesRequest): Series[] {
  const cells = (column: string) => tables.flatMap(({ columns, rows }) => (columns.includes(column) ? rows.map((row) => String(row[columns.indexOf(column)])) : []));
  const one = (columns: readonly string[], rows: ReadonlyArray<readonly unknown[]>): Series[] => (rows.length === 0 ? [] : [{ name: '', tags: new Map(), columns, rows }]);
  switch (request.kind) {
    case 'measurements':
      return one(['name'], cells('_value').map((name) => [name]));
    case 'field-keys':
      return one(['fieldKey', 'fieldType'], cells('_value').map((name) => [name, '']));
    case 'tag-keys':
      return one(['tagKey'], cells('_value').filter((name) => !OWN_TAGS.has(name)).map((name) => [name]));
    case 'tag-values':
      return one(['key', 'value'], cells('_value').map((name) => [request.key, name]));
    case 'databases':
      return one(['name'], cells('name').map((name) => [name]));
    case 'series':
      return one(['key'], [...new Set(tables.flatMap(keysOf(request.measurement)))].map((key) => [key]));
    default:
      return [];
  }
}

/** As InfluxQL writes the key of a series: fields of the same tags are one. */
function keysOf(measurement: string): (table: FluxTable) => readonly string[] {
  return ({ columns, rows }) => rows.map((row) => [measurement, ...columns.flatMap((name, i) => (OWN_TAGS.has(name) ? [] : [`${name}=${String(row[i])}`])).sort()].join(','));
}

/** A table with `_time` and `_value` as the piece of a series. */
function pieceOf({ key, columns, rows }: FluxTable): Piece | undefined {
  const [time, value, field] = ['_time', '_value', '_field'].map((name) => columns.indexOf(name));
  if (time === undefined || value === undefined || time < 0 || value < 0) {
    return undefined;
  }
  const tags = new Map([...key].filter(([name]) => !name.startsWith('_')));
  const column = key.get('_field') ?? String((field === undefined || field < 0 ? undefined : rows[0]?.[field]) ?? '');
  return { column, tags, timeMs: rows.map((row) => Number(row[time])), values: rows.map((row) => row[value]) };
}

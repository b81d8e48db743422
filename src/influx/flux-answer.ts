import type { Completeness } from '../base';
import type { SeriesRequest } from './ask';
import { assembled, columnsOf, type Piece } from './assemble';
import { failed, failureOfStatus, failureOfText, isGood, notInflux, tooLarge } from './failures';
import { pieceOf, readFluxCsv, type FluxTable } from './flux-csv';
import { capped, type Read, type Series } from './read';
import type { Outcome, QueryAnswer } from './types';

/** Reads the annotated CSV that Flux is answered with. Nothing of an answer is used that holds an error or ends too soon. */

/** Order of the checks: status, size, not InfluxDB, an error anywhere, the end, then rows. */
export function readFlux(answer: QueryAnswer, request: SeriesRequest, database: string): Outcome<Read> {
  const failure = isGood(answer) ? tooLarge(answer) : failureOfStatus(answer, database, 'Flux');
  if (failure) {
    return { kind: 'failed', failure };
  }
  // Annotations, a header without them, an empty answer, or an error as CSV.
  if (!/^\uFEFF?(#|,|\r?\n|error)/.test(answer.body)) {
    return notInflux(answer);
  }
  const csv = readFluxCsv(answer.body);
  switch (csv.kind) {
    case 'empty':
      return { kind: 'ok', value: capped([], request.rowLimit, []) };
    case 'error':
      return { kind: 'failed', failure: failureOfText(csv.text, database) };
    case 'broken':
      return failed('broken-answer', `The answer is not whole: ${csv.why}.`, 'Nothing of it is used. Try again, or choose a shorter range.');
    case 'tables': {
      const found: Completeness[] = csv.unknownTypes.map((type) => ({ kind: 'unknown', reason: `a column has the type ${type}, which is not known here; its values were read as texts.` }));
      return { kind: 'ok', value: capped(seriesOf(csv.tables, request), request.rowLimit, found) };
    }
  }
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

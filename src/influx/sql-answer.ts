import { columnsOf } from './assemble';
import type { SeriesRequest } from './ask';
import { failed, failureOfStatus, failureOfText, isGood, notInflux, tooLarge } from './failures';
import { isObject, parse } from './json';
import { capped, type Read, type Series } from './read';
import type { Outcome, QueryAnswer } from './types';

/** Reads the lines of JSON that InfluxDB 3 answers SQL with, one object a row. A value that is null is left out of its object by the server. */

export function readSql(answer: QueryAnswer, request: SeriesRequest, database: string): Outcome<Read> {
  const failure = isGood(answer) ? tooLarge(answer) : failureOfStatus(answer, database, 'SQL');
  if (failure) {
    return { kind: 'failed', failure };
  }
  if (/^\s*</.test(answer.body)) {
    return notInflux(answer);
  }
  if (answer.body !== '' && !answer.body.endsWith('\n')) {
    return failed('broken-answer', 'The answer ended before it was complete.', 'Nothing of it is used. Try again, or choose a shorter range.');
  }
  const rows: Array<Readonly<Record<string, unknown>>> = [];
  for (const line of answer.body.split('\n')) {
    const row = line === '' ? undefined : parse(line);
    if (isObject(row) && typeof row['error'] === 'string' && row['at'] === undefined) {
      return { kind: 'failed', failure: failureOfText(row['error'], database) };
    }
    if (isObject(row)) {
      rows.push(row);
    } else if (line !== '') {
      return failed('broken-answer', 'A row of the answer is not whole.', 'Nothing of it is used. Try again, or choose a shorter range.');
    }
  }
  const columns = columnsOf(request);
  const series = columns === undefined ? namesIn(rows, request) : timed(rows, columns, request);
  return series === undefined ? failed('broken-answer', 'A row of the answer has no instant.', 'Nothing of it is used; report the statement that the query inspector shows.') : { kind: 'ok', value: capped(series, request.rowLimit, []) };
}

/** undefined when a row has no instant. */
function timed(rows: ReadonlyArray<Readonly<Record<string, unknown>>>, columns: readonly string[], request: SeriesRequest): readonly Series[] | undefined {
  const idTag = 'machines' in request ? request.machines.idTag : undefined;
  const groups = new Map<string, unknown[][]>();
  for (const row of rows) {
    const timeMs = instantOf(row['at']);
    if (Number.isNaN(timeMs)) {
      return undefined;
    }
    const id = String(row['id'] ?? '');
    const group = groups.get(id) ?? [];
    groups.set(id, group);
    group.push([timeMs, ...columns.map((column) => (Object.hasOwn(row, column) ? row[column] : null))]);
  }
  return [...groups].map(([id, own]) => ({ name: '', tags: new Map(idTag === undefined ? [] : [[idTag, id]]), columns: ['time', ...columns], rows: own }));
}

/** InfluxDB 3 writes UTC without saying so. */
function instantOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`) : NaN;
}

const NAME_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([['measurements', ['name']], ['field-keys', ['fieldKey', 'fieldType']], ['tag-keys', ['tagKey']], ['tag-values', ['key', 'value']]]);

function namesIn(rows: ReadonlyArray<Readonly<Record<string, unknown>>>, { kind }: SeriesRequest): readonly Series[] {
  const columns = NAME_COLUMNS.get(kind) ?? [];
  return rows.length === 0 ? [] : [{ name: '', tags: new Map(), columns, rows: rows.map((row) => columns.map((column) => row[column] ?? '')) }];
}

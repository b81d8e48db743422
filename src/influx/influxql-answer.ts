import type { Completeness } from '../base';
import { failed, failureOfStatus, failureOfText, isGood, notInflux, tooLarge } from './failures';
import { isObject, parse } from './json';
import { capped, type Read, type Series } from './read';
import type { Outcome, QueryAnswer } from './types';

/** Reads the JSON that InfluxQL is answered with. Strict: no cut value passes. */

/**
 * Order of the checks: status, not InfluxDB, top-level error, error of the statement, partial, then rows.
 * @param rowLimit rows per series that were wanted; one more means that the answer was cut
 */
export function readInfluxql(answer: QueryAnswer, rowLimit: number, database: string): Outcome<Read> {
  const failure = isGood(answer) ? tooLarge(answer) : failureOfStatus(answer, database);
  if (failure) {
    return { kind: 'failed', failure };
  }
  const json = parse(answer.body);
  if (!isObject(json) || !Array.isArray(json['results'])) {
    return isObject(json) && typeof json['error'] === 'string' ? { kind: 'failed', failure: failureOfText(json['error'], database) } : notInflux(answer);
  }
  const results: unknown[] = json['results'];
  // Repeated entries of the same series are one.
  const series = new Map<string, { readonly one: Series; readonly rows: Array<readonly unknown[]> }>();
  const found: Completeness[] = [];
  for (const result of results) {
    if (!isObject(result)) {
      return notInflux(answer);
    }
    if (typeof result['error'] === 'string') {
      return { kind: 'failed', failure: failureOfText(result['error'], database) };
    }
    const list: unknown[] = Array.isArray(result['series']) ? result['series'] : [];
    if (result['partial'] === true || list.some((one) => isObject(one) && one['partial'] === true)) {
      found.push({ kind: 'partial', reason: 'series-partial', detail: 'the server stopped at its own limit of rows.' });
    }
    for (const entry of list) {
      const one = seriesOf(entry);
      if (!one) {
        return failed('broken-answer', 'A series of the answer is not whole.', 'Try again; if it stays, look at the server’s log.');
      }
      const key = JSON.stringify([one.name, [...one.tags]]);
      const known = series.get(key) ?? { one, rows: [] };
      series.set(key, known);
      one.rows.forEach((row) => known.rows.push(row));
    }
  }
  return { kind: 'ok', value: capped([...series.values()].map(({ one, rows }) => ({ ...one, rows })), rowLimit, found) };
}

function seriesOf(entry: unknown): Series | undefined {
  if (!isObject(entry) || !Array.isArray(entry['columns'])) {
    return undefined;
  }
  const columns: unknown[] = entry['columns'];
  const values: unknown[] = Array.isArray(entry['values']) ? entry['values'] : [];
  const whole = values.every((row) => Array.isArray(row) && row.length === columns.length);
  const tags = isObject(entry['tags']) ? Object.entries(entry['tags']).map(([name, value]) => [name, String(value)] as const) : [];
  return whole && columns.every((name) => typeof name === 'string')
    ? { name: String(entry['name'] ?? ''), tags: new Map(tags), columns: columns as string[], rows: values as unknown[][] }
    : undefined;
}

import { COMPLETE, worstCompleteness, type Completeness } from '../base';
import type { Failure, Outcome, QueryAnswer } from './types';

/** Station 2, Read: an answer of InfluxDB becomes series with typed completeness, or a failure in words. Strict: no cut value passes. */

export interface Series {
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly unknown[]>;
}

export interface Read {
  readonly series: readonly Series[];
  readonly completeness: Completeness;
  readonly rows: number;
}

/** More than this is not parsed at all. */
const MOST_BYTES = 20_000_000;
const MOST_SERIES = 100;

/**
 * Order of the checks: status, not InfluxDB, top-level error, error of the statement, partial, then rows.
 * @param rowLimit rows per series that were wanted; one more means that the answer was cut
 */
export function readAnswer(answer: QueryAnswer, rowLimit: number, database: string): Outcome<Read> {
  if (answer.status < 200 || answer.status > 299) {
    return { kind: 'failed', failure: failureOfStatus(answer, database) };
  }
  if (answer.body.length > MOST_BYTES) {
    return failed('broken-answer', `The answer is larger than ${MOST_BYTES / 1e6} MB.`, 'Choose a shorter range.');
  }
  const json = parse(answer.body);
  if (!isObject(json) || !Array.isArray(json['results'])) {
    return isObject(json) && typeof json['error'] === 'string' ? { kind: 'failed', failure: failureOfText(json['error'], database) } : notInflux(answer);
  }
  const results: unknown[] = json['results'];
  const series: Series[] = [];
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
      join(series, one);
    }
  }
  if (series.length > MOST_SERIES) {
    found.push({ kind: 'truncated', by: 'series-limit', got: MOST_SERIES, cap: MOST_SERIES });
    series.length = MOST_SERIES;
  }
  let rows = 0;
  const cut = series.map((one) => {
    rows += one.rows.length;
    if (one.rows.length <= rowLimit) {
      return one;
    }
    found.push({ kind: 'truncated', by: 'row-limit', got: rowLimit, cap: rowLimit });
    return { ...one, rows: one.rows.slice(0, rowLimit) };
  });
  return { kind: 'ok', value: { series: cut, completeness: found.length > 0 ? worstCompleteness(found) : COMPLETE, rows } };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** Repeated entries of the same series are one. */
function join(series: Series[], one: Series): void {
  const key = ({ name, tags }: Series) => JSON.stringify([name, [...tags]]);
  const at = series.findIndex((other) => key(other) === key(one));
  const other = series[at];
  if (other) {
    series[at] = { ...other, rows: [...other.rows, ...one.rows] };
  } else {
    series.push(one);
  }
}

function failed(kind: Failure['kind'], text: string, advice: string): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: { kind, text, advice } };
}

function notInflux(answer: QueryAnswer) {
  const html = /^\s*</.test(answer.body);
  return answer.body.trim() !== '' && !html && /^\s*\{/.test(answer.body)
    ? failed('broken-answer', 'The answer ended before it was complete.', 'Nothing of it is used. Try again, or choose a shorter range.')
    : failed('not-influx', `The answer is not from InfluxDB${html ? ' but a web page' : ''}.`, 'Check the address, and whether a login page or proxy stands in between.');
}

function failureOfStatus({ status, body }: QueryAnswer, database: string): Failure {
  const json = parse(body);
  const own = isObject(json) ? String(json['error'] ?? json['message'] ?? '') : '';
  const said = own === '' ? '' : ` It said: ${brief(own)}.`;
  const authentication = /authentication to data source failed/i.test(own);
  switch (true) {
    case status === 401 || authentication:
      return { kind: 'wrong-credential', text: `InfluxDB refuses the credential.${said}`, advice: CHECK_LOGIN };
    case status === 403:
      return { kind: 'may-not-read', text: `The credential may not read ${database}.${said}`, advice: mayRead(database) };
    case status === 404:
      return { kind: 'not-found', text: `Nothing answers InfluxQL at this address (404).${said}`, advice: 'Check the address; it must be that of the InfluxDB itself.' };
    case status === 413:
      return { kind: 'over-budget', text: `The server finds the query too large (413).${said}`, advice: 'Choose a shorter range.' };
    case status === 429 || status === 503:
      return { kind: 'too-busy', text: `InfluxDB is too busy to answer (${status}).${said}`, advice: 'Wait a little, and refresh less often.' };
    case status === 502 || status === 504:
      return { kind: 'unreachable', text: `Grafana cannot reach the InfluxDB (${status}).${said}`, advice: 'Is it running, and is the address right as seen from Grafana’s server?' };
    case status === 400:
      return failureOfText(own === '' ? 'bad request' : own, database);
    case status >= 300 && status < 400:
      return { kind: 'not-influx', text: `The address redirects elsewhere (${status}).`, advice: 'Set the address of the InfluxDB itself, not that of a login page.' };
    default:
      return { kind: 'server-error', text: `InfluxDB answered ${status}.${said}`, advice: 'Look at the server’s log; nothing of this answer is used.' };
  }
}

const CHECK_LOGIN = 'Check the user and password, or the token (in the data source’s settings; SPIKETRACE_INFLUX_USER and SPIKETRACE_INFLUX_TOKEN on the command line).';

const mayRead = (database: string): string => `Check its name, or ask the InfluxDB administrator for the right to read ${database}, and no more.`;

/** Without the statement that InfluxDB repeats: the query inspector and the preview show it whole. */
function brief(text: string): string {
  return text.replace(/ to execute statement '[\s\S]*$/, '').slice(0, 200);
}

/** What InfluxDB says under HTTP 200. */
function failureOfText(text: string, database: string): Failure {
  if (/database not found/i.test(text)) {
    return { kind: 'no-database', text: `There is no database ${database} on this server.`, advice: 'Check the database’s name (in the data source’s settings; --db on the command line); SHOW DATABASES lists what the credential may see.' };
  }
  if (/authorization failed|unable to parse authentication|authentication failed/i.test(text)) {
    return { kind: 'wrong-credential', text: `InfluxDB refuses the credential. It said: ${text}.`, advice: CHECK_LOGIN };
  }
  if (/not authorized/i.test(text)) {
    return { kind: 'may-not-read', text: `The credential may not read ${database}. It said: ${brief(text)}.`, advice: mayRead(database) };
  }
  if (/unsupported (mean|max|last|difference)? ?iterator type|not supported for field type|invalid type/i.test(text)) {
    return { kind: 'wrong-type', text: `InfluxDB said: ${text}.`, advice: 'Check the field’s name in the plant map.' };
  }
  return { kind: 'server-error', text: `InfluxDB refused the query: ${text}.`, advice: 'Nothing of this answer is used. If it stays, report the statement that the query inspector shows.' };
}

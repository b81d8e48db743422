import { isObject, parse } from './json';
import type { Failure, QueryAnswer } from './types';

/** What a server says when it gives no data, in words for people: what happened, and what to do. */

export function failed(kind: Failure['kind'], text: string, advice: string): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: { kind, text, advice } };
}

/** JSON that breaks off may be ours; whole JSON of another shape, a web page and any other text are somebody else's. */
export function notInflux({ body }: QueryAnswer) {
  return /^\s*\{/.test(body) && parse(body) === undefined
    ? failed('broken-answer', 'The answer ended before it was complete.', 'Nothing of it is used. Try again, or choose a shorter range.')
    : failed('not-influx', `The answer is not from InfluxDB${/^\s*</.test(body) ? ' but a web page' : ''}.`, 'Check the address, and whether a login page or proxy stands in between.');
}

export function isGood({ status }: QueryAnswer): boolean {
  return status >= 200 && status <= 299;
}

/** A larger answer is not parsed at all. */
const MOST_BYTES = 20_000_000;

export function tooLarge({ body }: QueryAnswer): Failure | undefined {
  return body.length <= MOST_BYTES ? undefined : { kind: 'broken-answer', text: `The answer is larger than ${MOST_BYTES / 1e6} MB.`, advice: 'Choose a shorter range.' };
}

/** @param language for what is said where nothing answers it */
export function failureOfStatus({ status, body }: QueryAnswer, database: string, language: 'InfluxQL' | 'Flux' | 'SQL' = 'InfluxQL'): Failure {
  const own = wordsIn(body);
  const said = own === '' ? '' : ` It said: ${brief(own)}.`;
  const authentication = /authentication to data source failed/i.test(own);
  switch (true) {
    case status === 401 || authentication:
      return { kind: 'wrong-credential', text: `InfluxDB refuses the credential.${said}`, advice: CHECK_LOGIN };
    case status === 403:
      return { kind: 'may-not-read', text: `The credential may not read ${database}.${said}`, advice: mayRead(database) };
    case status === 404 && /bucket|database/i.test(own):
      return failureOfText(own, database);
    case status === 404 && /organization/i.test(own):
      return { kind: 'no-database', text: `The organisation is not known.${said}`, advice: 'Check its name in the data source’s settings (SPIKETRACE_INFLUX_ORG where it is provisioned).' };
    case status === 404:
      return {
        kind: 'not-found', text: `Nothing answers ${language} at this address (404).${said}`,
        advice: `Check the address; it must be that of the InfluxDB itself.${language === 'InfluxQL' ? '' : ` Not every InfluxDB answers ${language}; InfluxQL is answered by all of them.`}`,
      };
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
    case status === 500 && own !== '' && failureOfText(own, database).kind !== 'server-error':
      // Flux on 1.x answers 500 to a wrong name, too.
      return failureOfText(own, database);
    default:
      return { kind: 'server-error', text: `InfluxDB answered ${status}.${said}`, advice: 'Look at the server’s log; nothing of this answer is used.' };
  }
}

/** JSON with an error or a message, or the CSV in which Flux words an error. */
function wordsIn(body: string): string {
  const json = parse(body);
  if (isObject(json)) {
    return String(json['error'] ?? json['message'] ?? '');
  }
  const csv = /^,?error(?:,reference)?\r?\n,?("(?:[^"]|"")*"|[^\r\n]*)/.exec(body)?.[1] ?? '';
  return csv.startsWith('"') ? csv.slice(1, -1).replace(/""/g, '"') : csv;
}

const CHECK_LOGIN = 'Check the user and password, or the token (in the data source’s settings; SPIKETRACE_INFLUX_USER and SPIKETRACE_INFLUX_TOKEN on the command line).';

const mayRead = (database: string): string => `Check its name, or ask the InfluxDB administrator for the right to read ${database}, and no more.`;

/** Without the statement that InfluxDB repeats: the query inspector and the preview show it whole. */
function brief(text: string): string {
  return text.replace(/ to execute statement '[\s\S]*$/, '').slice(0, 200);
}

/** What InfluxDB says under HTTP 200. */
export function failureOfText(text: string, database: string): Failure {
  if (/table '?[^']*'? not found|table_not_found|No field named/i.test(text)) {
    return { kind: 'no-measurement', text: `InfluxDB said: ${brief(text)}.`, advice: 'Check the measurement’s and the field’s name in the plant map.' };
  }
  const policy = /retention policy not found: (.*)$/.exec(text)?.[1];
  if (policy !== undefined) {
    return { kind: 'no-database', text: `There is no retention policy ${policy} in ${database}.`, advice: 'Check retentionPolicy in the plant map; SHOW RETENTION POLICIES lists those that there are.' };
  }
  if (/database not found|no database$|invalid retention policy|could not find bucket|bucket .* not found/i.test(text)) {
    return { kind: 'no-database', text: `There is no database ${database} on this server.`, advice: 'Check the database’s name (in the data source’s settings; --db on the command line); SHOW DATABASES lists what the credential may see. On InfluxDB 2.x InfluxQL finds a bucket by its DBRP mapping.' };
  }
  if (/authorization failed|unable to parse authentication|authentication failed/i.test(text)) {
    return { kind: 'wrong-credential', text: `InfluxDB refuses the credential. It said: ${text}.`, advice: CHECK_LOGIN };
  }
  if (/not authorized|requires READ|insufficient permissions|unauthorized access/i.test(text)) {
    return { kind: 'may-not-read', text: `The credential may not read ${database}. It said: ${brief(text)}.`, advice: mayRead(database) };
  }
  if (/unsupported (mean|max|last|difference)? ?iterator type|unsupported aggregate column type|unsupported for aggregate|unsupported input type|not supported for field type|invalid type/i.test(text)) {
    return { kind: 'wrong-type', text: `InfluxDB said: ${text}.`, advice: 'Check the field’s name in the plant map.' };
  }
  return { kind: 'server-error', text: `InfluxDB refused the query: ${text}.`, advice: 'Nothing of this answer is used. If it stays, report the statement that the query inspector shows.' };
}

/** The record of requests: what one tab asked of the server, as text that another bundle can read and check. */

export interface RequestRecord {
  /** Epoch ms at which the answer was there. */
  readonly atMs: number;
  /** Name of the data source. */
  readonly source: string;
  /** For people: "machine states, 2026-03-03 …". */
  readonly purpose: string;
  readonly statement: string;
  readonly rows: number;
  readonly ms: number;
  /** HTTP requests that it took: more than one where a busy server was tried again. */
  readonly tries: number;
  /** cached: answered from memory, or by a request that was under way already. not-sent: it never left (a pause, a full queue, a limit, a cancel). */
  readonly way: 'sent' | 'cached' | 'not-sent';
  /** "complete", what is missing of the answer, or the kind of failure. */
  readonly outcome: string;
}

/** The property of `window` that holds the texts, oldest first, and the event that tells of a new one. */
export const RECORD_PROPERTY = 'spiketraceRequests';
export const RECORD_EVENT = 'spiketrace-requests';
/** Older ones are forgotten. */
export const MOST_RECORDS = 500;
/** A statement is cut for the record where it is longer. */
const MOST_TEXT = 20_000;

export function recordText(record: RequestRecord): string {
  return JSON.stringify({ ...record, statement: record.statement.slice(0, MOST_TEXT) });
}

/** Reads texts strictly, for any program in the page may have put them there: what is not a record is left out. */
export function readRecords(texts: unknown): readonly RequestRecord[] {
  return Array.isArray(texts) ? texts.slice(-MOST_RECORDS).flatMap((text) => recordOf(text) ?? []) : [];
}

function recordOf(text: unknown): RequestRecord | undefined {
  if (typeof text !== 'string' || text.length > 2 * MOST_TEXT) {
    return undefined;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) {
    return undefined;
  }
  const { atMs, source, purpose, statement, rows, ms, tries, way, outcome } = json as Readonly<Record<string, unknown>>;
  const texts = typeof source === 'string' && typeof purpose === 'string' && typeof statement === 'string' && typeof outcome === 'string';
  const numbers = isCount(atMs) && isCount(rows) && isCount(ms) && isCount(tries);
  return texts && numbers && (way === 'sent' || way === 'cached' || way === 'not-sent') ? { atMs, source, purpose, statement, rows, ms, tries, way, outcome } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 8.64e15;
}

const COLUMNS = ['time', 'data source', 'purpose', 'statement', 'rows', 'milliseconds', 'tries', 'way', 'outcome'];

/** For a spreadsheet, newest first. No cell can be a formula. @see OWASP, CSV Injection */
export function recordsCsv(records: readonly RequestRecord[]): string {
  const rows = [...records].reverse().map(({ atMs, source, purpose, statement, rows: count, ms, tries, way, outcome }) =>
    [new Date(atMs).toISOString(), source, purpose, statement, count, Math.round(ms), tries, way, outcome].map(csvCell).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

/** A cell that begins like a formula gets a leading quote; one with a comma, quote or line break stands in quotes (RFC 4180). */
function csvCell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

import { linesToTables, stringToLines } from '@influxdata/influxdb-client';
import type { FluxTable } from './flux-tables';

/**
 * Annotated CSV to tables, strictly. The client library's own readers pass on what was cut in the middle of a row, an error that stands below good rows,
 * and rows of any length; here each of these is a finding, in the order in which they must be looked for.
 */

export type FluxCsv =
  | { readonly kind: 'tables'; readonly tables: readonly FluxTable[]; /** Types that no reader knows; their values stay texts. */ readonly unknownTypes: readonly string[] }
  | { readonly kind: 'empty' }
  /** The server's own words, which may stand below rows. */
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'broken'; readonly why: string };

interface Column {
  readonly label: string;
  readonly dataType: string;
  readonly group: boolean;
  readonly defaultValue: string;
}

/** One pass over the text. */
export function readFluxCsv(body: string): FluxCsv {
  const text = body.startsWith('\uFEFF') ? body.slice(1) : body;
  if (text === '\r\n' || text === '\n') {
    return { kind: 'empty' };
  }
  const broken = (why: string): FluxCsv => ({ kind: 'broken', why });
  if (text.includes('\0')) {
    return broken('it holds a NUL');
  }
  if (quotesIn(text) % 2 === 1) {
    return broken('a quote is not closed');
  }
  const read = tablesIn(text);
  if (read.error !== undefined) {
    return { kind: 'error', text: read.error };
  }
  if (!/\n\r?\n$/.test(text)) {
    return broken('it ended before it was complete');
  }
  return read.why === undefined ? { kind: 'tables', tables: [...read.tables.values()], unknownTypes: [...read.unknownTypes] } : broken(read.why);
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    count++;
  }
  return count;
}

interface Gathered {
  readonly tables: Map<string, FluxTable & { readonly rows: unknown[][] }>;
  readonly unknownTypes: Set<string>;
  why?: string;
  error?: string;
}

function tablesIn(text: string): Gathered {
  const gathered: Gathered = { tables: new Map(), unknownTypes: new Set() };
  let block: Block | undefined;
  let blocks = 0;
  const rows = linesToTables({
    next(row, { columns }) {
      block = block?.columns === columns ? block : blockOf(columns, ++blocks);
      take(gathered, row, block);
    },
    error(problem) {
      gathered.why ??= problem.message;
    },
    complete: () => undefined,
  });
  stringToLines(text, rows);
  return gathered;
}

/** What stays the same from one header to the next. */
interface Block {
  readonly number: number;
  readonly columns: readonly Column[];
  /** Where the columns stand that are no part of the data. */
  readonly tableAt: number;
  readonly resultAt: number;
  readonly own: ReadonlyArray<{ readonly label: string; readonly dataType: string; readonly group: boolean; readonly at: number }>;
  readonly typed: boolean;
}

function blockOf(columns: readonly Column[], number: number): Block {
  const own = columns.map(({ label, dataType, group }, at) => ({ label, dataType, group, at })).filter(({ label }) => label !== 'result' && label !== 'table');
  const find = (name: string) => columns.findIndex(({ label }) => label === name);
  return { number, columns, tableAt: find('table'), resultAt: find('result'), own, typed: columns.some(({ dataType }) => Boolean(dataType)) };
}

function take(gathered: Gathered, row: readonly string[], { number, columns, tableAt, resultAt, own, typed }: Block): void {
  if (columns[0]?.label === 'error') {
    gathered.error ??= row[0] ?? '';
    return;
  }
  if (gathered.why !== undefined || gathered.error !== undefined) {
    return;
  }
  if (!typed) {
    gathered.why = 'it came without the types of its columns';
    return;
  }
  if (row.length !== columns.length) {
    gathered.why = `a row has ${row.length} values where there are ${columns.length} columns`;
    return;
  }
  const texts = row.map((cell, i) => (cell === '' ? (columns[i]?.defaultValue ?? '') : cell));
  // A table goes over into a new block where its columns change, and keeps its number only inside one.
  const key = `${number} ${texts[tableAt] ?? ''} ${texts[resultAt] ?? ''}`;
  const table = gathered.tables.get(key) ?? {
    key: new Map(own.filter(({ group }) => group).map(({ label, at }) => [label, texts[at] ?? ''])), columns: own.map(({ label }) => label), rows: [],
  };
  gathered.tables.set(key, table);
  table.rows.push(own.map(({ dataType, at }) => valueOf(texts[at] ?? '', dataType, gathered)));
}

function valueOf(text: string, type: string, gathered: Gathered): unknown {
  switch (type) {
    case 'string':
      return text;
    case 'double':
    case 'long':
    case 'unsignedLong':
      return text === '' ? null : numberOf(text, type, gathered);
    case 'boolean':
    case 'bool':
      return text === '' ? null : text === 'true' ? true : text === 'false' ? false : wrong(text, type, gathered);
    case 'dateTime':
    case 'dateTime:RFC3339':
    case 'dateTime:RFC3339Nano':
      return text === '' ? null : instantOf(text, type, gathered);
    default:
      gathered.unknownTypes.add(type);
      return text;
  }
}

/** Infinities and NaN come as these words. Whole numbers beyond 2^53 lose their last digits, as they do in JSON. */
function numberOf(text: string, type: string, gathered: Gathered): unknown {
  const special = new Map([['NaN', NaN], ['+Inf', Infinity], ['Inf', Infinity], ['-Inf', -Infinity]]).get(text);
  const form = type === 'double' ? /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/ : /^-?\d+$/;
  return special ?? (form.test(text) ? Number(text) : wrong(text, type, gathered));
}

function instantOf(text: string, type: string, gathered: Gathered): unknown {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1')) : NaN;
  return Number.isNaN(ms) ? wrong(text, type, gathered) : ms;
}

function wrong(text: string, type: string, gathered: Gathered): undefined {
  gathered.why ??= `“${text.slice(0, 40)}” is no ${type}`;
  return undefined;
}

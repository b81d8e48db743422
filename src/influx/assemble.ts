import type { SeriesRequest } from './ask';
import type { Series } from './read';

/**
 * Puts together what came apart: Flux and Grafana give one table for each field of each series, and a reader wants one series
 * for each machine (or one in all), its columns side by side, oldest row first.
 */

/** One column of one table. */
export interface Piece {
  /** The field, or empty where the answer does not say. */
  readonly column: string;
  /** Tags of the table. */
  readonly tags: ReadonlyMap<string, string>;
  /** n, epoch ms, in any order. */
  readonly timeMs: readonly number[];
  /** n */
  readonly values: readonly unknown[];
}

type Row = [timeMs: number, ...cells: unknown[]];

/** The columns that a question's answer has behind `time`, in order; undefined for questions about names. */
export function columnsOf(request: SeriesRequest): readonly string[] | undefined {
  switch (request.kind) {
    case 'power':
      return request.withMax ? ['mean', 'max'] : ['mean'];
    case 'busy-windows':
    case 'peaks':
      return ['max'];
    case 'interval':
      return ['mean', 'n'];
    case 'state-steps':
      return ['step'];
    case 'counter':
    case 'last-reading':
      return ['last'];
    case 'state-before':
    case 'states':
    case 'polled-states':
      return request.machines.stateFields ?? ['state'];
    case 'state-types':
      return request.types;
    case 'shifts':
      return ['shift', 'crew'];
    default:
      return undefined;
  }
}

/** O(n log n) in the number of cells. A single column takes every piece, whatever its field is called. */
export function assembled(pieces: readonly Piece[], request: SeriesRequest): Series[] {
  const columns = columnsOf(request) ?? [];
  const idTag = 'machines' in request ? request.machines.idTag : undefined;
  const windowMs = 'windowMs' in request && request.kind !== 'peaks' ? request.windowMs : undefined;
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const id = idTag === undefined ? '' : (piece.tags.get(idTag) ?? '');
    groups.set(id, [...(groups.get(id) ?? []), piece]);
  }
  return [...groups].map(([id, own]) => ({
    name: '', tags: new Map(idTag === undefined ? [] : [[idTag, id]]), columns: ['time', ...columns],
    rows: windowMs === undefined ? trimmed(sideBySide(own, columns, request), request) : inWindows(sideBySide(own, columns, request), windowMs, request),
  }));
}

function columnAt(piece: Piece, columns: readonly string[], request: SeriesRequest): number {
  if (columns.length === 1) {
    return 0;
  }
  return columns.indexOf(request.kind === 'shifts' && piece.column === request.shifts.field ? 'shift' : piece.column);
}

/**
 * Rows of one instant are one row as long as their columns differ; oldest first, ties in the order of their arrival: the second value that a column
 * has at an instant goes to the instant's second row. O(n log n), however many share an instant.
 */
function sideBySide(pieces: readonly Piece[], columns: readonly string[], request: SeriesRequest): Row[] {
  const rows: Row[] = [];
  const instants = new Map<number, { readonly rows: Row[]; readonly filled: number[] }>();
  for (const piece of pieces) {
    const at = columnAt(piece, columns, request);
    if (at < 0) {
      continue;
    }
    piece.timeMs.forEach((timeMs, i) => {
      const instant = instants.get(timeMs) ?? { rows: [], filled: columns.map(() => 0) };
      instants.set(timeMs, instant);
      const place = instant.filled[at] ?? 0;
      instant.filled[at] = place + 1;
      let row = instant.rows[place];
      if (!row) {
        row = [timeMs, ...columns.map(() => null)];
        instant.rows.push(row);
        rows.push(row);
      }
      row[at + 1] = piece.values[i] ?? null;
    });
  }
  return rows.sort((a, b) => a[0] - b[0]);
}

/** Where the newest alone was asked for, each table gives its own. */
function trimmed(rows: Row[], { kind }: SeriesRequest): Row[] {
  return kind === 'last-reading' || kind === 'state-before' ? rows.slice(-1) : rows;
}

/**
 * Labels on the grid, since a window that the range cuts is labelled with the cut. Where several series share a window, as of a meter whose tags changed:
 * means are averaged, of the largest the largest stands, of the last the last.
 */
function inWindows(rows: readonly Row[], windowMs: number, request: SeriesRequest): Row[] {
  const out: Row[] = [];
  let sharing = 1;
  for (const [timeMs, ...cells] of rows) {
    const label = Math.floor(timeMs / windowMs) * windowMs;
    const before = out[out.length - 1];
    if (before?.[0] !== label) {
      out.push([label, ...cells]);
      sharing = 1;
      continue;
    }
    sharing++;
    cells.forEach((cell, i) => {
      const other = before[i + 1];
      before[i + 1] = typeof cell !== 'number' || typeof other !== 'number' || !(request.kind === 'power' || request.kind === 'busy-windows') ? (cell ?? other)
        : i === 0 && request.kind === 'power' ? other + (cell - other) / sharing : Math.max(other, cell);
    });
  }
  return out;
}

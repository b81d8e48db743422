import { isUnknownState } from '../../src/base';
import { cellsOf, timeOf } from '../../src/files/csv';

/** The obvious way to read the product's files, a string a row: what the quick readers are held to. */

interface Row {
  readonly timeMs: number;
  readonly cells: readonly string[];
}

/** Rows in the order of the file. @throws Error with the number of the first line whose time is none, that leaves a quote open, or that has more cells than the head */
function rowsOf(text: string): { head: string[]; rows: Row[] } {
  const [first = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const head = cellsOf(first).map((cell) => cell.trim());
  const rows = lines.flatMap((line, i) => {
    if (line === '') {
      return [];
    }
    const cells = cellsOf(line);
    const timeMs = timeOf(cells[head.indexOf('time')] ?? '');
    const open = (line.match(/"/g) ?? []).length % 2 === 1;
    if (Number.isNaN(timeMs) || open || cells.slice(head.length).some((cell) => cell.trim() !== '')) {
      throw new Error(`line ${i + 2}`);
    }
    return [{ timeMs, cells }];
  });
  return { head, rows };
}

/** Ascending [time, value]; of equal times the last that has a value, else NaN. */
export function slowMeter(text: string, columnName: string): Array<[number, number]> {
  const { head, rows } = rowsOf(text);
  const at = head.indexOf(columnName);
  const known = new Map<number, number>();
  rows.forEach(({ timeMs, cells }) => {
    const cell = (cells[at] ?? '').trim();
    const value = cell === '' || !Number.isFinite(Number(cell)) ? NaN : Number(cell);
    if (!known.has(timeMs) || !Number.isNaN(value)) {
      known.set(timeMs, value);
    }
  });
  return [...known].sort((a, b) => a[0] - b[0]);
}

/** Per machine, in order of first appearance: the changes, ascending; where states differ at one time, and none of them is empty, UNKNOWN. */
export function slowStates(text: string): Array<[string, Array<[number, string]>]> {
  const { head, rows } = rowsOf(text);
  const machines = new Map<string, Map<number, Set<string>>>();
  rows.forEach(({ timeMs, cells }) => {
    const id = cells[head.indexOf('machine')] ?? '';
    const entries = machines.get(id) ?? new Map<number, Set<string>>();
    machines.set(id, entries.set(timeMs, (entries.get(timeMs) ?? new Set<string>()).add(cells[head.indexOf('state')] ?? '')));
  });
  return [...machines].map(([id, entries]) => {
    const sorted = [...entries].sort((a, b) => a[0] - b[0]).map(([ms, said]): [number, string] => {
      const known = [...said].filter((state) => !isUnknownState(state));
      return [ms, known.length > 1 ? 'UNKNOWN' : (known[0] ?? [...said][0]!)];
    });
    return [id, sorted.filter(([, state], i) => i === 0 || state !== sorted[i - 1]![1])];
  });
}

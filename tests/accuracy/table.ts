import type { Detection, Summary } from './score';

/** Lines of figures under one head, in fixed columns. */

export interface Row {
  readonly name: string;
  readonly summary: Summary;
  readonly detection?: Detection;
  readonly skill?: number;
  readonly cpuS?: number;
}

type Column = readonly [head: string, value: (row: Row) => number | undefined, digits: number];

const COLUMNS: readonly Column[] = [
  ['spk', ({ detection }) => detection?.spikes, 0], ['scr', ({ summary }) => summary.scored, 0], ['clr', ({ summary }) => summary.clear, 0],
  ['clear1', ({ summary }) => summary.clearTop1, 3], ['top1', ({ summary }) => summary.top1, 3], ['top3', ({ summary }) => summary.top3, 3],
  ['misall', ({ summary }) => summary.misallocated, 3], ['unx', ({ summary }) => summary.unexplainedTrue, 0], ['FAR', ({ summary }) => summary.far, 3],
  ['named', ({ summary }) => summary.named, 2],
  ['falseU', ({ summary }) => summary.falseUnexplained, 3], ['ECE', ({ summary }) => summary.ece, 3], ['prec80', ({ summary }) => summary.precision80, 3],
  ['sure', ({ summary }) => summary.confident80, 2], ['band', ({ summary }) => summary.band, 3], ['cov10', ({ detection }) => detection?.covered10, 2],
  ['flag', ({ detection }) => detection?.flagged, 2], ['skill', ({ skill }) => skill, 2], ['cpu', ({ cpuS }) => cpuS, 2],
];

export function headLine(nameWidth: number): string {
  return ['plant'.padEnd(nameWidth), ...COLUMNS.map(([head]) => head.padStart(6))].join(' ');
}

/** A figure that nothing defines is a dash. */
export function rowLine(row: Row, nameWidth: number): string {
  return [row.name.padEnd(nameWidth), ...COLUMNS.map(([, value, digits]) => (value(row)?.toFixed(digits) ?? '-').padStart(6))].join(' ');
}

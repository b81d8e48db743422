import { COMPLETE } from '../base';
import type { FileSeries } from '../files';
import type { Outcome, Read, Series, Tags } from '../influx';
import type { Cell } from './rows';

/** What an answer from files is made of: tables with named columns, and which series a question means. */

export type Table = readonly [head: readonly string[], ...rows: ReadonlyArray<readonly Cell[]>];

export interface Place {
  readonly measurement: string;
  readonly field: string;
  readonly tags: Tags;
}

/** Files are never cut. */
export function ok(series: readonly Series[]): Outcome<Read> {
  const filled = series.filter((one) => one.rows.length > 0);
  return { kind: 'ok', value: { series: filled, completeness: COMPLETE, rows: filled.reduce((sum, one) => sum + one.rows.length, 0) } };
}

export function named([columns, ...rows]: Table, tags: ReadonlyMap<string, string> = new Map()): Series {
  return { name: '', tags, columns, rows };
}

export function whole(table: Table): Outcome<Read> {
  return ok([named(table)]);
}

export function seriesAt(all: readonly FileSeries[], { measurement, field, tags }: Place): FileSeries[] {
  return all.filter((one) => one.measurement === measurement && one.field === field && hasTags(one, tags));
}

export function hasTags(one: FileSeries, tags: Tags): boolean {
  return Object.entries(tags).every(([name, value]) => (one.tags.get(name) ?? '') === value);
}

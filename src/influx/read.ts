import { COMPLETE, worstCompleteness, type Completeness } from '../base';

/** Station 2, Read: what every dialect's reader gives. Series with named columns, and whether they are whole. */

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

export const MOST_SERIES = 100;

/**
 * The last step of every reader: what is over the limits is cut and said to be.
 * @param rowLimit rows per series that were wanted; one more means that the answer was cut
 * @param found what the reader itself found to be missing
 */
export function capped(all: readonly Series[], rowLimit: number, found: readonly Completeness[]): Read {
  const said = [...found];
  if (all.length > MOST_SERIES) {
    said.push({ kind: 'truncated', by: 'series-limit', got: MOST_SERIES, cap: MOST_SERIES });
  }
  let rows = 0;
  const series = all.slice(0, MOST_SERIES).map((one) => {
    rows += one.rows.length;
    if (one.rows.length <= rowLimit) {
      return one;
    }
    said.push({ kind: 'truncated', by: 'row-limit', got: rowLimit, cap: rowLimit });
    return { ...one, rows: one.rows.slice(0, rowLimit) };
  });
  return { series, completeness: said.length > 0 ? worstCompleteness(said) : COMPLETE, rows };
}

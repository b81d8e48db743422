import type { Completeness } from '../base';
import type { Series } from './read';

/** Rows of states on their way from an answer to a machine's log. */

export interface Piece {
  readonly series: Series;
  readonly completeness: Completeness;
  /** Stamps of rows that came after a newer one and were sorted in. */
  readonly lateMs?: readonly number[];
  /** Rows are the last ones of windows of this length, ms, and there were more: what was shorter may be missing. */
  readonly windowMs?: number;
}

/** What a row of one machine said: a state, what it said of some of its columns, or nothing. */
export type Said = string | ReadonlyMap<string, boolean> | undefined;

import { twoStatesNotice } from './arrivals';
import { UNKNOWN_STATE } from './columns';
import type { Notice } from './completeness';

/** Two states at one instant: which of them is true cannot be told, so the state is unknown until the next report. */

export type Entry = readonly [timeMs: number, state: string];

/**
 * One state for each instant: UNKNOWN where states differ; one that is unknown differs from none, and gives way.
 * @param entries in any order; what has no instant clashes with nothing
 * O(n)
 */
export function unclashed(machineId: string, entries: readonly Entry[]): { readonly entries: readonly Entry[]; readonly notices: readonly Notice[] } {
  const known = new Map<number, string>();
  const clashing = new Set<number>();
  for (const [timeMs, state] of entries) {
    const other = known.get(timeMs) ?? UNKNOWN_STATE;
    if (Number.isFinite(timeMs) && other !== UNKNOWN_STATE && state !== UNKNOWN_STATE && other !== state) {
      clashing.add(timeMs);
    }
    known.set(timeMs, state === UNKNOWN_STATE ? other : state);
  }
  return known.size === entries.length ? { entries, notices: [] } : {
    entries: entries.map(([timeMs, state]): Entry => [timeMs, clashing.has(timeMs) ? UNKNOWN_STATE : Number.isFinite(timeMs) ? known.get(timeMs)! : state]),
    notices: clashing.size > 0 ? [twoStatesNotice(machineId, clashing.size)] : [],
  };
}

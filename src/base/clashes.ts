import { UNKNOWN_STATE } from './columns';
import type { Notice } from './completeness';

/** Two states at one instant: which of them is true cannot be told, so the state is unknown until the next report. */

export type Entry = readonly [timeMs: number, state: string];

/**
 * One entry for each instant at which states differ; one that is unknown differs from none.
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
  return clashing.size === 0 ? { entries, notices: [] } : {
    entries: entries.map(([timeMs, state]): Entry => [timeMs, clashing.has(timeMs) ? UNKNOWN_STATE : state]), notices: [twoStatesNotice(machineId, clashing.size)],
  };
}

export function twoStatesNotice(machineId: string, times: number): Notice {
  return { severity: 'warning', code: 'two-states', text: `${machineId} reported different states at one instant${times === 1 ? '' : `, ${times} times`}; its state is unknown from there until it reports again.` };
}

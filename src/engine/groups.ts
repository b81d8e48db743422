import type { Track } from './align';

/** Finds machines that cannot be told apart because they always switch together. */

const FEWEST = 3;
const SHARE = 0.9;
/** Stamps of two controllers that switch together differ by up to this anyway, ms. */
const FINEST_MS = 1_000;

/**
 * Groups of tracks whose changes coincide: at least three changes each, counts alike within a quarter, and more than
 * 90 % of either one's changes within the tolerance of one of the other's. Beside a machine that changes often any
 * instant is near one of its changes, so the tolerance is never more than an eighth of the pair's median dwell:
 * twins still meet, strangers do not.
 * Stamps are taken as reported: an offset estimated for one of two twins would tear them apart.
 * @returns one array of track indices per group of two or more, in order
 */
export function switchingTogether(tracks: readonly Track[], toleranceMs: number): number[][] {
  const changes = tracks.map((track) => track.timeMs.subarray(1));
  const dwell = tracks.map((track, t) => medianDwellMs(track, changes[t]));
  const parent = tracks.map((_, i) => i);
  const root = (i: number): number => (parent[i] === i ? i : (parent[i] = root(parent[i])));
  for (let a = 0; a < tracks.length; a++) {
    for (let b = a + 1; b < tracks.length; b++) {
      const ratio = changes[a].length / changes[b].length;
      if (changes[a].length < FEWEST || changes[b].length < FEWEST || !(ratio > 0.8 && ratio < 1.25)) {
        continue;
      }
      const shortest = Math.min(dwell[a], dwell[b]);
      const near = Math.min(toleranceMs, Math.max(FINEST_MS, shortest / 8));
      if (shortest >= 4 * near && shareNear(changes[a], changes[b], near) > SHARE && shareNear(changes[b], changes[a], near) > SHARE) {
        parent[root(b)] = root(a);
      }
    }
  }
  const members = new Map<number, number[]>();
  tracks.forEach((_, i) => members.set(root(i), [...(members.get(root(i)) ?? []), i]));
  return [...members.values()].filter((group) => group.length > 1);
}

function medianDwellMs(track: Track, changes: Float64Array): number {
  if (changes.length === 0) {
    return 0;
  }
  const dwells = Float64Array.from(changes, (ms, i) => (i + 1 < changes.length ? changes[i + 1] : track.endMs) - ms).sort();
  return dwells[dwells.length >> 1];
}

/** Share of a's instants that have one of b's within the tolerance. O(|a| + |b|) */
function shareNear(a: Float64Array, b: Float64Array, toleranceMs: number): number {
  let near = 0;
  let at = 0;
  for (let i = 0; i < a.length; i++) {
    const earliest = a[i] - toleranceMs;
    while (at < b.length && b[at] < earliest) {
      at++;
    }
    near += at < b.length && b[at] <= a[i] + toleranceMs ? 1 : 0;
  }
  return near / a.length;
}

import { FNV_BASIS, fnvDigits, fnvWith, lowerBound, valuesOf, type MeterReadings } from '../base';
import { isUnset } from './spike';

/** What the sender of a link saw: the excess, and a fingerprint of the readings; "1.<excessKw>.<hash8>". */

export type SeenLink =
  | { readonly kind: 'none' }
  | { readonly kind: 'seen'; readonly excessKw: number; readonly hash: string }
  | { readonly kind: 'malformed'; readonly text: string };

/** As it is sent and stored: whole kW, and under twenty a thousandth of one, so that the spike of a small meter is not 0 kW. */
export function plainKw(kw: number): number {
  return Math.abs(kw) < 20 ? Number(kw.toFixed(3)) : Math.round(kw);
}

/** kW, and the fingerprint. */
export function seenParam(excessKw: number, hash: string): string {
  return `1.${plainKw(excessKw)}.${hash}`;
}

/** Never throws; an unresolved dashboard variable counts as nothing. */
export function parseSeen(text: string): SeenLink {
  const trimmed = text.trim();
  if (isUnset(trimmed)) {
    return { kind: 'none' };
  }
  const match = /^1\.(-?\d{1,9}(?:\.\d{1,6})?)\.([0-9a-f]{8})$/.exec(trimmed);
  return match ? { kind: 'seen', excessKw: Number(match[1]), hash: match[2] ?? '' } : { kind: 'malformed', text: trimmed };
}

/**
 * Eight hex digits over the readings inside the given half-open intervals, to a thousandth: the same whatever else is loaded.
 * A missing reading is a reading of its own kind, so that a filled gap is seen. FNV-1a over times and values. O(readings inside)
 */
export function fingerprint(meter: MeterReadings, within: ReadonlyArray<readonly [startMs: number, endMs: number]>): string {
  const { timeMs } = meter;
  const values = valuesOf(meter);
  let hash = FNV_BASIS;
  const take = (whole: number): void => {
    // Low and high words: a time in ms needs more than 32 bits.
    for (let word = 0, rest = Math.abs(whole); word < 2; word++, rest = Math.floor(rest / 4294967296)) {
      for (let shift = 0; shift < 32; shift += 8) {
        hash = fnvWith(hash, (rest >>> shift) & 0xff);
      }
    }
  };
  for (const [startMs, endMs] of within) {
    for (let i = lowerBound(timeMs, startMs); i < timeMs.length && (timeMs[i] ?? endMs) < endMs; i++) {
      const value = values[i] ?? NaN;
      take(timeMs[i] ?? 0);
      take(Number.isFinite(value) ? 2 * Math.round(Math.abs(value) * 1000) + (value < 0 ? 1 : 0) : 4294967295);
    }
  }
  return fnvDigits(hash);
}

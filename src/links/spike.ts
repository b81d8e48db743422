import { DAY_MS, sharedPart, type TimeRange } from '../base';

/** Reads and writes the part of a link that names one spike: "<startMs>-<endMs>". */

export type SpikeLink =
  | { readonly kind: 'none' }
  | { readonly kind: 'spike'; readonly startMs: number; readonly endMs: number }
  | { readonly kind: 'malformed'; readonly text: string };

/** A longer "spike" is a mistake of whoever wrote the link. */
const LONGEST_MS = 31 * DAY_MS;

/** Nothing, one spike, or what stood there instead. An unresolved dashboard variable counts as nothing. Never throws. */
export function parseSpike(text: string): SpikeLink {
  const trimmed = text.trim();
  if (isUnset(trimmed)) {
    return { kind: 'none' };
  }
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(trimmed);
  const startMs = Number(match?.[1]);
  const endMs = Number(match?.[2]);
  return match && startMs < endMs && endMs - startMs <= LONGEST_MS ? { kind: 'spike', startMs, endMs } : { kind: 'malformed', text: trimmed };
}

/** Nothing, or a variable that the dashboard does not have. */
export function isUnset(text: string): boolean {
  return text === '' || /^(\$\w+|\$\{\w+(:\w+)?\}|\[\[\w+\]\])$/.test(text);
}

/** The value of `var-spike`, in whole milliseconds. */
export function spikeParam(startMs: number, endMs: number): string {
  return `${Math.round(startMs)}-${Math.round(endMs)}`;
}

/**
 * Which of the spikes a link means: the one it overlaps most, if that covers at least half of the shorter of the two.
 * Edges move a little when data arrive late; half an overlap is still the same event.
 * @returns undefined when none matches
 */
export function matchSpike<T extends TimeRange>(spikes: readonly T[], wanted: TimeRange): T | undefined {
  let best: T | undefined;
  let bestShare = 0.5;
  for (const spike of spikes) {
    const share = sharedPart(spike, wanted);
    if (share >= bestShare && (best === undefined || share > bestShare)) {
      best = spike;
      bestShare = share;
    }
  }
  return best;
}

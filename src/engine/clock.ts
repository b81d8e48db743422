import { DAY_MS, type MachineLog } from '../base';

/** What is known of a controller's clock, and how a log is put right by it. */

/** Positive = its stamps are late. */
export type ClockOffset =
  /** Nothing is corrected. */
  | { readonly kind: 'none'; readonly why: NoOffset }
  /** Off by so many minutes, or hours, that it is said and not corrected: a time zone, more likely than a clock. */
  | { readonly kind: 'none'; readonly why: 'far'; readonly shiftMs: number }
  /** `shiftMs` ± `errorMs` holds at the middle of the learning range; 0 when the clock agrees with the meter's. */
  | { readonly kind: 'sure'; readonly shiftMs: number; readonly errorMs: number; readonly driftMsPerDay?: number }
  /** Two offsets fit about as well, as with a machine that switches at even intervals: neither is used. */
  | { readonly kind: 'ambiguous'; readonly shiftMs: number; readonly otherMs: number };

/**
 * coarse-readings: bins over a minute. few-changes: too little to compare. unclear: the meter's noise hides its steps.
 * uncertain: a part of its changes says something else than the rest.
 * nowhere: its steps would be plain to see, and the meter shows hardly any of them within reach: a clock an hour off, say.
 */
export type NoOffset = 'coarse-readings' | 'few-changes' | 'unclear' | 'uncertain' | 'nowhere';

/** The meter shows its steps elsewhere than its stamps say. */
export function isElsewhere(clock: ClockOffset): boolean {
  return clock.kind === 'none' && (clock.why === 'nowhere' || clock.why === 'far');
}

/** Takes shiftMs + driftMsPerDay · (days since middleMs) off a stamp. */
export interface Correction {
  readonly shiftMs: number;
  readonly driftMsPerDay: number;
  readonly middleMs: number;
}

/** What is corrected by this offset; undefined when nothing is. */
export function correctionOf(clock: ClockOffset, middleMs: number): Correction | undefined {
  return clock.kind === 'sure' && (clock.shiftMs !== 0 || clock.driftMsPerDay !== undefined)
    ? { shiftMs: clock.shiftMs, driftMsPerDay: clock.driftMsPerDay ?? 0, middleMs }
    : undefined;
}

/**
 * The stamps with the correction taken off; ascending stays ascending.
 * @throws RangeError for a clock that drifts by half of the time or more: that is no clock
 * O(n)
 */
export function correctedStamps(timeMs: Float64Array, { shiftMs, driftMsPerDay, middleMs }: Correction): Float64Array {
  const rate = driftMsPerDay / DAY_MS;
  if (!(Math.abs(rate) < 0.5) || !Number.isFinite(shiftMs)) {
    throw new RangeError(`a clock's correction must be finite, and its drift under half a day a day: got ${shiftMs} ms and ${driftMsPerDay} ms a day`);
  }
  return timeMs.map((ms) => ms - shiftMs - rate * (ms - middleMs));
}

export function correctedLog(log: MachineLog, correction: Correction): MachineLog {
  return { ...log, timeMs: correctedStamps(log.timeMs, correction) };
}

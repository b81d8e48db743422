import { DAY_MS, HOUR_MS, SECOND_MS, type TimeRange, windowFor } from './time';
import { addZoneDays, zoneDayStartMs } from './zone';

/** How much history teaches what a state costs, and how fine it is read. */
export interface LearningOptions {
  /** Whole days of the site's calendar, the spike's own day included. */
  readonly days: number;
  /** Most windows that one learning range may have. */
  readonly budgetPoints: number;
  /** Never finer than this. */
  readonly floorMs: number;
  /** How far past midnight a spike that began on a day is followed. */
  readonly marginMs: number;
}

export const LEARNING_DEFAULTS: LearningOptions = {
  days: 14,
  budgetPoints: 50_000,
  floorMs: 30 * SECOND_MS,
  marginMs: 3 * HOUR_MS,
};

/** One day of the site's calendar, with the range that teaches what its spikes cost. */
export interface LearningDay {
  /** The day itself: spikes that begin in it belong to it. */
  readonly day: TimeRange;
  /** The whole days that teach, ending with this one. */
  readonly learn: TimeRange;
  /** What has to be read for it: `learn`, and a margin after midnight so that a late spike is not cut. */
  readonly read: TimeRange;
}

/** All that a view needs so that its findings do not depend on the view. */
export interface LearningPlan {
  readonly zone: string;
  readonly stepMs: number;
  /** Oldest first; at least one. */
  readonly days: readonly LearningDay[];
  /** Union of every day's `read`. */
  readonly read: TimeRange;
}

/**
 * The learning ranges of all days which a view touches. A day that ended less than twice the margin before the view
 * counts too, for one of its spikes may reach into the view (or hide a spike of the next day that overlaps it).
 * Same day, same range, whatever the view: that is what makes a link and a week's view agree.
 * @throws RangeError when the view is empty or reversed
 */
export function planLearning(view: TimeRange, zone: string, options: LearningOptions = LEARNING_DEFAULTS): LearningPlan {
  if (!(view.endMs > view.startMs)) {
    throw new RangeError(`a view must have a length: got ${view.startMs} to ${view.endMs}`);
  }
  const days: LearningDay[] = [];
  for (
    let startMs = zoneDayStartMs(view.startMs - 2 * options.marginMs, zone);
    startMs < view.endMs;
    startMs = addZoneDays(startMs, 1, zone)
  ) {
    const endMs = addZoneDays(startMs, 1, zone);
    const learnStartMs = addZoneDays(startMs, 1 - options.days, zone);
    days.push({
      day: { startMs, endMs },
      learn: { startMs: learnStartMs, endMs },
      read: { startMs: learnStartMs, endMs: endMs + options.marginMs },
    });
  }
  const read = { startMs: days[0]!.read.startMs, endMs: days[days.length - 1]!.read.endMs };
  return { zone, stepMs: windowFor(options.days * DAY_MS, options.budgetPoints, options.floorMs), days, read };
}

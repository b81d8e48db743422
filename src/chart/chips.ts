import type { ChartSpike } from './types';

/** The strip of spikes: one chip each, and neighbours too dense to be hit apart under one that counts them. */

/** A target is at least this wide, px; WCAG 2.2, 2.5.8. */
export const TARGET_PX = 24;
export const MOST_CHIPS = 60;

export interface Chip {
  /** Index into spikes, in time order. The first is the one that a click picks. */
  readonly spikes: readonly number[];
  /** Of the spikes' own extent. */
  readonly x: number;
  readonly width: number;
}

/**
 * @param places one per spike in time order, already clipped to the plot
 * @param picked never joins: it keeps its own chip
 * Slim neighbours whose middles lie closer than a target join; then, while there are more than sixty, the closest do.
 */
export function chipsOf(places: ReadonlyArray<{ readonly x: number; readonly width: number }>, spikes: readonly ChartSpike[], picked: number | undefined): Chip[] {
  let reach = TARGET_PX;
  for (;;) {
    const chips = joined(places, picked, reach);
    if (chips.length <= MOST_CHIPS) {
      return chips.map((chip) => ({ ...chip, spikes: [...chip.spikes].sort((a, b) => spikes[b].excessKwh - spikes[a].excessKwh || a - b) }));
    }
    reach *= 1.5;
  }
}

function joined(places: ReadonlyArray<{ readonly x: number; readonly width: number }>, picked: number | undefined, reach: number): Chip[] {
  const chips: Chip[] = [];
  places.forEach(({ x, width }, spike) => {
    const last = chips[chips.length - 1];
    const alone = spike === picked || last === undefined || last.spikes.includes(picked ?? -1);
    const slim = last !== undefined && width < reach && last.width < Math.max(reach, 2 * TARGET_PX);
    if (!alone && slim && x + width / 2 - (last.x + last.width / 2) < reach) {
      chips[chips.length - 1] = { spikes: [...last.spikes, spike], x: last.x, width: Math.max(last.width, x + width - last.x) };
    } else {
      chips.push({ spikes: [spike], x, width });
    }
  });
  return chips;
}

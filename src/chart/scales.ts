import { scaleLinear } from 'd3-scale';
import type { TimeRange } from '../base';
import type { Box } from './types';

/** One scale of time for all that shares the axis, and one of power for the plot. */

export interface TimeScale {
  readonly range: TimeRange;
  readonly plot: Box;
  readonly toX: (timeMs: number) => number;
  /** The instant at x, held inside the range. */
  readonly toMs: (x: number) => number;
  /** The part of a stretch of time that is in view. */
  readonly clip: (startMs: number, endMs: number) => { readonly x: number; readonly width: number };
}

/** An empty range counts as one millisecond. */
export function timeScale(range: TimeRange, plot: Box): TimeScale {
  const endMs = Math.max(range.endMs, range.startMs + 1);
  const right = plot.x + plot.width;
  const toX = scaleLinear([range.startMs, endMs], [plot.x, right]);
  const back = scaleLinear([plot.x, right], [range.startMs, endMs]).clamp(true);
  return {
    range: { startMs: range.startMs, endMs }, plot, toX, toMs: back,
    clip: (from, to) => {
      const x = Math.min(right, Math.max(plot.x, toX(from)));
      return { x, width: Math.max(0, Math.min(right, toX(to)) - x) };
    },
  };
}

/** From kW to y. */
export type KwScale = (kw: number) => number;

/** From zero: an axis that begins higher makes every spike look large. `lowKw` is below zero where the plant feeds in, else 0. */
export function kwScale(topKw: number, plot: Box, lowKw: number): KwScale {
  const bottom = plot.y + plot.height;
  // Plain arithmetic and not d3's, because it runs once a pixel column.
  return (kw) => bottom - ((kw - lowKw) / (topKw - lowKw)) * plot.height;
}

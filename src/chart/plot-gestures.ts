import type { TimeRange } from '../base';

/** What hands may ask of the plot, whichever device they use. */

export interface PlotGestures {
  /** A drag, or a pinch: this part of the time is wanted. */
  readonly onZoom: (range: TimeRange) => void;
  /** A drag with the shift key: this window is to be attributed. */
  readonly onMark: (range: TimeRange) => void;
  /** A click that was no drag. */
  readonly onClick: (timeMs: number) => void;
}

/** Holds the newest callbacks, so that nothing has to be bound anew for them. */
export interface Latest {
  readonly current: PlotGestures;
}

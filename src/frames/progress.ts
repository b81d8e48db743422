import type { DataFrame } from '@grafana/data';

/** How far a reading is, from data source to panel while it goes on; and the word by which the panel ends it. */

export interface Progress {
  /** Queries that are answered. How many follow is not known: it hangs on what is remembered and on what is found. */
  readonly done: number;
}

/** Of the window; its detail is the id of Grafana's request. The data source of any other panel does not listen to it. */
export const STOP_READING_EVENT = 'spiketrace-stop-reading';

/** A frame without fields: it stands in the place of the answer until that is there. */
export function progressFrame(progress: Progress, refId: string): DataFrame {
  return { refId, fields: [], length: 0, meta: { custom: { spiketrace: { progress } } } };
}

/** undefined once the answer is there. Left standing in data that are done, it says that the reading was stopped. */
export function progressOf(frames: readonly DataFrame[]): Progress | undefined {
  return frames.map(({ meta }) => (meta?.custom?.['spiketrace'] as { readonly progress?: Progress } | undefined)?.progress).find(Boolean);
}

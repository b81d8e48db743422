import type { DemandWindow, Finding } from '../engine';

/** Which demand window a spike moved most, and by how much. */
export interface BillWindow {
  readonly window: DemandWindow;
  /** What the spike's excess adds to that window's demand, kW; NaN where the data are not whole, and nobody knows. */
  readonly movesByKw: number;
  /** No window in view is higher. */
  readonly highest: boolean;
}

/** The highest window that the spike touches; the windows of the view, oldest first. undefined when there is none. O(windows) */
export function billWindow(finding: Finding, windows: readonly DemandWindow[]): BillWindow | undefined {
  let best: DemandWindow | undefined;
  for (const window of windows) {
    const sharedMs = Math.min(window.endMs, finding.endMs) - Math.max(window.startMs, finding.startMs);
    // A window that is barely touched is another moment's.
    if (sharedMs >= 0.5 * Math.min(window.endMs - window.startMs, finding.endMs - finding.startMs) && (!best || window.kw > best.kw)) {
      best = window;
    }
  }
  if (!best) {
    return undefined;
  }
  const { kw, startMs, endMs } = best;
  const sharedMs = Math.min(endMs, finding.endMs) - Math.max(startMs, finding.startMs);
  return { window: best, movesByKw: isCut(finding) ? NaN : (finding.excessKw * sharedMs) / (endMs - startMs), highest: windows.every((one) => one.kw <= kw) };
}

/** What is known of the spike may be a part: the answer was not whole. */
export function isCut({ ranking }: Finding): boolean {
  return ranking.kind === 'not-ranked' && ranking.why === 'incomplete';
}

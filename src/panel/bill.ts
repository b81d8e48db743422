import { sharedPart } from '../base';
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
  // A window that is barely touched is another moment's.
  const window = windows.filter((one) => sharedPart(one, finding) >= 0.5).reduce<DemandWindow | undefined>((most, one) => (most && most.kw >= one.kw ? most : one), undefined);
  if (!window) {
    return undefined;
  }
  const { kw, startMs, endMs } = window;
  const sharedMs = Math.min(endMs, finding.endMs) - Math.max(startMs, finding.startMs);
  return { window, movesByKw: isCut(finding) ? NaN : (finding.excessKw * sharedMs) / (endMs - startMs), highest: windows.every((one) => one.kw <= kw) };
}

/** What is known of the spike may be a part: the answer was not whole. */
export function isCut({ ranking }: Finding): boolean {
  return ranking.kind === 'not-ranked' && ranking.why === 'incomplete';
}

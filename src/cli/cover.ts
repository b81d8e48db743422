import { HOUR_MS, lengthText, overlaps, type Notice, type TimeRange } from '../base';
import type { Analysis } from '../engine';

/** What the readings of a file do not cover, so that nothing is said about it. */

/** A hole as long as this, or of so many steps where they are longer, is worth a word; so are shorter ones that together take this share. */
const LONG_MS = HOUR_MS;
const LONG_STEPS = 4;
const MUCH = 0.05;

/** @param range what was asked for. O(bins) */
export function coverNotices({ grid: { startMs, stepMs, count }, demandKw }: Pick<Analysis, 'grid' | 'demandKw'>, range: TimeRange | undefined): Notice[] {
  const [missing, longest, longestAt] = missingIn(demandKw);
  const endMs = startMs + count * stepMs;
  const notices: Notice[] = [];
  if (longest * stepMs >= Math.max(LONG_MS, LONG_STEPS * stepMs) || missing > MUCH * count) {
    notices.push({
      severity: 'warning', code: 'readings-missing',
      text: `No reading for ${lengthText(missing * stepMs)} of ${lengthText(endMs - startMs)}, the longest time ${lengthText(longest * stepMs)} from ${instant(startMs + longestAt * stepMs)}: nothing is said about it.`,
    });
  }
  if (count > 0 && range && !overlaps({ startMs, endMs }, range)) {
    notices.push({ severity: 'warning', code: 'range-outside', text: `The readings reach from ${instant(startMs)} to ${instant(endMs)}, and --from and --to name another time: there is nothing to show.` });
  }
  return notices;
}

/** Bins without a reading, the longest run of them, and where it begins. */
function missingIn(demandKw: Float64Array): [missing: number, longest: number, longestAt: number] {
  let [missing, longest, longestAt, since] = [0, 0, 0, 0];
  for (let bin = 0; bin < demandKw.length; bin++) {
    if (demandKw[bin] === demandKw[bin]) {
      since = bin + 1;
      continue;
    }
    missing++;
    if (bin + 1 - since > longest) {
      [longest, longestAt] = [bin + 1 - since, since];
    }
  }
  return [missing, longest, longestAt];
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

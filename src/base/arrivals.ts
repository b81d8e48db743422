import type { Notice } from './completeness';
import { stableOrder } from './order';

/** Puts readings in order as they were meant, and says what had to be put right. */

export interface InOrder {
  /** n, strictly ascending epoch ms. */
  readonly timeMs: Float64Array;
  /** n; NaN = no reading. */
  readonly value: Float64Array;
  readonly notices: readonly Notice[];
}

/**
 * Late rows (stamped before one that came earlier) are sorted in. Of rows with the same stamp the last one that has a value
 * counts. Rows whose stamp is no instant, and those stamped after `nowMs`, are left out: nobody can have measured them.
 * Each kind is counted in a notice.
 * @param timeMs, value n, in the order of arrival; handed through as they are when nothing is wrong with them
 * O(n) when they ascend, else O(n log n)
 */
export function inOrder(timeMs: Float64Array, value: Float64Array, nowMs = Infinity): InOrder {
  const { late, repeated, untimed, latest } = disorder(timeMs);
  if (late + repeated + untimed === 0 && !(latest > nowMs)) {
    return { timeMs, value, notices: [] };
  }
  const order = stableOrder(timeMs);
  const times = new Float64Array(timeMs.length);
  const values = new Float64Array(timeMs.length);
  let [n, ahead] = [0, 0];
  for (let i = 0; i < timeMs.length; i++) {
    const row = order ? order[i]! : i;
    const [ms, reading] = [timeMs[row]!, value[row]!];
    if (!Number.isFinite(ms)) {
      continue;
    }
    if (ms > nowMs) {
      ahead++;
    } else if (n > 0 && times[n - 1] === ms) {
      values[n - 1] = Number.isNaN(reading) ? values[n - 1]! : reading;
    } else {
      times[n] = ms;
      values[n++] = reading;
    }
  }
  return { timeMs: times.subarray(0, n), value: values.subarray(0, n), notices: noticesOf(late, timesRepeated(timeMs, order), untimed, ahead, nowMs) };
}

/** What is seen without sorting. `repeated` counts neighbours alone. */
function disorder(timeMs: Float64Array): { late: number; repeated: number; untimed: number; latest: number } {
  let [late, repeated, untimed, latest] = [0, 0, 0, -Infinity];
  for (let i = 0; i < timeMs.length; i++) {
    const ms = timeMs[i]!;
    if (!Number.isFinite(ms)) {
      untimed++;
    } else if (ms > latest) {
      latest = ms;
    } else if (ms === latest) {
      repeated++;
    } else {
      late++;
    }
  }
  return { late, repeated, untimed, latest };
}

function timesRepeated(timeMs: Float64Array, order: Uint32Array | undefined): number {
  let repeated = 0;
  for (let i = 1; i < timeMs.length; i++) {
    repeated += timeMs[order ? order[i]! : i] === timeMs[order ? order[i - 1]! : i - 1] ? 1 : 0;
  }
  return repeated;
}

function noticesOf(late: number, repeated: number, untimed: number, ahead: number, nowMs: number): Notice[] {
  const notices: Notice[] = [];
  const say = (count: number, code: string, severity: Notice['severity'], text: string) => {
    if (count > 0) {
      notices.push({ severity, code, text: `${count} ${count === 1 ? 'reading' : 'readings'} ${text}` });
    }
  };
  say(late, 'readings-late', 'info', 'came later than a newer one; sorted in by their stamps.');
  say(repeated, 'readings-repeated', 'info', 'had the stamp of another; the last one that came counts.');
  say(untimed, 'readings-untimed', 'warning', 'had no valid stamp; left out.');
  say(ahead, 'readings-future', 'warning', `were stamped after ${Number.isFinite(nowMs) ? new Date(nowMs).toISOString() : 'now'}; left out. Check the clock of the source.`);
  return notices;
}

/** The same said of one machine's entries, of which the same state twice is worth no word. O(n) */
export function entryNotices(machineId: string, timeMs: Float64Array): Notice[] {
  if (ascends(timeMs)) {
    return [];
  }
  const { late, untimed } = disorder(timeMs);
  const notices: Notice[] = [];
  if (late > 0) {
    notices.push({ severity: 'info', code: 'states-late', text: `${machineId}: ${late} ${late === 1 ? 'entry' : 'entries'} came later than a newer one; sorted in by their stamps.` });
  }
  if (untimed > 0) {
    notices.push({ severity: 'warning', code: 'states-untimed', text: `${machineId}: ${untimed} ${untimed === 1 ? 'entry has' : 'entries have'} no valid stamp; left out.` });
  }
  return notices;
}

export function twoStatesNotice(machineId: string, times: number): Notice {
  return { severity: 'warning', code: 'two-states', text: `${machineId} reported different states at one instant${times === 1 ? '' : `, ${times} times`}; its state is unknown from there until it reports again.` };
}

/** True when each stamp is after the one before: nothing came late or twice, which is what most sources send. O(n) */
function ascends(timeMs: Float64Array): boolean {
  let last = -Infinity;
  for (let i = 0; i < timeMs.length; i++) {
    const ms = timeMs[i]!;
    if (!(ms > last)) {
      return false;
    }
    last = ms;
  }
  return true;
}

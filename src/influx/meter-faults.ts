import { lengthText, stableOrder, type Notice } from '../base';

/** Readings that do not simply follow one another: late, repeated, from the future, or no number that can be right. Fetched when there are such. */

export interface Fault {
  readonly kind: 'odd' | 'late' | 'repeated' | 'ahead' | 'vague';
  readonly timeMs: number;
}

/** Rows as they came, or in order. All columns are of one length; `max` is empty where it was not asked for. */
export interface Rough {
  readonly timeMs: readonly number[];
  readonly value: readonly number[];
  readonly max: readonly number[];
}

/**
 * Strictly ascending rows: late ones are sorted in, of equal stamps the last that came counts, infinities and what is no number are left out, and so is what is
 * stamped after `latestMs`, for nobody can have measured it. Whole numbers beyond 2^53 stay as they are and are named: they may have lost their last digits.
 * O(n log n)
 */
export function putRight({ timeMs, value, max }: Rough, latestMs: number): Rough & { readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  let newestMs = -Infinity;
  const good = timeMs.map((ms, row) => {
    const kind = !Number.isFinite(value[row]) ? 'odd' : ms > latestMs ? 'ahead' : undefined;
    if (kind) {
      faults.push({ kind, timeMs: ms });
      return false;
    }
    if (Math.abs(value[row]!) > Number.MAX_SAFE_INTEGER) {
      faults.push({ kind: 'vague', timeMs: ms });
    }
    if (ms < newestMs) {
      faults.push({ kind: 'late', timeMs: ms });
    }
    newestMs = Math.max(newestMs, ms);
    return true;
  });
  const order = stableOrder(Float64Array.from(timeMs)) ?? timeMs.keys();
  const rows = [...order].filter((row) => good[row]);
  const kept = rows.filter((row, k) => {
    const again = k + 1 < rows.length && timeMs[rows[k + 1]!] === timeMs[row];
    if (again) {
      faults.push({ kind: 'repeated', timeMs: timeMs[row]! });
    }
    return !again;
  });
  return { timeMs: kept.map((row) => timeMs[row]!), value: kept.map((row) => value[row]!), max: max.length > 0 ? kept.map((row) => max[row]!) : [], faults };
}

/** A sentence for each kind. A fault that two pieces both have, as the window where they meet, counts once. */
export function faultNotices(id: string, faults: readonly Fault[], nowMs: number): Notice[] {
  const timesOf = (kind: Fault['kind']) => [...new Set(faults.filter((one) => one.kind === kind).map(({ timeMs }) => timeMs))];
  const notices: Notice[] = [];
  const say = (kind: Fault['kind'], severity: Notice['severity'], code: string, one: string, many: string, text: (times: readonly number[]) => string) => {
    const times = timesOf(kind);
    if (times.length > 0) {
      notices.push({ severity, code, text: `${id}: ${times.length} ${times.length === 1 ? one : many} ${text(times)}` });
    }
  };
  say('odd', 'warning', 'not-finite', 'value is', 'values are', () => 'infinite or no number, and left out as if nothing had arrived.');
  say('ahead', 'warning', 'readings-future', 'reading is', 'readings are', (times) => `stamped after now, up to ${lengthText(times.reduce((most, ms) => Math.max(most, ms), 0) - nowMs)} ahead; left out. Check the clock or time zone of its source, and of this computer.`);
  say('vague', 'warning', 'readings-vague', 'value is', 'values are', () => 'beyond 2^53, where whole numbers are no longer told apart: its differences may be wrong. Write it in a larger unit.');
  say('repeated', 'info', 'readings-repeated', 'instant has', 'instants have', () => 'more than one reading; the last one that came counts.');
  say('late', 'info', 'readings-late', 'reading', 'readings', () => 'came later than a newer one; sorted in by their stamps.');
  return notices;
}

import { isUnknownState, lengthText, stableOrder, twoStatesNotice, UNKNOWN_STATE, type Notice } from '../base';
import type { Piece, Said } from './state-rows';

/** Entries of a machine that do not simply follow one another: late, repeated, from the future, without a state, or several states at once. Fetched when there are such. */

export interface Judged {
  readonly states: ReadonlyArray<readonly [timeMs: number, state: string]>;
  readonly notices: readonly Notice[];
}

/** The rows in order of time, those of one instant as they came; `lateMs` has the stamps of the rows that came after a newer one. */
export function inOrder(piece: Piece): Piece {
  const { rows, columns } = piece.series;
  const time = columns.indexOf('time');
  const timeMs = Float64Array.from(rows, (row) => Number(row[time]));
  const order = stableOrder(timeMs);
  let latest = -Infinity;
  const lateMs = timeMs.filter((ms) => ms < latest || ((latest = Math.max(latest, ms)), false));
  return { ...piece, series: { ...piece.series, rows: order ? Array.from(order, (row) => rows[row]!) : rows }, lateMs: [...lateMs] };
}

/**
 * One state for each instant. Two different ones at once are no state, and so is a row that holds none. Of columns that are each written when they change,
 * what an instant does not say stays as it was; none set, or more than one, is no state either. What is stamped after `latestMs` is left out. Each kind is counted in a notice.
 * @param entries in order of time, those of one instant as they came
 * @param late entries that had to be sorted in
 * @param staleMs a state that nobody repeats or changes for longer is unknown from then on
 * @param readToMs until when entries were asked for; what came after it nobody knows
 * O(n)
 */
export function judged(id: string, entries: ReadonlyArray<readonly [number, Said]>, late: number, nowMs: number, latestMs: number, staleMs = Infinity, readToMs = nowMs): Judged {
  const count = { clashes: 0, columns: 0, empty: 0, repeated: 0, ahead: 0 };
  const states: Array<readonly [number, string]> = [];
  const held = new Map<string, boolean>();
  for (let from = 0, to = 0; from < entries.length; from = to) {
    const timeMs = entries[from]![0];
    while (to < entries.length && entries[to]![0] === timeMs) {
      to++;
    }
    const instant = entries.slice(from, to).map(([, said]) => said);
    if (timeMs > latestMs) {
      count.ahead += instant.length;
      continue;
    }
    const texts = instant.filter((said) => typeof said === 'string');
    const known = new Set(texts.filter((text) => text !== UNKNOWN_STATE));
    count.empty += instant.filter((said) => said === undefined).length;
    count.repeated += texts.length - new Set(texts).size;
    count.clashes += known.size > 1 ? 1 : 0;
    if (texts.length > 0 || instant.includes(undefined)) {
      const [only] = known;
      states.push([timeMs, known.size === 1 && only !== undefined ? only : UNKNOWN_STATE]);
    }
    const columns = instant.filter((said) => typeof said === 'object');
    if (columns.length > 0) {
      const told = new Set(columns.flatMap((one) => [...one].map(([name, on]) => `${on} ${name}`)));
      const names = new Set(columns.flatMap((one) => [...one.keys()]));
      columns.forEach((one) => one.forEach((on, name) => held.set(name, on)));
      const set = [...held].filter(([, on]) => on).map(([name]) => name);
      const one = set.length === 1 && told.size === names.size ? set[0] : undefined;
      count.columns += one === undefined ? 1 : 0;
      states.push([timeMs, one ?? UNKNOWN_STATE]);
    }
  }
  const { states: fresh, notices: silences } = withoutStale(id, states, staleMs, nowMs, readToMs);
  return { states: fresh, notices: [...silences, ...noticesOf(id, { ...count, late }, entries[entries.length - 1]?.[0] ?? 0, nowMs)] };
}

/** Unchanged and not collected look alike, so a limit is set by whoever knows the source. */
function withoutStale(id: string, states: Judged['states'], staleMs: number, nowMs: number, readToMs: number): Judged {
  const fresh: Array<readonly [number, string]> = [];
  const notices: Notice[] = [];
  let silences = 0;
  states.forEach(([timeMs, state], i) => {
    fresh.push([timeMs, state]);
    const last = i + 1 === states.length;
    if (isUnknownState(state) || !((last ? readToMs : states[i + 1]![0]) - timeMs > staleMs)) {
      return;
    }
    fresh.push([timeMs + staleMs, UNKNOWN_STATE]);
    const lasts = last && readToMs === nowMs;
    silences += lasts ? 0 : 1;
    if (lasts) {
      const age = nowMs === Infinity ? `longer than ${lengthText(staleMs)}` : lengthText(nowMs - timeMs);
      notices.push({ severity: 'warning', code: 'state-stale', text: `${id} has said nothing for ${age}: its last state, ${state}, counts for ${lengthText(staleMs)} and is unknown since.` });
    }
  });
  if (silences > 0) {
    notices.push({ severity: 'info', code: 'state-silent', text: `${id} said nothing for longer than ${lengthText(staleMs)}${silences === 1 ? '' : ` ${silences} times`}; its state is unknown there.` });
  }
  return { states: fresh, notices };
}

function noticesOf(id: string, count: Readonly<Record<'clashes' | 'columns' | 'empty' | 'repeated' | 'ahead' | 'late', number>>, newestMs: number, nowMs: number): Notice[] {
  const notices: Notice[] = count.clashes > 0 ? [twoStatesNotice(id, count.clashes)] : [];
  const say = (n: number, severity: Notice['severity'], code: string, one: string, many: string, text: string) => {
    if (n > 0) {
      notices.push({ severity, code, text: `${id}${n === 1 ? one : many.replace('#', String(n))}${text}` });
    }
  };
  say(count.columns, 'warning', 'state-columns', ' had none of its state columns set, or more than one, at 1 instant', ' had none of its state columns set, or more than one, at # instants', '; its state is unknown there.');
  say(count.empty, 'warning', 'no-state', ': 1 entry holds no state', ': # entries hold no state', '; it is unknown from there until the next.');
  say(count.ahead, 'warning', 'states-future', ': 1 entry is', ': # entries are', ` stamped after now, up to ${lengthText(newestMs - nowMs)} ahead; left out. Check the clock or time zone of its source, and of this computer.`);
  say(count.repeated, 'info', 'states-repeated', ': 1 entry came twice', ': # entries came twice', '; it counts once.');
  say(count.late, 'info', 'states-late', ': 1 entry came later than a newer one', ': # entries came later than a newer one', '; sorted in by their stamps.');
  return notices;
}

import { COMPLETE, DAY_MS, machineLog, MINUTE_MS, UNKNOWN_STATE, windowFor, worstCompleteness, type Completeness, type MachineLog, type Notice, type TimeRange } from '../base';
import { NAME_ROWS, STATE_ROWS } from './ask';
import { Stop, type Asking } from './asking';
import { emptyMachines, namelessMachines } from './empty';
import type { Series } from './read';
import { iso, span } from './text';
import type { MachineSource } from './types';

/** Reads the states of machines that are stored alike: every change in a range, and the state that each began with. */

const LOOK_BACK_DAYS = [1, 7, 30];
const STATE_CHUNK_MS = 7 * DAY_MS;
const NAMES_HOLD_MS = 10 * MINUTE_MS;

interface Piece {
  readonly series: Series;
  readonly completeness: Completeness;
}

export interface ReadMachines {
  /** Sorted by name. */
  readonly logs: readonly MachineLog[];
  /** About the source as a whole; what is to be said of one machine stands in its log. */
  readonly notices: readonly Notice[];
}

/** Names of machines by their tag, also of those that reported nothing lately. */
export type MachineNames = (asking: Asking, from: MachineSource) => Promise<readonly string[]>;

/**
 * @param nowMs nothing is asked for beyond a day after it
 * @param names a machine that did not change in the range is known by its name alone; without it the look-back would stop too early
 */
export async function readMachines(asking: Asking, database: string, from: MachineSource, range: TimeRange, nowMs: number, names: MachineNames): Promise<ReadMachines> {
  const found = collected(from);
  const until = Math.min(range.endMs, nowMs + DAY_MS);
  for (let startMs = range.startMs; startMs < until; startMs += STATE_CHUNK_MS) {
    const chunk = { startMs, endMs: Math.min(until, startMs + STATE_CHUNK_MS) };
    (await statesIn(asking, from, chunk)).forEach(found.take);
  }
  const before = await lookBack(asking, from, range, found, await names(asking, from));
  const notices: Notice[] = found.nameless() ? [await namelessMachines(asking, from)] : [];
  if (found.ids().length === 0 && notices.length === 0) {
    notices.push(await emptyMachines(asking, database, from, range));
  }
  const logs = found.ids().sort().map((id) => found.log(id, before.has(id) ? [] : [stateUnknown(id, range)]));
  return { logs, notices };
}

/** Asks for the names of one source at most every ten minutes: a new machine is found by its changes meanwhile. */
export function machineNames(nowMs: () => number): MachineNames {
  const known = new Map<string, { readonly atMs: number; readonly names: readonly string[] }>();
  return async (asking, from) => {
    if (from.id !== undefined) {
      return [from.id];
    }
    const key = from.idTag ?? '';
    const place = JSON.stringify([from.measurement, key]);
    const found = known.get(place);
    if (found && nowMs() - found.atMs < NAMES_HOLD_MS) {
      return found.names;
    }
    const { series } = await asking.need({ kind: 'tag-values', measurement: from.measurement, key, rowLimit: NAME_ROWS }, 'names of machines');
    const names = series.flatMap((one) => one.rows.map((row) => String(row[one.columns.indexOf('value')])));
    known.set(place, { atMs: nowMs(), names });
    return names;
  };
}

/** Takes the newest state before the range, from a day to thirty days back, and says of whom there is one. */
async function lookBack(asking: Asking, from: MachineSource, range: TimeRange, found: Collected, names: readonly string[]): Promise<ReadonlySet<string>> {
  const before = new Set<string>();
  for (const lookDays of LOOK_BACK_DAYS) {
    const look = { startMs: range.startMs - lookDays * DAY_MS, endMs: range.startMs };
    const { series, completeness } = await asking.need({ kind: 'state-before', machines: from, range: look, rowLimit: STATE_ROWS }, `state before ${span(range)}`);
    for (const one of series) {
      const id = idOf(one, from);
      if (!before.has(id)) {
        before.add(id);
        found.take({ series: one, completeness });
      }
    }
    if (names.every((id) => before.has(id)) && found.ids().every((id) => before.has(id))) {
      break;
    }
  }
  return before;
}

/** Changes of all machines of one source; what does not fit one answer is asked for in halves, and polled states by windows. */
async function statesIn(asking: Asking, from: MachineSource, range: TimeRange): Promise<readonly Piece[]> {
  const { series, completeness } = await asking.need({ kind: 'states', machines: from, range, rowLimit: STATE_ROWS }, `machine states, ${span(range)}`);
  const cut = isCut(completeness);
  if (cut && series.filter((one) => one.rows.length === STATE_ROWS).every(isPolled)) {
    return polledStatesIn(asking, from, range);
  }
  if (cut && range.endMs - range.startMs > DAY_MS) {
    const middle = Math.floor((range.startMs + range.endMs) / 2);
    return [
      ...(await statesIn(asking, from, { startMs: range.startMs, endMs: middle })),
      ...(await statesIn(asking, from, { startMs: middle, endMs: range.endMs })),
    ];
  }
  return series.map((one) => ({ series: one, completeness: ownCompleteness(one, completeness) }));
}

/** A limit of rows is one of each series: the machines that stayed below it are whole. */
function ownCompleteness({ rows }: Series, completeness: Completeness): Completeness {
  return isCut(completeness) && rows.length < STATE_ROWS ? COMPLETE : completeness;
}

function isCut(completeness: Completeness): boolean {
  return completeness.kind === 'truncated' && completeness.by === 'row-limit';
}

/** A state that is repeated all the time is told by the last one of each window; a day of windows stays below the row limit. */
async function polledStatesIn(asking: Asking, from: MachineSource, range: TimeRange): Promise<readonly Piece[]> {
  const windowMs = windowFor(DAY_MS, STATE_ROWS);
  const found: Piece[] = [];
  for (let startMs = range.startMs; startMs < range.endMs; startMs += DAY_MS) {
    const day = { startMs, endMs: Math.min(range.endMs, startMs + DAY_MS) };
    const { series, completeness } = await asking.need({ kind: 'polled-states', machines: from, range: day, windowMs, rowLimit: STATE_ROWS }, `machine states, polled, ${span(day)}`);
    found.push(...series.map((one) => ({ series: one, completeness: ownCompleteness(one, completeness) })));
  }
  return found;
}

/** More than half of the rows repeat the state before; a log of changes repeats almost none. */
function isPolled({ columns, rows }: Series): boolean {
  const state = columns.indexOf('state');
  return rows.filter((row, i) => i > 0 && row[state] === rows[i - 1]![state]).length * 2 > rows.length;
}

interface Collected {
  readonly take: (piece: Piece) => void;
  readonly ids: () => string[];
  /** True when rows came without the tag that names a machine. */
  readonly nameless: () => boolean;
  readonly log: (id: string, notices: readonly Notice[]) => MachineLog;
}

/** Entries by machine, with the worst completeness of the answers that they came in. */
function collected(from: MachineSource): Collected {
  const entries = new Map<string, Array<readonly [number, string]>>();
  const worst = new Map<string, Completeness>();
  let nameless = false;
  return {
    take({ series, completeness }) {
      const id = idOf(series, from);
      if (id === '') {
        nameless = true;
        return;
      }
      const [time, state] = [series.columns.indexOf('time'), series.columns.indexOf('state')];
      const list = entries.get(id) ?? [];
      entries.set(id, list);
      for (const row of series.rows) {
        list.push([Number(row[time]), stateText(row[state], from)]);
      }
      const last = list[list.length - 1];
      if (isCut(completeness) && last) {
        // What comes after the cut was not read: its last state must not stand for it.
        list.push([last[0] + 1, UNKNOWN_STATE]);
      }
      worst.set(id, worstCompleteness([worst.get(id) ?? COMPLETE, completeness]));
    },
    ids: () => [...entries.keys()],
    nameless: () => nameless,
    log: (id, notices) => machineLog(id, entries.get(id) ?? [], worst.get(id) ?? COMPLETE, notices),
  };
}

function idOf({ tags }: Series, from: MachineSource): string {
  return from.id ?? tags.get(from.idTag ?? '') ?? '';
}

function stateText(value: unknown, from: MachineSource): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      if (Number.isInteger(value)) {
        return String(value);
      }
      throw new Stop({
        kind: 'wrong-type', text: `Field ${from.field} of ${from.measurement} holds the number ${value}, which is no state.`,
        advice: 'A state is a text, a whole number or a boolean. Check the field’s name in the plant map.',
      });
    default:
      return UNKNOWN_STATE;
  }
}

function stateUnknown(id: string, range: TimeRange): Notice {
  return { severity: 'info', code: 'state-before-unknown', text: `${id} reported nothing in the 30 days before ${iso(range.startMs)}; its state is unknown until its first change.` };
}

import { COMPLETE, machineLog, UNKNOWN_STATE, worstCompleteness, type Completeness, type MachineLog, type Notice } from '../base';
import { Stop } from './asking';
import type { Series } from './read';
import type { MachineSource } from './types';

/** Rows of states to the log of each machine, however a state is stored: as text, whole number, truth value or tag, or as one column for each state. */

export interface Piece {
  readonly series: Series;
  readonly completeness: Completeness;
}

export interface Collected {
  readonly take: (piece: Piece) => void;
  readonly ids: () => string[];
  /** Those whose state at the start of the range is told by a row before it. One column of several does not tell it. */
  readonly begun: () => string[];
  /** True when rows came without the tag that names a machine. */
  readonly nameless: () => boolean;
  readonly log: (id: string, notices: readonly Notice[]) => MachineLog;
}

/** What one machine said: a state, or what it said of some of its columns. */
type Said = string | ReadonlyMap<string, boolean>;

/**
 * Entries by machine, with the worst completeness of the answers that they came in.
 * @param startMs of the range: of what is older only the newest state counts
 */
export function collected(from: MachineSource, startMs = -Infinity): Collected {
  const entries = new Map<string, Array<readonly [number, Said]>>();
  const worst = new Map<string, Completeness>();
  let nameless = false;
  return {
    take({ series, completeness }) {
      const id = idOf(series, from);
      if (id === '') {
        nameless = true;
        return;
      }
      const list = entries.get(id) ?? [];
      entries.set(id, list);
      const time = series.columns.indexOf('time');
      const said = sayer(series, from);
      for (const row of series.rows) {
        list.push([Number(row[time]), said(row)]);
      }
      const last = list[list.length - 1];
      if (isCut(completeness) && last) {
        // What comes after the cut was not read: its last state must not stand for it.
        list.push([last[0] + 1, UNKNOWN_STATE]);
      }
      worst.set(id, worstCompleteness([worst.get(id) ?? COMPLETE, completeness]));
    },
    ids: () => [...entries.keys()],
    begun: () => (from.stateFields ? [] : [...entries].filter(([, list]) => list.some(([ms]) => ms < startMs)).map(([id]) => id)),
    nameless: () => nameless,
    log(id, notices) {
      const { states, faults } = folded(entries.get(id) ?? []);
      return machineLog(id, sinceStart(states, startMs), worst.get(id) ?? COMPLETE, faults === 0 ? notices : [...notices, twoAtOnce(id, faults)]);
    },
  };
}

/** Without what came before the range, but for the state that the range began with. */
function sinceStart(entries: ReadonlyArray<readonly [number, string]>, startMs: number): ReadonlyArray<readonly [number, string]> {
  const heldMs = entries.reduce((newest, [ms]) => (ms < startMs ? Math.max(newest, ms) : newest), -Infinity);
  return heldMs === -Infinity ? entries : entries.filter(([ms]) => ms >= heldMs);
}

export function idOf({ tags }: Series, from: MachineSource): string {
  return from.id ?? tags.get(from.idTag ?? '') ?? '';
}

export function isCut(completeness: Completeness): boolean {
  return completeness.kind === 'truncated' && completeness.by === 'row-limit';
}

function sayer({ columns }: Series, from: MachineSource): (row: readonly unknown[]) => Said {
  if (from.stateFields) {
    const at = from.stateFields.map((name) => [name, columns.indexOf(name)] as const).filter(([, i]) => i >= 0);
    return (row) => new Map(at.flatMap(([name, i]) => (row[i] === null || row[i] === undefined ? [] : [[name, isOn(row[i], name, from)] as const])));
  }
  const state = columns.indexOf('state');
  return (row) => stateText(row[state], from);
}

/**
 * Columns are written together or each when it changes: what a row does not say stays as it was. None set, or more than one, is a fault of the data, and no state.
 * O(n log n)
 */
function folded(entries: ReadonlyArray<readonly [number, Said]>): { readonly states: ReadonlyArray<readonly [number, string]>; readonly faults: number } {
  if (entries.every(([, said]) => typeof said === 'string')) {
    return { states: entries.map(([timeMs, said]) => [timeMs, String(said)]), faults: 0 };
  }
  const states: Array<readonly [number, string]> = [];
  const held = new Map<string, boolean>();
  let faults = 0;
  const inTime = [...entries].sort((a, b) => a[0] - b[0]);
  inTime.forEach(([timeMs, said], i) => {
    if (typeof said === 'string') {
      states.push([timeMs, said]);
      return;
    }
    said.forEach((on, name) => held.set(name, on));
    if (inTime[i + 1]?.[0] !== timeMs) {
      const set = [...held].filter(([, on]) => on).map(([name]) => name);
      faults += set.length === 1 ? 0 : 1;
      states.push([timeMs, set.length === 1 ? (set[0] ?? UNKNOWN_STATE) : UNKNOWN_STATE]);
    }
  });
  return { states, faults };
}

function isOn(value: unknown, field: string, from: MachineSource): boolean {
  if (value === true || value === 1) {
    return true;
  }
  if (value === false || value === 0) {
    return false;
  }
  throw new Stop({
    kind: 'wrong-type', text: `Field ${field} of ${from.measurement} holds ${JSON.stringify(value)?.slice(0, 40)}, and a column that is a state holds 0 or 1, or a truth value.`,
    advice: 'Check stateFields in the plant map.',
  });
}

function twoAtOnce(id: string, faults: number): Notice {
  return { severity: 'warning', code: 'state-columns', text: `${id} had none of its state columns set, or more than one, at ${faults} ${faults === 1 ? 'instant' : 'instants'}; its state is unknown there.` };
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

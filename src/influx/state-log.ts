import { COMPLETE, machineLog, UNKNOWN_STATE, worstCompleteness, type Completeness, type MachineLog, type Notice } from '../base';
import { stampOf, Stop } from './asking';
import { AHEAD_MS } from './cover';
import type { Read, Series } from './read';
import type { Piece, Said } from './state-rows';
import type { MachineSource } from './types';

/** Rows of states to the log of each machine, however a state is stored: as text, whole number, truth value or tag, or as one column for each state. */

export interface Collected {
  readonly take: (piece: Piece) => void;
  readonly ids: () => string[];
  /** Those whose state at the start of the range is told by a row before it. One column of several does not tell it. */
  readonly begun: () => string[];
  /** True when rows came without the tag that names a machine. */
  readonly nameless: () => boolean;
  readonly log: (id: string, notices: readonly Notice[]) => Promise<MachineLog>;
}

/**
 * Entries by machine, with the worst completeness of the answers that they came in.
 * @param startMs of the range: of what is older only the newest state counts
 * @param nowMs what is stamped after it cannot be true
 * @param readToMs until when is read; before now, a machine that is silent at the end may have spoken since
 */
export function collected(from: MachineSource, startMs = -Infinity, nowMs = Infinity, readToMs = nowMs): Collected {
  const entries = new Map<string, Array<readonly [number, Said]>>();
  const worst = new Map<string, Completeness>();
  const late = new Map<string, number>();
  let everybodys = COMPLETE;
  let nameless = false;
  return {
    take({ series, completeness, lateMs = [] }) {
      const id = idOf(series, from);
      if (series.rows.length === 0) {
        // Whose rows are missing is not known.
        everybodys = worstCompleteness([everybodys, completeness]);
        return;
      }
      if (id === '') {
        nameless = true;
        return;
      }
      const list = entries.get(id) ?? [];
      entries.set(id, list);
      const time = series.columns.indexOf('time');
      const said = sayer(series, from);
      for (const row of series.rows) {
        list.push([stampOf(row[time]), said(row)]);
      }
      const last = list[list.length - 1];
      if (isCut(completeness) && last) {
        // What comes after the cut was not read: its last state must not stand for it.
        list.push([last[0] + 1, UNKNOWN_STATE]);
      }
      late.set(id, (late.get(id) ?? 0) + lateMs.length);
      worst.set(id, worstCompleteness([worst.get(id) ?? COMPLETE, completeness]));
    },
    ids: () => [...entries.keys()],
    begun: () => (from.stateFields ? [] : [...entries].filter(([, list]) => list.some(([ms]) => ms < startMs)).map(([id]) => id)),
    nameless: () => nameless,
    async log(id, notices) {
      // The state before the range comes behind the states in it.
      const list = (entries.get(id) ?? []).sort((a, b) => a[0] - b[0]);
      const latestMs = nowMs + AHEAD_MS;
      const plain = from.staleMs === undefined && !late.get(id) && list.every(([ms, said], i) => typeof said === 'string' && ms <= latestMs && ms !== list[i + 1]?.[0]);
      const { states, notices: own } = plain
        ? { states: list as Array<readonly [number, string]>, notices: [] } : (await import('./state-faults')).judged(id, list, late.get(id) ?? 0, nowMs, latestMs, from.staleMs, readToMs);
      return machineLog(id, sinceStart(states, startMs), worstCompleteness([worst.get(id) ?? COMPLETE, everybodys]), [...notices, ...own]);
    },
  };
}

/** Without what came before the range, but for the state that the range began with. */
function sinceStart(entries: ReadonlyArray<readonly [number, string]>, startMs: number): ReadonlyArray<readonly [number, string]> {
  const heldMs = entries.reduce((newest, [ms]) => (ms < startMs ? Math.max(newest, ms) : newest), -Infinity);
  return heldMs === -Infinity ? entries : entries.filter(([ms]) => ms >= heldMs);
}

/** Its series; where there are none and some should be, one without rows that says so. */
export function piecesOf({ series, completeness }: Read): readonly Piece[] {
  return series.length > 0 || completeness.kind === 'complete' ? series.map((one) => ({ series: one, completeness }))
    : [{ series: { name: '', tags: new Map(), columns: ['time'], rows: [] }, completeness }];
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

function stateText(value: unknown, from: MachineSource): Said {
  switch (typeof value) {
    case 'string':
      if (value.length > LONGEST_STATE) {
        throw noState(from, `a text of ${value.length} signs`);
      }
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      // Two whole numbers beyond 2^53 may read alike.
      if (Number.isSafeInteger(value)) {
        return String(value);
      }
      throw noState(from, `the number ${value}`);
    default:
      return undefined;
  }
}

/** No name of a state is longer. */
const LONGEST_STATE = 1_000;

function noState({ field, measurement }: MachineSource, what: string): Stop {
  return new Stop({
    kind: 'wrong-type', text: `Field ${field} of ${measurement} holds ${what}, which is no state.`,
    advice: 'A state is a text, a whole number below 2^53 or a boolean. Check the field’s name in the plant map.',
  });
}

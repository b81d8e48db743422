import type { TimeRange } from '../base';
import type { FileSeries } from '../files';
import type { MachineSource, Outcome, Read } from '../influx';
import { ascending, lastRows, newest, rowsIn, type Cell } from './rows';
import { hasTags, named, ok, seriesAt, type Table } from './table';

/** States of machines in the opened files, however they are stored: a text, a number, a tag, or one column for each state. */

type Pick = (found: readonly FileSeries[]) => Cell[][];

export const everyRow = (range: TimeRange): Pick => (found) => rowsIn(found, range);
export const newestRow = (range: TimeRange): Pick => (found) => newest(found, range);
export const lastOfWindows = (range: TimeRange, windowMs: number): Pick => (found) => lastRows(found, range, windowMs);

/** One series a machine, told apart by its tag where there is one. */
export function statesOf(all: readonly FileSeries[], machines: MachineSource, pick: Pick): Outcome<Read> {
  const { idTag, stateTag, stateFields } = machines;
  const fields = stateFields ?? [machines.field];
  const found = all.filter((one) => one.measurement === machines.measurement && fields.includes(one.field) && hasTags(one, machines.tags));
  const tables = machineGroups(found, idTag).map(([id, own]) => {
    const table = stateFields ? byColumns(own, stateFields, pick) : stateTag === undefined ? plainly(own, pick) : byTag(own, stateTag, pick);
    return named(table, idTag === undefined ? new Map() : new Map([[idTag, id]]));
  });
  return ok(tables);
}

/** Where a number changes from one row to the next, and by how much. */
export function stepsOf(all: readonly FileSeries[], machines: MachineSource, range: TimeRange): Outcome<Read> {
  return ok(machineGroups(seriesAt(all, machines), machines.idTag).map(([id, own]) => {
    const rows = rowsIn(own, range);
    const steps = rows.slice(1).map(([timeMs = null, value], i): Cell[] => [timeMs, Number(value) - Number(rows[i]?.[1])]).filter(([, step]) => step !== 0);
    return named([['time', 'step'], ...steps], machines.idTag === undefined ? new Map() : new Map([[machines.idTag, id]]));
  }));
}

function machineGroups(found: readonly FileSeries[], idTag: string | undefined): Array<[id: string, own: FileSeries[]]> {
  const groups = new Map<string, FileSeries[]>();
  for (const one of found) {
    const id = idTag === undefined ? '' : one.tags.get(idTag) ?? '';
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function plainly(own: readonly FileSeries[], pick: Pick): Table {
  return [['time', 'state'], ...pick(own)];
}

/** Each state is a series of its own: its rows carry the tag's value, and what is picked is picked of all of them together. */
function byTag(own: readonly FileSeries[], stateTag: string, pick: Pick): Table {
  const states = [...new Set(own.map((one) => one.tags.get(stateTag) ?? ''))];
  const marked = own.map((one): FileSeries => ({
    ...one, value: { kind: 'texts', texts: states, code: new Uint16Array(one.timeMs.length).fill(states.indexOf(one.tags.get(stateTag) ?? '')) },
  }));
  return [['time', 'value', 'state'], ...pick(marked).map(([timeMs = null, state = null]): Cell[] => [timeMs, null, state])];
}

/** One column for each state, side by side. */
function byColumns(own: readonly FileSeries[], fields: readonly string[], pick: Pick): Table {
  const rows = new Map<Cell, Cell[]>();
  fields.forEach((field, i) => {
    for (const [timeMs = null, value = null] of pick(own.filter((one) => one.field === field))) {
      const row = rows.get(timeMs) ?? [timeMs, ...fields.map(() => null)];
      rows.set(timeMs, row);
      // Files hold truth values as texts.
      row[i + 1] = value === 'true' ? true : value === 'false' ? false : value;
    }
  });
  return [['time', ...fields], ...ascending([...rows.values()])];
}

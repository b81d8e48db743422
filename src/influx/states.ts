import { COMPLETE, DAY_MS, MINUTE_MS, windowFor, type Completeness, type MachineLog, type Notice, type TimeRange } from '../base';
import { NAME_ROWS, STATE_ROWS } from './ask';
import { stampOf, type Asking } from './asking';
import { chunksOf, covered, LATE_MS } from './cover';
import type { Place } from './empty';
import { createMemory, type Memory, type Room } from './memory';
import type { Series } from './read';
import { collected, idOf, isCut, piecesOf, type Collected } from './state-log';
import type { Piece } from './state-rows';
import { hiddenBehind, hideable, typeCheck, type TypeCheck } from './state-types';
import { statesBefore } from './states-before';
import { duration, iso, some, span } from './text';
import type { MachineSource } from './types';

/** Reads the states of machines that are stored alike: every change in a range, and the state that each began with. */

const LOOK_BACK_DAYS = [1, 7, 30];
const STATE_CHUNK_MS = 7 * DAY_MS;
/** What a remembered row takes, about. */
const ROW_BYTES = 120;
const NAMES_HOLD_MS = 10 * MINUTE_MS;

export interface ReadMachines {
  /** Sorted by name. */
  readonly logs: readonly MachineLog[];
  /** About the source as a whole; what is to be said of one machine stands in its log. */
  readonly notices: readonly Notice[];
}

/** Names of machines by their tag, also of those that reported nothing lately. */
export type MachineNames = (asking: Asking, from: MachineSource) => Promise<readonly string[]>;

/** Nothing is asked for beyond a day after now. */
export type MachineReader = (asking: Asking, place: Place, from: MachineSource, range: TimeRange, names: MachineNames) => Promise<ReadMachines>;

/** @param room where changes of the settled past are remembered, beside whatever else is */
export function machineReader(nowMs: () => number, room: Room): MachineReader {
  const memory = createMemory<readonly Piece[]>(room);
  const types = typeCheck(nowMs);
  return (asking, place, from, range, names) => readMachines(asking, place, from, range, nowMs(), names, memory, types);
}

/** @param names a machine that did not change in the range is known by its name alone; without it the look-back would stop too early */
async function readMachines(asking: Asking, place: Place, from: MachineSource, range: TimeRange, nowMs: number, names: MachineNames, memory: Memory<readonly Piece[]>, types: TypeCheck): Promise<ReadMachines> {
  const found = collected(from, range.startMs, nowMs, range.endMs > nowMs - LATE_MS ? nowMs : range.endMs);
  const chunks = chunksOf({ startMs: range.startMs, endMs: Math.min(range.endMs, nowMs + DAY_MS) }, nowMs);
  const settledMs = place.dialect === 'flux' ? nowMs - LATE_MS : undefined;
  const pieces = await covered({
    chunks, memory, mostMs: STATE_CHUNK_MS, key: JSON.stringify(from),
    ask: async (stretch) => {
      const whole = await inOrder(await statesIn(asking, from, stretch, settledMs));
      return { whole, complete: whole.every(({ completeness }) => completeness.kind === 'complete') };
    },
    slice: slicePieces,
    bytesOf: (all) => all.reduce((sum, { series }) => sum + 500 + series.rows.length * ROW_BYTES, 200),
  });
  pieces.flat().forEach(found.take);
  const coarse = pieces.flat().filter(({ windowMs }) => windowMs !== undefined);
  // From the first chunk's start, so that the same past is looked at while the range moves on.
  const lookFrom = { startMs: chunks[0]?.startMs ?? range.startMs, endMs: range.endMs };
  const { before, lookMs, older } = await lookBack(asking, from, lookFrom, found, await names(asking, from));
  if (place.dialect === 'influxql') {
    const completeness = await types(asking, from, { startMs: lookMs, endMs: range.endMs }, hideable([...pieces.flat(), ...older]));
    found.take({ series: { name: '', tags: new Map(), columns: ['time'], rows: [] }, completeness });
  }
  const notices: Notice[] = found.nameless() ? [await (await import('./empty')).namelessMachines(asking, place, from)] : [];
  if (found.ids().length === 0 && notices.length === 0) {
    notices.push(await (await import('./empty')).emptyMachines(asking, place, from, range));
  }
  if (coarse[0]?.windowMs !== undefined) {
    const ids = [...new Set(coarse.map(({ series }) => idOf(series, from)))];
    notices.push({ severity: 'info', code: 'states-by-windows', text: `${some(ids)}: the state is repeated so often that the last one of every ${duration(coarse[0].windowMs)} is read; one that was shorter may be missing.` });
  }
  const logs = await Promise.all(found.ids().sort().map((id) => found.log(id, before.has(id) ? [] : [stateUnknown(id, range)])));
  return { logs, notices };
}

/** Servers answer in order; what does not come so is put right, and counted. @throws Stop where a row has no instant: then nothing of the answer is used */
async function inOrder(pieces: readonly Piece[]): Promise<readonly Piece[]> {
  const ascends = ({ series: { rows, columns } }: Piece) => {
    const time = columns.indexOf('time');
    let lastMs = -Infinity;
    // Every row is looked at: one without an instant would be cut away with whatever lies outside of a chunk.
    return rows.reduce((so, row) => {
      const ms = stampOf(row[time]);
      const after = ms >= lastMs;
      lastMs = ms;
      return so && after;
    }, true);
  };
  return pieces.every(ascends) ? pieces : pieces.map((await import('./state-faults')).inOrder);
}

function slicePieces(whole: readonly Piece[], { startMs, endMs }: TimeRange): readonly Piece[] {
  const within = (ms: number) => ms >= startMs && ms < endMs;
  return whole.flatMap(({ series, lateMs, ...piece }) => {
    const time = series.columns.indexOf('time');
    const rows = series.rows.filter((row) => within(Number(row[time])));
    return rows.length === 0 ? [] : [{ ...piece, series: { ...series, rows }, lateMs: lateMs?.filter(within) }];
  });
}

/** Asks for the names of one source at most every ten minutes: a new machine is found by its changes meanwhile. */
export function machineNames(nowMs: () => number): MachineNames {
  const known = new Map<string, { readonly atMs: number; readonly names: readonly string[] }>();
  return async (asking, from) => {
    if (from.id !== undefined) {
      return [from.id];
    }
    const key = from.idTag ?? '';
    const place = JSON.stringify([from.measurement, key, from.policy]);
    const found = known.get(place);
    if (found && nowMs() - found.atMs < NAMES_HOLD_MS) {
      return found.names;
    }
    const { series } = await asking.need({ kind: 'tag-values', measurement: from.measurement, key, policy: from.policy, rowLimit: NAME_ROWS }, 'names of machines');
    const names = series.flatMap((one) => one.rows.map((row) => String(row[one.columns.indexOf('value')])));
    known.set(place, { atMs: nowMs(), names });
    return names;
  };
}

/** Takes the newest state before the range, from a day to thirty days back, and says of whom there is one, and how far it looked. */
async function lookBack(asking: Asking, from: MachineSource, range: TimeRange, found: Collected, names: readonly string[]): Promise<{ readonly before: ReadonlySet<string>; readonly older: readonly Piece[]; readonly lookMs: number }> {
  const before = new Set(found.begun());
  const older: Piece[] = [];
  let lookMs = range.startMs;
  for (const lookDays of LOOK_BACK_DAYS) {
    const look = { startMs: range.startMs - lookDays * DAY_MS, endMs: range.startMs };
    lookMs = look.startMs;
    const pieces = await statesBefore(asking, from, look, `state before ${span(range)}`);
    const fresh = pieces.filter(({ series }) => !before.has(idOf(series, from)));
    fresh.forEach(found.take);
    older.push(...fresh);
    fresh.forEach(({ series }) => series.rows.length > 0 && before.add(idOf(series, from)));
    if (names.every((id) => before.has(id)) && found.ids().every((id) => before.has(id))) {
      break;
    }
  }
  return { before, older, lookMs };
}

/**
 * Changes of all machines of one source; what does not fit one answer is asked for in halves, and polled states by windows.
 * @param settledMs in Flux, until when nothing comes late: what is hidden until then is looked for, where every row was read
 */
async function statesIn(asking: Asking, from: MachineSource, range: TimeRange, settledMs: number | undefined): Promise<readonly Piece[]> {
  const { series, completeness, rows } = await asking.need({ kind: 'states', machines: from, range, rowLimit: STATE_ROWS }, `machine states, ${span(range)}`);
  const cut = isCut(completeness);
  const long = series.filter((one) => one.rows.length === STATE_ROWS);
  if (cut && long.every(isPolled)) {
    // Changes alone would not show a silence.
    return (series.every(isNumbered) && from.staleMs === undefined ? await steppedStatesIn(asking, from, range, series) : undefined) ?? polledStatesIn(asking, from, range, long);
  }
  if (cut && range.endMs - range.startMs > DAY_MS) {
    const middle = Math.floor((range.startMs + range.endMs) / 2);
    return [
      ...(await statesIn(asking, from, { startMs: range.startMs, endMs: middle }, settledMs)),
      ...(await statesIn(asking, from, { startMs: middle, endMs: range.endMs }, settledMs)),
    ];
  }
  const pieces = piecesOf({ series, completeness, rows }).map((one) => ({ ...one, completeness: ownCompleteness(one.series, completeness) }));
  return settledMs === undefined ? pieces : [...pieces, ...(await hiddenBehind(asking, from, { ...range, endMs: Math.min(range.endMs, settledMs) }, pieces))];
}

/** A limit of rows is one of each series: the machines that stayed below it are whole. */
function ownCompleteness({ rows }: Series, completeness: Completeness): Completeness {
  return isCut(completeness) && rows.length < STATE_ROWS ? COMPLETE : completeness;
}

/** A state that is repeated all the time is told by the last one of each window; a day of windows stays below the row limit. */
async function polledStatesIn(asking: Asking, from: MachineSource, range: TimeRange, known: readonly Series[]): Promise<readonly Piece[]> {
  const windowMs = windowFor(DAY_MS, STATE_ROWS);
  const shorter = known.some((one) => usualStepMs(one) < windowMs) ? { windowMs } : {};
  const found: Piece[] = [];
  for (let startMs = range.startMs; startMs < range.endMs; startMs += DAY_MS) {
    const day = { startMs, endMs: Math.min(range.endMs, startMs + DAY_MS) };
    const pieces = piecesOf(await asking.need({ kind: 'polled-states', machines: from, range: day, windowMs, rowLimit: STATE_ROWS }, `machine states, polled, ${span(day)}`));
    found.push(...pieces.map(({ series, completeness }) => ({ series, completeness: ownCompleteness(series, completeness), ...shorter })));
  }
  return found;
}

/** Whole numbers that are polled: the server itself finds where they change, at the true time. undefined where even the changes are too many, or a server cannot tell them. */
async function steppedStatesIn(asking: Asking, from: MachineSource, range: TimeRange, known: readonly Series[]): Promise<readonly Piece[] | undefined> {
  const steps = await asking.wish({ kind: 'state-steps', machines: from, range, rowLimit: STATE_ROWS }, `changes of polled states, ${span(range)}`);
  if (steps?.completeness.kind !== 'complete') {
    return undefined;
  }
  return known.map((one) => {
    const [time, state] = [one.columns.indexOf('time'), one.columns.indexOf('state')];
    const [first] = one.rows;
    const own = steps.series.find((other) => idOf(other, from) === idOf(one, from));
    const at = (name: string) => own?.columns.indexOf(name) ?? -1;
    let code = Number(first?.[state]);
    const rows = (own?.rows ?? []).map((row) => [row[at('time')], (code += Number(row[at('step')]))]);
    return { series: { ...one, columns: ['time', 'state'], rows: [[first?.[time], first?.[state]], ...rows] }, completeness: COMPLETE };
  });
}

/** Without a tag as state, whose numbers are no codes. */
function isNumbered({ columns, rows }: Series): boolean {
  const state = columns.indexOf('state');
  return state >= 0 && rows.length > 0 && rows.every((row) => Number.isInteger(row[state]));
}

function usualStepMs({ columns, rows }: Series): number {
  const time = columns.indexOf('time');
  const steps = Float64Array.from(rows.slice(1), (row, i) => Number(row[time]) - Number(rows[i]![time])).sort();
  return steps[steps.length >> 1] ?? Infinity;
}

/** More than half of the rows repeat the state before; a log of changes repeats almost none. */
function isPolled({ columns, rows }: Series): boolean {
  const state = columns.indexOf('state');
  const told = (row: readonly unknown[]) => (state < 0 ? JSON.stringify(row.slice(1)) : row[state]);
  return rows.filter((row, i) => i > 0 && told(row) === told(rows[i - 1]!)).length * 2 > rows.length;
}

function stateUnknown(id: string, range: TimeRange): Notice {
  return { severity: 'info', code: 'state-before-unknown', text: `${id} reported nothing in the 30 days before ${iso(range.startMs)}; its state is unknown until its first change.` };
}

import type { Completeness, Notice } from './completeness';
import { entryNotices, twoStatesNotice } from './arrivals';
import { stableOrder } from './order';

/**
 * What one electricity meter said, oldest first, as mean power.
 * All columns have the same length n; nobody writes to them after creation.
 */
export interface PowerReadings {
  readonly kind: 'power';
  readonly meterId: string;
  /** n, strictly ascending epoch ms UTC: the START of the interval that the reading covers. */
  readonly timeMs: Float64Array;
  /** n, kW, mean over that interval; NaN = nothing arrived (zero is a measurement). */
  readonly demandKw: Float64Array;
  /** n, kW, the largest sample inside the interval, where the source knows it. */
  readonly maxKw?: Float64Array;
  /** Length of the intervals when the source made them (a window of a query); undefined for raw samples. */
  readonly windowMs?: number;
  /** Intervals whose energy came in one piece after a silence and was spread evenly: their true course is not known. */
  readonly spread?: ReadonlyArray<readonly [startMs: number, endMs: number]>;
  /** The step in which the register behind these readings counts, kWh, where there is one and it is known. */
  readonly quantumKwh?: number;
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

/** What one cumulative energy register said, oldest first. */
export interface CounterReadings {
  readonly kind: 'counter';
  readonly meterId: string;
  /** n, strictly ascending epoch ms UTC: the instant at which the register stood at that value. */
  readonly timeMs: Float64Array;
  /** n, kWh; NaN = nothing arrived. May wrap or be reset: the engine's Align says what a fall means. */
  readonly energyKwh: Float64Array;
  /** Distance of the readings when the source made windows; undefined for raw samples. */
  readonly windowMs?: number;
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

export type MeterReadings = PowerReadings | CounterReadings;

/** n, kW, or kWh of a register; NaN = no reading. */
export const valuesOf = (meter: MeterReadings): Float64Array => (meter.kind === 'counter' ? meter.energyKwh : meter.demandKw);

/**
 * The states that one machine reported, on change, oldest first.
 * Entry i holds from timeMs[i] until timeMs[i + 1]. The last one holds until the end of what was asked for.
 */
export interface MachineLog {
  readonly machineId: string;
  /** n, strictly ascending epoch ms UTC. The first may lie before the range that was asked for: the state it began with. */
  readonly timeMs: Float64Array;
  /** n, index into `states`; neighbours differ. */
  readonly stateCode: Uint16Array;
  /** The names as reported, in order of first appearance. */
  readonly states: readonly string[];
  /** Share of the known time in states that the plant map's preset does not name, 0..1; left out where there is no preset. */
  readonly unmappedShare?: number;
  readonly completeness: Completeness;
  readonly notices: readonly Notice[];
}

/** One shift (or another event of the calendar), half open. */
export interface ShiftEvent {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** The canonical name of "we do not know": silence, a lost connection, nothing before the first change. */
export const UNKNOWN_STATE = 'UNKNOWN';

const unknownNames = new Set(['', 'unknown', 'communication lost', 'communication error', 'comm lost', 'no data', 'notavailable', 'not available', 'unbekannt', 'keine daten', 'nicht verfügbar', 'verbindung verloren']);

/** True for states which say that nothing is known; such time is masked, never counted as OFF. */
export function isUnknownState(state: string): boolean {
  return unknownNames.has(state.trim().toLowerCase().replace(/[_-]+/g, ' '));
}

/** A state that is unknown for no more than this share of a spike counts for known. */
export const LEAST_UNKNOWN = 0.02;

/** Builds a {@link MachineLog} from unordered entries: sorts, lets the last of equal stamps win, drops repeats. O(n log n). */
export function machineLog(
  machineId: string,
  entries: ReadonlyArray<readonly [timeMs: number, state: string]>,
  completeness: Completeness = { kind: 'complete' },
  notices: readonly Notice[] = []
): MachineLog {
  const names: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = Uint16Array.from(entries, ([, state]) => {
    const code = codeOf.get(state) ?? names.push(state) - 1;
    codeOf.set(state, code);
    return code;
  });
  if (names.length > MOST_STATES) {
    throw new RangeError(`machine ${machineId} has ${names.length} different states, more than ${MOST_STATES}`);
  }
  return machineLogOf(machineId, Float64Array.from(entries, ([timeMs]) => timeMs), codes, names, completeness, notices);
}

/** More different states than this have no code. */
const MOST_STATES = 65_536;

/**
 * The same from columns, which it takes over and writes to: sorts, lets the last of equal stamps win, drops repeats, and
 * entries whose stamp is no instant.
 * @param timeMs n, epoch ms, in the order of arrival
 * @param code n, index into `names`, of which a machine may use a few
 * O(n) when the stamps ascend, else O(n log n)
 */
export function machineLogOf(
  machineId: string, timeMs: Float64Array, code: Uint16Array, names: readonly string[],
  completeness: Completeness = { kind: 'complete' }, notices: readonly Notice[] = []
): MachineLog {
  const known = tidied(timeMs, code, names);
  if (known) {
    return { machineId, timeMs, stateCode: code, states: known, completeness, notices };
  }
  const { clashes: _, ...log } = sorted(timeMs, code, names);
  return { machineId, ...log, completeness, notices };
}

/**
 * The same of one machine's entries as they arrived, whose order at one instant says nothing: where states differ then, which
 * of them is true cannot be told, and the machine is UNKNOWN until it reports again; one that is unknown differs from none.
 * What had to be put right is said in notices.
 * O(n) when the stamps ascend, else O(n log n)
 */
export function arrivedLog(machineId: string, timeMs: Float64Array, code: Uint16Array, names: readonly string[], completeness: Completeness): MachineLog {
  const known = tidied(timeMs, code, names);
  if (known) {
    return { machineId, timeMs, stateCode: code, states: known, completeness, notices: [] };
  }
  // Said before anything is sorted: what is tidy came neither late nor twice.
  const notices = entryNotices(machineId, timeMs);
  const { clashes, ...log } = sorted(timeMs, code, names, names.map(isUnknownState));
  return { machineId, ...log, completeness, notices: clashes > 0 ? [...notices, twoStatesNotice(machineId, clashes)] : notices };
}

/**
 * Most logs of changes are tidy: their stamps are instants that ascend strictly, and no two neighbours have one code.
 * Then the codes are changed, where they stand, into indices of the names in order of first appearance. O(n)
 * @returns those names, or undefined, and the codes as they were, when the log is not tidy
 */
function tidied(timeMs: Float64Array, code: Uint16Array, names: readonly string[]): string[] | undefined {
  const nameOf: number[] = [];
  const codeOf = new Int32Array(names.length).fill(-1);
  let lastMs = -Infinity;
  let last = -1;
  let i = 0;
  for (; i < timeMs.length; i++) {
    const ms = timeMs[i]!;
    const name = code[i]!;
    if (!(ms > lastMs) || name === last) {
      break;
    }
    let own = codeOf[name]!;
    if (own < 0) {
      own = nameOf.push(name) - 1;
      codeOf[name] = own;
    }
    code[i] = own;
    lastMs = ms;
    last = name;
  }
  if (i === timeMs.length && lastMs < Infinity) {
    return nameOf.map((name) => names[name]!);
  }
  while (i > 0) {
    code[--i] = nameOf[code[i]!]!;
  }
  return undefined;
}

interface Sorted extends Pick<MachineLog, 'timeMs' | 'stateCode' | 'states'> {
  /** Instants at which known states differ; counted where `unknown` is given. */
  readonly clashes: number;
}

/** @param unknown by name, whether it says that nothing is known: then states that differ at one instant are UNKNOWN, else the last of them counts */
function sorted(timeMs: Float64Array, code: Uint16Array, names: readonly string[], unknown?: readonly boolean[]): Sorted {
  const states: string[] = [];
  // One more than there are names: a clash has none of them.
  const codeOf = new Int32Array(names.length + 1).fill(-1);
  const clash = names.includes(UNKNOWN_STATE) ? names.indexOf(UNKNOWN_STATE) : names.length;
  const n = timeMs.length;
  // Stable, so of equal stamps the one that arrived last stays last.
  const order = stableOrder(timeMs);
  const times = order ? Float64Array.from(order, (entry) => timeMs[entry]!) : timeMs;
  const codes = order ? Uint16Array.from(order, (entry) => code[entry]!) : code;
  let [kept, clashes, last] = [0, 0, -1];
  for (let i = 0, next = 0; i < n; i = next) {
    const ms = times[i]!;
    let name = codes[i]!;
    let differ = false;
    for (next = i + 1; next < n && times[next] === ms; next++) {
      const other = codes[next]!;
      if (!unknown || (other !== name && !unknown[other])) {
        differ ||= unknown?.[name] === false;
        name = other;
      }
    }
    if (differ) {
      clashes++;
      name = clash;
    }
    if (!Number.isFinite(ms) || name === last) {
      continue;
    }
    if (codeOf[name]! < 0) {
      codeOf[name] = states.push(names[name] ?? UNKNOWN_STATE) - 1;
    }
    // What is kept never lies behind what is read.
    times[kept] = ms;
    codes[kept++] = codeOf[name]!;
    last = name;
  }
  return { timeMs: times.subarray(0, kept), stateCode: codes.subarray(0, kept), states, clashes };
}

/** A column that has become too short, in a longer one. */
export function grown<T extends Float64Array | Uint16Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

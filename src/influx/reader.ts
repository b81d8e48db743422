import {
  COMPLETE, DAY_MS, isUnknownState, LEARNING_DEFAULTS, machineLog, planLearning, windowFor, worstCompleteness,
  type Completeness, type LearningPlan, type MachineLog, type MeterReadings, type Notice, type ShiftEvent, type TimeRange,
} from '../base';
import {
  counterStatement, METER_ROWS, NAME_ROWS, polledStatesStatement, powerStatement, SHIFT_ROWS, shiftsStatement, SHOW_DATABASES, SHOW_MEASUREMENTS,
  showFieldKeys, SHOW_ONE_MEASUREMENT, SHOW_USERS, showTagValues, stateBeforeStatement, STATE_ROWS, statesStatement,
} from './ask';
import { onGrid, ownStepMs } from './grid';
import type { Read, Series } from './read';
import { trafficTo, type Sent, type Traffic } from './traffic';
import type { Failure, InfluxSource, MachineSource, MeterSource, Outcome, PlantMap, PlantQuestion, PlantReading, Send } from './types';

/** Reads what one question needs, in bounded pieces, and remembers the part of the past that can no longer change. */

export interface HealthLine {
  readonly severity: 'ok' | 'warning' | 'error';
  readonly text: string;
  readonly advice: string;
}

export interface Reader {
  readonly readPlant: (question: PlantQuestion, signal: AbortSignal) => Promise<Outcome<PlantReading>>;
  /** The statements a question sends when nothing is remembered, and a line about their cost. Sends nothing. */
  readonly preview: (question: PlantQuestion) => { readonly statements: readonly string[]; readonly cost: string };
  readonly machines: (signal: AbortSignal) => Promise<Outcome<readonly string[]>>;
  readonly check: (signal: AbortSignal) => Promise<readonly HealthLine[]>;
}

export interface ReaderSetup {
  readonly source: InfluxSource;
  readonly map: PlantMap;
  readonly send: Send;
  readonly nowMs?: () => number;
}

const LONGEST_VIEW_MS = 31 * DAY_MS;
/** Readings may still arrive late for this long; before that the past is remembered. */
const LATE_MS = 15 * 60_000;
const LOOK_BACK_DAYS = [1, 7, 30];
const STATE_CHUNK_MS = 7 * DAY_MS;
/**
 * InfluxDB 1.x sends rows in blocks of 10,000 and, where it joins them to one answer, leaves `partial` standing although
 * all rows are there (seen on 1.6.7). Below that a `partial` means what it says, so longer ranges are asked in pieces.
 */
const ROWS_IN_ONE_BLOCK = 9_000;

/** A failure on its way out of nested reading. */
class Stop extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
  }
}

interface Windows {
  readonly timeMs: number[];
  readonly value: number[];
  readonly max: number[];
  readonly completeness: Completeness;
}

export function createReader({ source, map, send, nowMs = Date.now }: ReaderSetup): Reader {
  const traffic: Traffic = trafficTo(source, send);
  const remembered = new Map<string, Windows>();

  async function need(statement: string, purpose: string, rowLimit: number, signal: AbortSignal, log: Sent[]): Promise<Read> {
    const outcome = await traffic.ask(statement, purpose, rowLimit, signal, log);
    if (outcome.kind === 'failed') {
      throw new Stop(outcome.failure);
    }
    return outcome.value;
  }

  function meterOf(id: string): MeterSource {
    const meter = map.meters.find((one) => one.id === id);
    if (!meter) {
      throw new Stop({
        kind: 'no-meter', text: `There is no meter “${id}” in the plant map.`,
        advice: `Choose one of: ${map.meters.map((one) => one.id).join(', ')}; or add it to the plant map.`,
      });
    }
    return meter;
  }

  function sourcesFor(question: PlantQuestion): MachineSource[] {
    return map.machines.filter(
      (one) => (one.meter === undefined || isBehind(map, one.meter, question.meterId)) && (question.line === undefined || one.line === undefined || one.line === question.line)
    );
  }

  /** One statement's windows. A counter's label is moved to the window's end, where its last value stood. */
  async function windows(meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean, signal: AbortSignal, log: Sent[]): Promise<Windows> {
    const counter = meter.kind === 'counter';
    const statement = counter ? counterStatement(meter, range, windowMs) : powerStatement(meter, range, windowMs, withMax);
    const { series, completeness } = await need(statement, `${meter.id}, ${days(range)}`, METER_ROWS, signal, log);
    const out: Windows = { timeMs: [], value: [], max: [], completeness };
    for (const one of series.slice(0, 1)) {
      const at = (name: string) => one.columns.indexOf(name);
      const [time, value, max] = [at('time'), at(counter ? 'last' : 'mean'), at('max')];
      for (const row of one.rows) {
        const reading = row[value];
        if (typeof reading !== 'number') {
          if (reading === null || reading === undefined) {
            continue;
          }
          throw new Stop(wrongType(meter, reading));
        }
        out.timeMs.push(Number(row[time]) + (counter ? windowMs : 0));
        out.value.push(reading);
        out.max.push(typeof row[max] === 'number' ? row[max] : NaN);
      }
    }
    return out;
  }

  /** Means over the whole learning plan, day by day from memory where the day is past and was complete. */
  async function learningWindows(meter: MeterSource, plan: LearningPlan, signal: AbortSignal, log: Sent[]): Promise<Windows> {
    const step = plan.stepMs;
    const first = Math.floor(plan.read.startMs / DAY_MS);
    const last = Math.ceil(Math.min(plan.read.endMs, nowMs() + step) / DAY_MS);
    const key = (day: number) => JSON.stringify([meter.id, step, day]);
    const byDay = new Map<number, Windows>();
    for (let day = first; day < last; ) {
      const known = remembered.get(key(day));
      if (known) {
        byDay.set(day++, known);
        continue;
      }
      let until = day;
      while (until < last && (until - day < 1 || (until + 1 - day) * (DAY_MS / step) <= ROWS_IN_ONE_BLOCK) && !remembered.has(key(until))) {
        until++;
      }
      const got = await windows(meter, { startMs: day * DAY_MS, endMs: until * DAY_MS }, step, false, signal, log);
      for (const [own, piece] of splitByDay(got, day, until, meter.kind === 'counter')) {
        byDay.set(own, piece);
        if (got.completeness.kind === 'complete' && (own + 1) * DAY_MS < nowMs() - LATE_MS) {
          remembered.set(key(own), piece);
        }
      }
      day = until;
    }
    const pieces = [...byDay].sort((a, b) => a[0] - b[0]).map(([, piece]) => piece);
    const joined = { timeMs: [] as number[], value: [] as number[], max: [], completeness: worstCompleteness(pieces.map((piece) => piece.completeness)) };
    // A window that is still filling would change with every look.
    const wholeMs = Math.min(plan.read.endMs, Math.floor(nowMs() / step) * step) - (meter.kind === 'counter' ? 0 : step);
    for (const { timeMs, value } of pieces) {
      for (let i = 0; i < timeMs.length; i++) {
        // Each answer of a counter begins with the window before it, which the answer before has as its last.
        if (timeMs[i]! >= plan.read.startMs && timeMs[i]! <= wholeMs && timeMs[i]! > (joined.timeMs[joined.timeMs.length - 1] ?? -Infinity)) {
          joined.timeMs.push(timeMs[i]!);
          joined.value.push(value[i]!);
        }
      }
    }
    return joined;
  }

  /** Changes of all machines of one source, per machine, and whether they are whole. */
  async function statesIn(from: MachineSource, range: TimeRange, signal: AbortSignal, log: Sent[]): Promise<Array<{ series: Series; completeness: Completeness }>> {
    const { series, completeness } = await need(statesStatement(from, range), `machine states, ${days(range)}`, STATE_ROWS, signal, log);
    if (completeness.kind === 'truncated' && completeness.by === 'row-limit' && series.filter((one) => one.rows.length === STATE_ROWS).every(isPolled)) {
      return polledStatesIn(from, range, signal, log);
    }
    if (completeness.kind === 'truncated' && completeness.by === 'row-limit' && range.endMs - range.startMs > DAY_MS) {
      const middle = Math.floor((range.startMs + range.endMs) / 2);
      return [
        ...(await statesIn(from, { startMs: range.startMs, endMs: middle }, signal, log)),
        ...(await statesIn(from, { startMs: middle, endMs: range.endMs }, signal, log)),
      ];
    }
    return series.map((one) => ({ series: one, completeness }));
  }

  /** A state that is repeated all the time is told by the last one of each window; a day of windows stays below the row limit. */
  async function polledStatesIn(from: MachineSource, range: TimeRange, signal: AbortSignal, log: Sent[]): Promise<Array<{ series: Series; completeness: Completeness }>> {
    const windowMs = windowFor(DAY_MS, STATE_ROWS);
    const found: Array<{ series: Series; completeness: Completeness }> = [];
    for (let startMs = range.startMs; startMs < range.endMs; startMs += DAY_MS) {
      const day = { startMs, endMs: Math.min(range.endMs, startMs + DAY_MS) };
      const { series, completeness } = await need(polledStatesStatement(from, day, windowMs), `machine states, polled, ${days(day)}`, STATE_ROWS, signal, log);
      found.push(...series.map((one) => ({ series: one, completeness })));
    }
    return found;
  }

  async function logs(from: MachineSource, range: TimeRange, signal: AbortSignal, log: Sent[]): Promise<MachineLog[]> {
    const entries = new Map<string, Array<readonly [number, string]>>();
    const worst = new Map<string, Completeness>();
    const take = (one: Series, completeness: Completeness) => {
      const id = from.id ?? one.tags.get(from.idTag ?? '') ?? '';
      const [time, state] = [one.columns.indexOf('time'), one.columns.indexOf('state')];
      const list = entries.get(id) ?? [];
      entries.set(id, list);
      for (const row of one.rows) {
        list.push([Number(row[time]), stateText(row[state], from)]);
      }
      worst.set(id, worstCompleteness([worst.get(id) ?? COMPLETE, completeness]));
    };
    const until = Math.min(range.endMs, nowMs() + DAY_MS);
    for (let startMs = range.startMs; startMs < until; startMs += STATE_CHUNK_MS) {
      const chunk = { startMs, endMs: Math.min(until, startMs + STATE_CHUNK_MS) };
      for (const { series, completeness } of await statesIn(from, chunk, signal, log)) {
        take(series, completeness);
      }
    }
    const before = new Set<string>();
    // A machine that did not change in the range is known by its name alone; without it the look-back would stop too early.
    const names = from.id === undefined ? await namesOf(from, signal, log) : [from.id];
    for (const lookDays of LOOK_BACK_DAYS) {
      const look = { startMs: range.startMs - lookDays * DAY_MS, endMs: range.startMs };
      const { series, completeness } = await need(stateBeforeStatement(from, look), `state before ${days(range)}`, STATE_ROWS, signal, log);
      for (const one of series) {
        const id = from.id ?? one.tags.get(from.idTag ?? '') ?? '';
        if (!before.has(id)) {
          before.add(id);
          take(one, completeness);
        }
      }
      if (names.every((id) => before.has(id)) && [...entries.keys()].every((id) => before.has(id))) {
        break;
      }
    }
    return [...entries]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([id, list]) => machineLog(id, list, worst.get(id) ?? COMPLETE, before.has(id) ? [] : [stateUnknown(id, range)]));
  }

  async function namesOf(from: MachineSource, signal: AbortSignal, log: Sent[]): Promise<string[]> {
    const { series } = await need(showTagValues(from), 'names of machines', NAME_ROWS, signal, log);
    return series.flatMap((one) => one.rows.map((row) => String(row[one.columns.indexOf('value')])));
  }

  async function shifts(range: TimeRange, signal: AbortSignal, log: Sent[]): Promise<ShiftEvent[]> {
    if (!map.shifts) {
      return [];
    }
    const { series } = await need(shiftsStatement(map.shifts, range), 'shifts', SHIFT_ROWS, signal, log);
    const starts = series.flatMap((one) => {
      const at = (name: string) => one.columns.indexOf(name);
      return one.rows.map((row) => {
        const crew = row[at('crew')];
        return { startMs: Number(row[at('time')]), text: typeof crew === 'string' && crew !== '' ? `${String(row[at('shift')])}, crew ${crew}` : String(row[at('shift')] ?? '') };
      });
    });
    starts.sort((a, b) => a.startMs - b.startMs);
    return starts
      .map((shift, i) => ({ ...shift, endMs: starts[i + 1]?.startMs ?? range.endMs }))
      .filter((shift) => shift.endMs > range.startMs && shift.startMs < range.endMs && shift.endMs > shift.startMs);
  }

  /** An empty range is not an error, but says what to look at. A measurement or field that is not there is one. */
  async function emptyNotice(meter: MeterSource, range: TimeRange, signal: AbortSignal, log: Sent[]): Promise<Notice> {
    const { series } = await need(SHOW_MEASUREMENTS, 'which measurements there are', NAME_ROWS, signal, log);
    const names = series.flatMap((one) => one.rows.map((row) => String(row[0])));
    if (names.length < NAME_ROWS && !names.includes(meter.measurement)) {
      throw new Stop({
        kind: 'no-measurement', text: `There is no measurement ${meter.measurement} in ${source.database}; it has ${some(names)}.`,
        advice: 'Check the measurement’s name in the plant map, and the database.',
      });
    }
    // Only a help: where it cannot be told, the notice below says enough.
    const keys = await traffic.ask(showFieldKeys(meter.measurement), `fields of ${meter.measurement}`, NAME_ROWS, signal, log);
    const fields = keys.kind === 'ok' ? keys.value.series.flatMap((one) => (one.columns[0] === 'fieldKey' ? one.rows.map((row) => String(row[0])) : [])) : [];
    if (fields.length > 0 && fields.length < NAME_ROWS && !fields.includes(meter.field)) {
      throw new Stop({
        kind: 'no-measurement', text: `Measurement ${meter.measurement} has no field ${meter.field}; it has ${some(fields)}.`,
        advice: 'Check the field’s name in the plant map.',
      });
    }
    const tags = Object.entries(meter.tags).map(([name, value]) => `${name} = ${value}`).join(', ');
    return {
      severity: 'warning', code: 'no-readings',
      text: `No readings of ${meter.id} between ${iso(range.startMs)} and ${iso(range.endMs)} UTC in ${meter.measurement}, field ${meter.field}${tags === '' ? '' : `, where ${tags}`}. Choose another range, or check these names in the plant map.`,
    };
  }

  async function readPlant(question: PlantQuestion, signal: AbortSignal): Promise<PlantReading> {
    const { view, parts } = question;
    checkView(view);
    const log: Sent[] = [];
    const notices: Notice[] = [];
    const plan = planLearning(view, map.zone, LEARNING_DEFAULTS);
    let seen: MeterReadings | undefined;
    let learn: MeterReadings | undefined;
    if (parts.meter || parts.learning) {
      const meter = meterOf(question.meterId);
      if (parts.meter) {
        const windowMs = windowFor(view.endMs - view.startMs, question.maxPoints);
        const got = await windows(meter, view, windowMs, true, signal, log);
        const empty = got.timeMs.length === 0 ? [await emptyNotice(meter, view, signal, log)] : [];
        seen = readings(meter, got, windowMs, empty);
      }
      if (parts.learning && (seen === undefined || seen.timeMs.length > 0)) {
        learn = readings(meter, await learningWindows(meter, plan, signal, log), plan.stepMs, []);
      }
    }
    const machines: MachineLog[] = [];
    if (parts.machines) {
      const range = parts.learning ? plan.read : view;
      for (const from of sourcesFor(question)) {
        machines.push(...(await logs(from, range, signal, log)));
      }
    }
    return { view: seen, learn, machines, shifts: parts.shifts ? await shifts(view, signal, log) : [], statements: log, notices };
  }

  return {
    async readPlant(question, signal) {
      return caught(() => readPlant(question, signal));
    },
    preview(question) {
      const { view, parts } = question;
      const plan = planLearning(view, map.zone, LEARNING_DEFAULTS);
      const statements: string[] = [];
      const meter = map.meters.find((one) => one.id === question.meterId);
      let points = 0;
      if (meter && parts.meter) {
        const windowMs = windowFor(view.endMs - view.startMs, question.maxPoints);
        statements.push(meter.kind === 'counter' ? counterStatement(meter, view, windowMs) : powerStatement(meter, view, windowMs, true));
        points += Math.ceil((view.endMs - view.startMs) / windowMs) * (meter.kind === 'counter' ? 1 : 2);
      }
      if (meter && parts.learning) {
        statements.push(meter.kind === 'counter' ? counterStatement(meter, plan.read, plan.stepMs) : powerStatement(meter, plan.read, plan.stepMs, false));
        points += Math.ceil((plan.read.endMs - plan.read.startMs) / plan.stepMs);
      }
      if (parts.machines) {
        const range = parts.learning ? plan.read : view;
        for (const from of sourcesFor(question)) {
          statements.push(stateBeforeStatement(from, { startMs: range.startMs - DAY_MS, endMs: range.startMs }), statesStatement(from, range));
        }
      }
      if (parts.shifts && map.shifts) {
        statements.push(shiftsStatement(map.shifts, view));
      }
      const missing = meter || !(parts.meter || parts.learning) ? '' : ` There is no meter “${question.meterId}” in the plant map.`;
      return { statements, cost: `At most ${points.toLocaleString('en')} meter points, and ${STATE_ROWS.toLocaleString('en')} changes a machine and answer; the past is asked only once.${missing}` };
    },
    async machines(signal) {
      return caught(async () => {
        const names: string[] = [];
        for (const from of map.machines) {
          if (from.id !== undefined) {
            names.push(from.id);
          } else {
            names.push(...(await namesOf(from, signal, [])));
          }
        }
        return names;
      });
    },
    check: (signal) => checkHealth(traffic, source, map, signal),
  };
}

async function caught<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    if (error instanceof Stop) {
      return { kind: 'failed', failure: error.failure };
    }
    throw error;
  }
}

async function checkHealth(traffic: Traffic, source: InfluxSource, map: PlantMap, signal: AbortSignal): Promise<HealthLine[]> {
  const read = await traffic.ask(SHOW_ONE_MEASUREMENT, 'can the database be read', NAME_ROWS, signal);
  if (read.kind === 'failed') {
    return [{ severity: 'error', text: read.failure.text, advice: read.failure.advice }];
  }
  const lines: HealthLine[] = [];
  const any = read.value.series.some((one) => one.rows.length > 0);
  lines.push(any
    ? { severity: 'ok', text: `${source.database} can be read.`, advice: '' }
    : { severity: 'warning', text: `${source.database} can be read, but holds no measurement.`, advice: 'Is it the right database?' });
  const users = await traffic.ask(SHOW_USERS, 'is the credential an administrator’s', NAME_ROWS, signal);
  if (users.kind === 'ok') {
    lines.push({ severity: 'error', text: 'The credential is an administrator’s, or the server asks for none: it could change data.', advice: 'Use one that can read this database and nothing else.' });
  }
  const databases = await traffic.ask(SHOW_DATABASES, 'what else the credential can read', NAME_ROWS, signal);
  const others = databases.kind === 'ok'
    ? databases.value.series.flatMap((one) => one.rows.map((row) => String(row[0]))).filter((name) => name !== source.database && name !== '_internal')
    : [];
  if (others.length > 0) {
    lines.push({ severity: 'warning', text: `The credential can read more than it needs: ${others.slice(0, 5).join(', ')}.`, advice: 'Take those rights away.' });
  }
  lines.push({ severity: 'ok', text: `The plant map names ${map.meters.length} ${map.meters.length === 1 ? 'meter' : 'meters'}.`, advice: '' });
  return lines;
}

/** Power and register of one meter are one place, and what is behind a sub-meter is behind its parent too. */
function isBehind(map: PlantMap, ownId: string, meterId: string): boolean {
  const meterOf = (id: string | null) => map.meters.find((one) => one.id === id);
  const place = (one: MeterSource) => JSON.stringify([one.measurement, Object.entries(one.tags).sort()]);
  const asked = meterOf(meterId);
  // Bounded by the number of meters, so that parents in a circle end too.
  for (let own = meterOf(ownId), hops = 0; own && hops < map.meters.length; own = meterOf(own.parent), hops++) {
    if (own.id === meterId || (asked && own.kind !== asked.kind && place(own) === place(asked))) {
      return true;
    }
  }
  return ownId === meterId;
}

function checkView({ startMs, endMs }: TimeRange): void {
  if (!(endMs > startMs)) {
    throw new Stop({ kind: 'over-budget', text: 'The range is empty.', advice: 'Choose a range that ends after it begins.' });
  }
  if (endMs - startMs > LONGEST_VIEW_MS) {
    const length = Math.round((endMs - startMs) / DAY_MS);
    throw new Stop({ kind: 'over-budget', text: `The range is ${length} days long, and at most 31 are read at once.`, advice: 'Choose a shorter range.' });
  }
}

/** An even grid with NaN where nothing arrived, no finer than the meter itself gives values. A register keeps its own instants. */
function readings(meter: MeterSource, got: Windows, windowMs: number, notices: readonly Notice[]): MeterReadings {
  const stepMs = ownStepMs(got.timeMs, windowMs);
  const own: readonly Notice[] = stepMs === windowMs ? notices : [...notices, {
    severity: 'info', code: 'coarse-meter', text: `${meter.id} gives a value about every ${stepMs / 1000} s; nothing finer is drawn.`,
  }];
  const shared = { meterId: meter.id, windowMs: stepMs, completeness: got.completeness, notices: own };
  if (meter.kind === 'counter') {
    return { kind: 'counter', timeMs: Float64Array.from(got.timeMs), energyKwh: Float64Array.from(got.value), ...shared };
  }
  const { timeMs, mean, max } = onGrid(got, stepMs);
  return { kind: 'power', timeMs, demandKw: mean, maxKw: max, ...shared };
}

/** Pieces of one answer by UTC day. A counter's stamps stand at window ends, so the last one of a day is midnight's. */
function splitByDay(got: Windows, first: number, end: number, atEnd: boolean): Map<number, Windows> {
  const pieces = new Map<number, Windows>();
  for (let day = first; day < end; day++) {
    pieces.set(day, { timeMs: [], value: [], max: [], completeness: got.completeness });
  }
  got.timeMs.forEach((ms, i) => {
    const day = Math.floor((atEnd ? ms - 1 : ms) / DAY_MS);
    // The window before the first belongs to the day before, which has it already or is not asked for.
    const piece = pieces.get(Math.max(first, day));
    piece?.timeMs.push(ms);
    piece?.value.push(got.value[i] ?? NaN);
  });
  return pieces;
}

/** More than half of the rows repeat the state before; a log of changes repeats almost none. */
function isPolled({ columns, rows }: Series): boolean {
  const state = columns.indexOf('state');
  return rows.filter((row, i) => i > 0 && row[state] === rows[i - 1]![state]).length * 2 > rows.length;
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
      return isUnknownState('') ? 'UNKNOWN' : '';
  }
}

function wrongType(meter: MeterSource, reading: unknown): Failure {
  return {
    kind: 'wrong-type', text: `Field ${meter.field} of ${meter.measurement} holds ${JSON.stringify(reading)?.slice(0, 40)}, and a meter needs numbers.`,
    advice: 'Check the field’s name in the plant map.',
  };
}

function stateUnknown(id: string, range: TimeRange): Notice {
  return { severity: 'info', code: 'state-before-unknown', text: `${id} reported nothing in the 30 days before ${iso(range.startMs)}; its state is unknown until its first change.` };
}

function some(names: readonly string[]): string {
  return names.length === 0 ? 'none' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

function days({ startMs, endMs }: TimeRange): string {
  return `${iso(startMs)} to ${iso(endMs)} UTC`;
}

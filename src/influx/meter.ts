import { DAY_MS, worstCompleteness, type Completeness, type LearningPlan, type MeterReadings, type Notice, type TimeRange } from '../base';
import { METER_ROWS, type MeterQuestion } from './ask';
import { Stop, type Asking } from './asking';
import { onGrid, ownStepMs } from './grid';
import { span } from './text';
import type { Failure, MeterSource } from './types';

/** Reads one meter by windows, and remembers the days of the past that can no longer change. */

/** Readings may still arrive late for this long; before that the past is remembered. */
const LATE_MS = 15 * 60_000;
/**
 * InfluxDB 1.x sends rows in blocks of 10,000 and, where it joins them to one answer, leaves `partial` standing although
 * all rows are there (seen on 1.6.7). Below that a `partial` means what it says, so longer ranges are asked in pieces.
 */
const ROWS_IN_ONE_BLOCK = 9_000;
/** 50 MB of remembered windows, of two numbers of 8 bytes each; the day that was used longest ago goes first. */
const MOST_REMEMBERED_WINDOWS = 50_000_000 / 16;

interface Windows {
  readonly timeMs: number[];
  readonly value: number[];
  readonly max: number[];
  /** Infinities and what is not a number, which were left out. */
  readonly odd?: number;
  readonly completeness: Completeness;
}

export interface MeterReader {
  /** The view at its own window, the largest sample beside the mean. */
  readonly view: (asking: Asking, meter: MeterSource, range: TimeRange, windowMs: number) => Promise<MeterReadings>;
  /** Means over the whole learning plan, day by day from memory where the day is past and was complete. */
  readonly learning: (asking: Asking, meter: MeterSource, plan: LearningPlan) => Promise<MeterReadings>;
}

/** @param mostWindows how many windows are remembered in all */
export function meterReader(nowMs: () => number, mostWindows = MOST_REMEMBERED_WINDOWS): MeterReader {
  const memory = dayMemory(mostWindows);

  async function learningWindows(asking: Asking, meter: MeterSource, plan: LearningPlan): Promise<Windows> {
    const step = plan.stepMs;
    const first = Math.floor(plan.read.startMs / DAY_MS);
    const last = Math.ceil(Math.min(plan.read.endMs, nowMs() + step) / DAY_MS);
    const key = (day: number) => JSON.stringify([meter.id, step, day]);
    const byDay = new Map<number, Windows>();
    for (let day = first; day < last; ) {
      const known = memory.get(key(day));
      if (known) {
        byDay.set(day++, known);
        continue;
      }
      let until = day;
      while (until < last && (until - day < 1 || (until + 1 - day) * (DAY_MS / step) <= ROWS_IN_ONE_BLOCK) && !memory.has(key(until))) {
        until++;
      }
      const got = await windows(asking, meter, { startMs: day * DAY_MS, endMs: until * DAY_MS }, step, false);
      for (const [own, piece] of splitByDay(got, day, until, meter.kind === 'counter')) {
        byDay.set(own, piece);
        if (got.completeness.kind === 'complete' && (own + 1) * DAY_MS < nowMs() - LATE_MS) {
          memory.set(key(own), piece);
        }
      }
      day = until;
    }
    const pieces = [...byDay].sort((a, b) => a[0] - b[0]).map(([, piece]) => piece);
    // A window that is still filling would change with every look.
    const wholeMs = Math.min(plan.read.endMs, Math.floor(nowMs() / step) * step) - (meter.kind === 'counter' ? 0 : step);
    return joined(pieces, plan.read.startMs, wholeMs);
  }

  return {
    async view(asking, meter, range, windowMs) {
      return readings(meter, await windows(asking, meter, range, windowMs, true), windowMs);
    },
    async learning(asking, meter, plan) {
      return readings(meter, await learningWindows(asking, meter, plan), plan.stepMs);
    },
  };
}

/** What is asked for one stretch of a meter: means of a power, the last values of a register. */
export function windowsOf(meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean): MeterQuestion {
  const shared = { meter, range, windowMs, rowLimit: METER_ROWS };
  return meter.kind === 'counter' ? { kind: 'counter', ...shared } : { kind: 'power', withMax, ...shared };
}

/** One statement's windows. A counter's label is moved to the window's end, where its last value stood. */
async function windows(asking: Asking, meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean): Promise<Windows> {
  const counter = meter.kind === 'counter';
  const request = windowsOf(meter, range, windowMs, withMax);
  const { series, completeness } = await asking.need(request, `${meter.id}, ${span(range)}`).catch((error: unknown) => {
    // InfluxDB says which function failed, and not of which field.
    throw error instanceof Stop && error.failure.kind === 'wrong-type' ? new Stop({ ...wrongType(meter, 'no numbers'), text: `${wrongType(meter, 'no numbers').text} ${error.failure.text}` }) : error;
  });
  const out: Windows = { timeMs: [], value: [], max: [], completeness };
  let odd = 0;
  for (const one of series.slice(0, 1)) {
    const at = (name: string) => one.columns.indexOf(name);
    const [time, value, max] = [at('time'), at(counter ? 'last' : 'mean'), at('max')];
    for (const row of one.rows) {
      const reading = row[value];
      if (typeof reading !== 'number') {
        if (reading === null || reading === undefined) {
          continue;
        }
        throw new Stop(wrongType(meter, JSON.stringify(reading)?.slice(0, 40) ?? 'nothing'));
      }
      if (!Number.isFinite(reading)) {
        odd++;
        continue;
      }
      out.timeMs.push(Number(row[time]) + (counter ? windowMs : 0));
      out.value.push(reading);
      out.max.push(typeof row[max] === 'number' ? row[max] : NaN);
    }
  }
  return { ...out, odd };
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

function joined(pieces: readonly Windows[], startMs: number, untilMs: number): Windows {
  const out: Windows = { timeMs: [], value: [], max: [], completeness: worstCompleteness(pieces.map((piece) => piece.completeness)) };
  for (const { timeMs, value } of pieces) {
    for (let i = 0; i < timeMs.length; i++) {
      // Each answer of a counter begins with the window before it, which the answer before has as its last.
      if (timeMs[i]! >= startMs && timeMs[i]! <= untilMs && timeMs[i]! > (out.timeMs[out.timeMs.length - 1] ?? -Infinity)) {
        out.timeMs.push(timeMs[i]!);
        out.value.push(value[i]!);
      }
    }
  }
  return out;
}

/** An even grid with NaN where nothing arrived, no finer than the meter itself gives values. A register keeps its own instants. */
function readings(meter: MeterSource, got: Windows, windowMs: number): MeterReadings {
  const stepMs = ownStepMs(got.timeMs, windowMs);
  const own: Notice[] = stepMs === windowMs ? [] : [{
    severity: 'info', code: 'coarse-meter', text: `${meter.id} gives a value about every ${stepMs / 1000} s; nothing finer is drawn.`,
  }];
  if (got.odd !== undefined && got.odd > 0) {
    own.push({ severity: 'warning', code: 'not-finite', text: `${meter.id}: ${got.odd} ${got.odd === 1 ? 'value is' : 'values are'} infinite or no number, and left out as if nothing had arrived.` });
  }
  const shared = { meterId: meter.id, windowMs: stepMs, completeness: got.completeness, notices: own };
  if (meter.kind === 'counter') {
    return { kind: 'counter', timeMs: Float64Array.from(got.timeMs), energyKwh: Float64Array.from(got.value), ...shared };
  }
  const { timeMs, mean, max } = onGrid(got, stepMs);
  return { kind: 'power', timeMs, demandKw: mean, maxKw: max, ...shared };
}

function wrongType(meter: MeterSource, what: string): Failure {
  return {
    kind: 'wrong-type', text: `Field ${meter.field} of ${meter.measurement} holds ${what}, and meter ${meter.id} needs ${meter.kind === 'counter' ? 'kWh' : 'kW'}.`,
    advice: 'Check the field’s name in the plant map.',
  };
}

/** A Map keeps the order of insertion, so taking a day out and putting it in again makes it the youngest. */
function dayMemory(mostWindows: number) {
  const days = new Map<string, Windows>();
  let windowsHeld = 0;
  return {
    has: (key: string) => days.has(key),
    get(key: string): Windows | undefined {
      const found = days.get(key);
      if (found) {
        days.delete(key);
        days.set(key, found);
      }
      return found;
    },
    set(key: string, day: Windows): void {
      windowsHeld += day.timeMs.length - (days.get(key)?.timeMs.length ?? 0);
      days.set(key, day);
      for (const [oldest, { timeMs }] of days) {
        if (windowsHeld <= mostWindows) {
          break;
        }
        days.delete(oldest);
        windowsHeld -= timeMs.length;
      }
    },
  };
}

import { lowerBound, worstCompleteness, type Completeness, type LearningPlan, type MeterReadings, type Notice, type TimeRange } from '../base';
import { METER_ROWS, type MeterQuestion } from './ask';
import { stampOf, Stop, type Asking } from './asking';
import { AHEAD_MS, chunksOf, covered } from './cover';
import { onGrid, ownStepMs } from './grid';
import type { LoadLimits } from './limits';
import { createMemory, type Room } from './memory';
import type { Fault, Rough } from './meter-faults';
import { span } from './text';
import type { Failure, MeterSource } from './types';

/** Reads one meter by windows, and remembers what of its past can no longer change. */

/**
 * InfluxDB 1.x sends rows in blocks of 10,000 and, where it joins them to one answer, leaves `partial` standing although
 * all rows are there (seen on 1.6.7). Below that a `partial` means what it says, so longer ranges are asked in pieces.
 */
const ROWS_IN_ONE_BLOCK = 9_000;

/** Columns of n windows, oldest first; max is empty where it was not asked for. A power's time is a window's start, a register's its end. */
interface Windows {
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  readonly max: Float64Array;
  /** What had to be put right, in no order. */
  readonly faults: readonly Fault[];
  readonly completeness: Completeness;
}

export interface MeterReader {
  /** The view at its own window, the largest sample beside the mean; whole windows, also where the range begins or ends within one. */
  readonly view: (asking: Asking, meter: MeterSource, range: TimeRange, windowMs: number) => Promise<MeterReadings>;
  /** Means over the whole learning plan. */
  readonly learning: (asking: Asking, meter: MeterSource, plan: LearningPlan) => Promise<MeterReadings>;
}

/** @param room where windows are remembered, beside whatever else is */
export function meterReader(nowMs: () => number, limits: () => Pick<LoadLimits, 'pointsPerQuery'>, room: Room): MeterReader {
  const memory = createMemory<Windows>(room);

  function pieces(asking: Asking, meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean): Promise<readonly Windows[]> {
    const { id, measurement, field, tags, kind, policy } = meter;
    const counter = kind === 'counter';
    const most = Math.min(ROWS_IN_ONE_BLOCK, Math.floor(limits().pointsPerQuery / (withMax && !counter ? 2 : 1)));
    return covered({
      chunks: chunksOf(range, nowMs(), windowMs), memory, mostMs: most * windowMs,
      key: JSON.stringify([id, policy, measurement, field, tags, kind, windowMs, withMax]),
      ask: async (stretch) => {
        const whole = await windows(asking, meter, stretch, windowMs, withMax, nowMs());
        return { whole, complete: whole.completeness.kind === 'complete' };
      },
      // A register's stamps stand at window ends, and each answer begins with the window before it.
      slice: (whole, chunk) => slice(whole, chunk.startMs, counter ? chunk.endMs + 1 : chunk.endMs),
      // A register may have a fault in every row.
      bytesOf: ({ timeMs, faults }) => 200 + timeMs.length * 3 * 8 + faults.length * 64,
    });
  }

  return {
    async view(asking, meter, range, windowMs) {
      const firstMs = Math.floor(range.startMs / windowMs) * windowMs;
      const endMs = Math.ceil(range.endMs / windowMs) * windowMs;
      const got = joined(await pieces(asking, meter, range, windowMs, true), firstMs, meter.kind === 'counter' ? endMs : endMs - 1);
      return readings(meter, got, windowMs, nowMs());
    },
    async learning(asking, meter, { read, stepMs }) {
      // A window that is still filling would change with every look.
      const nowWholeMs = Math.floor(nowMs() / stepMs) * stepMs;
      const range = { startMs: read.startMs, endMs: Math.min(read.endMs, nowWholeMs) };
      const all = range.endMs > range.startMs ? await pieces(asking, meter, range, stepMs, false) : [];
      return readings(meter, joined(all, read.startMs, meter.kind === 'counter' ? range.endMs : range.endMs - stepMs), stepMs, nowMs());
    },
  };
}

/** What is asked for one stretch of a meter: means of a power, the last values of a register. */
export function windowsOf(meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean): MeterQuestion {
  const shared = { meter, range, windowMs, rowLimit: METER_ROWS };
  return meter.kind === 'counter' ? { kind: 'counter', ...shared } : { kind: 'power', withMax, ...shared };
}

/** One statement's windows, in order. A counter's label is moved to the window's end, where its last value stood. */
async function windows(asking: Asking, meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean, nowMs: number): Promise<Windows> {
  const counter = meter.kind === 'counter';
  const request = windowsOf(meter, range, windowMs, withMax);
  const { series, completeness } = await asking.need(request, `${meter.id}, ${span(range)}`).catch((error: unknown) => {
    // InfluxDB says which function failed, and not of which field.
    throw error instanceof Stop && error.failure.kind === 'wrong-type' ? new Stop({ ...wrongType(meter, 'no numbers'), text: `${wrongType(meter, 'no numbers').text} ${error.failure.text}` }) : error;
  });
  const [times, values, largest]: [number[], number[], number[]] = [[], [], []];
  const latestMs = nowMs + AHEAD_MS + (counter ? windowMs : 0);
  let plain = true;
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
      const timeMs = stampOf(row[time]) + (counter ? windowMs : 0);
      plain &&= timeMs > (times[times.length - 1] ?? -Infinity) && timeMs <= latestMs && Math.abs(reading) <= Number.MAX_SAFE_INTEGER;
      times.push(timeMs);
      values.push(reading);
      if (withMax) {
        largest.push(typeof row[max] === 'number' ? row[max] : NaN);
      }
    }
  }
  const rough: Rough = { timeMs: times, value: values, max: largest };
  const { timeMs, value, max, faults } = plain ? { ...rough, faults: [] } : (await import('./meter-faults')).putRight(rough, latestMs);
  return { timeMs: Float64Array.from(timeMs), value: Float64Array.from(value), max: Float64Array.from(max), faults, completeness };
}

function slice({ timeMs, value, max, faults, completeness }: Windows, startMs: number, endMs: number): Windows {
  const [from, to] = [lowerBound(timeMs, startMs), lowerBound(timeMs, endMs)];
  return { timeMs: timeMs.slice(from, to), value: value.slice(from, to), max: max.slice(from, to), faults: faults.filter((one) => one.timeMs >= startMs && one.timeMs < endMs), completeness };
}

/** @param untilMs the last instant that belongs to it */
function joined(pieces: readonly Windows[], startMs: number, untilMs: number): Windows {
  const [time, mean, most]: [number[], number[], number[]] = [[], [], []];
  for (const { timeMs, value, max } of pieces) {
    for (let i = 0; i < timeMs.length; i++) {
      // Each answer of a counter begins with the window before it, which the answer before has as its last.
      if (timeMs[i]! >= startMs && timeMs[i]! <= untilMs && timeMs[i]! > (time[time.length - 1] ?? -Infinity)) {
        time.push(timeMs[i]!);
        mean.push(value[i]!);
        if (max.length > 0) {
          most.push(max[i]!);
        }
      }
    }
  }
  const faults = pieces.flatMap((piece) => piece.faults.filter(({ timeMs }) => timeMs >= startMs && timeMs <= untilMs));
  return { timeMs: Float64Array.from(time), value: Float64Array.from(mean), max: Float64Array.from(most), faults, completeness: worstCompleteness(pieces.map((piece) => piece.completeness)) };
}

/** An even grid with NaN where nothing arrived, no finer than the meter itself gives values. A register keeps its own instants. */
async function readings(meter: MeterSource, got: Windows, windowMs: number, nowMs: number): Promise<MeterReadings> {
  const stepMs = ownStepMs(got.timeMs, windowMs);
  const own: Notice[] = stepMs === windowMs ? [] : [{
    severity: 'info', code: 'coarse-meter', text: `${meter.id} gives a value about every ${stepMs / 1000} s; nothing finer is drawn.`,
  }];
  if (got.faults.length > 0) {
    own.push(...(await import('./meter-faults')).faultNotices(meter.id, got.faults, nowMs));
  }
  const shared = { meterId: meter.id, windowMs: stepMs, completeness: got.completeness, notices: own };
  if (meter.kind === 'counter') {
    return { kind: 'counter', timeMs: got.timeMs, energyKwh: got.value, ...shared };
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

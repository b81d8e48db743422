import type { CounterReadings, MeterReadings, Notice, PowerReadings } from '../base';
import { HOUR_MS, inOrder } from '../base';
import { quantumOf } from './quantum';
import { noticeOf } from './saying';
import { SpanTooLong } from './span';
import { median } from './stats';

/** Turns what a cumulative energy register said into mean power. */

export interface CounterOptions {
  /** The register wraps to zero at this value, kWh; undefined = not known, so a fall is never taken for a wrap. */
  readonly modulusKwh?: number;
  /** No load behind this meter exceeds it, kW; undefined = not checked. */
  readonly maximumKw?: number;
  /** Instants at which the register was replaced or set to zero, as somebody declared. */
  readonly resetsMs?: readonly number[];
}

/** Mean power of intervals that follow each other without a hole: each lasts until the next one begins, the last until endMs. */
export interface CounterPower extends PowerReadings {
  readonly endMs: number;
}

/** Longer than this in the register's own steps is no gap but a wrong time unit. */
const MOST_INTERVALS = 20_000_000;

/** Demand as it came, or what the steps of a register say of it. O(n) */
export const powerOf = (meter: MeterReadings): PowerReadings => (meter.kind === 'counter' ? counterPower(meter) : meter);

/**
 * Cumulative energy to mean power: each pair of neighbours becomes one interval that starts at the earlier reading.
 * A fall is classified, never guessed: a declared reset counts from zero, a wrap needs a known modulus and a plausible
 * power, anything else leaves that interval empty; each kind has its notice. After a gap the energy is spread evenly over
 * it, for its true course is not known: it neither vanishes nor makes a peak of its own, and `spread` says where.
 * @returns power readings, each covering the time to the next one; late and repeated readings are put in order first
 * @throws SpanTooLong when the readings span more intervals than any plant needs: a wrong time unit at the source
 * O(n)
 */
export function counterPower(counter: CounterReadings, options: CounterOptions = {}): CounterPower {
  const { timeMs, value, notices } = known(counter);
  const stepMs = counter.windowMs ?? medianStep(timeMs);
  const n = timeMs.length;
  const intervals = n > 1 ? (timeMs[n - 1] - timeMs[0]) / stepMs : 0;
  if (!(intervals <= MOST_INTERVALS)) {
    throw new SpanTooLong(timeMs[0], timeMs[n - 1], stepMs, MOST_INTERVALS);
  }
  const times: number[] = [];
  const power: number[] = [];
  const spread: Array<readonly [number, number]> = [];
  const falls: Record<Step['kind'], number[]> = { rise: [], wrap: [], reset: [], fall: [] };
  for (let k = 1; k < n; k++) {
    const [fromMs, toMs] = [timeMs[k - 1], timeMs[k]];
    const step = stepBetween(value[k - 1], value[k], fromMs, toMs, options);
    if (step.kind !== 'rise') {
      falls[step.kind].push(fromMs);
    }
    const meanKw = (step.energyKwh * HOUR_MS) / (toMs - fromMs);
    const pieces = Math.max(1, Math.round((toMs - fromMs) / stepMs));
    if (pieces > 1) {
      spread.push([fromMs, toMs]);
    }
    for (let piece = 0; piece < pieces; piece++) {
      times.push(fromMs + (piece * (toMs - fromMs)) / pieces);
      power.push(meanKw);
    }
  }
  return {
    kind: 'power', meterId: counter.meterId, timeMs: Float64Array.from(times), demandKw: Float64Array.from(power), windowMs: stepMs,
    endMs: n > 0 ? timeMs[n - 1] : NaN, spread, quantumKwh: quantumOf(value), completeness: counter.completeness, notices: [...counter.notices, ...notices, ...noticesOf(falls, spread)],
  };
}

/** The readings in order, those without a value left out: an interval reaches from one known reading to the next. */
function known(counter: CounterReadings): { timeMs: Float64Array; value: Float64Array; notices: readonly Notice[] } {
  const { timeMs, value, notices } = inOrder(counter.timeMs, counter.energyKwh);
  const finite = (_: number, i: number) => Number.isFinite(value[i]);
  return { timeMs: timeMs.filter(finite), value: value.filter(finite), notices };
}

/** What lies between two readings of a register. */
interface Step {
  readonly kind: 'rise' | 'wrap' | 'reset' | 'fall';
  /** NaN when it fell and nothing known explains it. */
  readonly energyKwh: number;
}

function stepBetween(earlier: number, later: number, fromMs: number, toMs: number, options: CounterOptions): Step {
  if (later >= earlier) {
    return { kind: 'rise', energyKwh: later - earlier };
  }
  if (options.resetsMs?.some((resetMs) => resetMs > fromMs && resetMs <= toMs)) {
    return { kind: 'reset', energyKwh: later };
  }
  if (options.modulusKwh !== undefined && earlier <= options.modulusKwh) {
    const wrapped = options.modulusKwh - earlier + later;
    const impliedKw = (wrapped * HOUR_MS) / (toMs - fromMs);
    if (impliedKw <= (options.maximumKw ?? Infinity)) {
      return { kind: 'wrap', energyKwh: wrapped };
    }
  }
  return { kind: 'fall', energyKwh: NaN };
}

function noticesOf({ fall, wrap, reset }: Record<Step['kind'], number[]>, spread: ReadonlyArray<readonly [number, number]>): Notice[] {
  const notices: Notice[] = [];
  if (fall.length > 0) {
    notices.push(noticeOf('warning', 'counter-reset', fall.length, fall[0]));
  }
  if (wrap.length > 0) {
    notices.push(noticeOf('info', 'counter-wrap', wrap.length, wrap[0]));
  }
  if (reset.length > 0) {
    notices.push(noticeOf('info', 'counter-declared-reset', reset.length, reset[0]));
  }
  if (spread.length > 0) {
    notices.push(noticeOf('info', 'counter-catch-up', spread.length));
  }
  return notices;
}

function medianStep(timeMs: Float64Array): number {
  const steps = new Float64Array(Math.max(0, timeMs.length - 1));
  for (let k = 1; k < timeMs.length; k++) {
    steps[k - 1] = timeMs[k] - timeMs[k - 1];
  }
  return steps.length > 0 ? median(steps) : 1;
}

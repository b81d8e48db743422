import type { CounterReadings, Notice, PowerReadings } from '../base';
import { HOUR_MS } from '../base';
import { median } from './stats';

export interface CounterOptions {
  /** The register wraps to zero at this value, kWh; undefined = not known, so a fall is never taken for a wrap. */
  readonly modulusKwh?: number;
  /** No load behind this meter exceeds it, kW; undefined = not checked. */
  readonly maximumKw?: number;
  /** Instants at which the register was replaced or set to zero, as somebody declared. */
  readonly resetsMs?: readonly number[];
}

/**
 * Cumulative energy to mean power: each pair of neighbours becomes one interval that starts at the earlier reading.
 * A fall is classified, never guessed: a declared reset counts from zero, a wrap needs a known modulus and a plausible
 * power, anything else leaves that interval empty with a notice. After a gap the energy is spread evenly over it, for
 * its true course is not known; it neither vanishes nor makes a peak of its own.
 * @returns power readings; one fewer than the counter's, each covering the time to the next one
 * O(n)
 */
export function counterPower(counter: CounterReadings, options: CounterOptions = {}): PowerReadings {
  const known = indexOfKnown(counter.energyKwh);
  const stepMs = counter.windowMs ?? medianStep(counter.timeMs, known);
  const times: number[] = [];
  const power: number[] = [];
  const notices: Notice[] = [...counter.notices];
  let falls = 0;
  let gaps = 0;
  let firstFallMs = NaN;
  for (let k = 1; k < known.length; k++) {
    const fromMs = counter.timeMs[known[k - 1]];
    const toMs = counter.timeMs[known[k]];
    const energyKwh = energyBetween(counter.energyKwh[known[k - 1]], counter.energyKwh[known[k]], fromMs, toMs, options);
    if (Number.isNaN(energyKwh)) {
      falls++;
      firstFallMs = Number.isNaN(firstFallMs) ? fromMs : firstFallMs;
    }
    const meanKw = (energyKwh * HOUR_MS) / (toMs - fromMs);
    const pieces = Math.max(1, Math.round((toMs - fromMs) / stepMs));
    gaps += pieces > 1 ? 1 : 0;
    for (let piece = 0; piece < pieces; piece++) {
      times.push(fromMs + (piece * (toMs - fromMs)) / pieces);
      power.push(meanKw);
    }
  }
  if (falls > 0) {
    const at = new Date(firstFallMs).toISOString();
    notices.push({
      severity: 'warning', code: 'counter-reset',
      text: `Register fell ${falls === 1 ? `at ${at}; that interval is` : `${falls} times, first at ${at}; those intervals are`} left out.`,
    });
  }
  if (gaps > 0) {
    notices.push({
      severity: 'info', code: 'counter-catch-up',
      text: `The register was silent ${gaps === 1 ? 'once' : `${gaps} times`}; the energy of that time is spread evenly over it.`,
    });
  }
  return {
    kind: 'power', meterId: counter.meterId, timeMs: Float64Array.from(times), demandKw: Float64Array.from(power),
    windowMs: stepMs, completeness: counter.completeness, notices,
  };
}

/** kWh drawn between two readings; NaN when the register fell and nothing known explains it. */
function energyBetween(earlier: number, later: number, fromMs: number, toMs: number, options: CounterOptions): number {
  if (later >= earlier) {
    return later - earlier;
  }
  if (options.resetsMs?.some((resetMs) => resetMs > fromMs && resetMs <= toMs)) {
    return later;
  }
  if (options.modulusKwh !== undefined && earlier <= options.modulusKwh) {
    const wrapped = options.modulusKwh - earlier + later;
    const impliedKw = (wrapped * HOUR_MS) / (toMs - fromMs);
    if (impliedKw <= (options.maximumKw ?? Infinity)) {
      return wrapped;
    }
  }
  return NaN;
}

function indexOfKnown(values: Float64Array): number[] {
  const known: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      known.push(i);
    }
  }
  return known;
}

function medianStep(timeMs: Float64Array, known: readonly number[]): number {
  const steps = new Float64Array(Math.max(0, known.length - 1));
  for (let k = 1; k < known.length; k++) {
    steps[k - 1] = timeMs[known[k]] - timeMs[known[k - 1]];
  }
  return steps.length > 0 ? median(steps) : 1;
}

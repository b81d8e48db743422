import { COMPLETE, type MeterReadings } from '../../../src/base';
import type { ScoredMeter } from '../labelled';
import type { Draw } from './draw';

/** What the site's meter makes of the true power: means with noise, or a register that counts in steps, wraps and misses readings. */

export type Meter = {
  readonly stepS: number;
  /** Share of readings that never arrive, in runs of some minutes. */
  readonly gapShare?: number;
} & (
  | { readonly kind: 'power'; /** Standard deviation of one sample, kW. */ readonly noiseKw: number; readonly roundKw?: number }
  | {
      readonly kind: 'register';
      readonly quantumKwh: number;
      /** Wraps to zero here; undefined = never. */
      readonly wrapKwh?: number;
      /** The engine gets the register itself; else the differences, as a gateway would store them. */
      readonly raw: boolean;
    }
);

export interface Metered {
  readonly readings: MeterReadings;
  readonly scored: ScoredMeter;
}

/** @param trueKw mean kW of each meter step; the register starts at a seeded value. O(n) */
export function metered(meter: Meter, trueKw: Float64Array, startMs: number, draw: Draw): Metered {
  const n = trueKw.length;
  const stepMs = meter.stepS * 1000;
  const missing = gaps(n, meter.stepS, meter.gapShare ?? 0, draw);
  const timeMs = Float64Array.from({ length: n }, (_, i) => startMs + i * stepMs);
  if (meter.kind === 'power') {
    const round = meter.roundKw ?? 0.01;
    const kw = trueKw.map((value, i) => (missing[i] ? NaN : tidyKw(Math.round((value + meter.noiseKw * draw.normal()) / round) * round)));
    return { readings: power(timeMs, kw), scored: finite(timeMs, kw) };
  }
  const register = counted(trueKw, meter.stepS, meter.quantumKwh, meter.wrapKwh, draw);
  const kw = trueKw.map((_, i) => {
    const rise = register[i + 1] - register[i];
    const known = !missing[i] && !missing[i + 1];
    return known ? tidyKw(((rise < 0 ? rise + (meter.wrapKwh ?? 0) : rise) * 3600) / meter.stepS) : NaN;
  });
  return { readings: meter.raw ? counter(timeMs, register, missing, stepMs) : power(timeMs, kw), scored: finite(timeMs, kw) };
}

function tidyKw(kw: number): number {
  return Math.round(kw * 1e4) / 1e4;
}

/** n + 1 register readings, kWh, at the ends of the steps. */
function counted(trueKw: Float64Array, stepS: number, quantumKwh: number, wrapKwh: number | undefined, draw: Draw): Float64Array {
  const out = new Float64Array(trueKw.length + 1);
  let energyKwh = wrapKwh === undefined ? draw.whole(1_000, 90_000) : draw.between(0.2, 0.8) * wrapKwh;
  for (let i = 0; i < out.length; i++) {
    const wrapped = wrapKwh === undefined ? energyKwh : energyKwh % wrapKwh;
    out[i] = Math.round(Math.floor(wrapped / quantumKwh) * quantumKwh * 1e4) / 1e4;
    energyKwh += ((trueKw[i] ?? 0) * stepS) / 3600;
  }
  return out;
}

/** n + 1 flags; runs of some ten minutes until the share is reached. */
function gaps(n: number, stepS: number, share: number, draw: Draw): Uint8Array {
  const missing = new Uint8Array(n + 1);
  for (let left = share * n; left > 0; ) {
    const length = Math.max(1, Math.round(draw.skewed(600, 1) / stepS));
    const from = draw.whole(0, n - 1);
    missing.fill(1, from, Math.min(n, from + length));
    left -= length;
  }
  return missing;
}

function power(timeMs: Float64Array, demandKw: Float64Array): MeterReadings {
  return { kind: 'power', meterId: 'site', timeMs, demandKw, completeness: COMPLETE, notices: [] };
}

function counter(timeMs: Float64Array, register: Float64Array, missing: Uint8Array, stepMs: number): MeterReadings {
  const instants = Float64Array.from({ length: register.length }, (_, i) => timeMs[0] + i * stepMs);
  const energyKwh = register.map((value, i) => (missing[i] ? NaN : value));
  return { kind: 'counter', meterId: 'site', timeMs: instants, energyKwh, completeness: COMPLETE, notices: [] };
}

function finite(timeMs: Float64Array, kw: Float64Array): ScoredMeter {
  const known = (i: number): boolean => !Number.isNaN(kw[i]);
  return { timeMs: timeMs.filter((_, i) => known(i)), kw: kw.filter((_, i) => known(i)) };
}

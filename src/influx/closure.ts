import { HOUR_MS, type MeterReadings, type TimeRange } from '../base';

/** Compares a meter with the sum of its sub-meters over a range, as kWh, and only where all of them gave readings. */

export interface MeterEnergy {
  readonly meterId: string;
  /** Over the windows that all meters have. */
  readonly kwh: number;
  /** Share of the range in which this meter gave readings, 0..1. */
  readonly coverage: number;
}

export interface Closure {
  readonly parent: MeterEnergy;
  readonly children: readonly MeterEnergy[];
  /** parent − Σ children: what no sub-meter measures, or, when negative, what they count too much. */
  readonly remainderKwh: number;
  /** Of the parent's kWh; NaN when the parent counted nothing. */
  readonly remainderShare: number;
  /** Share of the range in which all of them gave readings: what the comparison rests on. */
  readonly coverage: number;
  /**
   * compared: at least 90 % of the range is common. over: the sub-meters count more than 2 % above the parent, so a parent, a unit or a sign is wrong.
   * missing: too little is common, so the remainder says nothing; `who` gave the least.
   */
  readonly verdict: { readonly kind: 'compared' } | { readonly kind: 'over' } | { readonly kind: 'missing'; readonly who: readonly string[] };
}

const ENOUGH = 0.9;
/** Two accurate meters of class 1 (IEC 62053-21) may differ by 2 %. */
const TOLERANCE = 0.02;

/**
 * @param windowMs cuts the range into windows; a reading coarser than it is shared out evenly
 * O(windows × meters)
 */
export function closureOf(parent: MeterReadings, children: readonly MeterReadings[], range: TimeRange, windowMs: number): Closure {
  const all = [parent, ...children].map((meter) => ({ meter, kwh: energyByWindow(meter, range, windowMs) }));
  const count = all[0]!.kwh.length;
  const sums = new Float64Array(all.length);
  const own = new Uint32Array(all.length);
  let common = 0;
  for (let w = 0; w < count; w++) {
    const whole = all.every(({ kwh }) => kwh[w] === kwh[w]);
    common += whole ? 1 : 0;
    all.forEach(({ kwh }, m) => {
      own[m]! += kwh[w] === kwh[w] ? 1 : 0;
      sums[m]! += whole ? kwh[w]! : 0;
    });
  }
  const energies = all.map(({ meter }, m): MeterEnergy => ({ meterId: meter.meterId, kwh: sums[m]!, coverage: own[m]! / count }));
  const [first, ...rest] = energies as [MeterEnergy, ...MeterEnergy[]];
  const remainderKwh = first.kwh - rest.reduce((sum, { kwh }) => sum + kwh, 0);
  const coverage = common / count;
  const least = energies.filter((one) => one.coverage < ENOUGH).map(({ meterId }) => meterId);
  return {
    parent: first, children: rest, remainderKwh, coverage,
    remainderShare: first.kwh === 0 ? NaN : remainderKwh / first.kwh,
    verdict: coverage < ENOUGH ? { kind: 'missing', who: least.length > 0 ? least : energies.map(({ meterId }) => meterId) } : remainderKwh < -TOLERANCE * Math.abs(first.kwh) ? { kind: 'over' } : { kind: 'compared' },
  };
}

/** kWh of each window of the range; NaN where the meter does not say. A register that fell says nothing of that window. */
export function energyByWindow(meter: MeterReadings, { startMs, endMs }: TimeRange, windowMs: number): Float64Array {
  const kwh = new Float64Array(Math.max(1, Math.ceil((endMs - startMs) / windowMs))).fill(NaN);
  const filled = new Float64Array(kwh.length);
  const add = (fromMs: number, toMs: number, energyKwh: number) => {
    for (let w = Math.max(0, Math.floor((fromMs - startMs) / windowMs)); w < kwh.length && startMs + w * windowMs < toMs; w++) {
      const partMs = Math.min(toMs, startMs + (w + 1) * windowMs) - Math.max(fromMs, startMs + w * windowMs);
      if (partMs > 0 && energyKwh === energyKwh) {
        kwh[w] = (filled[w] === 0 ? 0 : kwh[w]!) + (energyKwh * partMs) / (toMs - fromMs);
        filled[w]! += partMs;
      }
    }
  };
  const { timeMs, windowMs: ownMs = windowMs } = meter;
  for (let i = 0; i < timeMs.length; i++) {
    if (meter.kind === 'power') {
      add(timeMs[i]!, timeMs[i]! + ownMs, (meter.demandKw[i]! * ownMs) / HOUR_MS);
    } else if (i > 0) {
      const difference = meter.energyKwh[i]! - meter.energyKwh[i - 1]!;
      add(timeMs[i - 1]!, timeMs[i]!, difference < 0 ? NaN : difference);
    }
  }
  // A window that is only partly filled would count too little.
  return kwh.map((value, w) => (filled[w]! >= ENOUGH * windowMs ? value : NaN));
}

/** One sentence for people. */
export function closureText({ parent, children, remainderKwh, remainderShare, coverage, verdict }: Closure): string {
  const kwh = (value: number) => `${value.toLocaleString('en', { maximumFractionDigits: 1 })} kWh`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  switch (verdict.kind) {
    case 'missing':
      return `${parent.meterId}: cannot be compared, for readings of ${verdict.who.join(', ')} are missing; only ${percent(coverage)} of the range is common to all.`;
    case 'over':
      return `${parent.meterId}: its sub-meters counted ${kwh(-remainderKwh)} more than its own ${kwh(parent.kwh)}. Check parents, units and signs in the plant map.`;
    case 'compared':
      return `${parent.meterId}: ${kwh(parent.kwh)} = ${children.map((child) => `${child.meterId} ${kwh(child.kwh)}`).join(' + ')} + remainder ${kwh(remainderKwh)} (${percent(remainderShare)}).`;
  }
}

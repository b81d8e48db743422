import type { TimeRange } from '../base';
import type { Finding } from './types';

/** Which machine and state keeps coming back in the spikes of months: sums of their contributions, closing to the whole excess. */

/** Findings of one stretch that was studied. */
export interface Studied {
  readonly range: TimeRange;
  readonly findings: readonly Finding[];
}

export interface RecurrentCause {
  readonly machines: readonly string[];
  readonly state: string;
  /** Spikes to which it added at least a tenth of the excess. */
  readonly spikes: number;
  /** Spikes of which it was the largest line. */
  readonly largestIn: number;
  /** Stretches (months) in which it did. */
  readonly months: number;
  /** Sum of its contributions to every spike, negative ones too. */
  readonly kwh: number;
  /** Mean of what it added to the spikes that it counts for, kW. */
  readonly meanKw: number;
  /** kwh over the excess of all ranked spikes; NaN when that is none. */
  readonly shareOfExcess: number;
  /** Of the spikes that it counts for; NaN when there is none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** At least three spikes, on at least three different days. */
  readonly chronic: boolean;
}

export interface Recurrence {
  /** Most kWh first. Σ causes.kwh + unexplainedKwh = excessKwh. */
  readonly causes: readonly RecurrentCause[];
  readonly unexplainedKwh: number;
  readonly excessKwh: number;
  readonly ranked: number;
  /** Spikes of which nothing may be ranked: they count for nothing above. */
  readonly notRanked: number;
}

/** A line smaller than this share of a spike's excess is no reason to count the spike as its own. */
const COUNTS = 0.1;
const CHRONIC = 3;

interface Sum {
  readonly machines: readonly string[];
  readonly state: string;
  kwh: number;
  spikes: number;
  largestIn: number;
  kw: number;
  firstMs: number;
  lastMs: number;
  readonly days: Set<number>;
  readonly months: Set<number>;
}

/** O(spikes × lines). @param dayOf the site's day that contains an instant, as a number */
export function recurrenceOf(studied: readonly Studied[], dayOf: (instantMs: number) => number): Recurrence {
  const sums = new Map<string, Sum>();
  let [unexplainedKwh, excessKwh, ranked, notRanked] = [0, 0, 0, 0];
  for (const { range, findings } of studied) {
    for (const finding of findings) {
      if (finding.ranking.kind !== 'ranked' || !(finding.excessKw > 0)) {
        notRanked++;
        continue;
      }
      ranked++;
      excessKwh += finding.excessKwh;
      unexplainedKwh += finding.unexplainedKw * (finding.excessKwh / finding.excessKw);
      finding.causes.forEach((cause, place) => add(sumOf(sums, cause), finding, cause.kw, place === 0 && cause.kw > finding.unexplainedKw, range, dayOf));
    }
  }
  const causes = [...sums.values()].map((sum) => lineOf(sum, excessKwh)).sort((a, b) => b.kwh - a.kwh || (keyOf(a) < keyOf(b) ? -1 : 1));
  return { causes, unexplainedKwh, excessKwh, ranked, notRanked };
}

type Who = Pick<RecurrentCause, 'machines' | 'state'>;

const keyOf = ({ machines, state }: Who): string => JSON.stringify([machines, state]);

function sumOf(sums: Map<string, Sum>, { machines, state }: Who): Sum {
  const key = keyOf({ machines, state });
  const sum = sums.get(key) ?? {
    machines, state, kwh: 0, spikes: 0, largestIn: 0, kw: 0, firstMs: NaN, lastMs: NaN, days: new Set<number>(), months: new Set<number>(),
  };
  sums.set(key, sum);
  return sum;
}

function add(sum: Sum, { startMs, excessKw, excessKwh }: Finding, kw: number, largest: boolean, range: TimeRange, dayOf: (instantMs: number) => number): void {
  sum.kwh += kw * (excessKwh / excessKw);
  if (kw < COUNTS * excessKw) {
    return;
  }
  sum.spikes++;
  sum.kw += kw;
  sum.largestIn += largest ? 1 : 0;
  // The comparison is false for NaN, so the first one always enters.
  sum.firstMs = sum.firstMs < startMs ? sum.firstMs : startMs;
  sum.lastMs = sum.lastMs > startMs ? sum.lastMs : startMs;
  sum.days.add(dayOf(startMs));
  sum.months.add(range.startMs);
}

function lineOf({ machines, state, kwh, spikes, largestIn, kw, firstMs, lastMs, days, months }: Sum, excessKwh: number): RecurrentCause {
  return {
    machines, state, spikes, largestIn, months: months.size, kwh, meanKw: spikes > 0 ? kw / spikes : 0,
    shareOfExcess: excessKwh > 0 ? kwh / excessKwh : NaN, firstMs, lastMs, chronic: spikes >= CHRONIC && days.size >= CHRONIC,
  };
}

import { HOUR_MS, MINUTE_MS } from '../base';
import type { Finding } from './types';
import { runningAt, type Energy } from './windows';

/** Tells a slow rise from a spike: hours without any step. */

const LOOK_BACK_MS = 6 * HOUR_MS;
const SMOOTH_MS = 5 * MINUTE_MS;
const WITHIN_MS = 10 * MINUTE_MS;
const SLOW_MS = 2 * HOUR_MS;

export interface Rise {
  /** From a tenth to nine tenths of the way from the reference to the highest five minutes. */
  readonly riseMs: number;
  /** The most that demand rose within ten minutes on that way, kW. */
  readonly largestStepKw: number;
}

/** How demand came up to a finding's highest five minutes; undefined where the readings do not show it. O(hours of the rise · 60) */
export function riseOf({ startMs, endMs, referenceKw }: Finding, energy: Energy): Rise | undefined {
  const strideMs = Math.max(MINUTE_MS, energy.grid.stepMs);
  const smoothMs = Math.max(SMOOTH_MS, energy.grid.stepMs);
  const at = (ms: number) => mean(energy, ms - smoothMs / 2, ms + smoothMs / 2);
  let topMs = NaN;
  let topKw = -Infinity;
  for (let ms = startMs; ms <= endMs; ms += strideMs) {
    [topMs, topKw] = at(ms) > topKw ? [ms, at(ms)] : [topMs, topKw];
  }
  const heightKw = topKw - referenceKw;
  if (!(heightKw > 0)) {
    return undefined;
  }
  let lowMs = topMs;
  // A minute without readings neither begins nor ends the rise.
  while (lowMs > startMs - LOOK_BACK_MS && !(at(lowMs) <= referenceKw + 0.1 * heightKw)) {
    lowMs -= strideMs;
  }
  let highMs = lowMs;
  let largestStepKw = 0;
  for (let ms = lowMs; ms <= topMs; ms += strideMs) {
    highMs = highMs === lowMs && at(ms) >= referenceKw + 0.9 * heightKw ? ms : highMs;
    largestStepKw = Math.max(largestStepKw, at(ms + WITHIN_MS / 2) - at(ms - WITHIN_MS / 2) || 0);
  }
  return { riseMs: highMs - lowMs, largestStepKw };
}

/** A drift rises for more than two hours without a step of a third of its excess within ten minutes. */
export function isDrift({ riseMs, largestStepKw }: Rise, excessKw: number): boolean {
  return riseMs > SLOW_MS && largestStepKw <= excessKw / 3;
}

function mean({ grid, kwMs, knownMs }: Energy, fromMs: number, toMs: number): number {
  const known = runningAt(knownMs, grid, toMs) - runningAt(knownMs, grid, fromMs);
  return known > 0 ? (runningAt(kwMs, grid, toMs) - runningAt(kwMs, grid, fromMs)) / known : NaN;
}

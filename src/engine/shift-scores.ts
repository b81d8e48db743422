import { DAY_MS } from '../base';
import type { ClockOffset } from './clock';
import type { MeterSteps } from './clock-costs';
import { vertex } from './stats';
import type { Grid } from './types';

/** How well each shift of one clock's stamps meets the meter's steps, and what the best one says of the clock. */

/** How well each shift fits, apart for each day and each fourth of the changes, so that errors and drifts cost little more. */
export interface Scores {
  /** Shifts go from −reach to reach, in bins; a row of scores has 2 · reach + 1. */
  readonly reach: number;
  readonly stepMs: number;
  /** Steps are taken over this many bins. */
  readonly lag: number;
  /** Mean time of each day's changes, days from the middle of the grid. */
  readonly atDays: Float64Array;
  /** Per part of the changes: days × (2 · reach + 1). */
  readonly parts: readonly Float64Array[];
  /** 2 · reach + 1: of rises alone, all days together; falls are what is left of all. */
  readonly rises: Float64Array;
  /** What chance alone makes of a score. */
  readonly noise: number;
  /** What a score would be if the meter showed the very steps that the model says. */
  readonly energy: number;
}

/** @returns undefined when there are too few steps to compare */
export function scoresOf(signal: Float64Array, steps: MeterSteps, grid: Grid): Scores | undefined {
  const at = movesOf(signal, steps.lag, steps.reach, 0.02 * largestStep(signal, steps.lag));
  return at.length < FEWEST_BINS ? undefined : scored(signal, steps.kw, at, steps, grid);
}

export function largestStep(signal: Float64Array, lag: number): number {
  let largest = 0;
  for (let i = 0; i + lag < signal.length; i++) {
    largest = Math.max(largest, Math.abs(signal[i + lag] - signal[i]));
  }
  return largest;
}

/** Where the signal moves by more than `leastKw` and every shift has a step to be compared with. */
function movesOf(signal: Float64Array, lag: number, reach: number, leastKw: number): number[] {
  const at: number[] = [];
  for (let i = reach; i < signal.length - lag - reach; i++) {
    if (Math.abs(signal[i + lag] - signal[i]) > leastKw) {
      at.push(i);
    }
  }
  return at;
}

const FEWEST_BINS = 6;
/** With one part left out in turn, their spread is the error (Quenouille 1956, Tukey 1958); with two it is half the difference. */
const PARTS = 4;

function scored(
  signal: Float64Array, step: Float64Array, at: readonly number[],
  { reach, lag, sigmaKw }: { readonly reach: number; readonly lag: number; readonly sigmaKw: number }, grid: Grid
): Scores {
  const width = 2 * reach + 1;
  const days = Math.floor(((grid.count - 1) * grid.stepMs) / DAY_MS) + 1;
  const parts = Array.from({ length: PARTS }, () => new Float64Array(days * width));
  const [mass, moment] = [new Float64Array(days), new Float64Array(days)];
  const rises = new Float64Array(width);
  let energy = 0;
  let changes = 0;
  at.forEach((i, k) => {
    const kw = signal[i + lag] - signal[i];
    const before = k === 0 ? i : at[k - 1];
    changes += k > 0 && i === before + 1 && kw * (signal[before + lag] - signal[before]) > 0 ? 0 : 1;
    const day = Math.floor((i * grid.stepMs) / DAY_MS);
    energy += kw * kw;
    mass[day] += kw * kw;
    moment[day] += kw * kw * i;
    // Two changes at a time, an up and a down: a machine that rises slowly and stops at once has both in every part.
    const row = parts[(changes >> 1) % PARTS];
    for (let shift = -reach; shift <= reach; shift++) {
      const met = kw * step[i - shift];
      row[day * width + shift + reach] += met;
      rises[shift + reach] += kw > 0 ? met : 0;
    }
  });
  const atDays = mass.map((one, day) => (one > 0 ? ((moment[day] / one + 0.5 - grid.count / 2) * grid.stepMs) / DAY_MS : 0));
  return { reach, stepMs: grid.stepMs, lag, atDays, parts, rises, noise: Math.sqrt(energy) * sigmaKw, energy };
}

/** A score must stand this far above chance, and above the score of what it replaces. */
const CLEAR = 6;
const CLEARLY_BETTER = 3;
/**
 * A second shift that fits this well leaves the first in doubt, and so do steps that the meter shows by less than this
 * share. On made-up plants (line-L3, batch, packaging) right shifts had at most 0.73 and at least 0.43, wrong ones
 * mostly over 0.77 or under 0.41.
 */
const NEARLY = 0.75;
const LEAST_MET = 0.42;
/**
 * A clock is late for rises and falls alike. A fan that starts with its mill and runs on for two minutes is not: the mill's steps, far larger than its
 * own, seem to be its own, late by nothing and by two minutes, and a shift between the two fits neither. What rises and falls would gain by a
 * shift of their own each, as a share of the common score: right shifts were seen to have at most 0.48, fans that run on at least 0.68.
 */
const TORN = 0.58;
/** Steps that would stand this far above chance, of which the meter shows less than this share at any shift, are elsewhere. */
const PLAIN = 30;
const HARDLY_MET = 0.15;
/** No quartz is worse, ms a day. */
const FASTEST_DRIFT_MS = 30_000;
/** A line has one freedom more, so it must fit better by this too. */
const DRIFT_GAIN = 1.1;

export function judgedOffset(scores: Scores): ClockOffset {
  const { reach, stepMs, lag, noise, energy, rises } = scores;
  const drift = driftOf(scores);
  const all = totalAlong(scores, drift);
  const best = argmax(all);
  if (energy / noise > PLAIN && all[best] < HARDLY_MET * energy) {
    return { kind: 'none', why: 'nowhere' };
  }
  if (!(all[best] / noise > CLEAR && all[best] > LEAST_MET * energy) || best === 0 || best === 2 * reach) {
    return { kind: 'none', why: 'unclear' };
  }
  const msOf = (k: number): number => (k - reach) * stepMs;
  const other = secondBest(all, best, Math.max(3, lag));
  if (other >= 0 && all[other] >= NEARLY * all[best]) {
    return { kind: 'ambiguous', shiftMs: msOf(best), otherMs: msOf(other) };
  }
  const shiftMs = msOf(peakOf(all));
  const errorMs = stepMs * errorOf(scores, all, drift);
  const mostMs = Math.max(2 * stepMs, 15_000);
  if (errorMs > mostMs) {
    return { kind: 'none', why: 'uncertain' };
  }
  const unmoved = totalAlong(scores, 0);
  if (!((all[best] - unmoved[reach]) / noise > CLEARLY_BETTER)) {
    const agrees = Math.abs(shiftMs) <= Math.max(stepMs, 15_000);
    return agrees ? { kind: 'sure', shiftMs: 0, errorMs: Math.max(errorMs, Math.abs(shiftMs)) } : { kind: 'none', why: 'unclear' };
  }
  const falls = unmoved.map((score, k) => score - rises[k]);
  const torn = heightOf(rises) - rises[best] + heightOf(falls) - falls[best];
  if (torn > TORN * all[best]) {
    return { kind: 'none', why: 'uncertain' };
  }
  return { kind: 'sure', shiftMs, errorMs, ...(drift !== 0 ? { driftMsPerDay: drift * stepMs } : {}) };
}

/** Bins: the jackknife over the parts, and what rounding to bins may hide (their length over √12). */
function errorOf(scores: Scores, all: Float64Array, drift: number): number {
  const peaks = scores.parts.map((part) => {
    const without = alongLine(scores, part, drift);
    return peakOf(all.map((score, k) => score - without[k]));
  });
  const mean = peaks.reduce((sum, peak) => sum + peak, 0) / PARTS;
  const squares = peaks.reduce((sum, peak) => sum + (peak - mean) ** 2, 0);
  return Math.sqrt(((PARTS - 1) / PARTS) * squares + 1 / 12);
}

/**
 * Bins a day; 0 unless a drifting shift clearly beats the best constant one, in every part of the changes too, and moves
 * the stamps by more than the bins blur. The line is found as a whole: one day alone may be too noisy to show its shift.
 */
function driftOf(scores: Scores): number {
  const { reach, stepMs, lag, atDays, noise } = scores;
  const rangeDays = Math.max(...atDays) - Math.min(...atDays);
  if (!(rangeDays > 2)) {
    return 0;
  }
  const stride = Math.max(1, lag / 2) / (rangeDays / 2);
  const most = Math.floor(Math.min(FASTEST_DRIFT_MS / stepMs, reach / (rangeDays / 2)) / stride);
  const heights = Float64Array.from({ length: 2 * most + 1 }, (_, k) => Math.max(...totalAlong(scores, (k - most) * stride)));
  const drift = (peakOf(heights) - most) * stride;
  if (!(Math.abs(drift) * rangeDays * stepMs > Math.max(2 * stepMs, 10_000))) {
    return 0;
  }
  const gain = (part: Float64Array): number => Math.max(...alongLine(scores, part, drift)) - Math.max(...alongLine(scores, part, 0));
  const height = Math.max(...totalAlong(scores, drift));
  const better = height > DRIFT_GAIN * heights[most] && (height - heights[most]) / noise > CLEAR;
  return better && scores.parts.every((part) => gain(part) > 0) ? drift : 0;
}

/** Scores of the shifts at the middle of the time, when the shift grows by `drift` bins a day. */
function alongLine({ reach, atDays }: Scores, part: Float64Array, drift: number): Float64Array {
  const width = 2 * reach + 1;
  const sum = new Float64Array(width);
  atDays.forEach((days, day) => {
    const moved = drift * days;
    const whole = Math.floor(moved);
    const fraction = moved - whole;
    for (let k = Math.max(0, -whole); k < Math.min(width, width - 1 - whole + (fraction === 0 ? 1 : 0)); k++) {
      const at = day * width + k + whole;
      sum[k] += fraction === 0 ? part[at] : part[at] * (1 - fraction) + part[at + 1] * fraction;
    }
  });
  return sum;
}

function totalAlong(scores: Scores, drift: number): Float64Array {
  const total = new Float64Array(2 * scores.reach + 1);
  scores.parts.forEach((part) => alongLine(scores, part, drift).forEach((score, k) => (total[k] += score)));
  return total;
}

/** The constant shift that fits best, bins. */
export function bestOf(scores: Scores): number {
  return argmax(totalAlong(scores, 0)) - scores.reach;
}

function heightOf(values: Float64Array): number {
  return values[argmax(values)];
}

/** Place of the largest; of equals the first. */
export function argmax(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) {
    best = values[k] > values[best] ? k : best;
  }
  return best;
}

/** Place of the maximum, with the fraction of a parabola through it and its neighbours. */
function peakOf(values: Float64Array): number {
  const best = argmax(values);
  const inner = best > 0 && best < values.length - 1;
  return best + (inner ? vertex(values[best - 1], values[best], values[best + 1]) : 0);
}

/** The highest local maximum more than `apart` away from the best; −1 for none. */
function secondBest(values: Float64Array, best: number, apart: number): number {
  let other = -1;
  for (let k = 0; k < values.length; k++) {
    const peak = values[k] >= (values[k - 1] ?? -Infinity) && values[k] >= (values[k + 1] ?? -Infinity);
    other = peak && Math.abs(k - best) > apart && (other < 0 || values[k] > values[other]) ? k : other;
  }
  return other;
}

import type { Visit } from './clocks';
import type { Draw } from './draw';

/** Walks a machine through its states: how long in each, and which comes next. */

export interface Step {
  /** Mean stay, s, and its coefficient of variation. */
  readonly stayS: number;
  readonly cv: number;
  /** Weights of what follows. */
  readonly next: Readonly<Record<string, number>>;
}

export type Chain = Readonly<Record<string, Step>>;

/** From fromS until toS, beginning in `first`; the walk ends where a stay crosses toS. */
export function walk(draw: Draw, chain: Chain, first: string, fromS: number, toS: number): Visit[] {
  const visits: Visit[] = [];
  let state = first;
  for (let atS = fromS; atS < toS; ) {
    const step = chain[state];
    if (step === undefined) {
      throw new RangeError(`state ${state} is not in the chain ${Object.keys(chain).join(', ')}`);
    }
    visits.push([atS, state]);
    atS += Math.max(5, draw.skewed(step.stayS, step.cv));
    state = draw.weighted(step.next);
  }
  return visits;
}

/** Spans of a working calendar, s since the start; day 0 is a Monday. */
export interface Shift {
  readonly days: number;
  /** Hours of the day; endH may exceed 24. */
  readonly startH: number;
  readonly endH: number;
  readonly weekend?: boolean;
}

export function shiftsOf({ days, startH, endH, weekend }: Shift): ReadonlyArray<readonly [fromS: number, toS: number]> {
  const spans: Array<readonly [number, number]> = [];
  for (let day = 0; day < days; day++) {
    if (weekend || day % 7 < 5) {
      spans.push([(day * 24 + startH) * 3600, Math.min(days * 24, day * 24 + endH) * 3600]);
    }
  }
  return spans;
}

export function hourOf(atS: number): number {
  return (atS / 3600) % 24;
}

export function dayOf(atS: number): number {
  return Math.floor(atS / 86_400);
}

/** A thermostat nobody reports: 1 for `duty` of every period, else 0. */
export function thermostat(ageS: number, periodS: number, duty: number, phase: number): number {
  return (ageS / periodS + phase) % 1 < duty ? 1 : 0;
}

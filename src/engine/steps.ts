import { lowerBound, MINUTE_MS, stableOrder, upperBound } from '../base';
import type { Track } from './align';
import type { Expectation } from './expect';
import { median, quantile } from './stats';
import type { ObservedStep } from './types';
import type { Energy } from './windows';

/** How the meter moved whenever a machine changed its state: the event study behind the evidence of a finding. */

/** What the study needs to know of what was learnt. */
export type Learnt = Pick<Expectation, 'tracks' | 'columns' | 'kw' | 'groups' | 'offsetsMs'>;

/** All changes of one machine, the clock offset applied; n is the number of its entries, the first of which is no change. */
export interface Steps {
  /** n, kW: mean of the minute after less that of the minute before, the change's own bin left out; NaN = not measured. */
  readonly observedKw: Float64Array;
  /** n, kW: what the states cost, the new one with its start-up less the old one; NaN where one of them says that nothing is known. */
  readonly expectedKw: Float64Array;
  /** n; 1 = no other change of a tenth of this one's size from one minute before to one minute after. */
  readonly alone: Uint8Array;
  /** n; 1 = a start: the machine had not been in that state for twenty minutes. A load that comes and goes all the time starts nothing. */
  readonly anew: Uint8Array;
}

/** Starts that lie this far apart still belong together; a state left for as long is entered anew. */
export const TOGETHER_MS = 20 * MINUTE_MS;

/** Per track its steps. O(transitions · log transitions), beside the changes that lie within two minutes of another */
export function stepsOf(learnt: Learnt, energy: Energy): Steps[] {
  const { grid } = energy;
  const steps = learnt.tracks.map((track, t) => ({
    observedKw: observedOf(track, energy),
    expectedKw: expectedOf(track, costOf(learnt, t), startUpsOf(learnt, t, grid.stepMs)),
    alone: new Uint8Array(track.timeMs.length),
    anew: enteredAnew(track),
  }));
  markAlone(learnt, steps, MINUTE_MS + grid.stepMs);
  return steps;
}

/** Per state code of a track its kW; 0 for one that was hardly ever seen, NaN for one that says that nothing is known. */
function costOf({ tracks, columns, kw }: Learnt, t: number): Float64Array {
  const cost = Float64Array.from(tracks[t].unknown, (unknown) => (unknown ? NaN : 0));
  columns.forEach((column, j) => {
    if (column.track === t && column.tauMs === 0 && !tracks[t].unknown[column.stateCode]) {
      cost[column.stateCode] = kw[j];
    }
  });
  return cost;
}

/** Per state code of a track what its start-up adds in the mean of the minute that is looked at, kW; that begins half a bin after the entry, in the mean. */
function startUpsOf({ tracks, columns, kw }: Learnt, t: number, stepMs: number): Float64Array {
  const added = new Float64Array(tracks[t].states.length);
  const fromMs = stepMs / 2;
  const lengthMs = Math.max(MINUTE_MS, stepMs);
  columns.forEach(({ track, stateCode, tauMs }, j) => {
    if (track === t && tauMs > 0) {
      added[stateCode] += (kw[j] * tauMs * (Math.exp(-fromMs / tauMs) - Math.exp(-(fromMs + lengthMs) / tauMs))) / lengthMs;
    }
  });
  return added;
}

function expectedOf({ stateCode }: Track, cost: Float64Array, startUp: Float64Array): Float64Array {
  const kw = new Float64Array(stateCode.length).fill(NaN);
  for (let i = 1; i < kw.length; i++) {
    kw[i] = cost[stateCode[i]] + startUp[stateCode[i]] - cost[stateCode[i - 1]];
  }
  return kw;
}

function enteredAnew({ timeMs, stateCode, states }: Track): Uint8Array {
  const leftMs = new Float64Array(states.length).fill(-Infinity);
  const anew = new Uint8Array(timeMs.length);
  for (let i = 1; i < anew.length; i++) {
    leftMs[stateCode[i - 1]] = timeMs[i];
    anew[i] = leftMs[stateCode[i]] <= timeMs[i] - TOGETHER_MS ? 1 : 0;
  }
  return anew;
}

/** At least half of each minute must have been measured. O(entries) */
function observedOf({ timeMs }: Track, energy: Energy): Float64Array {
  const { startMs, stepMs } = energy.grid;
  const reach = Math.max(1, Math.round(MINUTE_MS / stepMs));
  const kw = new Float64Array(timeMs.length).fill(NaN);
  for (let i = 1; i < kw.length; i++) {
    const bin = Math.floor((timeMs[i] - startMs) / stepMs);
    kw[i] = meanKw(energy, bin + 1, bin + 1 + reach) - meanKw(energy, bin - reach, bin);
  }
  return kw;
}

/** NaN where less than half was measured, and beyond the grid. */
function meanKw({ grid, kwMs, knownMs }: Energy, from: number, to: number): number {
  const known = from < 0 || to > grid.count ? 0 : knownMs[to] - knownMs[from];
  return known >= 0.5 * (to - from) * grid.stepMs ? (kwMs[to] - kwMs[from]) / known : NaN;
}

/** Every change of all machines in one order of time, so that the neighbours of one are found beside it. */
function markAlone({ tracks, groups }: Learnt, steps: readonly Steps[], reachMs: number): void {
  const owner = tracks.map((_, t) => groups.find((members) => members.includes(t))?.[0] ?? t);
  const total = tracks.reduce((sum, track) => sum + track.timeMs.length - 1, 0);
  const at = new Float64Array(total);
  const who = new Uint32Array(total);
  const entry = new Uint32Array(total);
  let n = 0;
  tracks.forEach((track, t) => {
    for (let i = 1; i < track.timeMs.length; i++) {
      at[n] = track.timeMs[i];
      who[n] = t;
      entry[n++] = i;
    }
  });
  // Each track ascends, so this merges them.
  const order = stableOrder(at) ?? Uint32Array.from(at, (_, k) => k);
  const size = (k: number) => Math.abs(steps[who[k]].expectedKw[entry[k]]);
  for (let place = 0; place < total; place++) {
    const k = order[place];
    // The members of a group change together; that is one change. One whose size is not known may be of any.
    const disturbs = (other: number) => !(owner[who[other]] === owner[who[k]] && who[other] !== who[k]) && !(size(other) < 0.1 * size(k));
    let alone = true;
    for (const direction of [-1, 1]) {
      for (let p = place + direction; alone && p >= 0 && p < total && Math.abs(at[order[p]] - at[k]) <= reachMs; p += direction) {
        alone = !disturbs(order[p]);
      }
    }
    steps[who[k]].alone[entry[k]] = alone ? 1 : 0;
  }
}

/** Of the given entries those that were measured, to a thousandth of a kW, finer than any step can be told; undefined when there are none. O(n log n) */
export function summaryOf(steps: Steps, entries: readonly number[]): ObservedStep | undefined {
  const measured = entries.filter((i) => Number.isFinite(steps.observedKw[i]));
  if (measured.length === 0) {
    return undefined;
  }
  const observed = Float64Array.from(measured, (i) => steps.observedKw[i]);
  const expectedKw = median(Float64Array.from(measured, (i) => steps.expectedKw[i]));
  return {
    count: measured.length,
    medianKw: thousandths(median(observed)), lowKw: thousandths(quantile(observed, 0.25)), highKw: thousandths(quantile(observed, 0.75)),
    ...(Number.isFinite(expectedKw) ? { expectedKw: thousandths(expectedKw) } : {}),
  };
}

/** Rounded to three decimals. */
export function thousandths(value: number): number {
  return Math.round(1000 * value) / 1000;
}

/** True when the machine was in the state at the instant. O(log n) */
export function isIn(track: Track, stateCode: number, instantMs: number): boolean {
  return track.stateCode[Math.max(0, upperBound(track.timeMs, instantMs) - 1)] === stateCode;
}

/** The machine's entry into the state that lies nearest to an instant within [fromMs, toMs); 0 when there is none. O(entries in the range) */
export function nearestEntry(track: Track, stateCode: number, instantMs: number, fromMs: number, toMs: number): number {
  let nearest = 0;
  for (let i = Math.max(1, lowerBound(track.timeMs, fromMs)); i < track.timeMs.length && track.timeMs[i] < toMs; i++) {
    const nearer = nearest === 0 || Math.abs(track.timeMs[i] - instantMs) < Math.abs(track.timeMs[nearest] - instantMs);
    nearest = track.stateCode[i] === stateCode && nearer ? i : nearest;
  }
  return nearest;
}

import { HOUR_MS, lowerBound, MINUTE_MS, type ShiftEvent } from '../base';
import type { Track } from './align';
import type { MachineLine } from './lines';
import { seedOf, uniform } from './random';
import { nearestEntry, TOGETHER_MS, type Learnt, type Steps } from './steps';
import type { Finding, SpikeKind } from './types';

/** Tells whether several machines started together, and whether chance alone would make as many do so. */

const SHIFT_MS = 15 * MINUTE_MS;
const FEWEST = 3;
const TRIES = 200;

interface Start {
  readonly machineId: string;
  readonly kw: number;
  readonly atMs: number;
}

/**
 * At least three machines that each add 5 % of the excess or more, none of them 60 %, together 60 % or more, whose entries
 * lie within twenty minutes, each after twenty minutes outside that state. The members of a group that always switches together count one by one, each with its share.
 * (A first rule that asked for 15 % of each never fired on simulated mornings, where the largest line was 25 %.)
 */
export function coincidentStart(
  finding: Finding, lines: readonly MachineLine[], learnt: Learnt, steps: readonly Steps[], shifts: readonly ShiftEvent[]
): (SpikeKind & { kind: 'coincident-start' }) | undefined {
  const starts = startsOf(finding, lines, learnt, steps).sort((a, b) => a.atMs - b.atMs || (a.machineId < b.machineId ? -1 : 1));
  let best: readonly Start[] = [];
  for (const first of starts) {
    const together = starts.filter(({ atMs }) => atMs >= first.atMs && atMs <= first.atMs + TOGETHER_MS);
    best = sumKw(together) > sumKw(best) ? together : best;
  }
  const kw = sumKw(best);
  if (best.length < FEWEST || best.some((start) => start.kw >= 0.6 * finding.excessKw) || kw < 0.6 * finding.excessKw) {
    return undefined;
  }
  const [firstMs, lastMs] = [best[0].atMs, best[best.length - 1].atMs];
  const shift = shifts
    .filter(({ startMs }) => startMs >= firstMs - SHIFT_MS && startMs <= firstMs + SHIFT_MS)
    .sort((a, b) => Math.abs(a.startMs - firstMs) - Math.abs(b.startMs - firstMs))[0];
  return {
    kind: 'coincident-start', machines: best.map(({ machineId }) => machineId).sort(), kw, shareOfExcess: kw / finding.excessKw, firstMs, lastMs,
    ...(shift ? { shift: { text: shift.text, startMs: shift.startMs } } : {}),
    placebo: placeboOf(learnt.tracks, steps, 0.05 * finding.excessKw, best.length, firstMs, seedOf(finding.startMs)),
  };
}

function sumKw(starts: readonly Start[]): number {
  return starts.reduce((sum, { kw }) => sum + kw, 0);
}

/** Rising machines with the entry into their state that lies nearest to the onset, from twenty minutes before it on. */
function startsOf(finding: Finding, lines: readonly MachineLine[], { tracks }: Learnt, steps: readonly Steps[]): Start[] {
  return lines.flatMap(({ machines, state, kw }) => {
    const each = kw / machines.length;
    if (each < 0.05 * finding.excessKw) {
      return [];
    }
    return machines.flatMap((machineId) => {
      const t = tracks.findIndex((one) => one.machineId === machineId);
      const entry = t < 0 ? 0 : nearestEntry(tracks[t], tracks[t].states.indexOf(state), finding.startMs, finding.startMs - TOGETHER_MS, finding.endMs);
      return entry > 0 && steps[t].anew[entry] ? [{ machineId, kw: each, atMs: tracks[t].timeMs[entry] }] : [];
    });
  });
}

/**
 * The same question put to states that cannot have caused it: each machine's log is moved by hours of its own, drawn at
 * random, around the end of the readings to their beginning. Counts the tries in which at least as many machines step up
 * by `leastKw` within the same twenty minutes. O(tries × machines × log entries)
 */
function placeboOf(tracks: readonly Track[], steps: readonly Steps[], leastKw: number, asMany: number, fromMs: number, seed: number): { tries: number; asMany: number } {
  const next = uniform(seed);
  const { startMs, endMs } = tracks[0];
  const lengthMs = endMs - startMs;
  const leastMs = Math.min(HOUR_MS, lengthMs / 2);
  const rises = tracks.map((track, t) => risesOf(track, steps[t], leastKw)).filter(({ length }) => length > 0);
  let found = 0;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    let together = 0;
    for (let r = 0; r < rises.length; r++) {
      const byMs = leastMs + next() * (lengthMs - 2 * leastMs);
      together += risesWithin(rises[r], startMs, lengthMs, fromMs - byMs) ? 1 : 0;
    }
    found += together >= asMany ? 1 : 0;
  }
  return { tries: TRIES, asMany: found };
}

/** Instants at which the machine starts something of that size. */
function risesOf({ timeMs }: Track, { anew, expectedKw }: Steps, leastKw: number): Float64Array {
  const rises: number[] = [];
  for (let i = 1; i < timeMs.length; i++) {
    if (anew[i] && expectedKw[i] >= leastKw) {
      rises.push(timeMs[i]);
    }
  }
  return Float64Array.from(rises);
}

/** A rise from `fromMs` to twenty minutes later, in a log that begins anew where it ends. */
function risesWithin(rises: Float64Array, startMs: number, lengthMs: number, fromMs: number): boolean {
  const from = fromMs < startMs ? fromMs + lengthMs : fromMs;
  const first = lowerBound(rises, from);
  return (first < rises.length && rises[first] <= from + TOGETHER_MS) || (rises.length > 0 && rises[0] + lengthMs <= from + TOGETHER_MS);
}

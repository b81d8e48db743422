import type { Completeness, Notice } from '../base';

/** What the engine says, as values: words.ts makes sentences of them, so that the worker which finds them carries none. */

/** The name of each sentence, and the values in it. */
export interface Sentences {
  'negative-power': [readings: number, lowestKw: number];
  'implausible-reading': [readings: number, mostKw: number];
  'states-future': [entries: number, machines: number];
  'stale-source': [machineId: string, silentMs: number, state: string, sinceMs: number, usualMs: number];
  'counter-reset': [times: number, firstMs: number];
  'counter-wrap': [times: number, firstMs: number];
  'counter-declared-reset': [times: number, firstMs: number];
  'counter-catch-up': [times: number];
  'clock-corrected': [clocks: ReadonlyArray<readonly [machineId: string, shiftMs: number, errorMs: number]>];
  'clock-far': [clocks: ReadonlyArray<readonly [machineId: string, shiftMs: number]>];
  'clock-drifts': [clocks: ReadonlyArray<readonly [machineId: string, driftMsPerDay: number]>];
  'clock-ambiguous': [machineIds: readonly string[]];
  'clock-nowhere': [machineIds: readonly string[]];
  'slow-rise': [riseKw: number, sinceMs: number, zone: string];
  'mark-outside': [startMs: number, endMs: number];
  'too-few-weeks': [learntMs: number, neededWeeks: number];
  'windows-finer-than-readings': [stepMs: number, lengthMs: number];
  'no-readings': [meterId: string];
  /** Why nothing is ranked. */
  'few-known-states': [];
  'no-excess': [];
  incomplete: [worst: Completeness];
  'no-states': [];
  'states-elsewhere': [];
  'too-many-machines': [machines: number, states: number, mostMachines: number, mostStates: number];
  'short-history': [knownMs: number, neededMs: number];
  /** What would make a line surer. */
  'start-apart': [machines: readonly string[]];
  'more-entries': [machineId: string, state: string, times: number];
  'alone-once': [machineId: string, state: string, machines: readonly string[], otherState: string];
  'on-its-own': [machineId: string, state: string, times: number];
}

export type Saying = { [K in keyof Sentences]: readonly [name: K, ...values: Sentences[K]] }[keyof Sentences];

/** Stands for the same thing with its `text`, until words.ts has said it. */
export type Unsaid<T> = T & { readonly text: string; readonly saying: Saying };

/** A notice, whose code is the name of its sentence. */
export function noticeOf(severity: Notice['severity'], ...saying: Saying): Notice {
  return unsaid({ severity, code: saying[0] }, ...saying);
}

export function unsaid<T extends object>(thing: T, ...saying: Saying): Unsaid<T> {
  return { ...thing, text: '', saying };
}

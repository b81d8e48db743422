import { completenessText, DAY_MS, HOUR_MS, lengthText, MINUTE_MS, zoneOffsetMs } from '../base';
import type { Saying, Sentences, Unsaid } from './saying';
import type { Analysis, Cause, Finding } from './types';

/** Says in plain words what the engine found in values: its notices, why nothing is ranked, and what would make a line surer. */

/** The result as people read it; a notice that says the same as another stands once. */
export function inWords<T extends Pick<Analysis, 'findings' | 'notices'>>(result: T): T {
  const notices = new Map(result.notices.map((notice) => said(notice)).map((notice) => [`${notice.code} ${notice.text}`, notice]));
  return { ...result, notices: [...notices.values()], findings: result.findings.map(findingInWords) };
}

function findingInWords(finding: Finding): Finding {
  return { ...finding, ...(finding.ranking.kind === 'ranked' ? {} : { ranking: said(finding.ranking) }), causes: finding.causes.map(causeInWords) };
}

function causeInWords(cause: Cause): Cause {
  const { evidence } = cause;
  if (!evidence || !isUnsaid(evidence)) {
    return cause;
  }
  const { text: _none, saying, ...others } = evidence;
  return { ...cause, evidence: { ...others, wouldHelp: sentence(saying) } };
}

/** A notice or a reason with its sentence; what has one already keeps it. */
export function said<T extends object>(thing: T): T {
  if (!isUnsaid(thing)) {
    return thing;
  }
  const { saying, ...others } = thing;
  return { ...others, text: sentence(saying) } as unknown as T;
}

function isUnsaid<T extends object>(thing: T): thing is Unsaid<T> {
  return 'saying' in thing;
}

function sentence<K extends keyof Sentences>([name, ...values]: Saying): string {
  return (SENTENCES[name as K] as (...given: Sentences[K]) => string)(...(values as unknown as Sentences[K]));
}

const SENTENCES: { readonly [K in keyof Sentences]: (...values: Sentences[K]) => string } = {
  'negative-power': (readings, lowestKw) =>
    `Meter runs negative; generation is not modelled. ${counted(readings, 'reading')}, down to ${lowestKw.toFixed(1)} kW.`,
  'implausible-reading': (readings, mostKw) =>
    `${counted(readings, 'reading')} ${readings === 1 ? 'is' : 'are'} infinite or beyond ${mostKw.toExponential(0)} kW; taken for missing.`,
  'states-future': (entries, machines) =>
    `${counted(entries, 'state change')} of ${counted(machines, 'machine')} ${entries === 1 ? 'is' : 'are'} stamped after the last reading; left out.`,
  'stale-source': (machineId, silentMs, state, sinceMs, usualMs) =>
    `${machineId} has said nothing for ${lengthText(silentMs)}: ${state} since ${instant(sinceMs).slice(0, 16).replace('T', ' ')} UTC, usually ${lengthText(usualMs)}. The meter moved on.`,
  'counter-reset': (times, firstMs) => `Register fell ${timesText(times, firstMs)}; ${times === 1 ? 'that interval is' : 'those intervals are'} left out.`,
  'counter-wrap': (times, firstMs) => `Register ran over its end ${timesText(times, firstMs)}; counted through.`,
  'counter-declared-reset': (times, firstMs) => `Register was set to zero, as declared, ${timesText(times, firstMs)}; counted from zero.`,
  'counter-catch-up': (times) => `The register was silent ${times === 1 ? 'once' : `${times} times`}; the energy of that time is spread evenly over it.`,
  'clock-corrected': (clocks) => {
    const [first] = clocks;
    const late = ([, shiftMs, errorMs]: typeof first) => `${shiftMs > 0 ? 'late' : 'early'} by ${secondsText(shiftMs)} ± ${secondsText(errorMs)} s`;
    return clocks.length === 1
      ? `Clock of ${first[0]}: stamps are ${late(first)}, corrected.`
      : `Clocks of ${listText(clocks.map((clock) => `${clock[0]} (${late(clock)})`))} differ from the meter’s, corrected.`;
  },
  'clock-far': (clocks) => {
    const far = clocks.map(([machineId, shiftMs]) => `${machineId} (about ${Math.abs(Math.round(shiftMs / MINUTE_MS))} min ${shiftMs > 0 ? 'late' : 'early'})`);
    return `Stamps of ${listText(far)} do not meet the meter’s: check the clock and the time zone of their source. Nothing is corrected.`;
  },
  'clock-drifts': (clocks) => {
    const [first] = clocks;
    const drift = ([, driftMsPerDay]: typeof first) => `${(Math.abs(driftMsPerDay) / 1000).toFixed(1)} s`;
    return clocks.length === 1
      ? `Clock of ${first[0]} drifts by ${drift(first)} a day, corrected.`
      : `Clocks of ${listText(clocks.map((clock) => `${clock[0]} (${drift(clock)} a day)`))} drift, corrected.`;
  },
  'clock-ambiguous': (machineIds) => `Clock ${machineIds.length === 1 ? 'offset' : 'offsets'} of ${listText(machineIds)} ${machineIds.length === 1 ? 'is' : 'are'} ambiguous, not corrected.`,
  'clock-nowhere': (machineIds) =>
    `Changes of ${listText(machineIds)} meet hardly any step of the meter within minutes: check whether stamps are in another time zone, an hour off for example.`,
  'slow-rise': (riseKw, sinceMs, zone) =>
    `What no state explains rose by ${riseKw.toFixed(1)} kW since ${instant(sinceMs + zoneOffsetMs(sinceMs, zone)).slice(0, 10)}: a slow change, not a spike.`,
  'mark-outside': (startMs, endMs) =>
    `The marked window ${instant(startMs)} to ${instant(endMs)} holds no reading, or leaves none to compare it with, so nothing can be said about it.`,
  'too-few-weeks': (learntMs, neededWeeks) =>
    `The same time of other weeks needs ${neededWeeks} weeks of readings, and here are ${Math.floor(learntMs / DAY_MS)} days: spikes are told from the three hours around them instead.`,
  'windows-finer-than-readings': (stepMs, lengthMs) =>
    `The readings are ${stepMs / MINUTE_MS} minutes apart, so demand windows of ${lengthMs / MINUTE_MS} minutes only share out their means.`,
  'no-readings': (meterId) => `Meter ${meterId} has fewer than two readings here that can be power, so there is nothing to compare.`,
  'few-known-states': () => 'Not enough history to attribute: too few readings while the states were known.',
  'no-excess': () => 'No excess over the hour around it, so there is nothing to attribute.',
  incomplete: (worst) => `Based on incomplete data, so nothing is ranked. ${completenessText(worst) ?? ''}`.trim(),
  'no-states': () => 'No machine reported a state, so nothing can be attributed.',
  'states-elsewhere': () =>
    'No machine’s state is known while the meter was read, so nothing can be attributed. Check the stamps of the states, and the time range.',
  'too-many-machines': (machines, states, mostMachines, mostStates) =>
    `${machines > mostMachines ? `${machines} machines report` : `${machines} machines report ${states} different states`} behind this meter, more than the ${machines > mostMachines ? mostMachines : mostStates} that can be told apart. Give the plant map the machines of this meter alone, or choose one line.`,
  'short-history': (knownMs, neededMs) =>
    `Not enough history to attribute: ${(knownMs / HOUR_MS).toFixed(knownMs < 10 * HOUR_MS ? 1 : 0)} hours of readings, and at least ${neededMs / HOUR_MS} are needed.`,
  'start-apart': (machines) => `${machines.join(' and ')} always switch together: one start apart, once logged, would tell them apart.`,
  'more-entries': (machineId, state, times) =>
    `${machineId} entered ${state} ${['not once', 'once', 'twice'][times]} in these readings: three entries are needed to know what it costs.`,
  'alone-once': (machineId, state, machines, otherState) =>
    `${machineId} entered ${state} only while ${machines.join(' and ')} was in ${otherState}: one start of either alone would tell them apart.`,
  'on-its-own': (machineId, state, times) =>
    `Something else changed within a minute of each of the ${times} times that ${machineId} entered ${state}: one start on its own would show its step.`,
};

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function timesText(times: number, firstMs: number): string {
  return times === 1 ? `at ${instant(firstMs)}` : `${times} times, first at ${instant(firstMs)}`;
}

/** Whole seconds; an error of none is said as under one. */
function secondsText(ms: number): string {
  return String(Math.max(1, Math.round(Math.abs(ms) / 1000)));
}

const MOST_NAMED = 5;

function listText(texts: readonly string[]): string {
  const [named, more] = [texts.slice(0, MOST_NAMED), texts.length - MOST_NAMED];
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named[named.length - 1]}`;
}

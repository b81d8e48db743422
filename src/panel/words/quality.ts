import { completenessText, DAY_MS, isUnknownState, LEAST_UNKNOWN, lowerBound, stateClass, upperBound, valuesOf, worstCompleteness, type MachineLog, type MeterReadings, type TimeRange } from '../../base';
import type { Finding, Investigation } from '../../engine';
import { stateIn } from '../runs';
import { minutes, nameText } from './parts';

/** What an answer rests on, worst first: cut, gap, unknown, stale, unmapped, ambiguous clock, low skill; then what is well. */

/** A state that has held for longer is said to be old. */
const OLD_MS = DAY_MS;
/** Below this the states explain little of the meter. */
const LOW_SKILL = 0.5;

/** One or two lines. */
export function qualityText(finding: Finding, investigation: Investigation, meter: MeterReadings, machines: readonly MachineLog[]): string {
  const cut = completenessText(worstCompleteness([meter.completeness, ...machines.map((log) => log.completeness)]));
  const missingMs = missingIn(meter, finding);
  const reported = machines.map((log) => reportedDuring(log, finding));
  const known = reported.filter((one) => one.known).length;
  const silent = machines.flatMap(({ machineId }, i) => (reported[i]?.known && reported[i].unknownMs > LEAST_UNKNOWN * (finding.endMs - finding.startMs) ? [{ machineId, ms: reported[i].unknownMs }] : []));
  const old = machines.filter((_, i) => reported[i]?.old);
  const unmapped = [...new Set(machines.flatMap(({ states }) => states.filter((state) => stateClass(state) === 'other')))];
  const ambiguous = investigation.machines.filter(({ clock }) => clock === 'ambiguous').map(({ machineId }) => machineId);
  const offsetS = Math.max(0, ...investigation.machines.map((facts) => Math.abs(facts.clockOffsetS)));
  const ranked = finding.ranking.kind === 'ranked';
  const skill = `States explain ${Math.round(finding.skill * 100)} % of this meter’s swings`;
  return [
    cut ?? (missingMs > 0 ? `Meter missing for ${minutes(missingMs)} of the spike.` : 'Meter complete.'),
    machines.length > 0 ? `${known} of ${machines.length} machines reported during the spike.` : '',
    silent.length === 1 ? `${nameText(silent[0]!.machineId)} unknown for ${minutes(silent[0]!.ms)} of it.` : silent.length > 1 ? `Unknown for a part of it: ${some(silent.map(({ machineId }) => machineId))}.` : '',
    old.length > 0 ? `${some(old.map(({ machineId }) => machineId))} held one state for over a day.` : '',
    unmapped.length > 0 ? `No class is known for ${some(unmapped)}.` : '',
    ambiguous.length > 0 ? `Clock not certain: ${some(ambiguous)}.` : '',
    ranked ? `${skill}${finding.skill < LOW_SKILL ? ', which is little' : ''}.` : '',
    offsetS >= 1 ? `Clocks corrected by up to ${Math.round(offsetS)} s.` : machines.length > 0 ? 'No clock needed correction.' : '',
  ].filter(Boolean).join(' ');
}

const some = (names: readonly string[]): string => `${names.slice(0, 3).map(nameText).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

/** ms of the range without a reading, by the usual distance of the readings. O(readings in the range) */
export function missingIn(meter: MeterReadings, { startMs, endMs }: TimeRange): number {
  const { timeMs } = meter;
  const values = valuesOf(meter);
  const stepMs = meter.windowMs ?? (timeMs.length > 1 ? (timeMs.at(-1)! - timeMs[0]!) / (timeMs.length - 1) : endMs - startMs);
  let seen = 0;
  for (let i = lowerBound(timeMs, startMs); i < timeMs.length && timeMs[i]! < endMs; i++) {
    seen += Number.isFinite(values[i]) ? 1 : 0;
  }
  const missingMs = endMs - startMs - seen * stepMs;
  // The edges of a spike need not lie on readings.
  return missingMs > 2 * stepMs && missingMs > 30_000 ? missingMs : 0;
}

export interface Reported {
  /** Its state was known at any time of the spike. */
  readonly known: boolean;
  /** All that was known had held for over a day. */
  readonly old: boolean;
  /** Time of the spike in which its state was not known, ms. */
  readonly unknownMs: number;
}

/** O(entries in the spike) */
export function reportedDuring(log: MachineLog, { startMs, endMs }: TimeRange): Reported {
  const { timeMs } = log;
  const from = Math.max(0, upperBound(timeMs, startMs) - 1);
  let [knownMs, old] = [0, false];
  for (let i = from; i < timeMs.length && timeMs[i]! < endMs; i++) {
    if (!isUnknownState(stateIn(log, i))) {
      knownMs += Math.min(endMs, timeMs[i + 1] ?? endMs) - Math.max(startMs, timeMs[i]!);
      old ||= i === from && startMs - timeMs[i]! > OLD_MS && !(timeMs[i + 1]! < endMs);
    }
  }
  return { known: knownMs > 0, old, unknownMs: endMs - startMs - knownMs };
}

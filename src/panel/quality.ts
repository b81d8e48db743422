import { completenessText, isUnknownState, upperBound, worstCompleteness, type MachineLog, type MeterReadings } from '../base';
import type { Finding, Investigation } from '../engine';
import { dateText } from './words';

/** The one line that says what an answer rests on. */
export function qualityText(finding: Finding, investigation: Investigation, meter: MeterReadings, machines: readonly MachineLog[], zone: string): string {
  const cut = completenessText(worstCompleteness([meter.completeness, ...machines.map((log) => log.completeness)]));
  const reported = machines.filter((log) => reportedDuring(log, finding)).length;
  const offsetS = Math.max(0, ...investigation.machines.map((facts) => Math.abs(facts.clockOffsetS)));
  const { startMs, endMs, stepMs } = finding.learning;
  return [
    cut ?? 'Meter complete.',
    `${reported} of ${machines.length} machines reported during the spike.`,
    finding.ranking.kind === 'ranked' ? `States explain ${Math.round(finding.skill * 100)} % of this meter’s swings.` : '',
    offsetS >= 1 ? `Clocks corrected by up to ${Math.round(offsetS)} s.` : 'No clock needed correction.',
    `Learnt from ${dateText(startMs, zone)} to ${dateText(endMs - 1, zone)}, means of ${Math.round(stepMs / 1000)} s.`,
  ].filter(Boolean).join(' ');
}

/** True when its state was known at any time of the spike. */
function reportedDuring({ timeMs, stateCode, states }: MachineLog, { startMs, endMs }: Finding): boolean {
  for (let i = Math.max(0, upperBound(timeMs, startMs) - 1); i < timeMs.length && timeMs[i]! < endMs; i++) {
    if (!isUnknownState(states[stateCode[i]!] ?? '')) {
      return true;
    }
  }
  return false;
}

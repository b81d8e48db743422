import type { Notice } from '../base';
import type { ClockOffset } from './clock';
import type { MachineFacts } from './types';

/** What is said of the clocks: figures for each machine, and one sentence of each kind for all of them. */

export function clockFacts(clock: ClockOffset): Pick<MachineFacts, 'clock' | 'clockOffsetS' | 'clockErrorS' | 'clockDriftSPerDay'> {
  return clock.kind === 'sure'
    ? { clock: 'sure', clockOffsetS: clock.shiftMs / 1000, clockErrorS: clock.errorMs / 1000, clockDriftSPerDay: (clock.driftMsPerDay ?? 0) / 1000 }
    : { clock: clock.kind, clockOffsetS: 0, clockDriftSPerDay: 0 };
}

type Moved = Extract<ClockOffset, { kind: 'sure' }>;

/** Offsets that were corrected, those that drift, that could not be told, and changes that fit nowhere: at most one sentence each. */
export function clockNotices(machineIds: readonly string[], clocks: readonly ClockOffset[]): Notice[] {
  const sure = clocks.flatMap((clock, t) => (clock.kind === 'sure' ? [[machineIds[t], clock] as const] : []));
  const constant = sure.filter(([, { shiftMs, driftMsPerDay }]) => shiftMs !== 0 && driftMsPerDay === undefined);
  const drifting = sure.filter(([, { driftMsPerDay }]) => driftMsPerDay !== undefined);
  const nowhere = machineIds.filter((_, t) => isNowhere(clocks[t]));
  const ambiguous = machineIds.filter((_, t) => clocks[t].kind === 'ambiguous');
  const far = clocks.flatMap((clock, t) => (clock.kind === 'none' && clock.why === 'far' ? [`${machineIds[t]} (${farText(clock.shiftMs)})`] : []));
  return [
    ...farNotice(far),
    ...notice('clock-corrected', constant.length, () => {
      const one = constant[0];
      return constant.length === 1
        ? `Clock of ${one[0]}: stamps are ${lateText(one[1])}, corrected.`
        : `Clocks of ${listText(constant.map(([id, clock]) => `${id} (${lateText(clock)})`))} differ from the meter’s, corrected.`;
    }),
    ...notice('clock-drifts', drifting.length, () => {
      const one = drifting[0];
      return drifting.length === 1
        ? `Clock of ${one[0]} drifts by ${driftText(one[1])} a day, corrected.`
        : `Clocks of ${listText(drifting.map(([id, clock]) => `${id} (${driftText(clock)} a day)`))} drift, corrected.`;
    }),
    ...notice('clock-ambiguous', ambiguous.length, () => ambiguous.length === 1
      ? `Clock offset of ${ambiguous[0]} is ambiguous, not corrected.`
      : `Clock offsets of ${listText(ambiguous)} are ambiguous, not corrected.`),
    ...notice('clock-nowhere', nowhere.length, () =>
      `Changes of ${nowhere.length === 1 ? nowhere[0] : listText(nowhere)} meet hardly any step of the meter within minutes: check whether stamps are in another time zone, an hour off for example.`),
  ];
}

/** A warning: what hangs on these machines is less sure. */
function farNotice(far: readonly string[]): Notice[] {
  return far.length === 0 ? [] : [{
    severity: 'warning', code: 'clock-far',
    text: `Stamps of ${far.length === 1 ? far[0] : listText(far)} do not meet the meter’s: check the clock and the time zone of their source. Nothing is corrected.`,
  }];
}

function farText(shiftMs: number): string {
  return `about ${Math.abs(Math.round(shiftMs / 60_000))} min ${shiftMs > 0 ? 'late' : 'early'}`;
}

function isNowhere(clock: ClockOffset): boolean {
  return clock.kind === 'none' && clock.why === 'nowhere';
}

function notice(code: string, count: number, text: () => string): Notice[] {
  return count === 0 ? [] : [{ severity: 'info', code, text: text() }];
}

function lateText({ shiftMs, errorMs }: Moved): string {
  return `${shiftMs > 0 ? 'late' : 'early'} by ${secondsText(shiftMs)} ± ${secondsText(errorMs)} s`;
}

function driftText({ driftMsPerDay = 0 }: Moved): string {
  return `${(Math.abs(driftMsPerDay) / 1000).toFixed(1)} s`;
}

/** Whole seconds; an error of none is said as under one. */
function secondsText(ms: number): string {
  return String(Math.max(1, Math.round(Math.abs(ms) / 1000)));
}

const MOST_NAMED = 5;

function listText(texts: readonly string[]): string {
  const [named, more] = [texts.slice(0, MOST_NAMED), texts.length - MOST_NAMED];
  return more > 0 ? `${named.join(', ')} and ${more} more` : `${named.slice(0, -1).join(', ')} and ${named[named.length - 1]}`;
}

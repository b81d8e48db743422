import type { Notice } from '../base';
import type { ClockOffset } from './clock';
import { noticeOf, type Saying } from './saying';
import type { MachineFacts } from './types';

/** What is said of the clocks: figures for each machine, and one notice of each kind for all of them. */

export function clockFacts(clock: ClockOffset): Pick<MachineFacts, 'clock' | 'clockOffsetS' | 'clockErrorS' | 'clockDriftSPerDay'> {
  return clock.kind === 'sure'
    ? { clock: 'sure', clockOffsetS: clock.shiftMs / 1000, clockErrorS: clock.errorMs / 1000, clockDriftSPerDay: (clock.driftMsPerDay ?? 0) / 1000 }
    : { clock: clock.kind, clockOffsetS: 0, clockDriftSPerDay: 0 };
}

/** Offsets that were corrected, those that drift, that could not be told, and changes that fit nowhere: at most one notice each. */
export function clockNotices(machineIds: readonly string[], clocks: readonly ClockOffset[]): Notice[] {
  const sure = clocks.flatMap((clock, t) => (clock.kind === 'sure' ? [[machineIds[t], clock] as const] : []));
  const constant = sure.filter(([, { shiftMs, driftMsPerDay }]) => shiftMs !== 0 && driftMsPerDay === undefined);
  const drifting = sure.filter(([, { driftMsPerDay }]) => driftMsPerDay !== undefined);
  const nowhere = machineIds.filter((_, t) => isNowhere(clocks[t]));
  const ambiguous = machineIds.filter((_, t) => clocks[t].kind === 'ambiguous');
  const far = clocks.flatMap((clock, t) => (clock.kind === 'none' && clock.why === 'far' ? [[machineIds[t], clock.shiftMs] as const] : []));
  return [
    // A warning: what hangs on these machines is less sure.
    ...(far.length > 0 ? [noticeOf('warning', 'clock-far', far)] : []),
    ...notice(constant, ['clock-corrected', constant.map(([id, { shiftMs, errorMs }]) => [id, shiftMs, errorMs] as const)]),
    ...notice(drifting, ['clock-drifts', drifting.map(([id, { driftMsPerDay = 0 }]) => [id, driftMsPerDay] as const)]),
    ...notice(ambiguous, ['clock-ambiguous', ambiguous]),
    ...notice(nowhere, ['clock-nowhere', nowhere]),
  ];
}

function isNowhere(clock: ClockOffset): boolean {
  return clock.kind === 'none' && clock.why === 'nowhere';
}

function notice({ length }: readonly unknown[], saying: Saying): Notice[] {
  return length === 0 ? [] : [noticeOf('info', ...saying)];
}

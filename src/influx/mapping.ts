import { isUnknownState, machineLogOf, type MachineLog, type Notice, type TimeRange } from '../base';
import { plain, presetOf } from './presets';
import type { MachineSource } from './types';

/** Turns the raw states of a machine's log into named ones, and says for how much of the time nothing names them. */

/** From 1 % of the known time on it is said. */
const WORTH_SAYING = 0.01;

/** Own mapping first, then the preset; undefined when neither knows the value. */
export function stateNamer({ states, preset }: Pick<MachineSource, 'states' | 'preset'>): ((raw: string) => string | undefined) | undefined {
  const own = new Map([...(states ?? [])].map(([raw, name]) => [plain(raw), name]));
  const known = preset === undefined ? undefined : presetOf(preset)?.states;
  return own.size === 0 && !known ? undefined : (raw) => own.get(plain(raw)) ?? known?.get(plain(raw));
}

/**
 * The log with named states; what is not mapped keeps its text. Without a preset and a mapping the log is as it came.
 * @param range the time that the share is of; a state holds until the next entry, the last one until the range's end
 * O(entries × states), of which a machine has few
 */
export function mappedLog(log: MachineLog, source: Pick<MachineSource, 'states' | 'preset'>, range: TimeRange): MachineLog {
  const nameOf = stateNamer(source);
  if (!nameOf) {
    return log;
  }
  const names = log.states.map((raw) => nameOf(raw) ?? raw);
  const unmapped = log.states.map((raw) => !isUnknownState(raw) && nameOf(raw) === undefined);
  const { share, worst } = unmappedTime(log, unmapped, range);
  const said: Notice[] = share < WORTH_SAYING ? [] : [{
    severity: 'warning', code: 'unmapped-states',
    text: `${log.machineId}: for ${percent(share)} of the time its state is not in the ${source.preset === undefined ? 'mapping' : `preset ${source.preset}`} (${worst.join(', ')}); it keeps its raw text. Add it to the states of this entry in the plant map.`,
  }];
  // Two raw values may be one state, which then has one code.
  const states = [...new Set(names)];
  const codes = log.stateCode.map((code) => states.indexOf(names[code]!));
  const named = machineLogOf(log.machineId, log.timeMs.slice(), codes, states, log.completeness, [...log.notices, ...said]);
  return { ...named, unmappedShare: share };
}

/** Share 0..1 of the known time, and the raw texts that take most of it, at most four. */
function unmappedTime({ timeMs, stateCode, states }: MachineLog, unmapped: readonly boolean[], { startMs, endMs }: TimeRange): { readonly share: number; readonly worst: readonly string[] } {
  const ms = new Float64Array(states.length);
  for (let i = 0; i < timeMs.length; i++) {
    const held = Math.min(endMs, timeMs[i + 1] ?? endMs) - Math.max(startMs, timeMs[i]!);
    ms[stateCode[i]!]! += Math.max(0, held);
  }
  let knownMs = 0;
  let unmappedMs = 0;
  states.forEach((raw, code) => {
    knownMs += isUnknownState(raw) ? 0 : ms[code]!;
    unmappedMs += unmapped[code] ? ms[code]! : 0;
  });
  const worst = states.map((raw, code) => ({ raw, code })).filter(({ code }) => unmapped[code]).sort((a, b) => ms[b.code]! - ms[a.code]!).slice(0, 4).map(({ raw }) => raw);
  return { share: knownMs > 0 ? unmappedMs / knownMs : 0, worst };
}

function percent(share: number): string {
  return share < 0.1 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
}

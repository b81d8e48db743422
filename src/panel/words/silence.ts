import { DAY_MS, HOUR_MS, lengthText, MINUTE_MS, overlaps, SECOND_MS, type Notice, type TimeRange } from '../../base';
import { clock, nameText, someOf, stateWords } from './parts';

/** What is said of machines that were silent while the meter moved: one row for all of them, in the dashboard's zone, and only where it is in view. */

/** The engine's sentence, of one machine and one day. */
const SAID = /^(.*) has said nothing for ([\d.]+) (\w+): (.*) since ([\d-]+) ([\d:]+) UTC, usually /s;
const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, min: MINUTE_MS, h: HOUR_MS, days: DAY_MS };

interface Silence extends TimeRange {
  readonly machineId: string;
  readonly state: string;
}

/** The notices without those of silent machines, and one about all that were silent in the range. Days that overlap tell of the same silence: its longest is said. */
export function silencesTold(notices: readonly Notice[], range: TimeRange, zone: string): Notice[] {
  const others: Notice[] = [];
  const longest = new Map<string, Silence>();
  for (const notice of notices) {
    const silence = notice.code === 'stale-source' ? silenceOf(notice.text) : undefined;
    if (!silence) {
      others.push(notice);
    } else if (overlaps(silence, range) && lengthOf(silence) > lengthOf(longest.get(silence.machineId))) {
      longest.set(silence.machineId, silence);
    }
  }
  const all = [...longest.values()];
  return all.length === 0 ? others : [...others, { severity: 'warning', code: 'stale-source', text: told(all, zone) }];
}

function silenceOf(text: string): Silence | undefined {
  const [, machineId, count, unit, state, day, time] = SAID.exec(text) ?? [];
  const startMs = Date.parse(`${day}T${time}Z`);
  return machineId === undefined || state === undefined ? undefined : { machineId, state, startMs, endMs: startMs + Number(count) * (UNIT_MS[unit ?? ''] ?? 0) };
}

const lengthOf = (silence: Silence | undefined): number => (silence ? silence.endMs - silence.startMs : 0);

function told(all: readonly Silence[], zone: string): string {
  const [first, ...more] = all;
  const names = more.length > 0 ? someOf(all.map(({ machineId }) => machineId)) : `${nameText(first!.machineId)} (${stateWords(first!.state)})`;
  const since = more.length > 0 ? 'or longer' : `from ${clock(first!.startMs, zone, true)} on`;
  return `${names} said nothing for ${lengthText(Math.min(...all.map(lengthOf)))} ${since}, while the meter moved. What changed unseen stands as unexplained.`;
}

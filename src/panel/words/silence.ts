import { lengthText, overlaps, type Notice, type Silence, type TimeRange } from '../../base';
import { clock, nameText, someOf, stateWords } from './parts';

/** What is said of machines that were silent while the meter moved: one row for all of them, in the dashboard's zone, and only where it is in view. */

/** The notices without those of silent machines, and one about all that were silent in the range. Days that overlap tell of the same silence: its longest is said. */
export function silencesTold(notices: readonly Notice[], range: TimeRange, zone: string): Notice[] {
  const others: Notice[] = [];
  const longest = new Map<string, Silence>();
  for (const notice of notices) {
    const { silence } = notice;
    if (!silence) {
      others.push(notice);
    } else if (overlaps(silence, range) && lengthOf(silence) > lengthOf(longest.get(silence.machineId))) {
      longest.set(silence.machineId, silence);
    }
  }
  const all = [...longest.values()];
  return all.length === 0 ? others : [...others, { severity: 'warning', code: 'stale-source', text: told(all, zone) }];
}

const lengthOf = (silence: Silence | undefined): number => (silence ? silence.endMs - silence.startMs : 0);

function told(all: readonly Silence[], zone: string): string {
  const [first, ...more] = all;
  const names = more.length > 0 ? someOf(all.map(({ machineId }) => machineId)) : `${nameText(first!.machineId)} (${stateWords(first!.state)})`;
  const since = more.length > 0 ? 'or longer' : `from ${clock(first!.startMs, zone, true)} on`;
  return `${names} said nothing for ${lengthText(Math.min(...all.map(lengthOf)))} ${since}, while the meter moved. What changed unseen stands as unexplained.`;
}

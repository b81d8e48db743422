import type { MachineLog, ShiftEvent } from '../base';
import type { Finding } from '../engine';
import { startsAtShiftChange } from './shiftChange';
import { tableOf, type Row } from './table';

/** Every sentence of the panel that depends on numbers. */

export const words = {
  likely: 'Likely', possible: 'Possible', unclear: 'Unclear', unexplained: 'Unexplained', notRanked: 'Not ranked',
  reference: 'Hour around it', spike: 'This spike', noState: 'no reported state',
  copy: 'Copy link', copied: 'Link copied.', copyByHand: 'Copy this link by hand:',
  options: { minimum: 'Smallest spike', minimumHelp: 'Spikes smaller than this above the baseline are not listed, in kW.', shifts: 'Show shifts' },
  suggestion: 'Spiketrace investigation',
  spikeOf: (number: number, count: number) => `spike ${number} of ${count}`, previous: 'Previous spike', next: 'Next spike',
  legend: 'What the marks mean', legendDemand: 'demand', legendBaseline: 'baseline (3 h median)', legendReference: 'the hour around it',
  classes: {
    running: 'running', other: 'another state', starting: 'starting', idle: 'idle, unloaded', waiting: 'waiting, holding', setup: 'setup, cleaning',
    fault: 'fault', off: 'off', unknown: 'unknown',
  },
  goToLast: (when: string) => `Go to the last reading, ${when}`,
  noSpikes: 'No spikes in this range: demand stayed near its baseline.',
  loading: 'Reading meter and states…', cancel: 'Cancel', again: 'Analyse',
  analysing: (share: number) => `Analysing… ${Math.round(share * 100)} %`, cancelled: 'The analysis was cancelled.',
  answeredWith: (text: string) => `The data source answered: ${text}`, stopped: (text: string) => `The analysis stopped: ${text}`,
  nothingLoaded: 'Check the meter and the line in the variables above, the time range, and that the data source reads the measurement where the meter writes.',
} as const;

export const kwText = (kw: number): string => String(Math.round(kw)).replace('-', '−');
export const signed = (value: number): string => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : '0');
export const named = (machines: readonly string[]): string => machines.join(' + ');

const formats = new Map<string, Intl.DateTimeFormat>();

/** "06:07", or "6 Mar, 06:07", in the dashboard's zone. */
export function clock(timeMs: number, zone: string, withDate = false): string {
  const key = `${zone} ${withDate}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', ...(withDate ? { day: 'numeric', month: 'short' } : {}) });
    formats.set(key, format);
  }
  return format.format(timeMs);
}

export function dateText(timeMs: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(timeMs);
}

export const minutes = ({ startMs, endMs }: Finding): string => {
  const count = Math.max(1, Math.round((endMs - startMs) / 60_000));
  return `${count} minute${count === 1 ? '' : 's'}`;
};

/** A code or a truth value alone would read as a number of machines. */
const stateWords = (state: string): string => (/^(\d+|true|false)$/i.test(state) ? `in state ${state}` : state.toLowerCase().replace(/_/g, ' '));

/** What happened, in one or two sentences. Shifts and logs tell whether several machines started at a change of shift. */
export function sentence(finding: Finding, zone: string, shifts: readonly ShiftEvent[] = [], logs: readonly MachineLog[] = []): string {
  const table = tableOf(finding);
  const { excessKw: whole, unexplained } = table;
  const rising = [...table.rows, ...table.smaller].filter((row) => row.kw > 0);
  const top = rising[0];
  const times = `from ${clock(finding.startMs, zone)} to ${clock(finding.endMs, zone)}`;
  const rest = -unexplained.kw >= 0.04 * finding.excessKw && unexplained.roundedKw < 0 ? ` States suggest ${-unexplained.roundedKw} kW more than the meter shows.` : '';
  if (finding.ranking.kind === 'not-ranked' || !top) {
    return `Demand rose ${whole} kW above the hour around it for ${minutes(finding)}, ${times}.`;
  }
  if (finding.verdict === 'unexplained') {
    return `No reported state explains ${unexplained.roundedKw} kW of this spike. Reported changes account for ${whole - unexplained.roundedKw} of the ${whole} kW.`;
  }
  const together = severalOf(rising, finding.excessKw);
  if (together) {
    const at = startsAtShiftChange(finding, together, shifts, logs);
    const how = at
      ? `${at.machines} machines started within ${at.withinMinutes} minute${at.withinMinutes === 1 ? '' : 's'} of the shift change`
      : `${together.length} machines added to it together`;
    return `Demand rose ${whole} kW above the hour around it for ${minutes(finding)}: ${how}. ${named(top.machines)}, ${stateWords(top.state)}, added most: ${top.roundedKw} kW.${rest}`;
  }
  if (top.machines.length > 1) {
    const [last, ...others] = [...top.machines].reverse();
    return `${others.reverse().join(', ')} and ${last} always switch together; ${top.machines.length === 2 ? 'the pair' : 'together they'} added ${top.roundedKw} of the ${whole} kW. Log one start apart to tell them apart.${rest}`;
  }
  return `${named(top.machines)} ${stateWords(top.state)} added ${top.roundedKw} of the ${whole} kW above the hour around it, ${times}.${rest}`;
}

/** Three or more lines of at least 5 % of the excess that make most of it, none of them alone; undefined when there are none. */
function severalOf(rising: readonly Row[], excessKw: number): readonly Row[] | undefined {
  const notable = rising.filter((row) => row.kw >= 0.05 * excessKw);
  const share = notable.reduce((sum, row) => sum + row.kw, 0) / excessKw;
  return notable.length >= 3 && (notable[0]?.kw ?? 0) < 0.6 * excessKw && share >= 0.6 ? notable : undefined;
}

export interface VerdictWords {
  readonly word: string;
  readonly dots: string;
  readonly reason: string;
}

/** The word, its mark, and the probability behind it. */
export function verdictWords(finding: Finding): VerdictWords {
  if (finding.ranking.kind === 'not-ranked') {
    return { word: words.notRanked, dots: '○○○', reason: finding.ranking.text };
  }
  const inHundred = Math.min(99, Math.round(finding.confidence * 100));
  if (finding.verdict === 'unexplained') {
    return { word: words.unexplained, dots: '▨', reason: `${inHundred} in 100 that this is the largest part` };
  }
  const dots = { likely: '●●●', possible: '●●○', unclear: '●○○' }[finding.verdict];
  const { rows, smaller } = tableOf(finding);
  const top = [...rows, ...smaller][0];
  return { word: words[finding.verdict], dots, reason: `${inHundred} in 100 that ${named(top?.machines ?? [])} added most` };
}

/** For a screen reader: when, how much, and the top line. */
export function spikeLabel(finding: Finding, zone: string): string {
  const table = tableOf(finding);
  const top = [...table.rows, ...table.smaller][0];
  const most = finding.ranking.kind === 'not-ranked' ? 'not ranked'
    : finding.verdict === 'unexplained' || !top ? `mostly unexplained` : `${named(top.machines)} ${stateWords(top.state)} added most`;
  return `Spike ${clock(finding.startMs, zone, true)} to ${clock(finding.endMs, zone)}, +${table.excessKw} kW, ${most}`;
}

import type { Finding } from '../engine';
import { tableOf, type Table } from './table';

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
  noSpikes: 'No spikes in this range: demand stayed near its baseline.',
  working: 'Working out what drew the power…', loading: 'Reading meter and states…',
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

const stateWords = (state: string): string => state.toLowerCase().replace(/_/g, ' ');

/** What happened, in one or two sentences. */
export function sentence(finding: Finding, zone: string, table: Table = tableOf(finding)): string {
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
  if (top.machines.length > 1) {
    const [last, ...others] = [...top.machines].reverse();
    return `${others.reverse().join(', ')} and ${last} always switch together; ${top.machines.length === 2 ? 'the pair' : 'together they'} added ${top.roundedKw} of the ${whole} kW. Log one start apart to tell them apart.${rest}`;
  }
  const notable = rising.filter((row) => row.kw >= 0.05 * finding.excessKw);
  const share = notable.reduce((sum, row) => sum + row.kw, 0) / finding.excessKw;
  if (notable.length >= 3 && top.kw < 0.6 * finding.excessKw && share >= 0.6) {
    return `Demand rose ${whole} kW above the hour around it for ${minutes(finding)}: ${notable.length} machines added to it together. ${named(top.machines)}, ${stateWords(top.state)}, added most: ${top.roundedKw} kW.${rest}`;
  }
  return `${named(top.machines)} ${stateWords(top.state)} added ${top.roundedKw} of the ${whole} kW above the hour around it, ${times}.${rest}`;
}

export interface VerdictWords {
  readonly word: string;
  readonly dots: string;
  readonly reason: string;
}

/** The word, its mark, and the probability behind it. */
export function verdictWords(finding: Finding, table: Table = tableOf(finding)): VerdictWords {
  if (finding.ranking.kind === 'not-ranked') {
    return { word: words.notRanked, dots: '○○○', reason: finding.ranking.text };
  }
  const inHundred = Math.min(99, Math.round(finding.confidence * 100));
  if (finding.verdict === 'unexplained') {
    return { word: words.unexplained, dots: '▨', reason: `${inHundred} in 100 that this is the largest part` };
  }
  const dots = { likely: '●●●', possible: '●●○', unclear: '●○○' }[finding.verdict];
  const top = [...table.rows, ...table.smaller][0];
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

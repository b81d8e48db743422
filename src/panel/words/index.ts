import { DAY_MS, MINUTE_MS, type MeterReadings } from '../../base';
import { signedPowerIn, type PowerText } from '../../chart';
import type { Finding, SpikeKind } from '../../engine';
import type { Raised } from '../../workflow';
import { learntFrom } from '../evidence';
import { tableOf, type Row } from '../table';
import { evidenceWords, sheetWords } from './evidence';
import { kindName } from './kinds';
import { clock, counted, dateText, endClock, listed, machineText, minutes, nameText, stateWords } from './parts';
import { verdictLabels } from './verdict';

/** Every word of the panel that people read; sentences that depend on numbers are functions. */

export { billText, couldBe } from './bill';
export { clock, clockSeconds, dateText, dayText, endClock, hidden, inZone, machineText, minutes, nameText, stateWords, storedText } from './parts';
export { authorText, verdictMarks, verdictSentence, verdictText } from './verdict';

export const words = {
  likely: 'Likely', possible: 'Possible', unclear: 'Unclear', unexplained: 'Unexplained', notRanked: 'Not ranked',
  reference: 'Hour around it', spike: 'This spike', window: 'This window', notAttributed: 'Not attributed', nobodyNamed: 'nothing is ranked', noState: 'no reported state', alwaysTogether: 'always switch together', contributor: 'Contributor',
  more: (count: number) => `${count} more`,
  smaller: (count: number) => `${count} smaller`, machines: 'machines',
  openEvidence: (name: string) => `Evidence for ${name}`,
  copy: 'Copy link', copied: 'Link copied.', copyByHand: 'Copy this link by hand:', sheet: 'Evidence sheet', sheetBlocked: 'The browser blocked the new page. Allow it for this site, then try again.',
  options: {
    minimum: 'Smallest spike', minimumHelp: 'Spikes smaller than this above the baseline are not listed, in kW.', shifts: 'Show shifts',
    window: 'Demand window', windowHelp: 'As the tariff counts: 15, 30 or 60 minutes.', minutes: (count: number) => `${count} minutes`,
    contract: 'Contract limit', contractHelp: 'Demand windows above it are named and coloured, in kW. 0 = none.',
    price: 'Price of the highest window', priceHelp: 'Per kW and year, in the currency below. 0 = not said.', currency: 'Currency',
    raise: 'Confirmations raise a cause', raiseHelp: 'Verdicts “confirmed” on earlier spikes make the same machine and state likelier next time: three at most count, the word rises by one step at most.',
    bill: 'Bill', verdicts: 'Verdicts',
  },
  suggestion: 'Spiketrace investigation',
  spikeOf: (number: number, count: number) => `spike ${number} of ${count}`, previous: 'Previous spike', next: 'Next spike',
  classes: {
    running: 'running', other: 'another state', starting: 'starting', idle: 'idle, unloaded', waiting: 'waiting, holding', setup: 'setup, cleaning',
    fault: 'fault', off: 'off', unknown: 'unknown',
  },
  otherStates: (name: string) => `${name}: others`,
  goToLast: (when: string) => `Go to the last reading, ${when}`, showQuery: 'Show the query', hideQuery: 'Hide the query', retry: 'Retry',
  noSpikes: 'No spikes in this range: demand stayed near its baseline.', meterSilent: (ms: number) => (ms > 0 ? ` The meter said nothing for ${minutes(ms)} of it.` : ''),
  widen: 'This data source sends the view alone: widen the time range to two days or more. ',
  markAny: 'Any stretch can be marked and asked about: Shift-drag, Shift + → and Enter, or hold and drag on a touch screen.',
  loading: 'Reading meter and states…', loadingOf: (done: number) => `Reading meter and states… ${done} ${done === 1 ? 'query' : 'queries'} answered.`, cancel: 'Cancel', again: 'Analyse',
  unread: 'The reading was cancelled.', readAgain: 'Read again',
  analysing: (share: number) => `Analysing… ${Math.round(share * 100)} %`, cancelled: 'The analysis was cancelled.',
  answeredWith: (text: string) => `The data source answered: ${text}`, stopped: (text: string) => `The analysis stopped: ${text}`, noText: 'an error without a text.',
  nothingLoaded: 'Check the meter and the line in the variables above, the time range, and that the data source reads the measurement where the meter writes.',
  nothingBetween: (from: string, to: string) => `No meter readings between ${from} and ${to}.`,
  couldBe: 'What it could be', bill: 'Bill:', data: 'Data:',
  open: 'Open', close: 'Close', link: 'Link',
  loadRest: (from: string, to: string) => `Load the rest, ${from} to ${to}`, zoomTo: (from: string, to: string) => `Zoom to ${from}–${to}`, dropMark: 'Drop the mark', marked: (from: string, to: string) => `Marked by hand: ${from} to ${to}.`,
  ...verdictLabels,
  inHundred: (share: number) => `${Math.round(share * 100)} in 100`, evidence: evidenceWords, onSheet: sheetWords,
} as const;

export interface SentenceContext {
  readonly zone: string;
  readonly display: PowerText;
  /** Where there is little room: what the excess is measured from stands in the rows. */
  readonly short?: boolean;
}

/** What happened, in one to three sentences: how much, how long, which machines, the largest. */
export function sentence(finding: Finding, { zone, display, short = false }: SentenceContext): string {
  const whole = plainSentence(finding, zone, display);
  const said = short && finding.excessKw > 0 ? whole.replace(' above the hour around it', '') : whole;
  return finding.spottedBy === 'hand' ? `In the window you marked, ${lowerFirst(said.replace('this spike of', 'the'), finding)}` : said;
}

/** The name of a machine keeps its capitals. */
function lowerFirst(said: string, finding: Finding): string {
  return finding.causes.some(({ machines }) => said.startsWith(nameText(machines[0] ?? '\u0000'))) ? said : said.charAt(0).toLowerCase() + said.slice(1);
}

function plainSentence(finding: Finding, zone: string, display: PowerText): string {
  const table = tableOf(finding, display);
  const { unexplained } = table;
  const number = (value: number) => display.number(value);
  const power = (value: number) => `${number(value)} ${display.unit}`;
  const whole = table.excessKw;
  const rising = table.lines.filter((row) => row.kw > 0);
  const top = rising[0];
  const times = `from ${clock(finding.startMs, zone)} to ${endClock(finding, zone)}`;
  if (finding.excessKw <= 0) {
    return 'No excess over the hour around it.';
  }
  // Less than nothing is told where even the upper end of its range is; else its row says all that is known.
  const rest = -unexplained.kw >= 0.04 * finding.excessKw && unexplained.roundedKw < 0 && finding.unexplainedHighKw < 0 ? ` States suggest ${power(-unexplained.roundedKw)} more than the meter shows.` : '';
  if (finding.ranking.kind === 'not-ranked') {
    const far = finding.ranking.why === 'incomplete';
    return `Demand rose ${power(whole)} above the hour around it for ${minutes(finding.endMs - finding.startMs)}, ${times}${far ? ', as far as is loaded. Which machines added to it cannot be said yet' : ''}.`;
  }
  const known = reported(table.lines, display);
  if (!top || (finding.verdict === 'unexplained' && known <= 0)) {
    return `No reported state explains this spike of ${power(whole)} above the hour around it, ${times}.`;
  }
  if (finding.verdict === 'unexplained') {
    return `No reported state explains ${power(unexplained.roundedKw)} of this spike. Reported changes account for ${number(known)} of the ${power(whole)} above the hour around it.`;
  }
  const together = severalOf(rising, finding.excessKw);
  const level = levelWith(rising);
  if (together) {
    const first = level.length > 1 ? `${leading(level)} added most: ${power(top.roundedKw)} each`
      : finding.verdict === 'unclear' ? `${machineText(top.machines)}, ${stateWords(top.state)}, comes first with ${power(top.roundedKw)}, but not clearly`
        : `${machineText(top.machines)}, ${stateWords(top.state)}, added most: ${power(top.roundedKw)}`;
    return `Demand rose ${power(whole)} above the hour around it for ${minutes(finding.endMs - finding.startMs)}: ${howTogether(finding.kinds ?? [], together.length)}. ${first}.${rest}`;
  }
  if (level.length > 1) {
    return `${leading(level)} added ${number(top.roundedKw)} each of the ${power(whole)} above the hour around it, ${times}.${rest}`;
  }
  if (top.machines.length > 1) {
    return `${listed(top.machines.map(nameText))} always switch together; ${top.machines.length === 2 ? 'the pair' : 'together they'} added ${number(top.roundedKw)} of the ${power(whole)}. Log one start apart to tell them apart.${rest}`;
  }
  if (top.roundedKw > whole) {
    return `${machineText(top.machines)} ${stateWords(top.state)} added ${power(top.roundedKw)}; all together, demand was ${power(whole)} above the hour around it, ${times}.${rest}`;
  }
  return `${machineText(top.machines)} ${stateWords(top.state)} added ${number(top.roundedKw)} of the ${power(whole)} above the hour around it, ${times}.${rest}`;
}

/** The rows whose number is that of the first: a difference that nobody sees must not be told. */
export function levelWith(rows: readonly Row[]): readonly Row[] {
  const most = rows[0]?.roundedKw ?? 0;
  return most > 0 ? rows.filter(({ roundedKw }) => roundedKw === most) : rows.slice(0, 1);
}

/** "chiller-1 cooling and dryer-1 drying"; more than three are counted. */
export function leading(rows: readonly Row[]): string {
  const names = rows.map(({ machines, state }) => `${machineText(machines)} ${stateWords(state)}`);
  return names.length > 3 ? `${names.length} machines` : listed(names);
}

function reported(lines: readonly Row[], { decimals }: PowerText): number {
  return Number(lines.reduce((sum, row) => sum + row.roundedKw, 0).toFixed(decimals));
}

/** "11 machines started within 20 minutes of the shift change". */
function howTogether(kinds: readonly SpikeKind[], count: number): string {
  const start = kinds.find((kind) => kind.kind === 'coincident-start');
  if (start?.kind !== 'coincident-start') {
    return `${count} machines added to it together`;
  }
  const spanMs = start.shift ? Math.max(Math.abs(start.firstMs - start.shift.startMs), Math.abs(start.lastMs - start.shift.startMs)) : start.lastMs - start.firstMs;
  return `${start.machines.length} machines started within ${counted(Math.max(1, Math.ceil(spanMs / MINUTE_MS)), 'minute')}${start.shift ? ' of the shift change' : ''}`;
}

/**
 * Three or more lines of at least 5 % of the excess that make most of it, none of them alone; undefined when there are none.
 * Where the largest has under a third, smaller ones count too, until they make most of it: of forty machines hardly any has 5 %.
 */
function severalOf(rising: readonly Row[], excessKw: number): readonly Row[] | undefined {
  const topKw = rising[0]?.kw ?? 0;
  let [count, sumKw] = [0, 0];
  for (const { kw } of rising) {
    if (kw < 0.05 * excessKw && (sumKw >= 0.6 * excessKw || topKw >= excessKw / 3)) {
      break;
    }
    count++;
    sumKw += kw;
  }
  return count >= 3 && topKw < 0.6 * excessKw && sumKw >= 0.6 * excessKw ? rising.slice(0, count) : undefined;
}

export interface VerdictWords {
  readonly word: string;
  /** How many of three dots are filled; `hatch` = the square of what nobody reports. */
  readonly mark: 0 | 1 | 2 | 3 | 'hatch';
  readonly reason: string;
}

/** The word, its mark, and the probability behind it; as people raised them, if they did. */
export function verdictWords(computed: Finding, raised?: Raised): VerdictWords {
  const finding = raised ? { ...computed, confidence: raised.confidence, verdict: raised.verdict } : computed;
  if (finding.ranking.kind === 'not-ranked') {
    return { word: words.notRanked, mark: 0, reason: { incomplete: 'incomplete data', 'no-excess': 'nothing to attribute' }[finding.ranking.why as string] ?? finding.ranking.text };
  }
  const inHundred = Math.min(99, Math.round(finding.confidence * 100));
  if (finding.verdict === 'unexplained') {
    return { word: words.unexplained, mark: 'hatch', reason: `${inHundred} in 100 that this is the largest part` };
  }
  const mark = ({ likely: 3, possible: 2, unclear: 1 } as const)[finding.verdict];
  const [top] = tableOf(finding).lines;
  return { word: words[finding.verdict], mark, reason: `${inHundred} in 100 that ${machineText(top?.machines ?? [])} added most` };
}

/** Which days it was learnt from, and how finely. */
export function learntText(learning: Finding['learning'], readings: MeterReadings, zone: string): string {
  const { startMs, endMs } = learntFrom(learning, readings);
  return words.evidence.learnt(dateText(startMs, zone), dateText(endMs - 1, zone), Math.max(1, Math.round((endMs - startMs) / DAY_MS)), learning.stepMs);
}

/** Where nobody said anything about this spike: whether what was said of earlier ones raised it. */
export function unsaidText(raised: Raised | undefined): string {
  return raised ? raisedText(raised) : words.evidence.noVerdicts;
}

/** Where people raised it, and from where. */
export function raisedText({ confirmations, verdict, was }: Raised): string {
  return words.raised(confirmations, was.verdict === verdict ? words.inHundred(was.confidence) : was.verdict);
}

/** For a screen reader: when, how much, what it is called, and the top line. */
export function spikeLabel(finding: Finding, zone: string, power: PowerText): string {
  const level = levelWith(tableOf(finding, power).lines);
  const most = finding.ranking.kind === 'not-ranked' ? 'not ranked'
    : finding.verdict === 'unexplained' || level.length === 0 ? `mostly unexplained` : `${leading(level)} added most`;
  const kind = kindName(finding);
  return `Spike ${clock(finding.startMs, zone, true)} to ${endClock(finding, zone)}, ${signedPowerIn(power, finding.excessKw)}, ${kind ? `${kind}, ` : ''}${most}`;
}

import { lengthText } from '../../base';
import { quantile, type Evidence } from '../../engine';
import { counted, stateWords } from './parts';

/** What is said on the four cards of the evidence: each finding as a sentence, each limit as one. */

/** How a power is written: in the unit and notation of the panel's field config. */
type Power = (kw: number) => string;

const signedIn = (power: Power, kw: number): string => `${kw > 0 ? '+' : ''}${power(kw)}`;
const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
/** "+75 kW (half of them +44 to …)": one that something else fell into says nothing of the others. */
function middle(power: Power, steps: readonly number[]): string {
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => signedIn(power, quantile(Float64Array.from(steps), share)));
  return `${median} (half of them ${low} to ${high})`;
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const evidenceWords = {
  back: 'Answer', of: (at: number, count: number) => `${at} of ${count} contributors`, previous: 'Previous contributor', next: 'Next contributor',
  title: (name: string, state: string) => `${name}, ${stateWords(state)}:`, range: (low: string, high: string) => `(90 % range ${low} to ${high})`, ofWhole: (whole: string) => `of ${whole}`,
  limit: 'Limit:',
  half: (name: 'Before' | 'During', from: string, to: string, mean: string) => [`${name}, ${from} to ${to}`, `incomer mean ${mean}`],
  expected: (name: string) => `${name}, expected`,
  compareTitle: (before: string, during: string, minutesIn: number, minutesAll: number) =>
    before === during ? `It was ${stateWords(before)} before and during.` : `It was ${stateWords(before)} before, and ${stateWords(during)} for ${minutesIn < minutesAll ? `${minutesIn} of the` : 'all'} ${minutesAll} minutes.`,
  compareNote: (costs: string) => `Same length, same scale. Filled: what its state is expected to draw${costs && `, ${costs}`}.`,
  compareLimit: (power: Power, offKw: number | undefined) => `what is filled is learnt, not metered${offKw !== undefined && offKw > 0.5 ? `; its ${power(offKw)} while off belongs to loads that are off at the same times` : ''}.`,
  pastTitle: (power: Power, state: string, medianKw: number) => `When it enters “${state}”, demand typically ${medianKw < 0 ? 'falls' : 'steps up'} by ${power(Math.abs(medianKw))}.`,
  pastFew: (state: string, count: number) => `It entered “${state}” ${count === 0 ? 'at no other time' : `${times(count)} at other times`}: too few to say what is typical.`,
  pastNote: (count: number, from: string, to: string, minutesBefore: number) => `Incomer around the ${count} other entries, ${from} to ${to}, each less its own ${minutesBefore} minutes before.`,
  pastLimit: (power: Power, expectedKw: number | undefined) => `others switch in the same minutes, so the band${expectedKw === undefined ? ' is' : ` and its distance from the expected ${power(expectedKw)} are`} partly theirs.`,
  thisSpike: 'this spike', medianOf: (count: number) => `median of ${count}`, middleHalf: 'middle half', starts: (state: string) => (state.length > 16 ? 'enters it' : `enters “${state}”`), earlier: (count: number) => `−${count} min`, after: (count: number) => `+${count} min`,
  aloneTitle: (power: Power, steps: readonly number[]) => steps.length === 0 ? 'It never changed alone: something else always changed within a minute.'
    : steps.length <= 3 ? `${capital(times(steps.length))} it changed alone: ${steps.map((step) => signedIn(power, step)).join(', ')}.`
      : `${capital(times(steps.length))} it changed alone, in the middle by ${middle(power, steps)}.`,
  aloneNote: (power: Power, littleKw: number, expectedKw: number | undefined) => `Filled: alone. Open: others changed too, by less than ${power(littleKw)}.${expectedKw === undefined ? '' : ` Line: expected ${power(expectedKw)}, this state less the one before.`}`,
  aloneLimit: (left: number) => `a first-minute step misses what builds up later.${left > 0 ? ` ${left} more entries had larger company and are left out.` : ''}`,
  placebo: (asMany: number, tries: number) => `Shift the states by random hours, and ${asMany} of ${tries} tries give as many starts together.`,
  clockTitle: (offsetS: number, clock: 'sure' | 'ambiguous' | 'none') => clock === 'ambiguous' ? 'Its clock cannot be told for sure; it is not corrected.'
    : clock === 'none' ? 'Nothing shows whether its clock is off; it is not corrected.'
      : Math.abs(offsetS) < 1 ? 'Its clock agrees with the meter’s.' : `Its clock runs ${offBy(offsetS)}; that is corrected here.`,
  clockNote: 'Nothing is written back to the plant.',
  clockLimit: 'one correction for all its entries; a clock that was set in between is not seen.',
  reportedAt: 'Reported', comparedAt: (at: string) => `Compared at ${at}.`, noEntry: 'No entry near the onset.',
  states: 'States', statesSum: (parts: string, sum: string) => `${parts}: together ${sum}`,
  dataInSpike: 'Data in the spike', learntFrom: 'Learnt from', learnt: (from: string, to: string, days: number, stepMs: number) => `${from} to ${to}, ${counted(days, 'day')} at ${lengthText(stepMs)}.`, explains: (skill: number) => `States explain ${Math.round(skill * 100)} % of the swings.`,
  verdictsSoFar: 'Verdicts so far', noVerdicts: 'None for this cause. It is not raised or lowered by people.',
  computed: 'Computed word', queries: 'Queries sent', queriesSent: (count: number) => `${count} ${count === 1 ? 'query' : 'queries'}, read only.`, noQueries: 'The data source does not say.', show: 'Show them', hide: 'Hide them',
  wouldHelp: 'Would help',
  meterMissing: (length: string) => `Meter missing for ${length}.`, meterComplete: 'Meter complete.', noneKnown: 'No state was known during the spike.', heldLong: 'Its state is over a day old.', partUnknown: (length: string) => `Its state was unknown for ${length}.`, noneStale: 'No stale or unknown state.',
  nearest: ({ secondsBeforeOnset }: Evidence) => secondsBeforeOnset === undefined ? '' : `${lengthText(1000 * Math.abs(secondsBeforeOnset))} ${secondsBeforeOnset >= 0 ? 'before' : 'after'} the onset.`,
} as const;

/** How a clock that is off goes, "12 s late". */
export function offBy(offsetS: number): string {
  return `${Math.round(Math.abs(offsetS))} s ${offsetS > 0 ? 'late' : 'early'}`;
}

/** What the evidence sheet says beside the panel's own words. */
export const sheetWords = {
  title: (what: string) => `Spiketrace: ${what}`, range: (meter: string, date: string, from: string, to: string, zone: string) => `${meter}, ${date}, ${from} to ${to} ${zone}`,
  clocks: (offBy: string) => `Clocks corrected: ${offBy}.`,
  numbers: 'Numbers', data: 'Data', picture: 'Demand and states around the spike', peak: (power: string, at: string) => `peak ${power}, ${at}`,
  version: (version: string) => `Spiketrace ${version}. A likely contributor, not a proof: the contributions are learnt from the meter and the reported states, and they and the unexplained add up to the meter.`,
} as const;

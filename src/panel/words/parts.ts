import { DAY_MS, hidden, MINUTE_MS, nameText, storedText, type TimeRange } from '../../base';
import { stateName } from '../../chart';

/** The small parts of sentences: times, lengths, names of machines and states. */

const formats = new Map<string, Intl.DateTimeFormat>();
const TIME = { hour: '2-digit', minute: '2-digit' } as const;
const DATE = { day: 'numeric', month: 'short' } as const;
const YEAR = { year: 'numeric' } as const;

/** In the dashboard's zone. A formatter is dear, and there are few. */
function written(timeMs: number, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  const key = [timeZone, ...Object.keys(parts)].join();
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...parts });
  formats.set(key, format);
  return format.format(timeMs);
}

/** "06:07", or "6 Mar, 06:07". */
export const clock = (timeMs: number, zone: string, withDate = false): string => written(timeMs, zone, withDate ? { ...TIME, ...DATE } : TIME);

/** The end of a range: "06:55", and "13 Mar, 06:00" where it lasts so long that the day is not plain. */
export const endClock = ({ startMs, endMs }: TimeRange, zone: string): string => clock(endMs, zone, endMs - startMs > DAY_MS / 2);

/** "6 Mar 2025". */
export const dateText = (timeMs: number, zone: string): string => written(timeMs, zone, { ...DATE, ...YEAR });

/** "Thu 6 Mar 2025", or without the year. */
export const dayText = (timeMs: number, zone: string, withYear: boolean): string => written(timeMs, zone, { weekday: 'short', ...DATE, ...(withYear ? YEAR : {}) }).replace(',', '');

/** "06:08:43". */
export const clockSeconds = (timeMs: number, zone: string): string => written(timeMs, zone, { ...TIME, second: '2-digit' });

/** "1 verdict", "3 verdicts". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Of a length of time, at least one. */
export const minutes = (ms: number): string => counted(Math.max(1, Math.round(ms / MINUTE_MS)), 'minute');

/** Instants of UTC inside a sentence, in the dashboard's zone; of "A and B UTC" both. */
export function inZone(text: string, zone: string): string {
  return text.replace(INSTANT, (_, day: string, time: string) => clock(Date.parse(`${day}T${time}Z`), zone, true));
}

/** The instants of UTC that a sentence names, ms. */
export const instantsIn = (text: string): number[] => [...text.matchAll(INSTANT)].map(([, day, time]) => Date.parse(`${day}T${time}Z`));

const INSTANT = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| UTC|(?= and [-\d: ]+UTC))/g;

/** "oven-1, oven-2 and oven-3". */
export const listed = (names: readonly string[]): string => [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');

/** At most four names, and how many more. */
export const someOf = (names: readonly string[]): string => (names.length > 4 ? `${names.slice(0, 4).map(nameText).join(', ')} and ${names.length - 4} more` : listed(names.map(nameText)));

export { hidden, nameText, storedText };

export const machineText = (machines: readonly string[]): string => machines.map(nameText).join(' + ');

/** A code or a truth value alone would read as a number of machines. */
export const stateWords = (state: string): string => (/^(\d+|true|false)$/i.test(state) ? `in state ${state}` : nameText(stateName(state).replace(/_/g, ' ')));

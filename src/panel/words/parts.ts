import { hidden, nameText, storedText, type TimeRange } from '../../base';
import { stateName } from '../../chart';

/** The small parts of sentences: times, lengths, names of machines and states. */

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

/** "Thu 6 Mar 2025", or without the year. */
export function dayText(timeMs: number, zone: string, withYear: boolean): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}) }).format(timeMs).replace(',', '');
}

/** "06:08:43". */
export function clockSeconds(timeMs: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(timeMs);
}

export const minutes = ({ startMs, endMs }: TimeRange): string => {
  const count = Math.max(1, Math.round((endMs - startMs) / 60_000));
  return `${count} minute${count === 1 ? '' : 's'}`;
};

/** Instants of UTC inside a sentence, in the dashboard's zone. */
export function inZone(text: string, zone: string): string {
  return text.replace(INSTANT, (_, day: string, time: string) => clock(Date.parse(`${day}T${time}Z`), zone, true));
}

/** The instants of UTC that a sentence names, ms. */
export const instantsIn = (text: string): number[] => [...text.matchAll(INSTANT)].map(([, day, time]) => Date.parse(`${day}T${time}Z`));

const INSTANT = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g;

/** At most four names, and how many more. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 4).map(nameText);
  return names.length > 4 ? `${shown.join(', ')} and ${names.length - 4} more` : names.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}

export { hidden, nameText, storedText };

export const machineText = (machines: readonly string[]): string => machines.map(nameText).join(' + ');

/** A code or a truth value alone would read as a number of machines. */
export const stateWords = (state: string): string => (/^(\d+|true|false)$/i.test(state) ? `in state ${state}` : nameText(stateName(state).replace(/_/g, ' ')));

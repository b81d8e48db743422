import type { FieldConfigSource } from '@grafana/data';
import type { PowerText } from '../chart';

/** How numbers are written: in which unit, with how many decimals, in whose notation. From the panel's field config and the browser. */
export interface Display {
  readonly unit: 'W' | 'kW' | 'MW';
  /** Display units in one kW. */
  readonly perKw: number;
  readonly decimals: number;
  /** BCP 47; undefined = the browser's. */
  readonly locale: string | undefined;
}

/** The same for the picture. */
export const powerTextOf = ({ unit, perKw, decimals, locale }: Display): PowerText => ({ unit, perKw, decimals, number: (value, given = decimals) => numberText(value, { decimals: given, locale }) });

export const PLAIN: Display = { unit: 'kW', perKw: 1, decimals: 0, locale: 'en-GB' };

const UNITS = new Map<string, Pick<Display, 'unit' | 'perKw'>>([
  ['watt', { unit: 'W', perKw: 1000 }], ['kwatt', { unit: 'kW', perKw: 1 }], ['megwatt', { unit: 'MW', perKw: 0.001 }],
]);

/** Of a field: absent is what nobody set. */
export interface NumberSettings {
  readonly unit?: string;
  readonly decimals?: number | null;
}

/**
 * A unit that is no power is left aside: the readings are kW whatever somebody would like to call them.
 * @param own of the meter's field, where an override sets them
 * @param highestKw of the view: without decimals of the author's, small meters get as many as their numbers need
 */
export function displayOf(fieldConfig: FieldConfigSource | undefined, locale: string | undefined, own: NumberSettings = {}, highestKw = NaN): Display {
  const { unit, decimals } = fieldConfig?.defaults ?? {};
  const known = UNITS.get(own.unit ?? '') ?? UNITS.get(unit ?? '') ?? { unit: 'kW', perKw: 1 };
  const highest = highestKw * known.perKw;
  const needed = known.unit === 'MW' || highest < 1 ? 3 : highest < 10 ? 2 : highest < 20 ? 1 : 0;
  return { ...known, decimals: Math.max(0, Math.min(3, Math.round(own.decimals ?? decimals ?? needed))), locale: isLocale(locale) ? locale : undefined };
}

function isLocale(locale: string | undefined): boolean {
  try {
    return locale !== undefined && Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number that is already in display units: "1,234", "−8"; a true minus sign, and no negative zero. */
export function numberText(value: number, { decimals, locale }: Pick<Display, 'decimals' | 'locale'>): string {
  const key = `${locale ?? ''} ${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(key, format);
  }
  const text = format.format(value === 0 ? 0 : value);
  return text.replace(/^-/, '−').replace(/^−(0([.,]0*)?)$/, '$1');
}

/** The same with a plus where it is one. */
export function signedText(value: number, display: Pick<Display, 'decimals' | 'locale'>): string {
  const text = numberText(value, display);
  return value > 0 && !/^0([.,]0*)?$/.test(text) ? `+${text}` : text;
}

/** kW, rounded and with the unit: "227 kW". */
export function powerText(kw: number, display: Display): string {
  return `${numberText(kw * display.perKw, display)} ${display.unit}`;
}

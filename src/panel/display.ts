import type { FieldConfigSource } from '@grafana/data';
import type { PowerText } from '../chart';

/** How numbers are written: in which unit, with how many decimals, in whose notation. From the panel's field config and the browser. */

const UNITS = new Map<string | undefined, Pick<PowerText, 'unit' | 'perKw'>>([
  ['watt', { unit: 'W', perKw: 1000 }], ['kwatt', { unit: 'kW', perKw: 1 }], ['megwatt', { unit: 'MW', perKw: 0.001 }],
]);

/** Of a field: absent is what nobody set. */
export interface NumberSettings {
  readonly unit?: string;
  readonly decimals?: number | null;
}

/**
 * A unit that is no power is left aside: the readings are kW whatever somebody would like to call them.
 * @param locale BCP 47; the browser's where it is none
 * @param own of the meter's field, where an override sets them
 * @param highestKw of the view: without decimals of the author's, small meters get as many as their numbers need
 */
export function displayOf(fieldConfig: FieldConfigSource | undefined, locale: string | undefined, own: NumberSettings = {}, highestKw = NaN): PowerText {
  const { unit, decimals: wanted } = fieldConfig?.defaults ?? {};
  const known = UNITS.get(own.unit) ?? UNITS.get(unit) ?? { unit: 'kW', perKw: 1 };
  const highest = highestKw * known.perKw;
  const needed = known.unit === 'MW' || highest < 1 ? 3 : highest < 10 ? 2 : highest < 20 ? 1 : 0;
  const decimals = Math.max(0, Math.min(3, Math.round(own.decimals ?? wanted ?? needed)));
  const notation = isLocale(locale) ? locale : undefined;
  return { ...known, decimals, number: (value, given = decimals) => numberText(value, given, notation) };
}

function isLocale(locale: string | undefined): boolean {
  try {
    return locale !== undefined && Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.NumberFormat>();

/** "1,234", "−8"; a true minus sign, and no negative zero. */
function numberText(value: number, decimals: number, locale: string | undefined): string {
  const key = `${locale} ${decimals}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  formats.set(key, format);
  return format.format(value).replace(/^-/, '−').replace(/^−(0([.,]0*)?)$/, '$1');
}

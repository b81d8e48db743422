/** How power is written in the picture: in which unit, with how many decimals, in whose notation. */
export interface PowerText {
  readonly unit: string;
  /** Units in one kW. */
  readonly perKw: number;
  /** The author's. */
  readonly decimals: number;
  /** A number that is already in the unit, with a true minus sign; its decimals are the author's unless given. */
  readonly number: (value: number, decimals?: number) => string;
}

/** Whole kW. */
export const IN_KW: PowerText = { unit: 'kW', perKw: 1, decimals: 0, number: (value, decimals = 0) => (Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value).toFixed(decimals).replace('-', '−') };

/** "227 kW". */
export const powerIn = ({ unit, perKw, number }: PowerText, kw: number): string => `${number(kw * perKw)} ${unit}`;

/** "+227 kW", "−8 kW". */
export const signedPowerIn = (power: PowerText, kw: number): string => `${kw < 0 ? '−' : '+'}${powerIn(power, Math.abs(kw))}`;

/** A number that is already in the unit, with a plus where it is one: "+227", and without its unit. */
export const signedIn = ({ number }: PowerText, value: number): string => `${value > 0 ? '+' : ''}${number(value)}`;

/** How power is written: in which unit, with how many decimals, in whose notation. */
export interface PowerText {
  readonly unit: string;
  /** Units in one kW. */
  readonly perKw: number;
  /** The author's. */
  readonly decimals: number;
  /** A number that is already in the unit, with a true minus sign; its decimals are the author's unless given. */
  readonly number: (value: number, decimals?: number) => string;
}

/** "227 kW". */
export const powerIn = ({ unit, perKw, number }: PowerText, kw: number): string => `${number(kw * perKw)} ${unit}`;

/** "+227 kW", "−8 kW". */
export const signedPowerIn = (power: PowerText, kw: number): string => `${kw < 0 ? '−' : '+'}${powerIn(power, Math.abs(kw))}`;

/** A number that is already in the unit, with a plus where one is seen: "+227", and without its unit. */
export function signedIn({ number }: PowerText, value: number, decimals?: number): string {
  const text = number(value, decimals);
  return value > 0 && text !== number(0, decimals) ? `+${text}` : text;
}

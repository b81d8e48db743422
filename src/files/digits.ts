/** Four digits at once, as the number that their bytes make, the first one lowest. */

/** Four characters `0`: what a text of digits is freed of by an exclusive or. */
export const ZEROS = 0x30303030;

/** True when each of the four bytes is 0 … 9. */
export function isDigits(bytes: number): boolean {
  // What is above nine is lifted into the highest bit; what lies there already may spoil its neighbours, yet stays seen itself.
  return (((bytes + 0x76767676) | bytes) & 0x80808080) === 0;
}

/** The number that four digits, 0 … 9 each, write: pairs first, then the pair of pairs. */
export function numberOf(digits: number): number {
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff;
  return Math.imul(pairs, (100 << 16) | 1) >>> 16;
}

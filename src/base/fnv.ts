/**
 * FNV-1a in 32 bits, unit by unit: small, and equal everywhere; not safe against somebody who wants two to be equal.
 * @see Fowler, Noll, Vo: offset basis 2166136261, prime 16777619
 */

export const FNV_BASIS = 2166136261;

/** The hash with one more byte, or code unit. */
export const fnvWith = (hash: number, unit: number): number => Math.imul(hash ^ unit, 16777619) >>> 0;

/** Eight hex digits. */
export const fnvDigits = (hash: number): string => hash.toString(16).padStart(8, '0');

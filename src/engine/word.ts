import type { Verdict } from './types';

/** The word for how sure the largest line of a finding is, wherever the probability comes from. */

/** From here on likely. */
export const LIKELY = 0.8;
/** From here on possible; below it unclear. */
const POSSIBLE = 0.5;

/** @param confidence 0..1 that a machine's line is the largest; where the unexplained is on top, the word is that instead */
export function wordFor(confidence: number): Exclude<Verdict, 'unexplained'> {
  return confidence >= LIKELY ? 'likely' : confidence >= POSSIBLE ? 'possible' : 'unclear';
}

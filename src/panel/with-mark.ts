import { overlaps } from '../base';
import type { Investigation } from '../engine';

/**
 * The answer to a range with the finding of a window that was marked by hand in it. Every other finding stays as it is without the mark:
 * the engine leaves marked time out of the hours that spikes are compared with, and a number must not move because somebody looks elsewhere.
 * @param marked the answer to the same range with the mark
 */
export function withMark(unmarked: Investigation, marked: Investigation): Investigation {
  const byHand = marked.findings.filter(({ spottedBy }) => spottedBy === 'hand');
  const others = unmarked.findings.filter((finding) => !byHand.some((one) => overlaps(one, finding)));
  // What is said about the mark, such as that it lies outside the readings.
  return { ...unmarked, findings: [...others, ...byHand].sort((a, b) => a.startMs - b.startMs), notices: marked.notices };
}

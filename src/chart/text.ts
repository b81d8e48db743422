import type { Measure } from './types';

/** Fits names from data into the room there is. */

/** The whole text, or its beginning and end around "…": two machines of one line differ at the end. */
export function cutMiddle(text: string, mostPx: number, fontPx: number, measure: Measure): string {
  if (measure(text, fontPx) <= mostPx) {
    return text;
  }
  // By code points: half of a pair would be shown as a box.
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const cut = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
    if (measure(cut, fontPx) <= mostPx) {
      return cut;
    }
  }
  return `${letters[0] ?? ''}…`;
}

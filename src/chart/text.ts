import type { Measure } from './types';

/** How names from data are written where they are drawn, and how they fit into the room there is. */

/** Controllers shout, "HEATING"; what somebody wrote in small letters stays as it is. */
export const stateName = (state: string): string => (/\p{Ll}/u.test(state) ? state : state.toLowerCase());

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

/** How names and texts from data are shown: as text, whatever they hold. */

/** Control characters, direction marks, and what takes no room at all. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text from data that stands alone: what would reorder or hide something is shown as a sign. */
export function hidden(text: string): string {
  return text.replace(UNSEEN, '\ufffd');
}

/**
 * Text from data inside a sentence. One that is written from right to left would draw the numbers beside it into its own order, so it
 * stands between a first strong isolate and its end; that holds in labels and copied text too, where no element can do it.
 */
export function nameText(text: string): string {
  const shown = hidden(text);
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** A sentence that was stored: names that were isolated when it was written stay so, and nothing else steers. */
export function storedText(text: string): string {
  return text.split(/\u2068([^\u2066-\u2069]*)\u2069/).map((part, i) => (i % 2 === 1 ? nameText(part) : hidden(part))).join('');
}

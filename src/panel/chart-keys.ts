import type { TimeRange } from '../base';

/** What a key means on the focused chart. Pure, so that every key is tested by itself. */

export type ChartKey =
  | { readonly kind: 'read'; readonly atMs: number }
  | { readonly kind: 'zoom'; readonly range: TimeRange }
  | { readonly kind: 'back' }
  /** From where the hairline stood when shift was first held, to where it is now. */
  | { readonly kind: 'extend'; readonly atMs: number }
  | { readonly kind: 'mark' }
  | { readonly kind: 'drop' };

export interface KeyContext {
  readonly range: TimeRange;
  /** Where the hairline is; undefined = nowhere yet. */
  readonly atMs: number | undefined;
  /** What one step of an arrow moves it by, ms. */
  readonly stepMs: number;
  /** true while a window is being marked. */
  readonly marking: boolean;
}

const PAGE_STEPS = 10;

/** undefined for keys that are Grafana's or the browser's: no single letters (WCAG 2.1.4). */
export function chartKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>, context: KeyContext): ChartKey | undefined {
  const { range, marking } = context;
  if (ctrlKey || metaKey || altKey) {
    return undefined;
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -PAGE_STEPS, PageUp: PAGE_STEPS }[key];
  const middleMs = (range.startMs + range.endMs) / 2;
  if (steps !== undefined) {
    // The first key only shows where one is.
    const atMs = context.atMs === undefined ? middleMs : within(context.atMs + steps * context.stepMs, range);
    return shiftKey ? { kind: 'extend', atMs } : { kind: 'read', atMs };
  }
  switch (key) {
    case 'Home':
      return { kind: 'read', atMs: range.startMs };
    case 'End':
      return { kind: 'read', atMs: range.endMs };
    case '+':
    case '=':
      return { kind: 'zoom', range: around(context.atMs ?? middleMs, range, 0.5) };
    case '-':
    case '_':
      return { kind: 'zoom', range: around(context.atMs ?? middleMs, range, 2) };
    case '0':
      return { kind: 'back' };
    case 'Enter':
      return marking ? { kind: 'mark' } : undefined;
    case 'Escape':
      return marking ? { kind: 'drop' } : undefined;
    default:
      return undefined;
  }
}

const within = (atMs: number, { startMs, endMs }: TimeRange): number => Math.max(startMs, Math.min(endMs, atMs));

/** The range grown or shrunk around an instant that keeps its place on the screen; at least a second long. */
function around(atMs: number, { startMs, endMs }: TimeRange, factor: number): TimeRange {
  const spanMs = Math.max(1000, (endMs - startMs) * factor);
  const share = (atMs - startMs) / Math.max(1, endMs - startMs);
  const from = Math.round(atMs - share * spanMs);
  return { startMs: from, endMs: Math.round(from + spanMs) };
}

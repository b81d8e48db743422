import type { TimeRange } from './time';

/**
 * Says of a set of readings whether anything is missing because of us or the server, never because of the plant.
 * A gap in the plant's own data is not incompleteness: it stands beside it, as a {@link Notice}.
 * What is not complete is drawn with its notice, and never ranked.
 */
export type Completeness =
  | { readonly kind: 'complete' }
  | {
      readonly kind: 'truncated';
      readonly by: 'row-limit' | 'server-limit' | 'series-limit' | 'byte-cap';
      readonly got: number;
      readonly cap: number;
    }
  | {
      readonly kind: 'partial';
      readonly reason: 'series-partial' | 'statement-error' | 'not-executed' | 'error-after-rows';
      readonly detail: string;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Something a person should know about the data, in plain words with numbers. `code` is for programs and tests. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly text: string;
  /** Of a machine that has gone silent: for how long, and in which state it was last. */
  readonly silence?: Silence;
}

export interface Silence extends TimeRange {
  readonly machineId: string;
  readonly state: string;
}

export const COMPLETE: Completeness = { kind: 'complete' };

const badness: Record<Completeness['kind'], number> = { complete: 0, unknown: 1, truncated: 2, partial: 3 };

/** The worse of the given ones; `complete` when there are none. Of equals the first stands. */
export function worstCompleteness(all: Iterable<Completeness>): Completeness {
  let worst = COMPLETE;
  for (const one of all) {
    if (badness[one.kind] > badness[worst.kind]) {
      worst = one;
    }
  }
  return worst;
}

/** One plain sentence, or undefined when everything is there. */
export function completenessText(what: Completeness): string | undefined {
  switch (what.kind) {
    case 'complete':
      return undefined;
    case 'truncated':
      return what.by === 'byte-cap'
        ? `The answer was cut: it is larger than ${what.cap} bytes.`
        : `The answer was cut at ${what.cap.toLocaleString('en')} ${what.by === 'series-limit' ? 'series' : 'rows'}; there are more.`;
    case 'partial':
      return `Part of the answer is missing: ${what.detail.replace(/[^.!?]$/, '$&.')}`;
    case 'unknown':
      return `It is not known whether the answer is whole: ${what.reason}`;
  }
}

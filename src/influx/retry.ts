import type { QueryAnswer } from './types';

/** Which failures a second attempt may mend, and how long to wait for it. */

const STATUS = new Set([429, 502, 503, 504]);
const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;
const LONGEST_ASKED_MS = 60_000;

/** Too busy, or nobody there. A 400, 401, 403, 404, 413 or 500 stays what it is, and so does a 200 with an error inside. */
export function mayMend(status: number): boolean {
  return STATUS.has(status);
}

/**
 * True when nothing of an answer had come. Browsers and Node tell the two apart in their words alone: a fetch that never got
 * headers fails with these; one that broke off in its body says "terminated", "network error" or "Error in input stream".
 */
export function isBeforeFirstByte(error: unknown): boolean {
  return error instanceof Error && /^(fetch failed|Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.?|the request did not reach Grafana)$/.test(error.message);
}

/**
 * Wait before attempt `attempt` (1 = the first repetition): what the server asks for, else anything from half a second up to 2 s, then
 * 8 s ("full jitter"), so that many tabs do not come back together.
 * @param random in [0, 1)
 */
export function waitMs(attempt: number, answer: QueryAnswer | undefined, nowMs: number, random: () => number): number {
  const asked = askedWaitMs(answer?.retryAfter, nowMs);
  if (asked !== undefined) {
    return asked;
  }
  const most = Math.min(LONGEST_MS, SHORTEST_MS * 4 ** attempt);
  return SHORTEST_MS + random() * (most - SHORTEST_MS);
}

/**
 * The header `Retry-After`: seconds or an HTTP date, at most a minute; undefined when it is absent, past or nonsense.
 * @see RFC 9110, 10.2.3
 */
export function askedWaitMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,15}$/.test(text)) {
    return Math.min(LONGEST_ASKED_MS, Number(text) * 1000);
  }
  // Date.parse reads far more than HTTP dates ("5", "-1", "1.5"), so the shape is looked at first.
  const dateMs = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d GMT$/.test(text) ? Date.parse(text) : NaN;
  return dateMs > nowMs ? Math.min(LONGEST_ASKED_MS, dateMs - nowMs) : undefined;
}

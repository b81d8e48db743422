/** What is worth a second attempt, and when. */
import { expect, test } from 'vitest';
import { askedWaitMs, isBeforeFirstByte, mayMend, waitMs } from '../../src/influx/retry';

test('only 429, 502, 503 and 504 are worth a second attempt', () => {
  const all = Array.from({ length: 500 }, (_, i) => 100 + i);
  expect(all.filter(mayMend)).toEqual([429, 502, 503, 504]);
});

test('a connection that failed before the first byte is told from one that broke off later', () => {
  expect(['fetch failed', 'Failed to fetch', 'Load failed'].map((text) => isBeforeFirstByte(new TypeError(text)))).toEqual([true, true, true]);
  expect(['terminated', 'network error', 'Error in input stream', ''].map((text) => isBeforeFirstByte(new TypeError(text)))).toEqual([false, false, false, false]);
  expect(isBeforeFirstByte('fetch failed')).toBe(false);
});

test('full jitter: from half a second to 2 s before the second attempt, to 8 s before the third and any later one', () => {
  const most = 1 - Number.EPSILON;
  expect([1, 2, 3, 9].map((attempt) => [waitMs(attempt, undefined, 0, () => 0), Math.round(waitMs(attempt, undefined, 0, () => most))]))
    .toEqual([[500, 2000], [500, 8000], [500, 8000], [500, 8000]]);
});

// RFC 9110, 5.6.7: the date of its own example, in the preferred and in the obsolete form.
const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);
test.each<[string | undefined, number | undefined]>([
  ['0', 0], ['7', 7_000], [' 7 ', 7_000], ['60', 60_000], ['61', 60_000], ['999999999', 60_000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000], ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000], ['Sun, 06 Nov 2094 08:49:37 GMT', 60_000],
  ['Sun, 06 Nov 1994 08:48:00 GMT', undefined], ['-5', undefined], ['1.5', undefined], ['1e3', undefined], ['soon', undefined], ['', undefined],
  ['Sun, 99 Nov 1994 08:49:37 GMT', undefined], ['9'.repeat(400), undefined], [undefined, undefined],
])('Retry-After %s asks for %s ms', (header, ms) => {
  expect(askedWaitMs(header, NOW)).toBe(ms);
});

test('what the server asks for goes before the jitter; nonsense does not', () => {
  const answer = { status: 429, contentType: '', body: '' };
  expect(waitMs(1, { ...answer, retryAfter: '9' }, 0, () => 0)).toBe(9_000);
  expect(waitMs(1, { ...answer, retryAfter: 'soon' }, 0, () => 0)).toBe(500);
});

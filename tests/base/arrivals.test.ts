import { expect, test } from 'vitest';
import { entryNotices, inOrder } from '../../src/base';

const of = (...values: number[]) => Float64Array.from(values);
const said = (notices: ReadonlyArray<{ readonly code: string; readonly text: string }>) => notices.map(({ code, text }) => `${code} ${/\d+/.exec(text)?.[0]}`);

test('readings in order are handed through, not copied', () => {
  const [timeMs, value] = [of(1, 2, 3), of(7, NaN, 9)];
  const { timeMs: times, value: values, notices } = inOrder(timeMs, value);
  expect(times).toBe(timeMs);
  expect(values).toBe(value);
  expect(notices).toEqual([]);
});

test('late ones are sorted in, and of equal stamps the last with a value counts; both are counted', () => {
  const { timeMs, value, notices } = inOrder(of(10, 30, 20, 30, 20, 40), of(1, 3, 2, 33, NaN, 4));
  expect([...timeMs]).toEqual([10, 20, 30, 40]);
  expect([...value]).toEqual([1, 2, 33, 4]);
  // 20 twice after 30, of which the second is late as well; 30 and 20 each a second time.
  expect(said(notices)).toEqual(['readings-late 2', 'readings-repeated 2']);
});

test('what is stamped after now, or at no instant, is left out and counted', () => {
  const { timeMs, notices } = inOrder(of(1, NaN, 2, 99, Infinity), of(1, 1, 2, 3, 4), 50);
  expect([...timeMs]).toEqual([1, 2]);
  expect(said(notices)).toEqual(['readings-untimed 2', 'readings-future 1']);
});

test('a machine’s entries that came late, or at no instant, are counted; the same one twice is worth no word', () => {
  expect(said(entryNotices('oven', of(1, 2, 2, 3)))).toEqual([]);
  expect(entryNotices('oven', of(1, 3, 2, 3, NaN)).map(({ text }) => text)).toEqual([
    'oven: 1 entry came later than a newer one; sorted in by their stamps.',
    'oven: 1 entry has no valid stamp; left out.',
  ]);
});

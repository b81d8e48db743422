import { expect, test } from 'vitest';
import { Stamps, timeOf } from '../../src/files/stamps';

/** Reads the stamps of one text that stand behind each other, a comma after each. */
function instants(...stamps: string[]): number[] {
  const text = `${stamps.join(',')},${' '.repeat(40)}`;
  const reader = new Stamps(new TextEncoder().encode(text));
  const into = new Float64Array(1);
  let at = 0;
  return stamps.map((stamp) => {
    into[0] = NaN;
    const end = reader.read(at, into, 0);
    at += stamp.length + 1;
    return end === at - 1 ? into[0] : NaN;
  });
}

test('stamps that follow each other read as each of them alone, in every form', () => {
  const stamps = [
    '2024-02-28T23:59:58Z', '2024-02-28T23:59:59Z', '2024-02-29T00:00:00Z', '2024-02-29 00:00:00.25Z', '2024-02-29T00:00:00.123456789+05:45',
    '2024-02-29T00:00:01-0330', '1709164800000', '170916480000', '2025-12-31T23:59:59.999Z',
  ];
  expect(instants(...stamps)).toEqual(stamps.map(timeOf));
  // 2024-02-29T00:00:00.123+05:45 is a quarter past six in the evening of the day before, UTC.
  expect(instants(stamps[4]!)).toEqual([Date.UTC(2024, 1, 28, 18, 15, 0, 123)]);
});

test('what is no usual stamp is left to the slow road', () => {
  for (const stamp of ['2024-13-01T00:00:00Z', '2024-02-28T24:00:00Z', '2024-02-28T23:60:00Z', '2024-02-28T23:59:60Z', '2024-02-28T23:59:58', '2024-02-28X23:59:58Z', '123', '2024-02-28T23:59Z']) {
    expect(instants('2024-02-28T23:58:00Z', stamp, '2024-02-28T23:58:00Z')).toEqual([Date.UTC(2024, 1, 28, 23, 58), NaN, Date.UTC(2024, 1, 28, 23, 58)]);
  }
});

test('days that no calendar has are no instants, and the 29th of February is one in leap years alone', () => {
  const stamps = ['2025-02-29T00:00:00Z', '2025-02-30T00:00:00Z', '2025-04-31T12:00:00+02:00', '2025-06-00T00:00:00Z'];
  expect(stamps.map(timeOf)).toEqual([NaN, NaN, NaN, NaN]);
  expect(instants(...stamps)).toEqual([NaN, NaN, NaN, NaN]);
  expect(timeOf('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
});

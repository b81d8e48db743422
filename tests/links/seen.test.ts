/** What the sender saw stands in the link, and tells whether the readings are still the same. */
import { expect, test } from 'vitest';
import { COMPLETE, type MeterReadings } from '../../src/base';
import { fingerprint, investigationPath, parseSeen, seenParam } from '../../src/links';

const meter = (demandKw: readonly number[], startMs = 1_741_000_000_000): MeterReadings => ({
  kind: 'power', meterId: 'm', timeMs: Float64Array.from(demandKw, (_, i) => startMs + i * 30_000), demandKw: Float64Array.from(demandKw), completeness: COMPLETE, notices: [],
});
const at = 1_741_000_000_000;
const all = [[at, at + 300_000]] as const;

test('is written as contracts.md says and read back', () => {
  const text = seenParam(226.6, '00c0ffee');
  expect(text).toBe('1.227.00c0ffee');
  expect(parseSeen(text)).toEqual({ kind: 'seen', excessKw: 227, hash: '00c0ffee' });
  expect(parseSeen(seenParam(0.0497, '00c0ffee'))).toEqual({ kind: 'seen', excessKw: 0.05, hash: '00c0ffee' });
  expect(parseSeen(' 1.-3.00c0ffee ')).toEqual({ kind: 'seen', excessKw: -3, hash: '00c0ffee' });
  expect(investigationPath({ fromMs: 1, toMs: 2, spike: { startMs: 1, endMs: 2 }, seen: text })).toMatch(/var-spike=1-2&var-seen=1\.227\.00c0ffee$/);
});

test.each(['', '$seen', '${seen}', '[[seen]]'])('%j says nothing', (text) => {
  expect(parseSeen(text)).toEqual({ kind: 'none' });
});

test.each(['2.227.00c0ffee', '1.227', '1.227.xyz', '1.1e3.00c0ffee', '<b>'])('%j cannot be read', (text) => {
  expect(parseSeen(text)).toEqual({ kind: 'malformed', text });
});

test('the fingerprint is the same whatever else is loaded, and another one for any other reading', () => {
  const seen = fingerprint(meter([1, 2, 3]), all);
  expect(seen).toMatch(/^[0-9a-f]{8}$/);
  expect(fingerprint(meter([9, 1, 2, 3, 9, 9, 9, 9, 9, 9, 9], at - 30_000), [[at, at + 90_000]])).toBe(seen);
  const others = [[1, 2, 3.001], [1, 2], [1, NaN, 3], [-1, 2, 3], [2, 1, 3]].map((values) => fingerprint(meter(values), all));
  expect(new Set([seen, ...others]).size).toBe(6);
});

test('what differs by less than a thousandth is the same reading', () => {
  expect(fingerprint(meter([1.00001, 2]), all)).toBe(fingerprint(meter([1.00002, 2]), all));
});

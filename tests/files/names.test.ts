import { expect, test } from 'vitest';
import { Names } from '../../src/files/names';

function codesOf(texts: readonly string[]): { codes: number[]; names: Names } {
  const bytes = new TextEncoder().encode(texts.join(''));
  const names = new Names(bytes);
  let from = 0;
  const codes = texts.map((text) => {
    const to = from + new TextEncoder().encode(text).length;
    const code = names.code(from, to);
    from = to;
    return code;
  });
  return { codes, names };
}

test('names are numbered in order of first appearance, from bytes and from strings alike', () => {
  const { codes, names } = codesOf(['RUN', 'IDLE', 'RUN', '', 'Störung', 'IDLE']);
  expect(codes).toEqual([0, 1, 0, 2, 3, 1]);
  expect(names.codeOfText('Störung')).toBe(3);
  expect(names.codeOfText('new')).toBe(4);
  expect(names.texts).toEqual(['RUN', 'IDLE', '', 'Störung', 'new']);
});

test('ten thousand names stay apart when the table grows', () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => `state ${i}`);
  expect(codesOf([...texts, ...texts]).codes).toEqual([...texts.keys(), ...texts.keys()]);
});

test('names of which only a byte in the middle differs stay apart', () => {
  const texts = Array.from({ length: 26 * 26 }, (_, i) => `station ${String.fromCharCode(97 + (i % 26))}-${String.fromCharCode(97 + Math.floor(i / 26))} of the long line`);
  expect(codesOf([...texts, ...texts]).codes).toEqual([...texts.keys(), ...texts.keys()]);
});

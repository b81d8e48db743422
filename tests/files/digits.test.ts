import { describe, expect, it } from 'vitest';
import { isDigits, numberOf, ZEROS } from '../../src/files/digits';

const fourBytes = (text: string): number => new DataView(new TextEncoder().encode(text).buffer).getInt32(0, true) ^ ZEROS;

describe('four digits at once', () => {
  it('every number of four digits is read as it is written', () => {
    for (let n = 0; n < 10_000; n++) {
      const digits = fourBytes(String(n).padStart(4, '0'));
      expect([n, isDigits(digits), numberOf(digits)]).toEqual([n, true, n]);
    }
  });

  it('one byte that is no digit, anywhere among the four, is seen', () => {
    for (let place = 0; place < 4; place++) {
      for (let byte = 0; byte < 128; byte++) {
        const text = [...'1907'].map((digit, i) => (i === place ? String.fromCharCode(byte) : digit)).join('');
        expect([text, isDigits(fourBytes(text))]).toEqual([text, byte >= 48 && byte <= 57]);
      }
    }
  });
});

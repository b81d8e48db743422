import { expect, it } from 'vitest';
import { Met } from '../../src/files/met';
import { seededRandom } from '../scenarios/seeded';

/** Names alike in their first or last bytes, of one byte to twenty. */
const NAMES = ['A', 'B', 'AB', 'ABC', 'ABCD', 'ABCE', 'ABCDE', 'XBCDE', 'ABCDEFG', 'ABCDEFH', 'ABCDEFGH', 'ABCDEFGHI', 'ABCDEFGHJ', 'press-01-left-side', 'press-01-left-sidf', 'press-02-left-side', 'ÖFEN', 'ÄFEN'];

it('a name is met as itself and as no other, wherever in a file it stands and whatever comes behind it', () => {
  const random = seededRandom(20260305);
  const text = Array.from({ length: 3000 }, () => `${NAMES[Math.floor(random.between(0, NAMES.length))]},${Math.floor(random.between(0, 10))}\n`).join('');
  const bytes = new TextEncoder().encode(`0000${text}00000000`);
  const met = new Met(new DataView(bytes.buffer));
  const spoken = new TextDecoder();
  let found = 0;
  for (let at = 4; at < bytes.length - 8; at = bytes.indexOf(10, at) + 1) {
    const length = bytes.indexOf(44, at) - at;
    const name = spoken.decode(bytes.subarray(at, at + length));
    for (const place of [met.placeOf(at, length), met.placeHere(at)]) {
      const code = Math.max(met.codeOf(place, at, length), met.codeHere(place, at));
      if (code >= 0) {
        found++;
        expect(NAMES[code]).toBe(name);
      }
      met.put(place, at, length, NAMES.indexOf(name));
    }
  }
  expect(found).toBeGreaterThan(4000);
});

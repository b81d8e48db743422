import type { Design } from '../../src/engine/design';

/** A design written out, to be compared with: rows × columns, the share of each. */
export function denseOf({ rows, columns, segmentStart, entryStart, column, value }: Design): number[][] {
  const dense = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let s = 0; s + 1 < segmentStart.length; s++) {
    for (let row = segmentStart[s]!; row < segmentStart[s + 1]!; row++) {
      for (let k = entryStart[s]!; k < entryStart[s + 1]!; k++) {
        dense[row]![column[k]!] = value[k]!;
      }
    }
  }
  return dense;
}

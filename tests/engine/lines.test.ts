import { expect, test } from 'vitest';
import { machineLines, type Finding } from '../../src/engine';

test('a machine’s line is net over its states and named by the one that added most', () => {
  const causes = [
    { machines: ['compressor'], state: 'LOADED', kw: 83, lowKw: 80, highKw: 86, variationKw: 0 },
    { machines: ['oven'], state: 'WARM-UP', kw: 10, lowKw: 9, highKw: 11, variationKw: 0 },
    { machines: ['compressor'], state: 'OFF', kw: -74, lowKw: -78, highKw: -70, variationKw: 0 },
  ];
  // 83 − 74 = 9; the deviations 3 and 4 add as √(9 + 16) = 5.
  expect(machineLines({ causes } as unknown as Finding)).toEqual([
    { machines: ['oven'], state: 'WARM-UP', kw: 10, lowKw: 9, highKw: 11 },
    { machines: ['compressor'], state: 'LOADED', kw: 9, lowKw: 4, highKw: 14 },
  ]);
});

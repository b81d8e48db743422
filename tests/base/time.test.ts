/** How long something is, in the unit that people would say it in. */
import { expect, test } from 'vitest';
import { lengthText } from '../../src/base';

test.each([[40_000, '40 s'], [119_400, '119 s'], [120_000, '2 min'], [90 * 60_000, '90 min'], [7_200_000, '2.0 h'], [47 * 3_600_000, '47.0 h'], [60 * 3_600_000, '2.5 days']])('%i ms are %s', (ms, text) => {
  expect(lengthText(ms)).toBe(text);
});

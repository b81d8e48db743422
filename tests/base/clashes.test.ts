/** Two states at one instant are no state, whatever order they come in. */
import { expect, test } from 'vitest';
import { unclashed } from '../../src/base';

test('differing states of one instant are unknown, and counted by instants', () => {
  const { entries, notices } = unclashed('press', [[1, 'A'], [2, 'B'], [2, 'C'], [2, 'B'], [3, 'D'], [3, 'E']]);
  expect(entries).toEqual([[1, 'A'], [2, 'UNKNOWN'], [2, 'UNKNOWN'], [2, 'UNKNOWN'], [3, 'UNKNOWN'], [3, 'UNKNOWN']]);
  expect(notices).toEqual([{ severity: 'warning', code: 'two-states', text: 'press reported different states at one instant, 2 times; its state is unknown from there until it reports again.' }]);
});

test('the same state twice, one beside an unknown, and what has no instant clash with nothing; what is known counts, whichever came last', () => {
  const entries = [[1, 'A'], [1, 'A'], [2, 'UNKNOWN'], [2, 'B'], [3, 'C'], [3, 'UNKNOWN'], [NaN, 'C'], [NaN, 'D']] as const;
  expect(unclashed('press', entries)).toEqual({ entries: [[1, 'A'], [1, 'A'], [2, 'B'], [2, 'B'], [3, 'C'], [3, 'C'], [NaN, 'C'], [NaN, 'D']], notices: [] });
});

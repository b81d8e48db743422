import { expect, test } from 'vitest';
import { stateClass } from '../../src/base';

test.each([
  ['Heat-up', 'starting'], ['UNLOADED', 'idle'], ['Stand-by', 'idle'], ['Stopped', 'off'], ['Communication lost', 'unknown'], ['STAGE 2', 'running'], ['Rezept 7', 'other'], ['true', 'running'], ['false', 'off'],
])('%s is %s', (state, expected) => {
  expect(stateClass(state)).toBe(expected);
});

import { expect, it } from 'vitest';
import { stateClass } from '../../src/chart';

it.each([
  ['RUNNING', 'running'], ['LOADED', 'running'], ['EXECUTE', 'running'], ['AUTOMATIC', 'running'],
  ['START-UP', 'starting'], ['WARM-UP', 'starting'], ['HEATUP', 'starting'], ['STARTING', 'starting'],
  ['IDLE', 'idle'], ['UNLOADED', 'idle'], ['STANDBY', 'idle'], ['HELD', 'waiting'], ['SUSPENDED', 'waiting'], ['WAITING', 'waiting'],
  ['SETUP', 'setup'], ['CLEAN', 'setup'], ['CIP', 'setup'], ['FAULT', 'fault'], ['ALARM', 'fault'], ['ABORTED', 'fault'],
  ['OFF', 'off'], ['STOPPED', 'off'], ['UNKNOWN', 'unknown'], ['', 'unknown'], ['COMMUNICATION_LOST', 'unknown'], ['Rezept 7', 'other'],
])('draws %s as %s', (state, expected) => {
  expect(stateClass(state)).toBe(expected);
});

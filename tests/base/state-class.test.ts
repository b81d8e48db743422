import { expect, test } from 'vitest';
import { stateClass } from '../../src/base';

test.each([
  ['Heat-up', 'starting'], ['UNLOADED', 'idle'], ['Stand-by', 'idle'], ['Stopped', 'off'], ['Communication lost', 'unknown'], ['STAGE 2', 'running'], ['STAGE2', 'running'], ['HOLD2', 'waiting'], ['HEAT', 'starting'], ['Rezept 7', 'other'], ['Rezept7', 'other'], ['true', 'running'], ['false', 'off'],
  ['LÄUFT', 'running'], ['AUS', 'off'], ['STÖRUNG', 'fault'], ['Not-Aus', 'fault'], ['Außer Betrieb', 'off'], ['Betrieb', 'running'], ['Rüsten', 'setup'], ['LEERLAUF', 'idle'], ['Aufheizen', 'starting'], ['wartet', 'waiting'],
  ['Unbekannt', 'unknown'], ['Auslauf', 'other'], ['Eintrag', 'other'],
])('%s is %s', (state, expected) => {
  expect(stateClass(state)).toBe(expected);
});

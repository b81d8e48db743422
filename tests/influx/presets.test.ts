/** The lists of states are those of their standards, and a preset is proposed only where the values say so. */
import { expect, test } from 'vitest';
import { stateClass } from '../../src/base';
import { guessPreset, PRESETS, stateNamer } from '../../src/influx';

test.each([
  // ANSI/ISA-TR88.00.02, PackTags v3.0, as in Beckhoff's Tc3_PackML E_PMLState.
  ['packml', '6', 'EXECUTE'], ['packml', '2', 'STOPPED'], ['packml', '9', 'ABORTED'], ['packml', '17', 'COMPLETE'], ['packml', 'Un-Holding', 'UNHOLDING'],
  // OPC 40001-1 §12.2, by name; §13.2 with the numbers of OPC 40082-5 §11.3.
  ['opc-40001-1', 'NotExecuting', 'NOT EXECUTING'], ['opc-40001-1-mode', '3', 'PROCESSING'], ['opc-40001-1-mode', 'Setup', 'SETUP'],
  // OPC 40083 §12.4, Table 38.
  ['euromap', '1', 'AUTOMATIC'], ['euromap', 'SEMI_AUTOMATIC', 'SEMI AUTOMATIC'], ['euromap', '5', 'SLEEP'],
  ['mtconnect', 'FEED_HOLD', 'FEED HOLD'],
] as const)('%s: %s is %s', (preset, raw, name) => {
  expect(stateNamer({ preset })?.(raw)).toBe(name);
});

test('a value that a list does not have has no name', () => {
  expect([stateNamer({ preset: 'packml' })?.('18'), stateNamer({ preset: 'opc-40001-1' })?.('3'), stateNamer({ preset: 'euromap' })?.('__proto__')]).toEqual([undefined, undefined, undefined]);
});

test('every name of every preset is drawn as what it means', () => {
  const classes = Object.fromEntries(PRESETS.map(({ id, states }) => [id, Object.fromEntries([...new Set(states.values())].map((name) => [name, stateClass(name)]))]));
  expect(classes).toEqual({
    packml: {
      UNKNOWN: 'unknown', CLEARING: 'setup', STOPPED: 'off', STARTING: 'starting', IDLE: 'idle', SUSPENDED: 'waiting', EXECUTE: 'running', STOPPING: 'off', ABORTING: 'fault',
      ABORTED: 'fault', HOLDING: 'waiting', HELD: 'waiting', UNHOLDING: 'waiting', SUSPENDING: 'waiting', UNSUSPENDING: 'waiting', RESETTING: 'starting', COMPLETING: 'running', COMPLETE: 'idle',
    },
    'opc-40001-1': { 'NOT AVAILABLE': 'unknown', 'OUT OF SERVICE': 'off', 'NOT EXECUTING': 'idle', EXECUTING: 'running' },
    'opc-40001-1-mode': { NONE: 'idle', MAINTENANCE: 'setup', SETUP: 'setup', PROCESSING: 'running' },
    euromap: { OTHER: 'other', AUTOMATIC: 'running', 'SEMI AUTOMATIC': 'running', MANUAL: 'setup', SETUP: 'setup', SLEEP: 'off' },
    mtconnect: {
      READY: 'idle', ACTIVE: 'running', INTERRUPTED: 'waiting', 'FEED HOLD': 'waiting', STOPPED: 'off', 'OPTIONAL STOP': 'off', 'PROGRAM STOPPED': 'off',
      'PROGRAM COMPLETED': 'idle', 'PROGRAM OPTIONAL STOP': 'off', WAIT: 'waiting',
    },
  });
});

test.each([
  [['Execute', 'Idle', 'Held'], 'packml'], [['2', '6', '4', '11'], 'packml'], [['AUTOMATIC', 'SETUP', 'SLEEP'], 'euromap'], [['NotExecuting', 'Executing'], 'opc-40001-1'],
  [['ACTIVE', 'READY', 'FEED_HOLD'], 'mtconnect'], [['0', '1', '2'], undefined], [['RUNNING', 'HEATING', 'OFF'], undefined], [['Idle'], undefined], [[], undefined],
])('values %j propose %s', (values, preset) => expect(guessPreset(values)).toBe(preset));

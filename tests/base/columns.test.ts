import { describe, expect, it } from 'vitest';
import { isUnknownState, machineLog } from '../../src/base';

describe('machineLog', () => {
  it('sorts entries, lets the last of equal stamps win and drops repeats', () => {
    const log = machineLog('press-3', [[30, 'RUN'], [10, 'IDLE'], [20, 'IDLE'], [30, 'FAULT'], [40, 'IDLE']]);
    expect([...log.timeMs]).toEqual([10, 30, 40]);
    expect([...log.stateCode].map((code) => log.states[code])).toEqual(['IDLE', 'FAULT', 'IDLE']);
  });

  it('keeps names that are keys elsewhere, like __proto__', () => {
    expect(machineLog('m', [[1, '__proto__'], [2, 'constructor']]).states).toEqual(['__proto__', 'constructor']);
  });
});

describe('isUnknownState', () => {
  it('knows silence in its usual spellings, and does not take OFF for it', () => {
    expect(['', 'UNKNOWN', 'Communication_Lost', 'NotAvailable'].map(isUnknownState)).toEqual([true, true, true, true]);
    expect(['OFF', 'STOPPED', 'idle'].map(isUnknownState)).toEqual([false, false, false]);
  });
});

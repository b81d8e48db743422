import { describe, expect, it } from 'vitest';
import { arrivedLog, COMPLETE, isUnknownState, machineLog } from '../../src/base';

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

describe('arrivedLog', () => {
  const names = ['IDLE', 'RUN', '', 'FAULT'];
  const arrived = (...entries: ReadonlyArray<readonly [timeMs: number, name: string]>) => {
    const log = arrivedLog('press-3', Float64Array.from(entries, ([ms]) => ms), Uint16Array.from(entries, ([, name]) => names.indexOf(name)), names, COMPLETE);
    return { said: log.notices.map(({ text }) => text), log: [...log.timeMs].map((ms, i) => `${ms} ${log.states[log.stateCode[i]!]}`) };
  };
  const entries = [[10, 'IDLE'], [20, 'RUN'], [20, 'FAULT'], [20, 'RUN'], [30, 'FAULT'], [40, ''], [40, 'IDLE'], [50, 'RUN'], [50, ''], [60, 'FAULT'], [60, 'IDLE']] as const;
  const told = ['10 IDLE', '20 UNKNOWN', '30 FAULT', '40 IDLE', '50 RUN', '60 UNKNOWN'];

  it('takes states that differ at one instant for none, and says at how many; an unknown one gives way', () => {
    expect(arrived(...entries)).toEqual({ log: told, said: ['press-3 reported different states at one instant, 2 times; its state is unknown from there until it reports again.'] });
  });

  it('takes the same rows in any order for the same log', () => {
    expect(arrived(...[...entries].reverse()).log).toEqual(told);
    expect(arrived(...[...entries].sort(([, a], [, b]) => (a < b ? -1 : 1))).log).toEqual(told);
  });
});

describe('isUnknownState', () => {
  it('knows silence in its usual spellings, and does not take OFF for it', () => {
    expect(['', 'UNKNOWN', 'Communication_Lost', 'NotAvailable'].map(isUnknownState)).toEqual([true, true, true, true]);
    expect(['OFF', 'STOPPED', 'idle'].map(isUnknownState)).toEqual([false, false, false]);
  });
});

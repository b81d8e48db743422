import { expect, test } from 'vitest';
import { meterColumns } from '../../src/files';

test('every column whose name has kW is a power, and every one with kWh a register', () => {
  expect(meterColumns('time,Incomer_kW,"feeder, kw",total_kWh,temperature\n')).toEqual([
    { name: 'Incomer_kW', kind: 'power' }, { name: 'feeder, kw', kind: 'power' }, { name: 'total_kWh', kind: 'counter' },
  ]);
  expect(meterColumns('')).toEqual([]);
});

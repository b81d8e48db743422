/** Which machines a meter has: its own, those of its sub-meters, and of its register; narrowed to a line. */
import { expect, test } from 'vitest';
import { machinesBehind } from '../../src/influx/behind';
import type { MachineSource, MeterSource, PlantMap } from '../../src/influx';

const meter = (id: string, more: Partial<MeterSource> = {}): MeterSource => ({ id, measurement: 'em', field: 'kw', tags: { meter: id }, kind: 'power', parent: null, ...more });
const machine = (id: string, more: Partial<MachineSource> = {}): MachineSource => ({ measurement: 'st', field: 'state', id, tags: {}, ...more });
const map = (machines: MachineSource[], meters: MeterSource[] = [meter('main'), meter('sub', { parent: 'main' }), meter('other')]): PlantMap => ({ zone: 'UTC', meters, machines });
const ids = (found: readonly MachineSource[]) => found.map((one) => one.id);
const all = [machine('of-main', { meter: 'main' }), machine('of-sub', { meter: 'sub' }), machine('of-none')];

test('a meter has its own machines, those of its sub-meters, and those that name no meter', () => {
  expect(ids(machinesBehind(map(all), 'main', undefined))).toEqual(['of-main', 'of-sub', 'of-none']);
  expect(ids(machinesBehind(map(all), 'sub', undefined))).toEqual(['of-sub', 'of-none']);
  expect(ids(machinesBehind(map(all), 'other', undefined))).toEqual(['of-none']);
});

test('a register has the machines of the power beside it', () => {
  const meters = [meter('main'), meter('main-kwh', { field: 'kwh', kind: 'counter', tags: { meter: 'main' } })];
  expect(ids(machinesBehind(map(all, meters), 'main-kwh', undefined))).toEqual(['of-main', 'of-none']);
});

test('a line narrows to its machines and those of no line', () => {
  const machines = [machine('a', { line: 'one' }), machine('b', { line: 'two' }), machine('c')];
  expect(ids(machinesBehind(map(machines), 'main', 'one'))).toEqual(['a', 'c']);
});

test('parents in a circle end', () => {
  const meters = [meter('x', { parent: 'y' }), meter('y', { parent: 'x' }), meter('z')];
  expect(ids(machinesBehind(map([machine('m', { meter: 'x' })], meters), 'z', undefined))).toEqual([]);
});

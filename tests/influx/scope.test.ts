/** Outside of a trial zone nothing can be asked about. */
import { expect, test } from 'vitest';
import { parsePlantMap, scopeNotice, withinScope, type PlantMap } from '../../src/influx';

const meter = (id: string, line?: string, parent: string | null = null) => ({ id, measurement: 'em', field: 'kw', tags: { meter: id }, kind: 'power', parent, ...(line === undefined ? {} : { line }) });
const plant = (scope?: object) => {
  const read = parsePlantMap({
    zone: 'UTC', meters: [meter('incomer'), meter('one', 'line-1', 'incomer'), meter('two', 'line-2', 'incomer')],
    machines: [
      { measurement: 'st', field: 'state', idTag: 'machine', tags: { area: 'n' }, line: 'line-1', meter: 'one' }, { measurement: 'st2', field: 'state', idTag: 'machine', line: 'line-2' },
      { measurement: 'st3', field: 'state', id: 'robot', line: 'line-2' }, { measurement: 'st4', field: 'state', id: 'crane' },
    ],
    shifts: { measurement: 'shift', field: 'shift' }, ...(scope ? { scope } : {}),
  });
  if (read.kind === 'failed') {
    throw new Error(read.failure.text);
  }
  return read.value;
};
const left = (map: PlantMap) => ({ meters: map.meters.map(({ id, parent }) => [id, parent]), machines: map.machines.map(({ measurement, id, idTag, tags }) => [measurement, id ?? `every ${idTag}`, tags]), shifts: map.shifts !== undefined });

test('a line leaves its own meters and machines, and no shift calendar', () => {
  expect(left(withinScope(plant({ line: 'line-2' })))).toEqual({ meters: [['two', null]], machines: [['st2', 'every machine', {}], ['st3', 'robot', {}]], shifts: false });
});

test('one machine is asked for by its name, with the meter of its entry', () => {
  expect(left(withinScope(plant({ line: 'line-1', machine: 'press', meters: ['incomer', 'one'], shifts: true })))).toEqual({
    meters: [['incomer', null], ['one', 'incomer']], machines: [['st', 'press', { area: 'n', machine: 'press' }]], shifts: true,
  });
  expect(left(withinScope(plant({ machine: 'robot' }))).machines).toEqual([['st', 'robot', { area: 'n', machine: 'robot' }], ['st2', 'robot', { machine: 'robot' }], ['st3', 'robot', {}]]);
});

test('without a scope the map is the map, and twice within is once', () => {
  const whole = plant();
  expect(withinScope(whole)).toBe(whole);
  expect(scopeNotice(whole)).toBeUndefined();
  const once = withinScope(plant({ machine: 'press', line: 'line-1' }));
  expect(withinScope(once)).toEqual(once);
});

test('every frame may say it in one sentence', () => {
  expect(scopeNotice(plant({ line: 'line-1', machine: 'press' }))?.text).toBe('Trial zone: only line line-1, machine press is read; nothing outside of it is queried.');
});

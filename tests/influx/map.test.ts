/** A plant map written by hand is read strictly, and a mistake is named with its place. */
import { expect, test } from 'vitest';
import { DEFAULT_PLANT_MAP, mapText, parsePlantMap } from '../../src/influx';

const meter = { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'a' }, kind: 'power', parent: null };
const machine = { measurement: 'st', field: 'state', idTag: 'machine', tags: {}, meter: 'm' };
const map = { zone: 'UTC', meters: [meter], machines: [machine] };

test('the built-in map reads back as itself', () => {
  expect(parsePlantMap(JSON.stringify(DEFAULT_PLANT_MAP))).toMatchObject({ kind: 'ok', value: JSON.parse(JSON.stringify(DEFAULT_PLANT_MAP)) as object });
});

test('a map may be an object or its text, and a kind that is left out is power', () => {
  const { kind: _kind, ...bare } = meter;
  expect(parsePlantMap(map)).toMatchObject({ kind: 'ok', value: { meters: [{ kind: 'power' }] } });
  expect(parsePlantMap({ ...map, meters: [bare] })).toMatchObject({ kind: 'ok', value: { meters: [{ kind: 'power', parent: null }] } });
});

test.each([
  ['a zone that is none', { ...map, zone: 'Mars/Olympus' }, /zone/],
  ['no list of meters', { ...map, meters: 'm' }, /meters/],
  ['an unknown kind', { ...map, meters: [{ ...meter, kind: 'heat' }] }, /meters\[0\]\.kind/],
  ['an empty id', { ...map, meters: [{ ...meter, id: '' }] }, /meters\[0\]\.id/],
  ['a field that is no text', { ...map, meters: [{ ...meter, field: 7 }] }, /meters\[0\]\.field/],
  ['a tag that is no text', { ...map, meters: [{ ...meter, tags: { meter: 1 } }] }, /meters\[0\]\.tags\.meter/],
  ['a machine with neither name nor tag', { ...map, machines: [{ ...machine, idTag: undefined }] }, /machines\[0\]/],
  ['a machine with both', { ...map, machines: [{ ...machine, id: 'x' }] }, /machines\[0\]/],
  ['a preset that there is not', { ...map, machines: [{ ...machine, preset: 'pack-ml' }] }, /machines\[0\]\.preset must be one of packml, .*got "pack-ml"/],
  ['a state without a name', { ...map, machines: [{ ...machine, states: { 3: '' } }] }, /machines\[0\]\.states\.3/],
  ['states stored in two ways', { ...map, machines: [{ ...machine, stateTag: 's', stateFields: ['on'] }] }, /machines\[0\] has a stateTag and stateFields/],
  ['state columns that are no list', { ...map, machines: [{ ...machine, stateFields: 'on' }] }, /machines\[0\]\.stateFields must be a list/],
  ['a stale limit that is no number of hours', { ...map, machines: [{ ...machine, staleHours: '12' }] }, /machines\[0\]\.staleHours must be a number of hours/],
  ['a stale limit of nothing', { ...map, machines: [{ ...machine, staleHours: 0 }] }, /machines\[0\]\.staleHours/],
  ['a scope of nothing', { ...map, scope: {} }, /scope must name a line or a machine/],
  ['a scope of a line that there is not', { ...map, scope: { line: 'x' } }, /scope\.line "x"/],
  ['a scope with a meter that there is not', { ...map, scope: { machine: 'x', meters: ['y'] } }, /scope\.meters must be ids of meters: got "y"/],
  ['a machine behind a meter that there is not', { ...map, machines: [{ ...machine, meter: 'M' }] }, /machines\[0\]\.meter "M" is the id of no meter/],
  ['tags under another name', { ...map, meters: [{ id: 'm', measurement: 'em', field: 'kw', tag: { meter: 'a' } }] }, /meters\[0\] has "tag", which must be written "tags"/],
  ['a key with a typo', { ...map, machines: [{ ...machine, perset: 'packml' }] }, /machines\[0\] has "perset", which must be written "preset"/],
  ['a key in another spelling', { ...map, machines: [{ ...machine, stale_hours: 12 }] }, /machines\[0\] has "stale_hours", which must be written "staleHours"/],
  ['a zone by its longer name', { meters: [meter], timezone: 'Europe/Berlin' }, /plant map has "timezone", which must be written "zone"/],
  ['a scope of one meter by a wrong key', { ...map, scope: { machine: 'x', meter: ['m'] } }, /scope has "meter", which must be written "meters"/],
  ['text that is not JSON', '{ zone:', /JSON/],
])('%s is a bad map, and its place is said', (_what, wrong, place) => {
  const outcome = parsePlantMap(wrong);
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'bad-map' } });
  expect(outcome.kind === 'failed' ? outcome.failure.text : '').toMatch(place);
});

test('an own mapping of states is read as raw value to name', () => {
  const outcome = parsePlantMap({ ...map, machines: [{ ...machine, preset: 'packml', states: { 3: ' WARM-UP ', __proto__: 'x' } }] });
  expect(outcome.kind === 'ok' ? [...(outcome.value.machines[0]?.states ?? [])] : outcome).toEqual([['3', 'WARM-UP']]);
});

test('keys that are like none of those that are read are remarks, and so is one beside the key that it is like', () => {
  expect(parsePlantMap({ ...map, comment: 'hall 2', meters: [{ ...meter, uid: 7, Field: 'old' }] })).toMatchObject({ kind: 'ok' });
});

test('a retention policy is read for meters, machines and shifts', () => {
  const outcome = parsePlantMap({ meters: [{ ...meter, retentionPolicy: 'two "weeks"' }], machines: [{ ...machine, retentionPolicy: 'raw' }], shifts: { measurement: 's', field: 'f', retentionPolicy: 'r' } });
  expect(outcome).toMatchObject({ value: { meters: [{ policy: 'two "weeks"' }], machines: [{ policy: 'raw' }], shifts: { policy: 'r' } } });
});

test('a map that is written as text reads back as itself, with its limits, states and policies', () => {
  const given = { zone: 'UTC', meters: [{ ...meter, retentionPolicy: 'p' }], machines: [{ ...machine, staleHours: 1.5, states: { 3: 'WARM' }, retentionPolicy: 'q' }], shifts: { measurement: 's', field: 'f', tags: {}, retentionPolicy: 'r' }, scope: { machine: 'x', meters: ['m'] } };
  const read = parsePlantMap(given);
  expect(read.kind === 'ok' && parsePlantMap(mapText(read.value))).toEqual(read);
});

test('a stale limit is read in hours', () => {
  const outcome = parsePlantMap({ ...map, machines: [{ ...machine, staleHours: 1.5 }, machine] });
  expect(outcome.kind === 'ok' ? outcome.value.machines.map((one) => one.staleMs) : outcome).toEqual([5_400_000, undefined]);
});

/** Discovery asks little, proposes only what the names and a sample say, and leaves the choice to a person. */
import { expect, test } from 'vitest';
import { createReader, DEFAULT_PLANT_MAP, mapText, mapWith, parsePlantMap, type PlantMap, type Proposal } from '../../src/influx';

type Rows = readonly (readonly unknown[])[];
const NOW = Date.UTC(2026, 2, 3, 8);

/** A database as InfluxDB 1.x describes it: what a statement begins with gives its answer. */
function database(answers: ReadonlyArray<readonly [begins: string, columns: readonly string[], rows: Rows]>, map: PlantMap = DEFAULT_PLANT_MAP) {
  const statements: string[] = [];
  const clock = { nowMs: NOW };
  const reader = createReader({
    source: { dialect: 'influxql', database: 'plant' }, map, nowMs: () => clock.nowMs,
    send: async ({ statement }) => {
      statements.push(statement);
      const found = answers.find(([begins]) => statement.startsWith(begins));
      return { status: 200, contentType: 'application/json', body: JSON.stringify({ results: [found ? { series: [{ name: 's', columns: found[1], values: found[2] }] } : {}] }) };
    },
  });
  return { statements, reader, clock };
}

const PLANT = [
  ['SHOW MEASUREMENTS', ['name'], [['weather'], ['em'], ['st'], ['shift_event']]],
  ['SHOW FIELD KEYS FROM "em"', ['fieldKey', 'fieldType'], [['power_kw', 'float'], ['energy_kwh', 'float'], ['volts', 'float']]],
  ['SHOW FIELD KEYS FROM "st"', ['fieldKey', 'fieldType'], [['state', 'integer'], ['operator', 'string']]],
  ['SHOW FIELD KEYS FROM "shift_event"', ['fieldKey', 'fieldType'], [['shift', 'string'], ['crew', 'string']]],
  ['SHOW FIELD KEYS FROM "weather"', ['fieldKey', 'fieldType'], [['celsius', 'float']]],
  ['SHOW TAG KEYS FROM "em"', ['tagKey'], [['meter']]], ['SHOW TAG KEYS FROM "st"', ['tagKey'], [['machine'], ['plc']]],
  ['SHOW TAG VALUES FROM "em"', ['key', 'value'], [['meter', 'incomer 1'], ['meter', 'oven']]],
  ['SHOW TAG VALUES FROM "st"', ['key', 'value'], [['machine', 'press-1'], ['machine', 'press-2']]],
  ['SELECT LAST("power_kw")', ['time', 'last'], [[1, 80], [2, 140], [3, 90]]],
  ['SELECT LAST("energy_kwh")', ['time', 'last'], [[1, 1000], [2, 1080], [3, 1200]]],
  ['SELECT "state"', ['time', 'state'], [[1, 6], [2, 4], [3, 11], [4, 6]]],
] as const;

const proposals = async (answers: ReadonlyArray<readonly [string, readonly string[], Rows]> = PLANT) => {
  const { reader, statements } = database(answers);
  const outcome = await reader.discover(new AbortController().signal);
  if (outcome.kind === 'failed') {
    throw new Error(outcome.failure.text);
  }
  return { all: outcome.value.found.flatMap((one) => one.proposals), statements, ...outcome.value };
};

test('powers, registers, machines with their state model and shifts are proposed, each with its reason', async () => {
  const { all, measurements } = await proposals();
  expect(measurements).toEqual(['weather', 'em', 'st', 'shift_event']);
  expect(all.map((one) => [one.kind, one.source.measurement, one.source.field, one.kind === 'meter' ? one.source.kind : one.kind === 'machines' ? one.source.preset : ''])).toEqual([
    ['shifts', 'shift_event', 'shift', ''],
    ['meter', 'em', 'power_kw', 'power'], ['meter', 'em', 'power_kw', 'power'], ['meter', 'em', 'energy_kwh', 'counter'], ['meter', 'em', 'energy_kwh', 'counter'],
    ['machines', 'st', 'state', 'packml'],
  ]);
  expect(all.find(({ kind }) => kind === 'machines')).toMatchObject({ source: { idTag: 'machine' }, machines: ['press-1', 'press-2'], because: expect.stringContaining('told apart by the tag machine') as string });
});

test('every statement is a SHOW or a sample with a limit, and there are few', async () => {
  const { statements } = await proposals();
  expect(statements.filter((one) => !/LIMIT \d+$/.test(one))).toEqual([]);
  expect(statements.length).toBeLessThanOrEqual(20);
});

test('a database of 300 measurements is cut at 200, and only twelve are looked into', async () => {
  const many: Rows = Array.from({ length: 201 }, (_, i) => [`m${i}`]);
  const { measurements, cut, found } = await proposals([['SHOW MEASUREMENTS', ['name'], many]]);
  expect([measurements.length, cut, found.length]).toEqual([200, true, 12]);
});

test('a look is remembered for ten minutes, and each measurement of its own', async () => {
  const { reader, statements, clock } = database(PLANT);
  const look = async () => reader.discover(new AbortController().signal);
  const [first, sent] = [await look(), statements.length];
  clock.nowMs += 9 * 60_000;
  expect([await look(), statements.length]).toEqual([first, sent]);
  await reader.lookInto('weather', new AbortController().signal);
  expect(statements.length).toBe(sent + 2);
  clock.nowMs += 2 * 60_000;
  await look();
  expect(statements.length).toBe(2 * sent + 2);
});

test('a trial zone keeps discovery from looking outside of it', async () => {
  const { reader, statements } = database(PLANT, { ...DEFAULT_PLANT_MAP, scope: { line: 'line-1' } });
  expect(await reader.discover(new AbortController().signal)).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
  expect(statements).toEqual([]);
});

test('picked proposals become a map that reads back as itself, ids made unique', () => {
  const meter: Proposal = { kind: 'meter', because: '', source: { id: 'em', measurement: 'em', field: 'kw', tags: { meter: 'a' }, kind: 'power', parent: null } };
  const machines: Proposal = { kind: 'machines', because: '', values: [], machines: [], source: { measurement: 'st', field: 'state', idTag: 'machine', tags: {}, states: new Map([['7', 'BAKING']]) } };
  const map = mapWith(undefined, [meter, meter, machines], 'Europe/Berlin');
  expect(map.meters.map(({ id }) => id)).toEqual(['em', 'em 2']);
  expect(parsePlantMap(mapText(map))).toMatchObject({ kind: 'ok', value: map });
});

test('adding to a map leaves its trial zone standing', () => {
  const shifts: Proposal = { kind: 'shifts', because: '', source: { measurement: 'sh', field: 'shift', tags: {} } };
  expect(mapWith({ ...DEFAULT_PLANT_MAP, scope: { line: 'line-1' } }, [shifts], 'UTC').scope).toEqual({ line: 'line-1' });
});

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

test('what the default retention policy does not hold is looked for in the others, and proposed with its policy', async () => {
  const elsewhere = PLANT.filter(([begins]) => begins !== 'SELECT LAST("power_kw")' && begins !== 'SELECT "state"');
  const { all, statements } = await proposals([
    ...elsewhere, ['SHOW RETENTION POLICIES', ['name', 'duration', 'default'], [['short', '720h0m0s', true], ['empty', '0s', false], ['two years', '17472h0m0s', false]]],
    ['SELECT LAST("power_kw") AS "last" FROM "two years"."em"', ['time', 'last'], [[1, 80], [2, 140], [3, 90]]],
    ['SELECT "state" AS "state" FROM "two years"."st"', ['time', 'state'], [[1, 6], [2, 4]]],
  ]);
  expect(all.map((one) => [one.source.measurement, one.source.field, one.source.policy])).toEqual([
    ['shift_event', 'shift', undefined], ['em', 'power_kw', 'two years'], ['em', 'power_kw', 'two years'], ['em', 'energy_kwh', undefined], ['em', 'energy_kwh', undefined], ['st', 'state', 'two years'],
  ]);
  expect(all.find(({ kind }) => kind === 'meter')?.because).toBe('power_kw is named like a power, in kW, in the retention policy two years');
  // Asked for once; the default one was looked into first and is not looked into again.
  expect(statements.filter((one) => one.startsWith('SHOW RETENTION'))).toEqual(['SHOW RETENTION POLICIES']);
  expect(statements.filter((one) => one.includes('"short"'))).toEqual([]);
  const read = parsePlantMap(mapText(mapWith(undefined, all, 'UTC')));
  expect(read).toMatchObject({ kind: 'ok', value: { machines: [{ policy: 'two years' }] } });
});

test('a measurement of which the default policy knows no field is looked into where it is', async () => {
  const { all } = await proposals([
    ['SHOW MEASUREMENTS', ['name'], [['meter']]], ['SHOW RETENTION POLICIES', ['name', 'default'], [['short', true], ['long', false]]],
    ['SHOW FIELD KEYS FROM "long"."meter"', ['fieldKey', 'fieldType'], [['e_kwh', 'float']]], ['SHOW TAG KEYS FROM "meter"', ['tagKey'], []],
    ['SELECT LAST("e_kwh") AS "last" FROM "long"."meter"', ['time', 'last'], [[1, 80], [2, 140], [3, 190]]],
  ]);
  expect(all.map(({ source }) => source)).toEqual([{ id: 'meter', measurement: 'meter', field: 'e_kwh', tags: {}, kind: 'counter', parent: null, policy: 'long' }]);
});

test('where nothing is missing the policies are not asked for', async () => {
  expect((await proposals()).statements.filter((one) => one.startsWith('SHOW RETENTION'))).toEqual([]);
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

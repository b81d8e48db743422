/** States of machines: what a wrong name in the plant map gives is said, and never taken for a machine. */
import { expect, test } from 'vitest';
import { createReader, type MachineSource, type PlantReading, type QueryAnswer } from '../../src/influx';

const START = Date.UTC(2026, 2, 3, 8);
const HOUR = 3_600_000;
const json = (series: readonly object[]): QueryAnswer => ({ status: 200, contentType: 'application/json', body: JSON.stringify({ results: [{ statement_id: 0, ...(series.length > 0 ? { series } : {}) }] }) });
const names = (column: string, values: readonly string[]) => json([{ name: 'm', columns: [column], values: values.map((one) => [one]) }]);

/** Reads machines only, from a server with these measurements, fields and tags, whose states `states` gives. */
async function read(states: (statement: string) => QueryAnswer, from: Partial<MachineSource> = {}): Promise<PlantReading> {
  const answer = (statement: string): QueryAnswer =>
    statement.startsWith('SHOW MEASUREMENTS') ? names('name', ['em', 'st'])
      : statement.startsWith('SHOW FIELD KEYS') ? json([{ name: 'st', columns: ['fieldKey', 'fieldType'], values: [['code', 'integer'], ['state', 'string']] }])
        : statement.startsWith('SHOW TAG KEYS') ? names('tagKey', ['cell', 'station'])
          : statement.startsWith('SHOW TAG VALUES') ? json([]) : states(statement);
  const reader = createReader({
    source: { dialect: 'influxql', database: 'plant' },
    map: { zone: 'UTC', meters: [], machines: [{ measurement: 'st', field: 'state', idTag: 'station', tags: {}, ...from }] },
    send: (request) => Promise.resolve(answer(request.statement)), nowMs: () => START + 2 * HOUR,
  });
  const outcome = await reader.readPlant(
    { meterId: '', view: { startMs: START, endMs: START + HOUR }, parts: { meter: false, machines: true, shifts: false, learning: false }, maxPoints: 100, nowMs: START + 2 * HOUR },
    new AbortController().signal
  );
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}
const states = (rows: readonly unknown[][], tags: object) => json([{ name: 'st', tags, columns: ['time', 'state'], values: rows }]);
const texts = ({ notices }: PlantReading) => notices.map((one) => one.text).join(' ');

test('a measurement of machines that is not there is named, with those that there are', async () => {
  const reading = await read(() => json([]), { measurement: 'machines' });
  expect(reading.machines).toEqual([]);
  expect(reading.notices.map((one) => [one.severity, one.code])).toEqual([['warning', 'no-states']]);
  expect(texts(reading)).toMatch(/no measurement machines in plant; it has em, st\./);
});

test('a field of states that is not there is named, with those that there are', async () => {
  expect(texts(await read(() => json([]), { field: 'status' }))).toMatch(/has no field status; it has code, state\./);
});

test('right names without a state say that nothing was reported, and since when', async () => {
  expect(texts(await read(() => json([])))).toMatch(/holds no state of a machine between 2026-03-03 08:00 and 2026-03-03 09:00 UTC, nor in the 30 days before/);
});

test('an idTag that no row has makes no nameless machine: the tags that there are are said', async () => {
  const reading = await read(() => states([[START + 1, 'RUN']], { machine: '' }), { idTag: 'machine' });
  expect(reading.machines).toEqual([]);
  expect(texts(reading)).toMatch(/no tag machine .*it has cell, station\. Correct idTag/);
});

test('rows that lack the tag are left out, the machines that have it stay', async () => {
  const reading = await read(() => json([
    { name: 'st', tags: { station: '' }, columns: ['time', 'state'], values: [[START + 1, 'RUN']] },
    { name: 'st', tags: { station: 'A' }, columns: ['time', 'state'], values: [[START + 2, 'RUN']] },
  ]));
  expect(reading.machines.map((one) => one.machineId)).toEqual(['A']);
  expect(texts(reading)).toMatch(/Some rows of st have no tag station/);
});

test('a number that is no state ends the question, and names field and value', async () => {
  await expect(read(() => states([[START + 1, 41.5]], { station: 'A' }))).rejects.toThrow('wrong-type: Field state of st holds the number 41.5, which is no state.');
});

test('whole numbers, booleans and an absent value are states', async () => {
  const reading = await read((statement) => (statement.includes('LAST') ? json([]) : states([[START + 1, 3], [START + 2, true], [START + 3, null]], { station: 'A' })));
  expect(reading.machines[0]?.states).toEqual(['3', 'true', 'UNKNOWN']);
});

/** SQL texts on Apache DataFusion, the engine of InfluxDB 3: the same reading as in InfluxQL. What only InfluxDB 3 itself can show is not shown here. */
import { expect, test } from 'vitest';
import { createReader, dialectOf, type MachineSource, type MeterSource, type PlantMap, type PlantQuestion, type SeriesRequest } from '../../src/influx';
import { checkSqlReadOnly } from '../../src/influx/lint-sql';
import { dataFusion, type Table } from '../support/datafusion';
import { createEmbeddedInflux } from '../support/embedded-influx';
import { hostileNames } from '../support/hostile';

const START = Date.UTC(2026, 2, 3, 8);
const MINUTE = 60_000;
const times = Array.from({ length: 120 }, (_, i) => START + i * 30_000);
const kw = times.map((_, i) => (i % 2 === 0 ? 100 : 140));
const changes = [[-3000, 'oven', 'OFF'], [-10, 'oven', 'IDLE'], [5, 'oven', 'EXECUTE'], [7, 'press "2"', 'RUN']] as const;
const tables: Record<string, Table> = {
  em: { tags: ['meter'], columns: { time: times, meter: times.map(() => "in 'A'"), kw, kwh: times.map((_, i) => i * 0.5) } },
  st: { tags: ['machine'], columns: { time: changes.map(([at]) => START + at * MINUTE), machine: changes.map(([, id]) => id), state: changes.map(([, , state]) => state) } },
  tagged: { tags: ['machine', 'state'], columns: { time: [0, 1, 2].map((i) => START + i * MINUTE), machine: ['a', 'a', 'b'], state: ['RUN', 'IDLE', 'RUN'], value: [1, 1, 1] } },
  wide: { tags: ['machine'], columns: { time: [0, 1].map((i) => START + i * MINUTE), machine: ['a', 'a'], off: [1, 0], run: [0, 1] } },
  polled: { tags: ['machine'], columns: { time: times, machine: times.map(() => 'saw'), code: times.map((_, i) => (i < 50 ? 1 : i < 90 ? 5 : 2)) } },
  shift: { tags: [], columns: { time: [START - 60 * MINUTE, START + 10 * MINUTE], name: ['early', 'late'], crew: ['A', null] } },
};
const engine = dataFusion(tables);
if ('reason' in engine) {
  console.warn(`Not run: SQL on DataFusion, since ${engine.reason}. The texts themselves are checked in tests/influx/sql.test.ts.`);
}
// Not a skipped test where there is no engine: that it was not run is said above.
const onEngine = 'reason' in engine ? () => undefined : test;
const source = { dialect: 'sql', database: 'plant' } as const;
const meter = (field: string, kind: 'power' | 'counter'): MeterSource => ({ id: field, measurement: 'em', field, tags: { meter: "in 'A'" }, kind, parent: null });
const machines: MachineSource = { measurement: 'st', field: 'state', idTag: 'machine', tags: {} };
const range = { startMs: START, endMs: START + 60 * MINUTE };

const sql = await dialectOf(source);

function rowsOf(requests: readonly SeriesRequest[]) {
  if ('reason' in engine) {
    throw new Error(engine.reason);
  }
  const rendered = requests.map((request) => sql.render(request, source)).map((outcome) => (outcome.kind === 'ok' ? outcome.value.body : '{}'));
  return engine.ask(rendered).map((answer, i) => {
    const outcome = sql.read(answer, requests[i]!, source);
    return outcome.kind === 'ok' ? outcome.value.series.map((one) => [...one.tags.values(), ...one.rows]) : outcome.failure.text;
  });
}

test('these questions have texts that only read, whether or not there is an engine to run them on', () => {
  const texts = ([{ kind: 'states', machines, range, rowLimit: 10 }, { kind: 'counter', meter: meter('kwh', 'counter'), range, windowMs: MINUTE, rowLimit: 10 }] as const)
    .map((request) => sql.render(request, source)).map((outcome) => (outcome.kind === 'ok' ? checkSqlReadOnly(outcome.value.statement) : outcome.failure.text));
  expect(texts).toEqual([undefined, undefined]);
});

onEngine('a plant reads as in InfluxQL', async () => {
  if ('reason' in engine) {
    return;
  }
  const map: PlantMap = { zone: 'UTC', meters: [meter('kw', 'power'), meter('kwh', 'counter')], machines: [machines] };
  const embedded = createEmbeddedInflux([
    ...['kw', 'kwh'].map((field) => ({ measurement: 'em', tags: { meter: "in 'A'" }, field, timeMs: times, values: tables['em']?.columns[field] as number[] })),
    ...['oven', 'press "2"'].map((id) => {
      const own = changes.filter(([, machine]) => machine === id);
      return { measurement: 'st', tags: { machine: id }, field: 'state', timeMs: own.map(([at]) => START + at * MINUTE), values: own.map(([, , state]) => state) };
    }),
  ]);
  const question: PlantQuestion = { meterId: 'kw', view: range, parts: { meter: true, machines: true, shifts: false, learning: false }, maxPoints: 60, nowMs: START + 90 * MINUTE };
  const bySql = createReader({ source, map, send: (request) => Promise.resolve(engine.ask([request.body])[0]!), nowMs: () => START + 90 * MINUTE });
  const byInfluxql = createReader({ source: { dialect: 'influxql', database: 'd' }, map, send: (request) => Promise.resolve(embedded(request.body)), nowMs: () => START + 90 * MINUTE });
  for (const meterId of ['kw', 'kwh']) {
    const [one, other] = await Promise.all([bySql, byInfluxql].map((reader) => reader.readPlant({ ...question, meterId }, new AbortController().signal)));
    expect(one?.kind).toBe('ok');
    expect(one?.kind === 'ok' ? { ...one.value, statements: [] } : one).toEqual(other?.kind === 'ok' ? { ...other.value, statements: [] } : other);
  }
});

onEngine('peaks have their own time, a threshold and an interval their numbers', () => {
  const power = meter('kw', 'power');
  expect(rowsOf([
    { kind: 'peaks', meter: power, range: { startMs: START, endMs: START + 2 * MINUTE }, windowMs: MINUTE, rowLimit: 10 },
    { kind: 'busy-windows', meter: power, range, windowMs: MINUTE, aboveKw: 140, rowLimit: 10 }, { kind: 'busy-windows', meter: power, range: { startMs: START, endMs: START + MINUTE }, windowMs: MINUTE, aboveKw: 139, rowLimit: 10 },
    { kind: 'interval', meter: power, range, rowLimit: 1 }, { kind: 'last-reading', meter: power, range, rowLimit: 1 },
  ])).toEqual([[[[START + 30_000, 140], [START + 90_000, 140]]], [], [[[START, 140]]], [[[START, 120, 120]]], [[[START + 59.5 * MINUTE, 140]]]]);
});

onEngine('states as tag, as columns and as polled numbers, and the shifts', () => {
  const tagged: MachineSource = { measurement: 'tagged', field: 'value', stateTag: 'state', idTag: 'machine', tags: {} };
  const wide: MachineSource = { measurement: 'wide', field: '', stateFields: ['off', 'run'], idTag: 'machine', tags: {} };
  const polled: MachineSource = { measurement: 'polled', field: 'code', idTag: 'machine', tags: {} };
  expect(rowsOf([
    { kind: 'states', machines: tagged, range, rowLimit: 10 }, { kind: 'states', machines: tagged, range, rowLimit: 1 }, { kind: 'state-before', machines: tagged, range, rowLimit: 10 }, { kind: 'states', machines: wide, range, rowLimit: 10 },
    { kind: 'state-steps', machines: polled, range, rowLimit: 10 }, { kind: 'polled-states', machines: polled, range, windowMs: 20 * MINUTE, rowLimit: 10 },
    { kind: 'shifts', shifts: { measurement: 'shift', field: 'name', tags: {} }, range, rowLimit: 10 },
  ])).toEqual([
    [['a', [START, 'RUN'], [START + MINUTE, 'IDLE']], ['b', [START + 2 * MINUTE, 'RUN']]], [['a', [START, 'RUN']], ['b', [START + 2 * MINUTE, 'RUN']]], [['a', [START + MINUTE, 'IDLE']], ['b', [START + 2 * MINUTE, 'RUN']]],
    [['a', [START, 1, 0], [START + MINUTE, 0, 1]]], [['saw', [START + 25 * MINUTE, 4], [START + 45 * MINUTE, -3]]], [['saw', [START, 1], [START + 20 * MINUTE, 5], [START + 40 * MINUTE, 2]]],
    [[[START - 60 * MINUTE, 'early', 'A'], [START + 10 * MINUTE, 'late', null]]],
  ]);
});

onEngine('what there is: tables, fields and tags apart, values; and a name that is not there', () => {
  expect(rowsOf([
    { kind: 'measurements', rowLimit: 10 }, { kind: 'tag-keys', measurement: 'em', rowLimit: 10 }, { kind: 'tag-values', measurement: 'st', key: 'machine', rowLimit: 10 }, { kind: 'states', machines: { ...machines, measurement: 'nope' }, range, rowLimit: 10 },
  ])).toEqual([[['em', 'polled', 'shift', 'st', 'tagged', 'wide'].map((one) => [one])], [[['meter']]], [[['machine', 'oven'], ['machine', 'press "2"']]], expect.stringContaining('not found')]);
});

onEngine('a hundred hostile names find nothing, change nothing, and are never more than names', () => {
  const names = hostileNames(20260303, 1000).filter((name, i) => i % 10 === 0 && !/[\ud800-\udfff]/.test(name));
  const answers = rowsOf(names.flatMap((name): SeriesRequest[] => [
    { kind: 'power', meter: { ...meter('kw', 'power'), tags: { meter: name } }, range, windowMs: MINUTE, withMax: true, rowLimit: 10 }, { kind: 'states', machines: { ...machines, measurement: name }, range, rowLimit: 10 },
  ]));
  expect(answers.filter((_, i) => i % 2 === 0).every((one) => Array.isArray(one) && one.length === 0)).toBe(true);
  // Every one of these is told as a table that is not there, by its own whole name.
  expect(answers.filter((one, i) => i % 2 === 1 && !/not found/.test(String(one)))).toEqual([]);
});

/** What the reader promises, held against a real InfluxDB 1.x. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReader, type MeterSource, type PlantMap, type PlantQuestion } from '../../src/influx';
import { startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_reader_${process.pid}`;
const START = Date.UTC(2026, 2, 3, 8);
const HOUR = 3_600_000;
const NOW = START + 30 * 86_400_000;
const meter = (id: string, field: string, kind: MeterSource['kind']): MeterSource => ({ id, measurement: 'em', field, tags: { meter: "in 'comer' 1" }, kind, parent: null });
const MAP: PlantMap = {
  zone: 'UTC',
  meters: [meter('m', 'kw', 'power'), meter('reg', 'kwh', 'counter'), meter('words', 'note', 'power')],
  machines: ['text', 'int', 'bool'].map((kind) => ({ measurement: `st_${kind}`, field: 'state', idTag: 'machine', tags: {} })),
};
const question: PlantQuestion = {
  meterId: 'm', view: { startMs: START, endMs: START + HOUR },
  parts: { meter: true, machines: true, shifts: false, learning: false }, maxPoints: 60, nowMs: NOW,
};
const only = (meterId: string): PlantQuestion => ({ ...question, meterId, parts: { ...question.parts, machines: false } });
const signal = new AbortController().signal;
const sent: string[] = [];

let server: Influxd;
const reader = (database = DB) => createReader({ source: { dialect: 'influxql', database }, map: MAP, send: server.send((statement) => sent.push(statement)), nowMs: () => NOW });
const read = async (asked: PlantQuestion) => {
  const outcome = await reader().readPlant(asked, signal);
  if (outcome.kind === 'failed') {
    throw new Error(outcome.failure.text);
  }
  return outcome.value;
};

beforeAll(async () => {
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  const lines: string[] = [];
  for (let s = 0; s < 3600; s += 30) {
    // The register falls to zero after half an hour.
    lines.push(`em,meter=in\\ 'comer'\\ 1 kw=${s % 60 === 0 ? 100 : 140},kwh=${s < 1800 ? 1000 + s / 30 : (s - 1800) / 30},note="x" ${START + s * 1000}`);
  }
  lines.push(`st_text,machine=oven state="IDLE" ${START - 3 * 24 * HOUR}`, `st_text,machine=oven state="EXECUTE" ${START + 600_000}`);
  lines.push(`st_int,machine=press state=3i ${START - HOUR}`, `st_int,machine=press state=6i ${START + 60_000}`);
  lines.push(`st_bool,machine=fan state=false ${START - HOUR}`, `st_bool,machine=fan state=true ${START + 60_000}`);
  await server.write(DB, lines.join('\n'));
});
afterAll(async () => {
  await server.query(`DROP DATABASE "${DB}"`);
  await server.stop();
});

test('the largest sample stands beside the mean of every minute', async () => {
  const { view } = await read(only('m'));
  expect(view).toMatchObject({ kind: 'power', completeness: { kind: 'complete' }, windowMs: 60_000 });
  expect(view?.timeMs).toHaveLength(60);
  expect(view?.kind === 'power' ? [view.demandKw[0], view.maxKw?.[0]] : []).toEqual([120, 140]);
});

test('a register that was reset keeps its fall, for the engine to judge', async () => {
  const { view } = await read(only('reg'));
  const register = view?.kind === 'counter' ? [...view.energyKwh] : [];
  expect(register.filter((kwh, i) => i > 0 && kwh < (register[i - 1] ?? 0))).toHaveLength(1);
});

test('states may be text, whole numbers or booleans, and begin with the one reported before the range', async () => {
  const { machines } = await read(question);
  expect(Object.fromEntries(machines.map((one) => [one.machineId, one.states]))).toEqual({ oven: ['IDLE', 'EXECUTE'], press: ['3', '6'], fan: ['false', 'true'] });
  expect(machines.find((one) => one.machineId === 'oven')?.timeMs[0]).toBe(START - 3 * 24 * HOUR);
});

test('a meter without numbers, a missing meter and a missing database are told apart', async () => {
  const kinds = [await reader().readPlant(only('words'), signal), await reader().readPlant(only('none'), signal), await reader('spiketrace_test_absent').readPlant(only('m'), signal)];
  expect(kinds.map((one) => (one.kind === 'failed' ? one.failure.kind : one.kind))).toEqual(['wrong-type', 'no-meter', 'no-database']);
});

test('every statement that left was a read', () => {
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter((statement) => !/^(SELECT|SHOW) /.test(statement))).toEqual([]);
});

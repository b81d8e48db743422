/** The reader's plan over two weeks of a plant, its memory, its limits and what people get wrong, against a real InfluxDB 1.x. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReader, type PlantMap, type PlantQuestion, type PlantReading } from '../../src/influx';
import { startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_plant_${process.pid}`;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 3 March 2026, 08:00 UTC: a Tuesday in winter time. */
const START = Date.UTC(2026, 2, 3, 8);
const NOW = START + 3 * HOUR;

const MAP: PlantMap = {
  zone: 'Europe/Berlin',
  meters: [
    { id: 'incomer', measurement: 'em', field: 'kw', tags: { meter: 'in 1' }, kind: 'power', parent: null },
    { id: 'register', measurement: 'em', field: 'kwh', tags: { meter: 'in 1' }, kind: 'counter', parent: null },
    { id: 'slow', measurement: 'slow', field: 'kw', tags: {}, kind: 'power', parent: null },
    { id: 'no-such-measurement', measurement: 'nope', field: 'kw', tags: {}, kind: 'power', parent: null },
    { id: 'no-such-field', measurement: 'em', field: 'nope', tags: {}, kind: 'power', parent: null },
    { id: 'no-such-tag', measurement: 'em', field: 'kw', tags: { meter: 'in 2' }, kind: 'power', parent: null },
  ],
  machines: [
    { measurement: 'state', field: 'state', idTag: 'machine', tags: {}, meter: 'incomer', line: 'one' },
    { measurement: 'busy', field: 'state', id: 'robot', tags: {}, meter: 'slow', line: 'two' },
  ],
  shifts: { measurement: 'shift', field: 'shift', tags: {} },
};
const whole = { meter: true, machines: true, shifts: true, learning: true };
const question: PlantQuestion = { meterId: 'incomer', view: { startMs: START, endMs: START + HOUR }, parts: whole, maxPoints: 240, nowMs: NOW };

const sent: string[] = [];
let server: Influxd;
let before: unknown;
const reader = () => createReader({ source: { dialect: 'influxql', database: DB }, map: MAP, send: server.send((statement) => sent.push(statement)), nowMs: () => NOW });
const ask = (asked: Partial<PlantQuestion>, with_ = reader()) => with_.readPlant({ ...question, ...asked }, new AbortController().signal);
const read = async (asked: Partial<PlantQuestion> = {}, with_ = reader()): Promise<PlantReading> => {
  const outcome = await ask(asked, with_);
  if (outcome.kind === 'failed') {
    throw new Error(JSON.stringify(outcome.failure));
  }
  return outcome.value;
};
const failureOf = async (asked: Partial<PlantQuestion>, with_ = reader()) => {
  const outcome = await ask(asked, with_);
  return outcome.kind === 'failed' ? outcome.failure : undefined;
};
const contents = async () => [
  await server.query('SHOW SERIES', DB), await server.query('SHOW FIELD KEYS', DB), await server.query('SELECT COUNT(*) FROM /.*/', DB),
];

beforeAll(async () => {
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  const lines: string[] = [];
  for (let ms = START - 16 * DAY, i = 0; ms < NOW; ms += 30_000, i++) {
    // Half an hour of silence, 08:20 to 08:50.
    if (ms < START + 20 * MINUTE || ms >= START + 50 * MINUTE) {
      lines.push(`em,meter=in\\ 1 kw=${i % 2 === 0 ? 100 : 140},kwh=${i} ${ms}`);
    }
  }
  for (let ms = START - DAY; ms < NOW; ms += 90_000) {
    lines.push(`slow kw=50 ${ms}`);
  }
  lines.push(`state,machine=oven state="IDLE" ${START - 2 * HOUR}`, `state,machine=oven state="EXECUTE" ${START + 10 * MINUTE}`);
  // Has not changed for weeks: neither in the range nor in the day before it.
  lines.push(`state,machine=pump state="RUN" ${START - 20 * DAY}`);
  for (let i = 0; i < 6000; i++) {
    lines.push(`busy state="${i % 2 === 0 ? 'A' : 'B'}" ${START - DAY + i * 7000}`);
  }
  lines.push(`shift shift="night",crew="C" ${START - 9 * HOUR}`, `shift shift="early",crew="A" ${START - 2 * HOUR}`, `shift shift="late" ${START + 30 * MINUTE}`);
  for (let i = 0; i < lines.length; i += 5000) {
    await server.write(DB, lines.slice(i, i + 5000).join('\n'));
  }
  before = await contents();
});
afterAll(async () => {
  await server.query(`DROP DATABASE "${DB}"`);
  await server.stop();
});

describe('two weeks of a plant', () => {
  test('the learning range is whole days of the plant’s zone, all of it, and a view inside does not change it', async () => {
    const { learn } = await read();
    expect(learn).toMatchObject({ windowMs: 30_000, completeness: { kind: 'complete' } });
    // The view's day is 3 March in Berlin, so the first of fourteen is 18 February, whose midnight is 23:00 UTC.
    expect(learn?.timeMs[0]).toBe(Date.UTC(2026, 1, 18) - HOUR);
    const other = await read({ view: { startMs: START + HOUR, endMs: START + 2 * HOUR } });
    expect(other.learn?.timeMs.length).toBe(learn?.timeMs.length);
    expect(other.learn?.timeMs[learn!.timeMs.length - 1]).toBe(NOW - 30_000);
  });

  test('a silence is an empty stretch of the even grid, never a jump of it', async () => {
    const { view } = await read({ parts: { ...whole, learning: false } });
    const times = [...(view?.timeMs ?? [])];
    expect(new Set(times.slice(1).map((ms, i) => ms - times[i]!))).toEqual(new Set([view?.windowMs]));
    const kw = view?.kind === 'power' ? view.demandKw : new Float64Array(0);
    expect([...kw].filter(Number.isNaN).length * (view?.windowMs ?? 0)).toBe(30 * MINUTE);
  });

  test('what is over is asked for once, and afterwards only the last hour', async () => {
    const one = reader();
    await read({}, one);
    const from = sent.length;
    await read({}, one);
    const again = sent.slice(from).filter((statement) => statement.includes('time(30s)'));
    expect(again).toHaveLength(1);
    expect(again[0]).toContain(`time >= ${Date.UTC(2026, 2, 3, 10)}ms`);
  });

  test('a meter slower than the window is given at its own pace', async () => {
    const { learn } = await read({ meterId: 'slow', parts: { ...whole, machines: false } });
    expect(learn?.windowMs).toBe(120_000);
  });

  test('a register has the machines of its meter, and as many windows as its power', async () => {
    const { learn, machines } = await read({ meterId: 'register' });
    expect(learn?.kind).toBe('counter');
    const times = [...(learn?.timeMs ?? [])];
    expect(times.filter((ms, i) => i > 0 && ms <= times[i - 1]!)).toEqual([]);
    expect(machines.map((one) => one.machineId)).toEqual(['oven', 'pump']);
  });

  test('a machine that has not changed for weeks still has its state', async () => {
    for (const learning of [true, false]) {
      const { machines } = await read({ parts: { ...whole, learning } });
      expect(machines.map((one) => [one.machineId, one.timeMs[0], one.states[0]])).toEqual([
        ['oven', START - 2 * HOUR, 'IDLE'], ['pump', START - 20 * DAY, 'RUN'],
      ]);
    }
  });

  test('shifts that touch the view have their crews', async () => {
    const { shifts } = await read();
    expect(shifts.map(({ text, startMs, endMs }) => [text, startMs - START, endMs - START])).toEqual([
      ['early, crew A', -2 * HOUR, 30 * MINUTE], ['late', 30 * MINUTE, HOUR],
    ]);
  });
});

describe('limits', () => {
  test('more states than one answer may hold are fetched in halves down to a day, then said to be cut', async () => {
    const { machines } = await read({ meterId: 'slow' });
    expect(machines.map(({ machineId, completeness }) => [machineId, completeness])).toEqual([['robot', { kind: 'truncated', by: 'row-limit', got: 5000, cap: 5000 }]]);
  });

  test('a range of more than 31 days is refused with its length', async () => {
    expect(await failureOf({ view: { startMs: START - 40 * DAY, endMs: START } })).toMatchObject({ kind: 'over-budget', text: expect.stringMatching(/40.*31/) });
  });

  test('cancelling is an outcome, and no later statement leaves', async () => {
    const abort = new AbortController();
    const running = reader().readPlant(question, abort.signal);
    abort.abort();
    expect(await running).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
    const count = sent.length;
    await new Promise((done) => setTimeout(done, 100));
    expect(sent.length).toBe(count);
  });
});

describe('what people get wrong', () => {
  test('an empty range is no error, and says where to look', async () => {
    const { view, notices } = await read({ view: { startMs: START - 25 * DAY, endMs: START - 24 * DAY }, parts: { ...whole, learning: false } });
    expect(view?.timeMs).toHaveLength(0);
    expect([...(view?.notices ?? []), ...notices].map((one) => one.text).join()).toMatch(/2026-02-06 08:00.*2026-02-07 08:00/);
  });

  test.each([['no-such-measurement', /nope.*busy/], ['no-such-field', /nope.*kw/]])('%s is named, with what there is instead', async (meterId, text) => {
    expect(await failureOf({ meterId, parts: { ...whole, machines: false } })).toMatchObject({ kind: 'no-measurement', text: expect.stringMatching(text) });
  });

  test('a tag that no series has is told by an empty answer that names it', async () => {
    const { notices, view } = await read({ meterId: 'no-such-tag', parts: { ...whole, machines: false } });
    expect([...(view?.notices ?? []), ...notices].map((one) => one.text).join()).toMatch(/in 2/);
  });
});

describe('after all that', () => {
  test('points, series and fields are as they were', async () => {
    expect(await contents()).toEqual(before);
  });

  test('every statement that left was one read', () => {
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.filter((statement) => !/^(SELECT|SHOW) /.test(statement) || /\bINTO\b|;/.test(statement))).toEqual([]);
  });
});

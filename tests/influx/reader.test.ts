/** The reader asks in bounded pieces, remembers the settled past, and says in words what is missing. */
import { expect, test } from 'vitest';
import { checkReadOnly, createLane, createReader, type PlantMap, type PlantQuestion, type QueryAnswer, type QueryRequest, type Send } from '../../src/influx';
import { hastyClock } from '../support/fake-clock';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 3, 8);
const NOW = START + 30 * DAY;
const MAP: PlantMap = {
  zone: 'UTC',
  meters: [
    { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'a' }, kind: 'power', parent: null },
    { id: 'reg', measurement: 'em', field: 'kwh', tags: {}, kind: 'counter', parent: null },
  ],
  machines: [{ measurement: 'st', field: 'state', idTag: 'machine', tags: {} }],
};
const NOTHING = { meter: false, machines: false, shifts: false, learning: false };
const ask = (parts: Partial<PlantQuestion['parts']>, more: Partial<PlantQuestion> = {}): PlantQuestion => ({
  meterId: 'm', view: { startMs: START, endMs: START + 3_600_000 }, parts: { ...NOTHING, ...parts }, maxPoints: 60, nowMs: NOW, ...more,
});
const json = (result: object): QueryAnswer => ({ status: 200, contentType: 'application/json', body: JSON.stringify({ results: [{ statement_id: 0, ...result }] }) });
const series = (columns: string[], values: unknown[][], tags?: object) => json({ series: [{ name: 's', columns, values, ...(tags ? { tags } : {}) }] });
const live = () => new AbortController().signal;

/** A server that answers each statement by a function, and remembers what it was asked and how many at once. */
function server(answer: (statement: string, request: QueryRequest) => QueryAnswer) {
  const sent: string[] = [];
  let open = 0;
  let most = 0;
  const send: Send = async (request) => {
    sent.push(request.statement);
    most = Math.max(most, ++open);
    await new Promise((go) => setTimeout(go, 1));
    open--;
    return answer(request.statement, request);
  };
  return { sent, most: () => most, reader: (map = MAP) => createReader({ source: { dialect: 'influxql', database: 'plant' }, map, send, nowMs: () => NOW }) };
}
const plenty = (statement: string): QueryAnswer =>
  /SHOW MEASUREMENTS/.test(statement) ? series(['name'], [['em'], ['st']])
    : /"state"/.test(statement) ? series(['time', 'state'], [[START - 1000, 'IDLE']], { machine: 'oven' })
      : series(['time', 'mean', 'max'], [[START, 100, 140]]);

test('an unknown meter is named, with those that there are, and nothing is sent', async () => {
  const { reader, sent } = server(plenty);
  const outcome = await reader().readPlant(ask({ meter: true }, { meterId: 'typo' }), live());
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'no-meter' } });
  expect(outcome.kind === 'failed' ? outcome.failure.text + outcome.failure.advice : '').toMatch(/typo.*m, reg|typo.*“m”, “reg”/);
  expect(sent).toEqual([]);
});

test('an unknown line is named, with those that there are, and nothing is sent', async () => {
  const map: PlantMap = { ...MAP, machines: [{ ...MAP.machines[0]!, line: 'line-1' }] };
  const { reader, sent } = server(plenty);
  const outcome = await reader(map).readPlant(ask({ meter: true }, { line: 'line-9' }), live());
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'no-line', text: expect.stringContaining('line-9'), advice: expect.stringContaining('line-1') } });
  expect(await reader().readPlant(ask({ meter: true }, { line: 'line-9' }), live())).toMatchObject({ failure: { advice: expect.stringContaining('no lines at all') } });
  expect(sent).toEqual([]);
});

test('a question becomes this InfluxQL, with tags and half-open times', async () => {
  const { reader, sent } = server(plenty);
  await reader().readPlant(ask({ meter: true }), live());
  expect(sent[0]).toContain(`SELECT MEAN("kw") AS "mean", MAX("kw") AS "max" FROM "em" WHERE "meter" = 'a' AND time >= ${START}ms AND time < ${START + 3_600_000}ms GROUP BY time(60s) fill(none)`);
});

test('hostile names stay inside their quotes: one statement, still a read', async () => {
  const evil = `x'; DROP DATABASE plant; -- "\\\n/*`;
  const map: PlantMap = {
    zone: 'UTC', meters: [{ id: 'm', measurement: evil, field: evil, tags: { [evil]: evil, __proto__x: '\\' }, kind: 'power', parent: null }],
    machines: [{ measurement: evil, field: evil, idTag: evil, tags: { t: "\\' OR 1=1" } }],
  };
  const { reader, sent } = server(plenty);
  expect((await reader(map).readPlant(ask({ meter: true, machines: true, learning: true }), live())).kind).toBe('ok');
  expect(sent.length).toBeGreaterThan(2);
  expect(sent.filter((text) => checkReadOnly(text) !== undefined || text.includes('\n'))).toEqual([]);
});

test('an empty range is a notice about that meter, not an error', async () => {
  const { reader } = server((text) => (/SHOW/.test(text) ? plenty(text) : json({})));
  const outcome = await reader().readPlant(ask({ meter: true }), live());
  expect(outcome.kind === 'ok' ? outcome.value.view?.notices.map((one) => one.code) : outcome).toEqual(['no-readings']);
});

test('a measurement that is in another retention policy alone is said to be, with those that there are', async () => {
  const { reader } = server((text) => (text === 'SHOW RETENTION POLICIES' ? series(['name', 'default'], [['short', true], ['long', false]]) : /SHOW MEASUREMENTS/.test(text) ? plenty(text) : json({})));
  expect(await reader().readPlant(ask({ meter: true }), live())).toMatchObject({
    kind: 'failed', failure: { kind: 'no-measurement', text: expect.stringMatching(/holds nothing in the default retention policy of/) as string, advice: expect.stringContaining('there is long beside the default one') as string },
  });
});

test('an empty range tells when the last reading was, and asks no history for it', async () => {
  const { reader, sent } = server((text) => (/SHOW/.test(text) ? plenty(text) : /LAST\("kw"\)/.test(text) ? series(['time', 'last'], [[START - 5 * DAY, 100]]) : json({})));
  const outcome = await reader().readPlant(ask({ meter: true, machines: true, learning: true }), live());
  expect(outcome.kind === 'ok' ? [outcome.value.lastReadingMs, outcome.value.view?.notices[0]?.text] : outcome).toEqual([START - 5 * DAY, expect.stringContaining('Its last reading is of 2026-02-26 08:00 UTC.')]);
  expect(sent.filter((text) => text.includes('"state"') || text.includes('time(30s)'))).toEqual([]);
  // Bounded, and up to now.
  expect(sent.filter((text) => text.includes('LAST("kw")')).map((text) => [...text.matchAll(/(\d+)ms/g)].map((found) => Number(found[1])))).toEqual([[START + 3_600_000 - 400 * DAY, NOW]]);
});

test('the look-back for a state before the range widens from a day to a week to thirty days, and no further', async () => {
  const change = series(['time', 'state'], [[START + 60_000, 'EXECUTE']], { machine: 'oven' });
  const { reader, sent } = server((text) => (/LAST\("state"\)/.test(text) ? json({}) : change));
  const outcome = await reader().readPlant(ask({ machines: true }), live());
  const looks = sent.filter((text) => text.includes('LAST("state")')).map((text) => (START - Number(/>= (\d+)ms/.exec(text)?.[1])) / DAY);
  expect(looks).toEqual([1, 7, 30]);
  expect(outcome.kind === 'ok' ? outcome.value.machines[0]?.notices.map((one) => one.code) : outcome).toEqual(['state-before-unknown']);
});

test('the settled past is asked for once: the second reading sends fewer statements and says the same', async () => {
  const { reader, sent } = server(plenty);
  const same = reader();
  const first = await same.readPlant(ask({ meter: true, learning: true }), live());
  const after = sent.length;
  const second = await same.readPlant(ask({ meter: true, learning: true }), live());
  expect(sent.length - after).toBeLessThan(after);
  expect(second.kind === 'ok' && first.kind === 'ok' ? second.value.learn : 'no').toEqual(first.kind === 'ok' ? first.value.learn : 'none');
});

test('names of machines are asked for at most every ten minutes', async () => {
  let nowMs = NOW;
  const sent: string[] = [];
  const reader = createReader({
    source: { dialect: 'influxql', database: 'plant' }, map: MAP, nowMs: () => nowMs,
    send: (request) => { sent.push(request.statement); return Promise.resolve(plenty(request.statement)); },
  });
  const asked = () => sent.filter((text) => text.startsWith('SHOW TAG VALUES')).length;
  await reader.readPlant(ask({ machines: true }), live());
  await reader.readPlant(ask({ machines: true }), live());
  expect(asked()).toBe(1);
  nowMs += 10 * 60_000;
  await reader.readPlant(ask({ machines: true }), live());
  expect(asked()).toBe(2);
});

test('never more than two requests are under way, and every one is a read', async () => {
  const { reader, sent, most } = server(plenty);
  const one = reader();
  await Promise.all(Array.from({ length: 6 }, (_, i) =>
    one.readPlant(ask({ meter: true, machines: true, learning: true }, { view: { startMs: START + i * DAY, endMs: START + i * DAY + 3_600_000 } }), live())));
  expect(most()).toBe(2);
  expect(sent.filter((text) => checkReadOnly(text) !== undefined)).toEqual([]);
});

test('an aborted question ends as cancelled and sends nothing more', async () => {
  const { reader, sent } = server(plenty);
  const outcome = await reader().readPlant(ask({ meter: true }), AbortSignal.abort());
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
  expect(sent).toEqual([]);
});

test.each<[string, Partial<PlantQuestion['parts']>, number, RegExp]>([
  ['an empty range', { meter: true }, 0, /empty/],
  ['machines over more than 31 days', { meter: true, machines: true }, 32, /32 days long, and at most 31/],
  ['an explanation over more than 31 days', { meter: true, learning: true }, 32, /32 days.*at most 31.*Meter only/],
  ['a meter over more than 400 days', { meter: true }, 401, /401 days long, and at most 400/],
])('%s is refused with the numbers before anything is sent', async (_what, parts, days, words) => {
  const { reader, sent } = server(plenty);
  const outcome = await reader().readPlant(ask(parts, { view: { startMs: START, endMs: START + days * DAY } }), live());
  expect(outcome.kind === 'failed' ? [outcome.failure.kind, `${outcome.failure.text} ${outcome.failure.advice}`] : outcome).toEqual(['over-budget', expect.stringMatching(words)]);
  expect(sent).toEqual([]);
});

test('a meter may be looked at for up to 400 days by windows of an hour or more, and it is said that they are longer', async () => {
  const { reader, sent } = server(plenty);
  const outcome = await reader().readPlant(ask({ meter: true }, { view: { startMs: START - 32 * DAY, endMs: START }, maxPoints: 2000 }), live());
  expect(outcome.kind === 'ok' ? outcome.value.notices.map(({ code, text }) => [code, text]) : outcome)
    .toEqual([['coarsened', expect.stringContaining('by windows of 1 h in place of 30 min')]]);
  expect(sent.filter((text) => text.includes('MEAN') && !text.includes('time(3600s)'))).toEqual([]);
});

const page = (status: number, body: string): QueryAnswer => ({ status, contentType: 'text/html', body });
test.each<[string, QueryAnswer, string]>([
  ['401', page(401, '{"error":"authorization failed"}'), 'wrong-credential'],
  ['403', page(403, '{"error":"x not authorized to read"}'), 'may-not-read'],
  ['404', page(404, '404 page not found'), 'not-found'],
  ['500', page(500, '{"error":"panic"}'), 'server-error'],
  ['a web page', page(200, '<html>Log in</html>'), 'not-influx'],
  ['JSON that was cut', page(200, '{"results":[{"series":[{"na'), 'broken-answer'],
  ['a missing database', json({ error: 'database not found: plant' }), 'no-database'],
  ['text where numbers are due', series(['time', 'mean', 'max'], [[START, 'warm', 'hot']]), 'wrong-type'],
  ['a row that is too short', series(['time', 'mean', 'max'], [[START, 1]]), 'broken-answer'],
])('%s fails with its own name and an advice, and shows no data', async (_what, answer, kind) => {
  const outcome = await server(() => answer).reader().readPlant(ask({ meter: true }), live());
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } });
  expect(outcome.kind === 'failed' ? outcome.failure.advice : '').not.toBe('');
});

test('an answer that the server cut is marked partial', async () => {
  const cut = json({ partial: true, series: [{ name: 'em', columns: ['time', 'mean', 'max'], values: [[START, 1, 2]] }] });
  const outcome = await server(() => cut).reader().readPlant(ask({ meter: true }), live());
  expect(outcome.kind === 'ok' ? outcome.value.view?.completeness.kind : outcome).toBe('partial');
});

test('one row more than the limit marks the states of a day as truncated', async () => {
  const rows = Array.from({ length: 5001 }, (_, i) => [START + i, i % 2 ? 'A' : 'B']);
  const { reader } = server((text) => (/LAST\("state"\)/.test(text) ? plenty(text) : series(['time', 'state'], rows, { machine: 'oven' })));
  const outcome = await reader().readPlant(ask({ machines: true }), live());
  expect(outcome.kind === 'ok' ? outcome.value.machines[0]?.completeness.kind : outcome).toBe('truncated');
});

test('of several machines only the one that was cut is marked, and after the cut its state is unknown', async () => {
  const many = Array.from({ length: 5001 }, (_, i) => [START + i, i % 2 ? 'A' : 'B']);
  const both = json({ series: [
    { name: 'st', tags: { machine: 'flicker' }, columns: ['time', 'state'], values: many }, { name: 'st', tags: { machine: 'oven' }, columns: ['time', 'state'], values: [[START + 5, 'RUN']] },
  ] });
  const { reader } = server((text) => (/LAST\("state"\)/.test(text) ? json({}) : both));
  const outcome = await reader().readPlant(ask({ machines: true }), live());
  const machines = outcome.kind === 'ok' ? outcome.value.machines : [];
  expect(machines.map((one) => [one.machineId, one.completeness.kind])).toEqual([['flicker', 'truncated'], ['oven', 'complete']]);
  const flicker = machines[0];
  expect([flicker?.timeMs[5000], flicker?.states[flicker.stateCode[5000] ?? 0]]).toEqual([START + 5000, 'UNKNOWN']);
});

test('unreachable is told apart from an answer', async () => {
  const reader = createReader({ source: { dialect: 'influxql', database: 'p' }, map: MAP, send: () => Promise.reject(new TypeError('fetch failed')), nowMs: () => NOW, lane: createLane({ clock: hastyClock() }) });
  expect(await reader.readPlant(ask({ meter: true }), live())).toMatchObject({ kind: 'failed', failure: { kind: 'unreachable' } });
});

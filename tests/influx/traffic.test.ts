/** What reaches the server when many ask, when it fails, and when nobody looks. */
import { expect, test } from 'vitest';
import { createLane, type LaneSetup, type QueryAnswer, type Send, type SeriesRequest } from '../../src/influx';
import { trafficTo, type Sent } from '../../src/influx/traffic';
import { influxqlOf } from '../../src/influx/influxql';
import { fakeClock, settled } from '../support/fake-clock';

const live = () => new AbortController().signal;
const ok: QueryAnswer = { status: 200, contentType: '', body: JSON.stringify({ results: [{ series: [{ name: 's', columns: ['time', 'v'], values: [[0, 1]] }] }] }) };
const status = (code: number, retryAfter?: string): QueryAnswer => ({ status: code, contentType: '', body: '', retryAfter });
const NEVER = 'never';
const tags = (measurement: string): SeriesRequest => ({ kind: 'tag-keys', measurement, rowLimit: 10 });
const textOf = (measurement: string) => influxqlOf(tags(measurement));

/** A server that answers what the list says, and `ok` after it; the clock is fake, and half of every jitter is taken. */
function setup(answers: ReadonlyArray<QueryAnswer | Error | typeof NEVER> = [], more: LaneSetup = {}) {
  const clock = fakeClock();
  const sent: string[] = [];
  const aborted: string[] = [];
  let open = 0;
  let most = 0;
  const send: Send = (request, signal) => {
    const answer = answers[sent.length] ?? ok;
    sent.push(request.statement);
    most = Math.max(most, ++open);
    signal.addEventListener('abort', () => aborted.push(request.statement));
    const close = <T>(value: T): T => { open--; return value; };
    return answer === NEVER ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(close(new Error('aborted')))))
      : answer instanceof Error ? Promise.reject(close(answer)) : new Promise((done) => setImmediate(() => done(close(answer))));
  };
  const lane = createLane({ clock, random: () => 0.5, ...more });
  const traffic = trafficTo({ dialect: 'influxql', database: 'plant' }, send, lane);
  const ask = (name = 'a', signal = live(), log?: Sent[]) => traffic.ask(tags(name), `readings of ${name}`, signal, log);
  return { clock, sent, aborted, most: () => most, open: () => open, lane, traffic, ask };
}

test('the same statement asked by twenty at once is sent once, and all hear its answer', async () => {
  const { ask, sent } = setup();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect([sent.length, new Set(outcomes.map((one) => one.kind))]).toEqual([1, new Set(['ok'])]);
});

test('it is cancelled only when the last who asked has gone, and then at once', async () => {
  const { ask, aborted, lane } = setup([NEVER]);
  const [one, other] = [new AbortController(), new AbortController()];
  const asked = [ask('a', one.signal), ask('a', other.signal)];
  await settled();
  one.abort();
  expect([await asked[0], aborted]).toEqual([expect.objectContaining({ failure: expect.objectContaining({ kind: 'cancelled' }) }), []]);
  other.abort();
  await asked[1];
  await settled();
  expect([aborted, lane.queue.inFlight()]).toEqual([[textOf('a')], 0]);
});

test('two traffics on one lane share the two places', async () => {
  const { ask, sent, lane } = setup([NEVER, NEVER, NEVER]);
  const other: string[] = [];
  const second = trafficTo({ dialect: 'influxql', database: 'plant' }, (request) => { other.push(request.statement); return Promise.resolve(ok); }, lane);
  void ask('a');
  void ask('b');
  void second.ask(tags('c'), 'c', live());
  await settled();
  expect([sent, other, lane.queue.waiting()]).toEqual([[textOf('a'), textOf('b')], [], 1]);
});

test('when two are under way and fifty wait, one more is refused with the numbers and what to do', async () => {
  const { ask, sent } = setup(Array<typeof NEVER>(60).fill(NEVER));
  Array.from({ length: 52 }, (_, i) => void ask(`n${i}`));
  await settled();
  const outcome = await ask('more');
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'queue-full', text: expect.stringMatching(/2 requests.*50 are waiting/), advice: expect.stringContaining('Refresh less often') } });
  expect(sent).toHaveLength(2);
});

test('the same statement is sent again only after five seconds; until then its answer serves, and is marked so', async () => {
  const { ask, sent, clock } = setup();
  const log: Sent[] = [];
  await ask('a', live(), log);
  await clock.pass(4_999);
  await ask('a', live(), log);
  expect([sent.length, log.map((one) => one.cached)]).toEqual([1, [false, true]]);
  await clock.pass(1);
  await ask('a', live(), log);
  expect([sent.length, log[2]?.cached]).toEqual([2, false]);
});

test.each([429, 502, 503, 504])('%i is tried twice more, within the times of the jitter', async (code) => {
  const { ask, sent, clock } = setup([status(code), status(code)]);
  const asked = ask();
  // Halves: 1.25 s of 0.5 to 2, then 4.25 s of 0.5 to 8.
  await clock.pass(1_249);
  expect(sent).toHaveLength(1);
  await clock.pass(1);
  expect(sent).toHaveLength(2);
  await clock.pass(4_249);
  expect(sent).toHaveLength(2);
  await clock.pass(1);
  expect([(await asked).kind, sent.length]).toEqual(['ok', 3]);
});

test('after the third attempt its failure is the outcome', async () => {
  const { ask, sent, clock } = setup([status(503), status(503), status(503)]);
  const asked = ask();
  await clock.pass(60_000);
  expect([await asked, sent.length]).toEqual([expect.objectContaining({ failure: expect.objectContaining({ kind: 'too-busy' }) }), 3]);
});

test.each([400, 401, 403, 404, 413, 500])('%i is never tried again', async (code) => {
  const { ask, sent } = setup([status(code)]);
  expect([(await ask()).kind, sent.length]).toEqual(['failed', 1]);
});

test('a 200 with an error inside is never tried again', async () => {
  const { ask, sent } = setup([{ ...ok, body: '{"results":[{"error":"timeout"}]}' }]);
  expect([(await ask()).kind, sent.length]).toEqual(['failed', 1]);
});

test('a connection that fails before the first byte is tried again; one that breaks off later is not', async () => {
  const before = setup([new TypeError('fetch failed')]);
  const asked = before.ask();
  await before.clock.pass(2_000);
  expect([(await asked).kind, before.sent.length]).toEqual(['ok', 2]);
  const after = setup([new TypeError('terminated')]);
  expect([await after.ask(), after.sent.length]).toEqual([expect.objectContaining({ failure: expect.objectContaining({ kind: 'broken-answer' }) }), 1]);
});

test('whoever waits for a further attempt hears how long and why', async () => {
  const { traffic, clock } = setup([status(429, '7')]);
  const heard: Array<[number, string]> = [];
  const asked = traffic.ask(tags('a'), 'a', live(), undefined, (ms, because) => heard.push([ms, because]));
  await clock.pass(7_000);
  expect([(await asked).kind, heard]).toEqual(['ok', [[7_000, 'InfluxDB answered 429']]]);
});

test('a wait before a further attempt ends at once when nobody asks any more', async () => {
  const { ask, clock, lane, sent } = setup([status(429, '60')]);
  const gone = new AbortController();
  const asked = ask('a', gone.signal);
  await settled();
  gone.abort();
  await asked;
  await settled();
  expect([lane.queue.inFlight(), clock.sleepers()]).toEqual([0, 0]);
  await clock.pass(60_000);
  expect(sent).toHaveLength(1);
});

test('no whole answer within twenty seconds ends the request, reaches the server and names what was asked', async () => {
  const { ask, aborted, clock } = setup([NEVER]);
  const asked = ask('a');
  await clock.pass(19_999);
  expect(aborted).toEqual([]);
  await clock.pass(1);
  expect(await asked).toMatchObject({ failure: { kind: 'timed-out', text: expect.stringMatching(/20 s.*readings of a/) } });
  expect(aborted).toEqual([textOf('a')]);
});

test('after three requests that failed nothing is sent for thirty seconds; all who ask are told, one notice is given; one trial ends it', async () => {
  const notices: number[] = [];
  const down = Array<QueryAnswer>(9).fill(status(503));
  const { ask, sent, clock } = setup(down, { onPause: ({ untilMs }) => notices.push(untilMs) });
  for (const name of ['a', 'b', 'c']) {
    const asked = ask(name);
    await clock.pass(10_000);
    await asked;
  }
  expect(sent).toHaveLength(9);
  const panels = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`p${i}`)));
  expect([sent.length, notices.length, new Set(panels.map((one) => (one.kind === 'failed' ? one.failure.kind : one.kind)))]).toEqual([9, 1, new Set(['paused'])]);
  expect(panels[0]).toMatchObject({ failure: { text: expect.stringMatching(/3 times in a row \(it answered 503\).*until 1970-01-01 00:00:\d\d UTC/) } });
  await clock.pass(30_000);
  expect([(await ask('trial')).kind, sent.length]).toEqual(['ok', 10]);
  expect((await Promise.all(['x', 'y'].map((name) => ask(name)))).map((one) => one.kind)).toEqual(['ok', 'ok']);
});

test('while the tab is hidden nothing is sent; when it is seen again what still waits goes on', async () => {
  let tell: (hidden: boolean) => void = () => undefined;
  const { ask, sent } = setup([], { watchHidden: (to) => { tell = to; to(true); } });
  const gone = new AbortController();
  const asked = [ask('a'), ask('b', gone.signal)];
  await settled();
  expect(sent).toEqual([]);
  gone.abort();
  tell(false);
  expect([(await asked[0]!).kind, (await asked[1]!).kind, sent]).toEqual(['ok', 'failed', [textOf('a')]]);
});

test('a question with a time that is no number is our own mistake, and is thrown', async () => {
  const { traffic, sent } = setup();
  const meter = { id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null } as const;
  await expect(traffic.ask({ kind: 'last-reading', meter, range: { startMs: NaN, endMs: 1 }, rowLimit: 1 }, 'x', live())).rejects.toThrow(RangeError);
  expect(sent).toEqual([]);
});

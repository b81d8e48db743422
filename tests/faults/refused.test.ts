/** What a server refuses, and what is done about it: nothing, a wait, or a pause. */
import { expect } from 'vitest';
import { HOUR_MS } from '../../src/base';
import { says } from '../support/fault-server';
import { failureIn, good, NOW, question, rig, START } from './rig';
import { row } from './rows';

row('400 "Authentication to data source failed", 401', 'is told as a matter of configuration, and sent once', async () => {
  for (const fault of [says('{"message":"Authentication to data source failed"}', 400), says('{"error":"authorization failed"}', 401)]) {
    const { read, server } = await rig(() => fault);
    const { kind, words } = failureIn(await read());
    expect([kind, server.heard.length, words]).toEqual(['wrong-credential', 1, expect.stringContaining('Check the user and password, or the token')]);
  }
});

row('403', 'names what may not be read, is sent once, and other questions go on', async () => {
  const { read, server } = await rig((statement) => (statement.includes('"st"') ? says('{"error":"user not authorized to execute statement"}', 403) : good(statement)));
  for (let i = 0; i < 5; i++) {
    const { kind, words } = failureIn(await read(question({ meter: false, machines: true })));
    expect([kind, words]).toEqual(['may-not-read', expect.stringContaining('may not read plant')]);
  }
  expect(server.heard).toHaveLength(5);
  expect(failureIn(await read()).kind).toBe('ok');
});

row('404 (wrong path, no Flux on 1.6)', 'says that Flux is not answered here, and what would work', async () => {
  const { read, server } = await rig(() => says('404 page not found', 404), { dialect: 'flux' });
  const { kind, words } = failureIn(await read());
  expect([kind, server.heard.length, server.heard[0]?.path, words]).toEqual(['not-found', 1, expect.stringMatching(/^\/api\/v2\/query/), expect.stringMatching(/Flux.*InfluxQL/)]);
});

row('413; 500 with Flux text', 'is a message, and sent once', async () => {
  const large = await rig(() => says('', 413));
  expect([failureIn(await large.read()).kind, large.server.heard.length]).toEqual(['over-budget', 1]);
  const flux = await rig(() => says('error\r\nerror @1:2-1:3: undefined identifier x', 500, { 'content-type': 'text/csv' }), { dialect: 'flux' });
  const { kind, words } = failureIn(await flux.read());
  expect([kind, flux.server.heard.length, words]).toEqual(['server-error', 1, expect.stringContaining('undefined identifier')]);
});

row('429 with seconds, date, absurd or no Retry-After', 'waits as long as it is asked to, a minute at most, by itself where it is asked nothing, and says so', async () => {
  const date = new Date(NOW + 9_000).toUTCString();
  const cases: Array<[string | undefined, number]> = [['7', 7_000], [date, 9_000], ['999999999', 60_000], ['soon', 1_250], ['-1', 1_250], [undefined, 1_250]];
  for (const [header, ms] of cases) {
    const { read, waits, told } = await rig((statement, serial) => (serial === 0 ? says('', 429, header === undefined ? {} : { 'retry-after': header }) : good(statement)));
    expect([header, failureIn(await read()).kind, waits, told]).toEqual([header, 'ok', [ms], [`waiting ${Math.round(ms / 1000)} s: InfluxDB answered 429`]]);
  }
});

row('502, 503, 504', 'is tried three times, then the data source pauses with one notice for all, and one trial ends the pause', async () => {
  let nowMs = NOW;
  let down = true;
  const notices: string[] = [];
  const { read, server } = await rig((statement) => (down ? says('', 503) : good(statement)), { nowMs: () => nowMs, lane: { onPause: ({ because }) => notices.push(because) } });
  const hour = (i: number) => question({}, { view: { startMs: START + i * HOUR_MS, endMs: START + (i + 1) * HOUR_MS } });
  for (let i = 0; i < 3; i++) {
    expect(failureIn(await read(hour(i))).kind).toBe('too-busy');
  }
  expect(server.heard).toHaveLength(9);
  const panels = await Promise.all(Array.from({ length: 20 }, (_, i) => read(hour(10 + i))));
  expect([new Set(panels.map((one) => failureIn(one).kind)), server.heard.length, notices]).toEqual([new Set(['paused']), 9, ['it answered 503']]);
  down = false;
  nowMs += 30_000;
  expect([failureIn(await read(hour(0))).kind, server.heard.length]).toEqual(['ok', 10]);
});

row('server restart, token rotated, database dropped', 'each says which, and the next question recovers by itself', async () => {
  let nowMs = NOW;
  let state: 'up' | 'restarting' | 'rotated' | 'dropped' = 'up';
  const { read, server } = await rig((statement) => {
    switch (state) {
      case 'up': return good(statement);
      case 'restarting': return (response) => void response.socket?.resetAndDestroy();
      case 'rotated': return says('{"error":"authorization failed"}', 401);
      case 'dropped': return says('{"results":[{"error":"database not found: plant"}]}');
    }
  }, { nowMs: () => nowMs });
  const hour = (i: number) => question({}, { view: { startMs: START + i * HOUR_MS, endMs: START + (i + 1) * HOUR_MS } });
  const kinds: string[] = [];
  for (const [i, now] of (['up', 'rotated', 'up', 'dropped', 'up', 'restarting', 'restarting', 'restarting', 'restarting', 'up', 'up'] as const).entries()) {
    state = now;
    nowMs += i === 10 ? 30_000 : 0;
    kinds.push(failureIn(await read(hour(i))).kind);
  }
  expect(kinds).toEqual(['ok', 'wrong-credential', 'ok', 'no-database', 'ok', 'unreachable', 'unreachable', 'unreachable', 'paused', 'paused', 'ok']);
  expect(server.open()).toBe(0);
});

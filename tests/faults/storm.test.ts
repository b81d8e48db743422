/** Many panels, short refreshes, a slow server: the database meets two requests at a time and none after everybody has left. */
import { expect } from 'vitest';
import { HOUR_MS } from '../../src/base';
import { hangs, late } from '../support/fault-server';
import { failureIn, good, NOW, question, rig, START } from './rig';
import { row } from './rows';

const panel = (i: number, tick: number) => question({ machines: true }, { view: { startMs: START + i * HOUR_MS, endMs: START + i * HOUR_MS + HOUR_MS + tick * 60_000 } });

row('refresh storm, hidden tab, unmount, 20 panels', 'twenty panels that refresh faster than the server answers never have more than two under way, nor more than fifty waiting', async () => {
  let nowMs = NOW;
  const { read, server, lane } = await rig((statement) => late(10, good(statement)), { nowMs: () => nowMs });
  let mostWaiting = 0;
  let turns = 0;
  const alive = setInterval(() => { turns++; mostWaiting = Math.max(mostWaiting, lane.queue.waiting()); }, 1);
  const panels = Array.from({ length: 20 }, () => new AbortController());
  let running: Array<Promise<unknown>> = [];
  for (let tick = 0; tick < 10; tick++) {
    // A tick of five seconds in a hundredth of the time; Grafana ends what still runs.
    panels.forEach((one) => one.abort());
    panels.forEach((_, i) => { panels[i] = new AbortController(); });
    running = panels.map((one, i) => read(panel(i, tick), one.signal));
    await new Promise((done) => setTimeout(done, 50));
    nowMs += 5_000;
  }
  panels.forEach((one) => one.abort());
  await Promise.all(running);
  clearInterval(alive);
  await expect.poll(() => server.open()).toBe(0);
  // The server counts a request until it has seen the hang-up, which is a moment after its place was given away.
  expect(server.most()).toBeLessThanOrEqual(4);
  expect([lane.queue.inFlight(), lane.queue.waiting(), mostWaiting <= 50, turns > 50]).toEqual([0, 0, true, true]);
}, 60_000);

row('refresh storm, hidden tab, unmount, 20 panels', 'without hang-ups the server itself never sees more than two', async () => {
  const { read, server } = await rig((statement) => late(5, good(statement)));
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => read(panel(i, 0))));
  expect([server.most(), new Set(outcomes.map((one) => failureIn(one).kind))]).toEqual([2, new Set(['ok'])]);
}, 60_000);

row('refresh storm, hidden tab, unmount, 20 panels', 'who leaves is gone from the queue and from the server', async () => {
  const { read, server, lane } = await rig(() => hangs);
  const gone = new AbortController();
  const running = Array.from({ length: 20 }, (_, i) => read(panel(i, 0), gone.signal));
  await expect.poll(() => server.open()).toBe(2);
  expect(lane.queue.waiting()).toBe(18);
  gone.abort();
  expect([lane.queue.waiting(), new Set((await Promise.all(running)).map((one) => failureIn(one).kind))]).toEqual([0, new Set(['cancelled'])]);
  await expect.poll(() => server.open()).toBe(0);
  expect(lane.queue.inFlight()).toBe(0);
});

row('refresh storm, hidden tab, unmount, 20 panels', 'a hidden tab sends nothing, and goes on when it is seen', async () => {
  let tell: (hidden: boolean) => void = () => undefined;
  const { read, server } = await rig(good, { lane: { watchHidden: (to) => { tell = to; to(true); } } });
  const running = read();
  await new Promise((done) => setTimeout(done, 30));
  expect(server.heard).toEqual([]);
  tell(false);
  expect(failureIn(await running).kind).toBe('ok');
});

row('refresh storm, hidden tab, unmount, 20 panels', 'a dashboard over the last six hours that refreshes every five seconds asks for little more than its newest chunk', async () => {
  let nowMs = NOW;
  const { read, server } = await rig(good, { nowMs: () => nowMs });
  const six = () => question({ machines: true }, { view: { startMs: nowMs - 6 * HOUR_MS, endMs: nowMs }, maxPoints: 1000 });
  const askedMs = () => server.heard.slice(from).filter((one) => !/LAST|SHOW/.test(one.statement)).map(({ statement }) => { const [a = 0, b = 0] = [...statement.matchAll(/(\d+)ms/g)].map((found) => Number(found[1])); return b - a; });
  let from = 0;
  await read(six());
  expect(Math.max(...askedMs())).toBeGreaterThanOrEqual(6 * HOUR_MS);
  from = server.heard.length;
  for (let tick = 0; tick < 60; tick++) {
    nowMs += 5_000;
    await read(six());
  }
  expect(Math.max(...askedMs())).toBeLessThanOrEqual(1.25 * HOUR_MS);
}, 60_000);

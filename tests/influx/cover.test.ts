/** What is remembered in chunks is asked for once, and says the same as if it were asked anew. */
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '../../src/base';
import { uniform } from '../../src/engine/random';
import { chunksOf, covered, LATE_MS } from '../../src/influx/cover';
import { createMemory, createRoom } from '../../src/influx/memory';

const NOW = Date.UTC(2026, 2, 20, 13, 40);
const lengths = (range: TimeRange, nowMs = NOW, windowMs = 1) => chunksOf(range, nowMs, windowMs).map(({ startMs, endMs, settled }) => [(endMs - startMs) / HOUR_MS, settled]);

test('the last six hours are settled hours and one open chunk at the end', () => {
  const six = { startMs: NOW - 6 * HOUR_MS, endMs: NOW };
  expect(lengths(six, NOW, 30_000)).toEqual([...Array(6).fill([1, true]), [40 / 60, false]]);
  // At 13:10 the hour that ended at 13:00 may still get late readings.
  expect(lengths({ startMs: six.startMs - 30 * MINUTE_MS, endMs: NOW - 30 * MINUTE_MS }, NOW - 30 * MINUTE_MS, 30_000)).toEqual([...Array(5).fill([1, true]), [1 + 10 / 60, false]]);
});

test('whole days stand in the middle, hours at the edges', () => {
  expect(lengths({ startMs: Date.UTC(2026, 2, 16, 22, 10), endMs: Date.UTC(2026, 2, 19, 1, 30) })).toEqual([[1, true], [1, true], [24, true], [24, true], [1, true], [1, true]]);
});

test('a short range is a chunk of its own, whole windows wide', () => {
  expect(chunksOf({ startMs: 1_000_123, endMs: 1_060_001 }, NOW, 10_000)).toEqual([{ startMs: 1_000_000, endMs: 1_070_000, settled: true }]);
});

test('windows longer than an hour are remembered by days, longer than a day not at all', () => {
  expect(lengths({ startMs: NOW - 50 * HOUR_MS, endMs: NOW }, NOW, 2 * HOUR_MS)).toEqual([[24, true], [24, true], [14, false]]);
  expect(lengths({ startMs: 0, endMs: 90 * DAY_MS }, NOW, 2 * DAY_MS)).toEqual([[90 * 24, true]]);
});

test('of a thousand random ranges the chunks follow one another, cover the range, and none that is settled ended late', () => {
  const next = uniform(11);
  for (let i = 0; i < 1000; i++) {
    const startMs = NOW - Math.floor(next() * 20 * DAY_MS);
    const range = { startMs, endMs: startMs + 1 + Math.floor(next() * 10 * DAY_MS) };
    const chunks = chunksOf(range, NOW, [1, 1_000, 30_000, HOUR_MS, 6 * HOUR_MS][i % 5]!);
    expect(chunks[0]!.startMs).toBeLessThanOrEqual(range.startMs);
    expect(chunks[chunks.length - 1]!.endMs).toBeGreaterThanOrEqual(range.endMs);
    expect(chunks.filter((one, k) => k > 0 && one.startMs !== chunks[k - 1]!.endMs)).toEqual([]);
    expect(chunks.filter((one) => one.settled && one.endMs > NOW - LATE_MS)).toEqual([]);
  }
});

/** A server with a value at every minute; `late` values appear only when they are let in. */
function minutes() {
  const asked: Array<[number, number]> = [];
  let whole = true;
  const room = createRoom(1e6);
  const memory = createMemory<readonly number[]>(room);
  const read = (range: TimeRange, nowMs: number) => covered({
    chunks: chunksOf(range, nowMs, MINUTE_MS), memory, key: 'm', mostMs: DAY_MS,
    ask: ({ startMs, endMs }) => {
      asked.push([startMs, endMs]);
      return Promise.resolve({ whole: Array.from({ length: (endMs - startMs) / MINUTE_MS }, (_, i) => startMs + i * MINUTE_MS), complete: whole });
    },
    slice: (all, { startMs, endMs }) => all.filter((ms) => ms >= startMs && ms < endMs),
    bytesOf: (all) => all.length * 8,
  });
  return { asked, read, cut: () => { whole = false; }, room };
}

test('a range that moves on with the clock asks little more than its newest chunk', async () => {
  const { asked, read } = minutes();
  await read({ startMs: NOW - 6 * HOUR_MS, endMs: NOW }, NOW);
  asked.length = 0;
  for (let tick = 1; tick <= 100; tick++) {
    const nowMs = NOW + tick * 5_000;
    await read({ startMs: nowMs - 6 * HOUR_MS, endMs: nowMs }, nowMs);
  }
  expect(Math.max(...asked.map(([from, to]) => to - from))).toBeLessThanOrEqual(HOUR_MS + LATE_MS);
  expect(asked).toHaveLength(100);
});

test('with and without memory it says the same', async () => {
  const next = uniform(5);
  const remembered = minutes();
  for (let i = 0; i < 60; i++) {
    const startMs = NOW - Math.floor(next() * 5 * DAY_MS);
    const range = { startMs, endMs: Math.min(NOW, startMs + Math.ceil(next() * 2 * DAY_MS)) };
    expect((await remembered.read(range, NOW)).flat()).toEqual((await minutes().read(range, NOW)).flat());
  }
});

test('what was not complete is asked for again', async () => {
  const { asked, read, cut, room } = minutes();
  cut();
  await read({ startMs: NOW - 6 * HOUR_MS, endMs: NOW - 3 * HOUR_MS }, NOW);
  await read({ startMs: NOW - 6 * HOUR_MS, endMs: NOW - 3 * HOUR_MS }, NOW);
  expect([asked.length, room.bytes()]).toEqual([2, 0]);
});

test('no request is longer than it may be', async () => {
  const { asked, read } = minutes();
  await read({ startMs: NOW - 10 * DAY_MS, endMs: NOW }, NOW);
  expect(Math.max(...asked.map(([from, to]) => to - from))).toBe(DAY_MS);
});

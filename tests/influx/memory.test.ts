/** What may be forgotten is bounded in bytes. */
import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { createMemory, createRoom } from '../../src/influx/memory';

test('what was used longest ago goes first', () => {
  const room = createRoom(30);
  const memory = createMemory<number>(room);
  memory.set('a', 1, 10);
  memory.set('b', 2, 10);
  memory.set('c', 3, 10);
  expect(memory.get('a')).toBe(1);
  memory.set('d', 4, 10);
  expect(['a', 'b', 'c', 'd'].map((key) => memory.get(key))).toEqual([1, undefined, 3, 4]);
});

test('what is larger than all of it is not kept, and drives nothing out', () => {
  const room = createRoom(30);
  const memory = createMemory<number>(room);
  memory.set('a', 1, 10);
  memory.set('huge', 2, 31);
  expect([memory.get('a'), memory.has('huge'), room.bytes()]).toEqual([1, false, 10]);
});

test('of a thousand random entries no more than the limit is ever held, and the count is right at the end', () => {
  const next = uniform(7);
  const room = createRoom(1000);
  const memory = createMemory<number>(room);
  for (let i = 0; i < 1000; i++) {
    memory.set(`k${Math.floor(next() * 50)}`, i, Math.floor(next() * 200));
    expect(room.bytes()).toBeLessThanOrEqual(1000);
  }
  Array.from({ length: 50 }, (_, k) => memory.delete(`k${k}`));
  expect(room.bytes()).toBe(0);
});

test('two memories share one room: what is kept in one may drive out what is older in the other', () => {
  const room = createRoom(30);
  const [numbers, words] = [createMemory<number>(room), createMemory<string>(room)];
  numbers.set('a', 1, 20);
  words.set('a', 'one', 20);
  expect([numbers.get('a'), words.get('a'), room.bytes()]).toEqual([undefined, 'one', 20]);
});

/** The queue: in order, bounded, and left at once by whoever gives up. */
import { expect, test } from 'vitest';
import { createQueue, QueueFull } from '../../src/influx/queue';
import { settled } from '../support/fake-clock';

const live = () => new AbortController().signal;

/** Work that ends when told to; remembers who began. */
function tasks() {
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  return { begun, finish: async (name: string) => { end.get(name)?.(); await settled(); }, work: (name: string) => () => { begun.push(name); return new Promise<void>((done) => end.set(name, done)); } };
}

test('two run at a time, the others in the order they came', async () => {
  const queue = createQueue({ inFlight: 2, waiting: 50 });
  const { begun, finish, work } = tasks();
  const all = ['a', 'b', 'c', 'd'].map((name) => queue.run(live(), work(name)));
  await settled();
  expect([begun, queue.inFlight(), queue.waiting()]).toEqual([['a', 'b'], 2, 2]);
  for (const name of ['b', 'a', 'd', 'c']) {
    await finish(name);
    expect(queue.inFlight()).toBeLessThanOrEqual(2);
  }
  await finish('d');
  await Promise.all(all);
  expect([begun, queue.inFlight(), queue.waiting()]).toEqual([['a', 'b', 'c', 'd'], 0, 0]);
});

test('one more than may wait is refused at once, with the numbers', async () => {
  const queue = createQueue({ inFlight: 1, waiting: 2 });
  const { work } = tasks();
  ['a', 'b', 'c'].forEach((name) => void queue.run(live(), work(name)));
  await expect(queue.run(live(), work('d'))).rejects.toMatchObject({ inFlight: 1, waiting: 2 });
  await expect(queue.run(live(), work('d'))).rejects.toBeInstanceOf(QueueFull);
});

test('who gives up while waiting leaves at once, never begins, and makes room', async () => {
  const queue = createQueue({ inFlight: 1, waiting: 1 });
  const { begun, finish, work } = tasks();
  void queue.run(live(), work('a'));
  const gone = new AbortController();
  const waiting = queue.run(gone.signal, work('b'));
  gone.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  expect(queue.waiting()).toBe(0);
  void queue.run(live(), work('c'));
  await finish('a');
  expect(begun).toEqual(['a', 'c']);
});

test('work that throws frees its place', async () => {
  const queue = createQueue({ inFlight: 1, waiting: 1 });
  await expect(queue.run(live(), () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  expect(queue.inFlight()).toBe(0);
});

test('held, it starts nothing; let go, it goes on in order', async () => {
  const queue = createQueue({ inFlight: 2, waiting: 50 });
  const { begun, work } = tasks();
  queue.hold(true);
  ['a', 'b', 'c'].forEach((name) => void queue.run(live(), work(name)));
  await settled();
  expect([begun, queue.waiting()]).toEqual([[], 3]);
  queue.hold(false);
  await settled();
  expect([begun, queue.waiting()]).toEqual([['a', 'b'], 1]);
});

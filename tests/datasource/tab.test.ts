/** However often Grafana makes a data source, its server meets one queue, one pause and one memory. */
import { beforeEach, expect, test, vi } from 'vitest';
import { forgetTab, readerOf } from '../../src/datasource/tab';
import { createReader, LOAD_DEFAULTS, type Lane, type Reader } from '../../src/influx';

const events = vi.hoisted(() => [] as unknown[]);
vi.mock('@grafana/runtime', () => ({ getAppEvents: () => ({ publish: (event: unknown) => events.push(event) }) }));

const made: Lane[] = [];
const create = (lane: Lane): Reader => {
  made.push(lane);
  return createReader({ source: { dialect: 'influxql', database: 'plant' }, map: { zone: 'UTC', meters: [], machines: [] }, send: () => Promise.reject(new Error('not asked')), lane });
};
const reader = (uid: string, settings: unknown, limits = LOAD_DEFAULTS) => readerOf(uid, 'Plant', settings, limits, create);

beforeEach(() => {
  forgetTab();
  made.length = 0;
  events.length = 0;
});

test('the same settings share one reader, other uids do not', () => {
  expect(reader('u', { a: 1 })).toBe(reader('u', { a: 1 }));
  expect(reader('v', { a: 1 })).not.toBe(reader('u', { a: 1 }));
  expect(made).toHaveLength(2);
});

test('other settings begin with an empty memory, and wait in the same queue', () => {
  const first = reader('u', { a: 1 });
  expect(reader('u', { a: 2 })).not.toBe(first);
  expect([made.length, made[0]]).toEqual([2, made[1]]);
});

test('limits that were changed hold from then on', () => {
  reader('u', { load: {} });
  reader('u', { load: { inFlight: 1 } }, { ...LOAD_DEFAULTS, inFlight: 1 });
  expect(made[0]?.limits().inFlight).toBe(1);
});

test('a tab that is hidden sends nothing until it is seen', async () => {
  const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  reader('u', {});
  const { queue } = made[0]!;
  const work = vi.fn(() => Promise.resolve('done'));
  const asked = queue.run(new AbortController().signal, work);
  await Promise.resolve();
  expect([work.mock.calls.length, queue.waiting()]).toEqual([0, 1]);
  state.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(await asked).toBe('done');
  state.mockRestore();
});

test('a pause gives one notice for the whole tab', () => {
  reader('u', {});
  const { breaker } = made[0]!;
  Array.from({ length: 6 }, () => breaker.failed(0, 'it answered 503'));
  expect(events).toEqual([{ type: 'alert-warning', payload: ['Plant pauses', expect.stringContaining('failed 3 times in a row (it answered 503)')] }]);
});

/** The pause: after three failures in a row, thirty seconds long, ended by one trial. */
import { expect, test } from 'vitest';
import { createBreaker, type Pause } from '../../src/influx/breaker';

const setup = () => {
  const heard: Pause[] = [];
  return { heard, breaker: createBreaker(() => ({ failuresToPause: 3, pauseSec: 30 }), (pause) => heard.push(pause)) };
};

test('three failures in a row pause it for thirty seconds, and that is told once', () => {
  const { heard, breaker } = setup();
  breaker.failed(0, 'x');
  breaker.failed(1, 'x');
  expect(breaker.enter(2)).toBeUndefined();
  breaker.failed(2, 'it answered 503');
  // Two were under way when the pause began: their failures are no news.
  breaker.failed(3, 'x');
  expect(breaker.enter(29_999)).toEqual({ untilMs: 30_002, failures: 3, because: 'it answered 503' });
  expect(heard).toHaveLength(1);
});

test('an answer between failures begins the count anew', () => {
  const { breaker } = setup();
  [0, 1].forEach((ms) => breaker.failed(ms, 'x'));
  breaker.answered();
  [2, 3].forEach((ms) => breaker.failed(ms, 'x'));
  expect(breaker.enter(4)).toBeUndefined();
});

test('after the pause one trial may go, and nobody else until its outcome is known', () => {
  const { breaker } = setup();
  [0, 0, 0].forEach((ms) => breaker.failed(ms, 'x'));
  expect([breaker.enter(30_000), breaker.enter(30_000)?.untilMs]).toEqual([undefined, 30_000]);
  breaker.answered();
  expect([breaker.enter(30_001), breaker.enter(30_001)]).toEqual([undefined, undefined]);
});

test('a trial that fails pauses it again, which is told again', () => {
  const { heard, breaker } = setup();
  [0, 0, 0].forEach((ms) => breaker.failed(ms, 'x'));
  breaker.enter(30_000);
  breaker.failed(31_000, 'still down');
  expect([breaker.look(60_999)?.because, breaker.look(61_000), heard.length]).toEqual(['still down', undefined, 2]);
});

test('a trial that was given up leaves the next one free to try', () => {
  const { breaker } = setup();
  [0, 0, 0].forEach((ms) => breaker.failed(ms, 'x'));
  breaker.enter(30_000);
  breaker.gaveUp();
  expect(breaker.enter(30_001)).toBeUndefined();
});

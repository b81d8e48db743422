/** Refreshes of one panel: none starts while the last one runs, and none runs on for nobody. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ticks } from '../../src/datasource/ticks';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A question that is answered when told to. */
function questions() {
  const started: AbortSignal[] = [];
  const answers: Array<(value: string) => void> = [];
  const start = (signal: AbortSignal): Promise<string> => {
    started.push(signal);
    return new Promise((resolve) => answers.push(resolve));
  };
  return { started, answers, start };
}

test('a refresh against a slow server joins the one that Grafana has just ended, and hears its answer', async () => {
  const ticks = new Ticks<string>();
  const { started, answers, start } = questions();
  let panel = ticks.run('p', start).subscribe();
  const heard: string[] = [];
  for (let tick = 0; tick < 20; tick++) {
    await vi.advanceTimersByTimeAsync(5_000);
    panel.unsubscribe();
    panel = ticks.run('p', start).subscribe((value) => heard.push(value));
  }
  expect([started.length, started[0]?.aborted]).toEqual([1, false]);
  answers[0]!('slow answer');
  await vi.advanceTimersByTimeAsync(0);
  expect([heard, ticks.count()]).toEqual([['slow answer'], 0]);
  ticks.run('p', start).subscribe();
  expect(started).toHaveLength(2);
});

test('a refresh that joins hears at once what was told last, and then what is told next', async () => {
  const ticks = new Ticks<string>();
  let tell: (value: string) => void = () => undefined;
  const start = (_signal: AbortSignal, say: (value: string) => void) => {
    tell = say;
    return new Promise<string>(() => undefined);
  };
  const first = ticks.run('p', start).subscribe();
  tell('one of three');
  first.unsubscribe();
  const heard: string[] = [];
  ticks.run('p', start).subscribe((value) => heard.push(value));
  expect(heard).toEqual(['one of three']);
  tell('two of three');
  expect(heard).toEqual(['one of three', 'two of three']);
});

test('a panel that is left ends its question within a twentieth of a second', async () => {
  const ticks = new Ticks<string>();
  const { started, start } = questions();
  ticks.run('p', start).subscribe().unsubscribe();
  await vi.advanceTimersByTimeAsync(49);
  expect(started[0]?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect([started[0]?.aborted, ticks.count(), vi.getTimerCount()]).toEqual([true, 0, 0]);
});

test('all panels of a dashboard that is left end in one go, so that none of them is handed the turn of another', async () => {
  const ticks = new Ticks<string>();
  const { started, start } = questions();
  // Two of them ask the same, each for itself.
  const panels = ['p', 'q', 'p', 'r'].map((key) => ticks.run(key, start).subscribe());
  const ended: number[] = [];
  started.forEach((signal) => signal.addEventListener('abort', () => {
    ended.push(started.filter(({ aborted }) => aborted).length);
    queueMicrotask(() => ended.push(NaN));
  }));
  panels.forEach((panel) => panel.unsubscribe());
  // One comes back in time.
  ticks.run('r', start).subscribe();
  await vi.advanceTimersByTimeAsync(50);
  expect(ended).toEqual([1, 2, 3, NaN, NaN, NaN]);
  expect([started.length, started[3]?.aborted, ticks.count()]).toEqual([4, false, 1]);
});

test('other questions, and two panels that look at once, have runs of their own', () => {
  const ticks = new Ticks<string>();
  const { started, start } = questions();
  ['p', 'q', 'p'].forEach((key) => ticks.run(key, start).subscribe());
  expect(started).toHaveLength(3);
});

test('an answer ends the run: no timer is left, and the signal does not abort afterwards', async () => {
  const ticks = new Ticks<string>();
  const { started, answers, start } = questions();
  const heard: string[] = [];
  ticks.run('p', start).subscribe({ next: (value) => heard.push(value), complete: () => heard.push('complete') });
  answers[0]!('x');
  await vi.advanceTimersByTimeAsync(1_000);
  expect([heard, started[0]?.aborted, vi.getTimerCount()]).toEqual([['x', 'complete'], false, 0]);
});

test('a mistake of ours reaches whoever looks', async () => {
  const ticks = new Ticks<string>();
  const heard: unknown[] = [];
  ticks.run('p', () => Promise.reject(new RangeError('ours'))).subscribe({ error: (error) => heard.push(error) });
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([new RangeError('ours')]);
});

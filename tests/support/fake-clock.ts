import type { Clock } from '../../src/influx/clock';

/** Time that passes only when told to. */
export interface FakeClock extends Clock {
  /** Moves on, waking sleepers in the order of their time, and lets what they do settle. */
  readonly pass: (ms: number) => Promise<void>;
  readonly sleepers: () => number;
}

export function fakeClock(startMs = 0): FakeClock {
  let nowMs = startMs;
  const sleeping = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleepers: () => sleeping.size,
    wait: (ms, signal) => new Promise((done) => {
      const one = { atMs: nowMs + ms, wake: () => { sleeping.delete(one); done(); } };
      if (signal.aborted) {
        done();
        return;
      }
      sleeping.add(one);
      signal.addEventListener('abort', one.wake, { once: true });
    }),
    async pass(ms) {
      const untilMs = nowMs + ms;
      await settled();
      for (;;) {
        const next = [...sleeping].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) {
          break;
        }
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}

/** What is ready has run when this resolves, also where it takes a few turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((done) => setImmediate(done));
  }
}

/** A clock on which every wait but a deadline is over at once. */
export function hastyClock(nowMs: () => number = Date.now): Clock {
  return { nowMs, wait: (ms, signal) => (ms >= 20_000 ? new Promise((done) => signal.addEventListener('abort', () => done(), { once: true })) : Promise.resolve()) };
}

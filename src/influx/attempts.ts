import type { Lane } from './lane';
import { isBeforeFirstByte, mayMend, waitMs } from './retry';
import type { QueryAnswer, QueryRequest, Send } from './types';

/** Sends one request until it is answered, at most a few times, each time within the deadline. */

/** Thrown when no whole answer came in time. */
export class Late extends Error {
  constructor(readonly deadlineSec: number) {
    super(`no whole answer within ${deadlineSec} s`);
  }
}

/** Thrown in place of sending while the data source pauses. */
export class Paused extends Error {
  constructor(readonly untilMs: number, readonly failures: number, readonly because: string) {
    super(`paused after ${failures} failures: ${because}`);
  }
}

export type OnWaiting = (ms: number, because: string) => void;

/**
 * @param onWaiting hears every wait before a further attempt, and why
 * @throws Paused, Late, the signal's reason, or what `send` threw
 */
export async function attempts(lane: Lane, send: Send, request: QueryRequest, signal: AbortSignal, onWaiting: OnWaiting): Promise<QueryAnswer> {
  const { breaker, clock, limits } = lane;
  const pause = breaker.enter(clock.nowMs());
  if (pause) {
    throw new Paused(pause.untilMs, pause.failures, pause.because);
  }
  try {
    const answer = await repeated(lane, send, request, signal, onWaiting);
    if (mayMend(answer.status)) {
      breaker.failed(clock.nowMs(), `it answered ${answer.status}`);
    } else {
      breaker.answered();
    }
    return answer;
  } catch (error) {
    if (signal.aborted) {
      breaker.gaveUp();
    } else {
      breaker.failed(clock.nowMs(), error instanceof Late ? `it gave no whole answer within ${limits().deadlineSec} s` : 'no answer came');
    }
    throw error;
  }
}

async function repeated({ limits, clock, random }: Lane, send: Send, request: QueryRequest, signal: AbortSignal, onWaiting: OnWaiting): Promise<QueryAnswer> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt > limits().retries;
    let answer: QueryAnswer | undefined;
    try {
      answer = await inTime(clock, limits().deadlineSec, signal, (both) => send(request, both));
      if (last || !mayMend(answer.status)) {
        return answer;
      }
    } catch (error) {
      if (last || signal.aborted || !isBeforeFirstByte(error)) {
        throw error;
      }
    }
    const ms = waitMs(attempt, answer, clock.nowMs(), random);
    onWaiting(ms, answer ? `InfluxDB answered ${answer.status}` : 'no answer came');
    await clock.wait(ms, signal);
    signal.throwIfAborted();
  }
}

/** Ends when the work does, the signal aborts or the time is over, whichever is first, also where the work does not listen. */
function inTime<T>(clock: Lane['clock'], deadlineSec: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const done = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      const error = reason instanceof Error ? reason : new Error('stopped');
      own.abort(error);
      reject(error);
    };
    signal.addEventListener('abort', () => stop(signal.reason), { once: true, signal: done.signal });
    work(own.signal).then(resolve, reject).finally(() => done.abort());
    void clock.wait(deadlineSec * 1000, done.signal).then(() => done.signal.aborted || stop(new Late(deadlineSec)));
  });
}

/** Time as load protection sees it: given from outside, so that tests need not wait. */
export interface Clock {
  /** Epoch ms. */
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export function realClock(nowMs: () => number = Date.now): Clock {
  return {
    nowMs,
    wait: (ms, signal) => new Promise((done) => {
      if (signal.aborted) {
        done();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        done();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
  };
}

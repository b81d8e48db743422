/** First come, first served: so many at a time, so many waiting, and whoever gives up leaves at once. */

/** Thrown when no more may wait. */
export class QueueFull extends Error {
  constructor(readonly inFlight: number, readonly waiting: number) {
    super(`${inFlight} under way and ${waiting} waiting`);
  }
}

export interface QueueLimits {
  readonly inFlight: number;
  readonly waiting: number;
}

export interface Queue {
  /**
   * Runs `work` when its turn comes.
   * @throws QueueFull at once; the signal's reason when it aborts before the turn
   */
  readonly run: <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;
  /** Nothing starts while it is held; what runs already goes on. */
  readonly hold: (held: boolean) => void;
  readonly resize: (limits: QueueLimits) => void;
  readonly inFlight: () => number;
  readonly waiting: () => number;
}

export function createQueue(first: QueueLimits): Queue {
  let limits = first;
  let running = 0;
  let held = false;
  // A Set keeps the order of insertion, and an entry leaves it in O(1) from anywhere.
  const waiting = new Set<() => void>();

  const startNext = (): void => {
    while (!held && running < limits.inFlight) {
      const [next] = waiting;
      if (!next) {
        return;
      }
      waiting.delete(next);
      running++;
      next();
    }
  };

  function turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!held && running < limits.inFlight && waiting.size === 0) {
      running++;
      return Promise.resolve();
    }
    if (waiting.size >= limits.waiting) {
      throw new QueueFull(running, waiting.size);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(go);
        reject(signal.reason instanceof Error ? signal.reason : new Error('gave up waiting'));
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(go);
    });
  }

  return {
    async run(signal, work) {
      await turn(signal);
      try {
        return await work();
      } finally {
        running--;
        startNext();
      }
    },
    hold(now) {
      held = now;
      startNext();
    },
    resize(now) {
      limits = now;
      startNext();
    },
    inFlight: () => running,
    waiting: () => waiting.size,
  };
}

/** Leaves a server alone that failed several times in a row: a pause, then one trial, then all again. */

export interface BreakerLimits {
  readonly failuresToPause: number;
  readonly pauseSec: number;
}

export interface Pause {
  readonly untilMs: number;
  readonly failures: number;
  /** The last failure, in words. */
  readonly because: string;
}

export interface Breaker {
  /** Undefined when a request may go now. After a pause only one may, until its outcome is told. */
  readonly enter: (nowMs: number) => Pause | undefined;
  /** The pause that a request would meet; lets nothing in. */
  readonly look: (nowMs: number) => Pause | undefined;
  /** The server answered, whatever it said: all is well again. */
  readonly answered: () => void;
  readonly failed: (nowMs: number, because: string) => void;
  /** Whoever had entered gave up, which tells nothing about the server. */
  readonly gaveUp: () => void;
}

/** @param onPause heard once for each pause, not once for each request that meets it */
export function createBreaker(limits: () => BreakerLimits, onPause: (pause: Pause) => void = () => undefined): Breaker {
  let failures = 0;
  let pause: Pause | undefined;
  let trial = false;

  const look = (nowMs: number) => (pause && (nowMs < pause.untilMs || trial) ? pause : undefined);
  return {
    look,
    enter(nowMs) {
      const met = look(nowMs);
      trial ||= met === undefined && pause !== undefined;
      return met;
    },
    answered() {
      failures = 0;
      pause = undefined;
      trial = false;
    },
    failed(nowMs, because) {
      failures++;
      const { failuresToPause, pauseSec } = limits();
      const alreadyPaused = pause !== undefined && nowMs < pause.untilMs;
      if (!alreadyPaused && (trial || failures >= failuresToPause)) {
        pause = { untilMs: nowMs + pauseSec * 1000, failures, because };
        onPause(pause);
      }
      trial = false;
    },
    gaveUp() {
      trial = false;
    },
  };
}

import { createBreaker, type Breaker, type Pause } from './breaker';
import { realClock, type Clock } from './clock';
import { LOAD_DEFAULTS, type LoadLimits } from './limits';
import { createQueue, type Queue } from './queue';

/** The one way to a data source: whoever asks it in this tab shares its queue, its pause and its waiting while the tab is hidden. */
export interface Lane {
  readonly queue: Queue;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly limits: () => LoadLimits;
  /** In [0, 1): spreads repetitions. */
  readonly random: () => number;
  /** Other settings from now on; what is under way goes on. */
  readonly setLimits: (limits: LoadLimits) => void;
}

export interface LaneSetup {
  readonly limits?: LoadLimits;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly onPause?: (pause: Pause) => void;
  /** Says now, and whenever it changes, whether anybody can see the tab. Nothing is sent while nobody can. */
  readonly watchHidden?: (tell: (hidden: boolean) => void) => void;
}

export function createLane({ limits: first = LOAD_DEFAULTS, clock = realClock(), random = Math.random, onPause, watchHidden }: LaneSetup = {}): Lane {
  let limits = first;
  const queue = createQueue(limits);
  watchHidden?.((hidden) => queue.hold(hidden));
  return {
    queue, clock, random,
    breaker: createBreaker(() => limits, onPause),
    limits: () => limits,
    setLimits(now) {
      limits = now;
      queue.resize(now);
    },
  };
}

import { Observable } from 'rxjs';

/** A refresh of a query whose last refresh still runs waits for that one in place of starting anew. */

/**
 * Grafana ends a panel's running query and starts the next in one go. Against a server that is slower than the refresh no
 * query would ever finish, so an ended one lives this long, ms: enough for its successor, too short for a server to notice.
 */
const GRACE_MS = 50;

interface Running<T> {
  readonly key: string;
  readonly abort: AbortController;
  readonly answer: Promise<T>;
  /** Hears what is told before the answer. */
  hear: ((value: T) => void) | undefined;
  /** What was told last: a refresh that goes on with this one has not heard it. */
  told: T | undefined;
  /** With whom it ends, while nobody has subscribed. */
  ending: Set<Running<T>> | undefined;
}

export class Ticks<T> {
  private readonly running = new Map<string, Running<T>>();
  /** Those that are left in this very moment, as all panels of a dashboard are when somebody leaves it. */
  private leaving: Set<Running<T>> | undefined;

  /**
   * @param key the same for two refreshes of one panel, whose range alone has moved on
   * @param start `tell` emits a value before the answer; the signal aborts when nobody has subscribed for a moment
   */
  run(key: string, start: (signal: AbortSignal, tell: (value: T) => void) => Promise<T>): Observable<T> {
    return new Observable((subscriber) => {
      const left = this.running.get(key);
      // Two live subscribers each have their own: Grafana writes into the frames that it is given.
      const mine = left && !left.hear ? left : this.started(key, start);
      stay(mine);
      mine.hear = (value) => subscriber.next(value);
      if (mine.told !== undefined) {
        subscriber.next(mine.told);
      }
      mine.answer.then(
        (value) => {
          subscriber.next(value);
          subscriber.complete();
        },
        (error: unknown) => mine.abort.signal.aborted || subscriber.error(error)
      );
      return () => {
        mine.hear = undefined;
        this.leave(mine);
        void mine.answer.then(() => stay(mine), () => stay(mine));
      };
    });
  }

  /** Whatever is under way goes on for those who look, and no refresh joins it any more. */
  forget(): void {
    this.running.clear();
  }

  /** How many questions are under way that a refresh may join. */
  count(): number {
    return this.running.size;
  }

  private started(key: string, start: (signal: AbortSignal, tell: (value: T) => void) => Promise<T>): Running<T> {
    const abort = new AbortController();
    const tell = (value: T): void => {
      mine.told = value;
      mine.hear?.(value);
    };
    const mine: Running<T> = { key, abort, answer: start(abort.signal, tell), hear: undefined, told: undefined, ending: undefined };
    this.running.set(key, mine);
    const over = () => this.over(mine);
    mine.answer.then(over, over);
    return mine;
  }

  /** Together with all that are left in the same moment: one after the other, each would hand its turn to the next, which would begin only to be ended. */
  private leave(mine: Running<T>): void {
    const group = this.leaving ?? this.newGroup();
    group.add(mine);
    mine.ending = group;
  }

  private newGroup(): Set<Running<T>> {
    const group = new Set<Running<T>>();
    this.leaving = group;
    setTimeout(() => (this.leaving = undefined));
    setTimeout(() => {
      for (const one of group) {
        this.over(one);
        one.abort.abort();
      }
    }, GRACE_MS);
    return group;
  }

  private over(one: Running<T>): void {
    if (this.running.get(one.key) === one) {
      this.running.delete(one.key);
    }
  }
}

function stay<T>(one: Running<T>): void {
  one.ending?.delete(one);
  one.ending = undefined;
}

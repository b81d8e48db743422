import { Observable } from 'rxjs';

/** A refresh of a query whose last refresh still runs waits for that one in place of starting anew. */

/**
 * Grafana ends a panel's running query and starts the next in one go. Against a server that is slower than the refresh no
 * query would ever finish, so an ended one lives this long, ms: enough for its successor, too short for a server to notice.
 */
const GRACE_MS = 50;

interface Running<T> {
  readonly abort: AbortController;
  readonly answer: Promise<T>;
  /** Hears what is told before the answer. */
  hear: ((value: T) => void) | undefined;
  ending: ReturnType<typeof setTimeout> | undefined;
}

export class Ticks<T> {
  private readonly running = new Map<string, Running<T>>();

  /**
   * @param key the same for two refreshes of one panel, whose range alone has moved on
   * @param start `tell` emits a value before the answer; the signal aborts when nobody has subscribed for a moment
   */
  run(key: string, start: (signal: AbortSignal, tell: (value: T) => void) => Promise<T>): Observable<T> {
    return new Observable((subscriber) => {
      const left = this.running.get(key);
      // Two live subscribers each have their own: Grafana writes into the frames that it is given.
      const mine = left && !left.hear ? left : this.started(key, start);
      clearTimeout(mine.ending);
      mine.hear = (value) => subscriber.next(value);
      mine.answer.then(
        (value) => {
          subscriber.next(value);
          subscriber.complete();
        },
        (error: unknown) => mine.abort.signal.aborted || subscriber.error(error)
      );
      return () => {
        mine.hear = undefined;
        mine.ending = setTimeout(() => {
          this.over(key, mine);
          mine.abort.abort();
        }, GRACE_MS);
        void mine.answer.then(() => clearTimeout(mine.ending), () => clearTimeout(mine.ending));
      };
    });
  }

  /** How many questions are under way. */
  count(): number {
    return this.running.size;
  }

  private started(key: string, start: (signal: AbortSignal, tell: (value: T) => void) => Promise<T>): Running<T> {
    const abort = new AbortController();
    const mine: Running<T> = { abort, answer: start(abort.signal, (value) => mine.hear?.(value)), hear: undefined, ending: undefined };
    this.running.set(key, mine);
    const over = () => this.over(key, mine);
    mine.answer.then(over, over);
    return mine;
  }

  private over(key: string, mine: Running<T>): void {
    if (this.running.get(key) === mine) {
      this.running.delete(key);
    }
  }
}

import { LoadingState, type DataQueryResponse } from '@grafana/data';
import { Observable } from 'rxjs';
import { STOP_READING_EVENT, type Progress } from '../frames';

/**
 * Tells a panel how far its reading is, and ends it where the panel asks for that. A panel that has never had an answer is not on a
 * Grafana dashboard yet: there Grafana's own header shows that it loads, and cancels it.
 * @see SceneQueryRunner.isDataReadyToDisplay of @grafana/scenes
 */

/** A reading that is over by then is told at once as a whole: numbers that flash by help nobody. */
const PATIENCE_MS = 400;

const hears = new WeakMap<AbortSignal, () => void>();

/** One more question was answered, or was not to be. */
export function noteAnswer(signal: AbortSignal): void {
  hears.get(signal)?.();
}

/** @returns ends it */
export function telling(signal: AbortSignal, say: (progress: Progress) => void): () => void {
  let done = 0;
  let late = false;
  const tell = () => late && say({ done });
  const timer = setTimeout(() => {
    late = true;
    tell();
  }, PATIENCE_MS);
  hears.set(signal, () => {
    done++;
    tell();
  });
  return () => {
    clearTimeout(timer);
    hears.delete(signal);
  };
}

/** Once stopped it is done with what was told last, and whoever asked has left: requests end as they do when a panel goes. */
export function stoppable(requestId: string | undefined, asked: Observable<DataQueryResponse>): Observable<DataQueryResponse> {
  return new Observable((subscriber) => {
    let last: DataQueryResponse | undefined;
    const stop = (event: Event) => {
      if (last && requestId !== undefined && event instanceof CustomEvent && event.detail === requestId) {
        subscriber.next({ ...last, state: LoadingState.Done });
        subscriber.complete();
      }
    };
    window.addEventListener(STOP_READING_EVENT, stop);
    const subscription = asked.subscribe({
      next: (response) => {
        last = response;
        subscriber.next(response);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return () => {
      window.removeEventListener(STOP_READING_EVENT, stop);
      subscription.unsubscribe();
    };
  });
}

import { LoadingState, type DataQueryResponse } from '@grafana/data';
import { Observable } from 'rxjs';

/**
 * Queries that waited while nobody could see the tab. Where a refresh was due meanwhile, Grafana makes up for it once the tab is seen again; but where a
 * query still runs then, it cancels that one instead, as a press on its button would, and the panels keep old data without a word. So for that moment a
 * waiting query passes for answered, with what its panel had before; then it goes on.
 * @see SceneRefreshPicker.onRefresh and registerQueryWithController of @grafana/scenes: any state but Loading counts as answered
 */
export class SeenAgain {
  /** By panel and query, the one that was answered longest ago first. */
  private readonly answers = new Map<string, DataQueryResponse>();

  /**
   * @param place the same for all refreshes of a panel's query
   * @param onSeen heard before Grafana knows that the tab is seen
   */
  watched(place: string, asked: Observable<DataQueryResponse>, onSeen: () => void): Observable<DataQueryResponse> {
    return new Observable((subscriber) => {
      let told: DataQueryResponse = { data: [] };
      const look = () => {
        if (document.visibilityState === 'hidden') {
          return;
        }
        onSeen();
        const before = this.answers.get(place) ?? told;
        subscriber.next({ ...before, state: LoadingState.Done });
        setTimeout(() => subscriber.closed || subscriber.next({ ...before, state: LoadingState.Loading }));
      };
      // On its way down from the window, so that Grafana, which listens at the document, hears of it later.
      window.addEventListener('visibilitychange', look, true);
      const subscription = asked.subscribe({
        next: (response) => {
          told = response;
          if (response.state === LoadingState.Done) {
            this.keep(place, response);
          }
          subscriber.next(response);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      return () => {
        window.removeEventListener('visibilitychange', look, true);
        subscription.unsubscribe();
      };
    });
  }

  private keep(place: string, response: DataQueryResponse): void {
    this.answers.delete(place);
    this.answers.set(place, response);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= MOST_ANSWERS) {
        break;
      }
      this.answers.delete(oldest);
    }
  }
}

/** An investigation's frames take about a megabyte, and those of panels on screen are there anyway. */
const MOST_ANSWERS = 20;

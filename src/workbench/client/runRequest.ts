// Grafana's query runner is in its core and in no package: this one asks a data source and reports loading, answers and errors.
import {
  CoreApp, type DataFrame, type DataQueryRequest, type DataQueryResponse, type DataSourceApi, LoadingState, type PanelData, toDataFrame,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { Observable, from, isObservable } from 'rxjs';

type QueryFunction = DataSourceApi['query'];

/** Honours filterQuery, and packets by their key or else the refId of their first frame, as Grafana 12.3 does; the state ends as Done or Error, also when the source throws. */
export function runRequest(datasource: DataSourceApi, request: DataQueryRequest, query?: QueryFunction): Observable<PanelData> {
  return new Observable<PanelData>((observer) => {
    const targets = request.targets.filter((target) => (target.hide !== true) && (datasource.filterQuery?.(target) ?? true));
    const asked: DataQueryRequest = { ...request, app: request.app ?? CoreApp.Dashboard, targets, startTime: Date.now() };
    let data: PanelData = { state: LoadingState.Loading, series: [], timeRange: request.range, request: asked };
    if (targets.length === 0) {
      observer.next({ ...data, state: LoadingState.Done });
      observer.complete();
      return undefined;
    }
    observer.next(data);
    const packets = new Map<string, readonly DataFrame[]>();
    const onError = (error: unknown) => {
      observer.next({ ...data, state: LoadingState.Error, errors: [toDataQueryError(error as Error)], error: toDataQueryError(error as Error) });
      observer.complete();
    };
    let asking: Observable<DataQueryResponse>;
    try {
      const answer = query ? query(asked) : datasource.query(asked);
      asking = isObservable(answer) ? answer : from(answer);
    } catch (error) {
      onError(error);
      return undefined;
    }
    const subscription = asking.subscribe({
      next: (packet) => {
        const key = packet.key ?? (packet.data[0] as DataFrame | undefined)?.refId ?? 'A';
        packets.set(key, packet.data.map((frame: unknown) => toDataFrame(frame)));
        const errors = packet.errors ?? (packet.error ? [packet.error] : undefined);
        data = {
          ...data,
          state: errors ? LoadingState.Error : packet.state ?? LoadingState.Done,
          series: [...packets.values()].flat(),
          ...(errors ? { errors, error: errors[0] } : {}),
        };
        observer.next(data);
      },
      error: onError,
      complete: () => {
        if (data.state === LoadingState.Loading) {
          observer.next({ ...data, state: LoadingState.Done });
        }
        observer.complete();
      },
    });
    return () => subscription.unsubscribe();
  });
}

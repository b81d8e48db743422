import {
  DataSourceApi, LoadingState, type DataFrame, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings,
  type MetricFindValue, type ScopedVars, type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import { progressFrame } from '../frames';
import { linesOf, type Failure, type PlantMap, type PlantQuestion, type Preview, type Reader } from '../influx';
import { annotationSupport } from './annotations';
import { answered, partsOf, previewOf } from './answers';
import { connectionOf } from './connection';
import { obstacleInQuery } from './kinds';
import { stoppable, telling } from './progress';
import { opened, plantFrom, readyFrom, type Ready } from './ready';
import { SeenAgain } from './seen-again';
import { Ticks } from './ticks';
import { chosenText, isAll, isUnfilled, metersOf, textOfVariable, VARIABLE_HELP, variableQueryOf } from './variables';
import { DEFAULT_QUERY, type SpiketraceJsonData, type SpiketraceQuery } from './types';

/** Grafana's side of the data source: questions to the reader, columns to frames, failures to words. Holds no query text. */
export class SpiketraceDataSource extends DataSourceApi<SpiketraceQuery, SpiketraceJsonData> {
  private readonly ticks = new Ticks<DataQueryResponse>();
  private readonly seenAgain = new SeenAgain();

  constructor(private readonly settings: DataSourceInstanceSettings<SpiketraceJsonData>) {
    super(settings);
    this.annotations = annotationSupport();
  }

  override getDefaultQuery(): Partial<SpiketraceQuery> {
    return DEFAULT_QUERY;
  }

  override filterQuery(query: SpiketraceQuery): boolean {
    return !query.hide;
  }

  override getQueryDisplayText({ kind, meter, line, windowMin }: SpiketraceQuery): string {
    return [kind ?? 'investigation', meter, line, kind === 'ledger' ? `${windowMin ?? 15} min` : ''].filter(Boolean).join(' · ');
  }

  override interpolateVariablesInQueries(queries: SpiketraceQuery[], scopedVars: ScopedVars): SpiketraceQuery[] {
    const lines = linesOf(this.plant());
    return queries.map((query) => ({ ...query, meter: this.replaced(query.meter, scopedVars), line: this.replaced(query.line, scopedVars, lines) }));
  }

  override query(request: DataQueryRequest<SpiketraceQuery>): Observable<DataQueryResponse> {
    const place = this.placeOf(request);
    const asked = this.ticks.run(`${place} ${boundsOf(request)}`, (signal, tell) => this.answer(request, signal, tell).catch((error: unknown) => notLoaded(error, request)));
    // A refresh that makes up for one in the hidden tab must not join a query whose range ended when the tab was hidden.
    return stoppable(request.requestId, this.seenAgain.watched(place, asked, () => this.ticks.forget())).pipe(map((response) => ({ ...response, key: PACKET })));
  }

  /** What all refreshes of one panel have in common, whatever range they are of. */
  private placeOf({ dashboardUID, panelId, app, targets, scopedVars, maxDataPoints }: DataQueryRequest<SpiketraceQuery>): string {
    return JSON.stringify([dashboardUID, panelId, app, this.interpolateVariablesInQueries(targets, scopedVars), maxDataPoints]);
  }

  private async answer(request: DataQueryRequest<SpiketraceQuery>, signal: AbortSignal, tell: (response: DataQueryResponse) => void): Promise<DataQueryResponse> {
    await opened(this.settings);
    if (request.filters && request.filters.length > 0) {
      return failed(NO_FILTERS, request.targets[0]?.refId ?? 'A');
    }
    const frames: DataFrame[] = [];
    for (const target of request.targets) {
      const ready = this.ready(target);
      if (ready.kind === 'failed') {
        return failed(ready.failure, target.refId);
      }
      const { reader, map } = ready;
      const question = this.questionOf(target, request, map);
      const before = [...frames];
      const some = (more: DataFrame[]) => tell({ data: [...before, ...more], state: LoadingState.Loading });
      // Of opened files nothing is asked that could be counted.
      const counts = (target.kind ?? 'investigation') === 'investigation' && !target.annotation && connectionOf(this.settings.jsonData) !== 'trial';
      const end = counts ? telling(signal, (progress) => some([progressFrame(progress, target.refId)])) : undefined;
      const outcome = await answered({ query: target, question, map, reader, tell: some }, signal).finally(end);
      if (outcome.kind === 'failed') {
        // Nothing half applied: frames of other targets would look like the whole answer.
        return failed(outcome.failure, target.refId);
      }
      frames.push(...outcome.value);
    }
    return { data: frames, state: LoadingState.Done };
  }

  /** The question behind a query, with the dashboard's variables put in. */
  questionOf(target: SpiketraceQuery, request: Pick<DataQueryRequest<SpiketraceQuery>, 'range' | 'maxDataPoints' | 'scopedVars'>, map: PlantMap): PlantQuestion {
    const line = this.replaced(target.line, request.scopedVars, linesOf(map));
    const meter = this.replaced(target.meter, request.scopedVars);
    return {
      meterId: isAll(meter) && !map.meters.some(({ id }) => id === meter) ? map.meters[0]?.id ?? '' : meter,
      line: isAll(line) ? undefined : line,
      view: { startMs: request.range.from.valueOf(), endMs: request.range.to.valueOf() },
      parts: partsOf(target.kind ?? 'investigation'),
      maxPoints: Math.max(50, Math.min(2000, request.maxDataPoints ?? 1000)),
      nowMs: Date.now(),
    };
  }

  /** Ids go into the question as they are; the reader looks them up in the plant map and escapes them for the query. */
  private replaced(text: string | undefined, scopedVars: ScopedVars | undefined, all: readonly string[] = []): string {
    const value = getTemplateSrv().replace(text ?? '', scopedVars, (chosen: unknown) => chosenText(chosen, all));
    return isUnfilled(value) ? '' : value;
  }

  /** @param target undefined = for no query in particular */
  private ready(target?: SpiketraceQuery): Ready {
    const ready = readyFrom(this.settings);
    const failure = ready.kind === 'ready' && target ? obstacleInQuery(target) : undefined;
    return failure ? { kind: 'failed', failure } : ready;
  }

  /** For the query editor: what would be sent, and what it may cost. */
  async preview(target: SpiketraceQuery, request: Pick<DataQueryRequest<SpiketraceQuery>, 'range' | 'maxDataPoints' | 'scopedVars'>): Promise<Preview | Failure> {
    await opened(this.settings);
    const ready = this.ready(target);
    return ready.kind === 'failed' ? ready.failure : previewOf(ready.reader, this.questionOf(target, request, ready.map), target);
  }

  /** For the settings page: what the saved data source can be asked, or why not. */
  async readyReader(): Promise<{ kind: 'ready'; reader: Reader } | { kind: 'failed'; text: string }> {
    await opened(this.settings);
    const ready = this.ready();
    return ready.kind === 'ready' ? ready : { kind: 'failed', text: words(ready.failure) };
  }

  /** Files of this browser are read: an editor may open others. */
  isTrial(): boolean {
    return connectionOf(this.settings.jsonData) === 'trial';
  }

  /** The plant map that queries use, within its trial zone; undefined when the settings hold a broken one. */
  plant(): PlantMap | undefined {
    const map = plantFrom(this.settings);
    return map.kind === 'ok' ? map.value : undefined;
  }

  /** Variables: `meters` and `lines` come from the plant map, without a query; `machines` from a bounded look at the database. */
  override async metricFindQuery(query: unknown, options?: { readonly scopedVars?: ScopedVars }): Promise<MetricFindValue[]> {
    await opened(this.settings);
    const asked = variableQueryOf(query, (text) => this.replaced(text, options?.scopedVars, linesOf(this.plant())));
    if (!asked) {
      throw new Error(`${VARIABLE_HELP}: got “${textOfVariable(query)}”.`);
    }
    const map = this.plant();
    const named = (names: Iterable<string>) => [...new Set(names)].map((text) => ({ text, value: text }));
    switch (asked.kind) {
      case 'meters':
        return named(metersOf(map, asked.line));
      case 'lines':
        return named(linesOf(map));
      case 'machines': {
        const ready = this.ready();
        const found = ready.kind === 'ready' ? await ready.reader.machines(new AbortController().signal, asked.line) : ready;
        if (found.kind === 'failed') {
          throw new Error(words(found.failure));
        }
        return named(found.value);
      }
    }
  }

  /** "Save & test": passive, each cause with its next step. */
  override async testDatasource(): Promise<TestDataSourceResponse> {
    await opened(this.settings);
    const { healthOf, summaryOf } = await import('./health');
    return summaryOf(await healthOf(this.settings));
  }
}

/**
 * Each response takes the place of the one before it. Without a key of ours Grafana would keep one for the refId of its first frame: what was told on the way
 * would stand beside an answer that has no frame.
 * @see processResponsePacket of Grafana's runRequest
 */
const PACKET = 'spiketrace';

/** Left out without a word they would be taken for applied. */
const NO_FILTERS: Failure = { kind: 'refused', text: 'Ad hoc filters are not applied to a plant.', advice: 'Take the ad hoc variable of this data source out of the dashboard; a meter and a line are chosen in the query.' };

/** A relative range moves with every refresh and is the same all the same. */
function boundsOf({ range }: DataQueryRequest): string {
  const { from, to } = range.raw;
  return JSON.stringify(typeof from === 'string' && typeof to === 'string' ? [from, to] : [range.from.valueOf(), range.to.valueOf()]);
}

/** Parts of this plugin are fetched when they are needed; after an update of the plugin a page that was open before asks for parts that are no longer there. */
function notLoaded(error: unknown, { targets }: DataQueryRequest<SpiketraceQuery>): DataQueryResponse {
  if (error instanceof Error && error.name === 'ChunkLoadError') {
    return failed({ kind: 'unreachable', text: 'Grafana did not give a part of this plugin.', advice: 'Reload the page; if it stays, look whether the plugin’s folder is whole.' }, targets[0]?.refId ?? 'A');
  }
  throw error;
}

function words({ text, advice }: Failure): string {
  return `${text} ${advice}`;
}

function failed(failure: Failure, refId: string): DataQueryResponse {
  return { data: [], state: LoadingState.Error, errors: [{ refId, message: words(failure) }] };
}

/** A tab that was hidden while a query waited: Grafana's own scene refreshes it when it is seen again, and shows what was read now. */
import { EventBusSrv, LoadingState, type DataSourceInstanceSettings, type PanelData } from '@grafana/data';
import { setAppEvents, setBackendSrv, setDataSourceSrv, setRunRequest, setTemplateSrv, type BackendSrv, type DataSourceSrv, type TemplateSrv } from '@grafana/runtime';
import { behaviors, EmbeddedScene, SceneFlexLayout, SceneQueryRunner, SceneRefreshPicker, SceneTimeRange } from '@grafana/scenes';
import { Observable } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { forgetTab } from '../../src/datasource/tab';
import type { SpiketraceJsonData } from '../../src/datasource/types';
import { runRequest } from '../../src/workbench/client/runRequest';

// Its other build brings a Grafana runtime of its own.
vi.mock('@grafana/scenes', () => vi.importActual('@grafana/scenes/dist/esm/packages/scenes/src/index.js'));

const START = Date.UTC(2026, 2, 3, 8);
const HOUR = 3_600_000;
/** What the InfluxDB was asked, and what is still unanswered. */
const server = { asked: [] as string[], answers: [] as Array<() => void>, ms: 0 };

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  forgetTab();
  Object.assign(server, { asked: [], answers: [], ms: 100 });
  setAppEvents(new EventBusSrv());
  setTemplateSrv({ replace: (text: string) => text } as unknown as TemplateSrv);
  setRunRequest(runRequest);
  setBackendSrv({
    fetch: ({ data }: { readonly data: string }) => new Observable((subscriber) => {
      const text = new URLSearchParams(data).get('q') ?? '';
      server.asked.push(text);
      // The value is the hour in which the window begins, so that it tells which range was asked for.
      const fromMs = Number(/time >= (\d+)ms/.exec(text)?.[1]);
      const timer = setTimeout(() => {
        subscriber.next({ status: 200, data: JSON.stringify({ results: [{ series: [{ name: 's', columns: ['time', 'mean', 'max'], values: [[fromMs, fromMs / HOUR, 0]] }] }] }), headers: new Headers() });
        subscriber.complete();
      }, server.ms);
      return () => clearTimeout(timer);
    }),
  } as unknown as BackendSrv);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function seen(visibility: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

/** A dashboard with one panel over the last hour. */
function dashboard(refresh: string) {
  const source = new SpiketraceDataSource({
    id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
    jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant' },
  } as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
  setDataSourceSrv({ get: () => Promise.resolve(source), getInstanceSettings: () => undefined } as unknown as DataSourceSrv);
  const runner = new SceneQueryRunner({ datasource: { uid: 'u', type: 'spiketrace' }, queries: [{ refId: 'A', kind: 'meter', meter: 'incomer-1' }], maxDataPoints: 100 });
  const controller = new behaviors.SceneQueryController();
  const scene = new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: 'now-1h', to: 'now' }), $behaviors: [controller], $data: runner,
    controls: [new SceneRefreshPicker({ refresh })], body: new SceneFlexLayout({ children: [] }),
  });
  const told: PanelData[] = [];
  runner.subscribeToState(({ data }) => data && told.push(data));
  scene.state.controls?.forEach((control) => control.activate());
  return { end: scene.activate(), told, runner };
}
const hoursOf = (data: PanelData | undefined): unknown[] => (data?.series[0]?.fields[1]?.values ?? []) as unknown[];

const last = ({ told }: ReturnType<typeof dashboard>) => [told.at(-1)?.state, hoursOf(told.at(-1))];

test('a dashboard that was opened in a tab behind another is read when the tab is seen, over the range of now, though a refresh was due meanwhile', async () => {
  seen('hidden');
  const panel = dashboard('1m');
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  expect([server.asked, panel.told.map(({ state }) => state)]).toEqual([[], [LoadingState.Loading]]);
  seen('visible');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(last(panel)).toEqual([LoadingState.Done, [START / HOUR + 1]]);
  panel.end();
});

test('where no refresh is due the query that waited goes on', async () => {
  seen('hidden');
  const panel = dashboard('');
  await vi.advanceTimersByTimeAsync(HOUR);
  seen('visible');
  await vi.advanceTimersByTimeAsync(50);
  expect(last(panel)).toEqual([LoadingState.Loading, []]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([...last(panel), server.asked.length]).toEqual([LoadingState.Done, [START / HOUR - 1], 1]);
  panel.end();
});

test('what the panel had stays until the new answer is there, and nothing runs on for nobody', async () => {
  const panel = dashboard('1m');
  // Long enough that the same question is sent again.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(last(panel)).toEqual([LoadingState.Done, [START / HOUR - 1]]);
  seen('hidden');
  // As a variable does that another tab has changed.
  panel.runner.runQueries();
  await vi.advanceTimersByTimeAsync(HOUR);
  panel.told.length = 0;
  seen('visible');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(new Set(panel.told.map((data) => JSON.stringify(hoursOf(data))))).toEqual(new Set([`[${START / HOUR - 1}]`, `[${START / HOUR}]`]));
  expect(last(panel)).toEqual([LoadingState.Done, [START / HOUR]]);
  const asked = server.asked.length;
  panel.end();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(server.asked).toHaveLength(asked);
});

/** Twenty panels that refresh every five seconds against a server that takes eight: what the database meets, and what waits in the tab. Time is made up. */
import { dateTime, LoadingState, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings } from '@grafana/data';
import { Observable, type Subscription } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { forgetTab } from '../../src/datasource/tab';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import type { Lane } from '../../src/influx';

const grafana = vi.hoisted(() => ({ open: new Map<string, number>(), most: new Map<string, number>(), sent: 0, slowMs: 8_000, lanes: [] as unknown[] }));
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: () => undefined }),
  getBackendSrv: () => ({ fetch: (request: unknown) => slowly(request as Sent) }),
  getTemplateSrv: () => ({ replace: (text: string) => text }),
}));
vi.mock('../../src/influx', async (real) => {
  const all = await real<typeof import('../../src/influx')>();
  return { ...all, createLane: (setup: Parameters<typeof all.createLane>[0]) => {
    const lane = all.createLane(setup);
    grafana.lanes.push(lane);
    return lane;
  } };
});

interface Sent { readonly url: string; readonly data?: string }

const START = Date.UTC(2026, 2, 3, 8);
const REFRESH_MS = 5_000;
const HOUR = 3_600_000;
const lanes = () => grafana.lanes as Lane[];

/** Answers after `slowMs`, and counts what is open at each address; who unsubscribes has hung up. */
function slowly({ url, data }: Sent): Observable<unknown> {
  return new Observable((subscriber) => {
    const open = (grafana.open.get(url) ?? 0) + 1;
    grafana.open.set(url, open);
    grafana.most.set(url, Math.max(open, grafana.most.get(url) ?? 0));
    grafana.sent++;
    const timer = setTimeout(() => {
      subscriber.next({ status: 200, data: answerTo(new URLSearchParams(data ?? '').get('q') ?? ''), headers: new Headers() });
      subscriber.complete();
    }, grafana.slowMs);
    return () => {
      clearTimeout(timer);
      grafana.open.set(url, (grafana.open.get(url) ?? 0) - 1);
    };
  });
}

/** A reading at the beginning of whatever is asked for. */
function answerTo(statement: string): string {
  const series = (columns: string[], values: unknown[][], tags?: object) => JSON.stringify({ results: [{ series: [{ name: 's', columns, values, ...(tags ? { tags } : {}) }] }] });
  const fromMs = Number(/time >= (\d+)ms/.exec(statement)?.[1]);
  return /SHOW/.test(statement) ? series(['key', 'value'], [['machine', 'oven']])
    : /"shift"/.test(statement) ? series(['time', 'shift', 'crew'], [[fromMs, 'early', 'B']])
      : /"state"/.test(statement) ? series(['time', 'state'], [[fromMs, 'IDLE']], { machine: 'oven' })
        : series(['time', 'mean', 'max'], [[fromMs, 100, 140]]);
}

const source = (uid: string) => new SpiketraceDataSource({
  id: 1, uid, type: 'spiketrace', name: uid, url: `/api/datasources/proxy/uid/${uid}`, access: 'proxy', readOnly: false, meta: {},
  jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant' },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);

/** One panel as Grafana runs it: each refresh ends the one before and begins the next in one go. */
function panel(ds: SpiketraceDataSource, panelId: number, kind: SpiketraceQuery['kind']) {
  const heard: DataQueryResponse[] = [];
  let running: Subscription | undefined;
  return {
    heard,
    refresh() {
      running?.unsubscribe();
      const to = Date.now();
      const request = {
        targets: [{ refId: 'A', kind, meter: 'incomer-1' }], maxDataPoints: 100, scopedVars: {}, dashboardUID: 'd', panelId,
        range: { from: dateTime(to - (1 + panelId) * HOUR), to: dateTime(to), raw: { from: `now-${1 + panelId}h`, to: 'now' } },
      } as unknown as DataQueryRequest<SpiketraceQuery>;
      running = ds.query(request).subscribe((response) => heard.push(response));
    },
    leave: () => running?.unsubscribe(),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START + 30 * 24 * HOUR });
  forgetTab();
  Object.assign(grafana, { open: new Map(), most: new Map(), sent: 0, slowMs: 8_000, lanes: [] });
});
afterEach(() => vi.useRealTimers());

/** Ten minutes of refreshes. @returns the most that ever waited */
async function storm(panels: ReadonlyArray<ReturnType<typeof panel>>, ticks = 120): Promise<number> {
  let waiting = 0;
  for (let tick = 0; tick < ticks; tick++) {
    panels.forEach((one) => one.refresh());
    for (let part = 0; part < 10; part++) {
      await vi.advanceTimersByTimeAsync(REFRESH_MS / 10);
      waiting = Math.max(waiting, ...lanes().map((lane) => lane.queue.waiting()));
    }
  }
  return waiting;
}

test('never more than two requests are under way, no more than one waits for each panel, and every panel gets its answers', async () => {
  const ds = source('u');
  const kinds = ['meter', 'machines', 'shifts', 'investigation'] as const;
  const panels = Array.from({ length: 20 }, (_, i) => panel(ds, i, kinds[i % 4]));
  const waiting = await storm(panels);
  expect([Math.max(...grafana.most.values()), lanes().length, waiting <= 20]).toEqual([2, 1, true]);
  // What two at a time can be asked in ten minutes, each taking eight seconds; the last two are still under way.
  expect(grafana.sent).toBeLessThanOrEqual(2 * (600 / 8 + 1));
  expect(panels.flatMap((one) => one.heard).filter((one) => one.state === LoadingState.Error)).toEqual([]);
  expect(panels.filter((one) => one.heard.length === 0)).toEqual([]);
}, 60_000);

test('who leaves the page leaves nothing behind: neither under way nor waiting, and nothing is sent any more', async () => {
  const ds = source('u');
  const panels = Array.from({ length: 20 }, (_, i) => panel(ds, i, 'machines'));
  await storm(panels, 3);
  panels.forEach((one) => one.leave());
  await vi.advanceTimersByTimeAsync(100);
  const { sent } = grafana;
  expect([[...grafana.open.values()], lanes().map((lane) => [lane.queue.inFlight(), lane.queue.waiting()])]).toEqual([[0], [[0, 0]]]);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(grafana.sent).toBe(sent);
}, 60_000);

test('instances of one data source share its two requests; another one has two of its own', async () => {
  const [one, again, other] = [source('u'), source('u'), source('v')];
  const panels = Array.from({ length: 20 }, (_, i) => panel([one, again, other][i % 3]!, i, 'meter'));
  await storm(panels, 24);
  expect([lanes().length, [...grafana.most].map(([url, most]) => [/uid\/(\w)/.exec(url)?.[1], most]).sort()]).toEqual([2, [['u', 2], ['v', 2]]]);
}, 60_000);

test('against a server that never answers each question ends at its deadline, and after three the data source pauses instead of piling up', async () => {
  grafana.slowMs = 1e9;
  const ds = source('u');
  const panels = Array.from({ length: 20 }, (_, i) => panel(ds, i, 'meter'));
  const waiting = await storm(panels, 60);
  expect([Math.max(...grafana.most.values()), waiting <= 20]).toEqual([2, true]);
  // Five minutes: three deadlines of twenty seconds, then a trial every fifty.
  expect(grafana.sent).toBeLessThanOrEqual(20);
  expect(panels.flatMap((one) => one.heard).every((one) => one.state === LoadingState.Error)).toBe(true);
}, 60_000);

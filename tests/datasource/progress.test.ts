/** A reading that takes a while tells how far it is, and ends at once when the panel asks for that. */
import { dateTime, LoadingState, type DataQueryRequest, type DataQueryResponse, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, map, Observable, toArray } from 'rxjs';
import { beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { forgetTab } from '../../src/datasource/tab';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import { gather, progressOf, STOP_READING_EVENT } from '../../src/frames';
import { runRequest } from '../../src/workbench/client/runRequest';

/** How long the server takes for each query, ms; what left for it, and what hung up before the answer. */
const server = vi.hoisted(() => ({ ms: 0, sent: 0, left: 0 }));
const START = Date.UTC(2026, 2, 3, 8);
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: () => undefined }),
  getBackendSrv: () => ({
    fetch: ({ data }: { readonly data: string }) => new Observable((subscriber) => {
      const text = new URLSearchParams(data).get('q') ?? '';
      const [columns, row, tags] = /"shift"/.test(text) ? [['time', 'shift', 'crew'], [START, 'early', 'B']]
        : /"state"/.test(text) ? [['time', 'state'], [START, 'IDLE'], { machine: 'oven' }] : [['time', 'mean', 'max'], [START, 100, 140]];
      server.sent++;
      let over = false;
      const timer = setTimeout(() => {
        over = true;
        subscriber.next({ status: 200, data: JSON.stringify({ results: [{ series: [{ name: 's', columns, values: [row], ...(tags ? { tags } : {}) }] }] }), headers: new Headers() });
        subscriber.complete();
      }, server.ms);
      return () => {
        clearTimeout(timer);
        server.left += over ? 0 : 1;
      };
    }),
  }),
  getTemplateSrv: () => ({ replace: (text: string) => text }),
  toDataQueryError: (error: unknown) => error,
}));

const source = (): SpiketraceDataSource => new SpiketraceDataSource({
  id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/api/datasources/proxy/uid/u', access: 'proxy', readOnly: false, meta: {},
  jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant' },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
const request = (query: Partial<SpiketraceQuery> = {}): DataQueryRequest<SpiketraceQuery> => ({
  requestId: 'Q1', targets: [{ refId: 'A', kind: 'investigation', meter: 'incomer-1', ...query }], maxDataPoints: 100, scopedVars: {},
  range: { from: dateTime(START), to: dateTime(START + 3_600_000), raw: { from: 'now-1h', to: 'now' } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;

/** Every packet until it is complete. */
function asked(query: Partial<SpiketraceQuery> = {}, each: (response: DataQueryResponse) => void = () => undefined): Promise<DataQueryResponse[]> {
  const all: DataQueryResponse[] = [];
  return new Promise((done, fail) => source().query(request(query)).subscribe({
    next: (response) => {
      all.push(response);
      each(response);
    },
    error: fail, complete: () => done(all),
  }));
}
const told = (all: readonly DataQueryResponse[]) => all.flatMap(({ data }) => progressOf(data) ?? []);

beforeEach(() => {
  forgetTab();
  Object.assign(server, { ms: 0, sent: 0, left: 0 });
});

test('a quick reading is told as a whole', async () => {
  const all = await asked();
  expect(all.map(({ state }) => state)).toEqual([LoadingState.Done]);
  expect(gather(all[0]?.data ?? []).kind).toBe('plant');
});

test('a slow one counts the queries that are answered, and ends with the answer alone', async () => {
  server.ms = 150;
  const all = await asked();
  const progress = told(all);
  // 400 ms are over after two of them, one after the other.
  expect(progress.length).toBeGreaterThan(2);
  expect(progress.map(({ done }) => done)).toEqual(progress.map((_, i) => (progress[0]?.done ?? NaN) + i));
  expect(progress.at(-1)?.done).toBe(server.sent);
  expect(all.map(({ state }) => state)).toEqual([...progress.map(() => LoadingState.Loading), LoadingState.Done]);
  expect([progressOf(all.at(-1)?.data ?? []), gather(all.at(-1)?.data ?? []).kind]).toEqual([undefined, 'plant']);
});

test('a stop ends it at once: what is under way hangs up, nothing more is sent, and what was told last is all there is', async () => {
  server.ms = 300;
  const all = await asked({}, (response) => {
    if (response.state === LoadingState.Loading) {
      window.dispatchEvent(new CustomEvent(STOP_READING_EVENT, { detail: 'Q1' }));
    }
  });
  expect(all.map(({ state }) => state)).toEqual([LoadingState.Loading, LoadingState.Done]);
  expect(all[1]?.data).toEqual(all[0]?.data);
  const { sent } = server;
  await new Promise((done) => setTimeout(done, 700));
  expect([server.sent, server.left]).toEqual([sent, 1]);
});

test('a stop of another request is none', async () => {
  server.ms = 150;
  const all = await asked({}, () => window.dispatchEvent(new CustomEvent(STOP_READING_EVENT, { detail: 'Q2' })));
  expect([gather(all.at(-1)?.data ?? []).kind, server.left]).toEqual(['plant', 0]);
});

test('tables and series of other panels keep what they show: their queries tell nothing on the way', async () => {
  server.ms = 250;
  expect(told(await asked({ kind: 'meter' }))).toEqual([]);
  expect(told(await asked({ kind: 'machines' }))).toEqual([]);
});

test('what was told on the way does not stay where the answer is another one, whatever the query is called', async () => {
  server.ms = 150;
  const datasource = source();
  const ask = datasource.query.bind(datasource);
  // An answer without a frame, as of a machine list that is empty: Grafana files packets without a key by their first frame.
  datasource.query = (one) => ask(one).pipe(map((packet) => (packet.state === LoadingState.Done ? { ...packet, data: [] } : packet)));
  const all = await lastValueFrom(runRequest(datasource, request({ refId: 'B' })).pipe(toArray()));
  expect(all.some(({ series }) => progressOf(series) !== undefined)).toBe(true);
  expect(all.at(-1)).toMatchObject({ state: LoadingState.Done, series: [] });
});

/** A trial zone holds whichever way the data come: no question names anything outside of it, and no answer, list or check shows it. */
import { dateTime, LoadingState, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, of } from 'rxjs';
import { beforeEach, expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import { lastHealth } from '../../src/datasource/health';
import { forgetTab } from '../../src/datasource/tab';
import { trialFilesOf } from '../../src/datasource/trial/opened';
import type { Connection, QueryKind, SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';

const grafana = vi.hoisted(() => ({ sent: [] as Array<{ readonly url: string; readonly data?: string }>, version: '', lists: false }));
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: () => undefined }),
  getTemplateSrv: () => ({ replace: (text: string) => text }),
  getDataSourceSrv: () => ({ getInstanceSettings: (uid: string) => ({ uid, name: 'Plant', type: 'influxdb', jsonData: { version: grafana.version, dbName: 'plant', defaultBucket: 'plant', httpMode: 'POST' } }) }),
  getBackendSrv: () => ({
    fetch: (request: { readonly url: string; readonly data?: string }) => {
      grafana.sent.push(request);
      return of({ status: request.url.endsWith('/ping') ? 204 : 200, headers: new Headers({ 'content-type': request.url.endsWith('v2query') ? 'text/csv' : 'application/json' }), data: (grafana.lists && listAnswer(request.data ?? '')) || emptyAnswer(request.url) });
    },
  }),
}));

/** Nothing is there: every question is asked, down to those that say why. */
function emptyAnswer(url: string): string {
  return url === '/api/ds/query' ? JSON.stringify({ results: { A: { status: 200, frames: [] } } }) : url.endsWith('v1query') ? '{"results":[{"statement_id":0}]}' : '\r\n';
}

/** What there is beside the zone, as the server lists it when it is asked for names. */
function listAnswer(data: string): string | undefined {
  const [, what] = /q=SHOW\+(MEASUREMENTS|DATABASES|SERIES|FIELD\+KEYS|TAG\+KEYS)/.exec(data) ?? [];
  const names = { MEASUREMENTS: ['energy_abroad', 'state_abroad'], DATABASES: ['plant', 'payroll_abroad'], SERIES: ['energy_inside,meter=abroad', 'energy_inside,meter=inside'], 'FIELD+KEYS': ['kw_abroad'], 'TAG+KEYS': ['plc_abroad'] }[what ?? ''];
  return names && JSON.stringify({ results: [{ series: [{ columns: [what === 'FIELD+KEYS' ? 'fieldKey' : 'name'], values: names.map((name) => [name]) }] }] });
}

const START = Date.UTC(2025, 2, 4, 5);
const HOUR = 3_600_000;
const meter = (id: string, line: string, parent: string | null = null) => ({ id, line, measurement: `energy_${line}`, field: 'kw', tags: { meter: id }, kind: 'power', parent });
/** What stands outside of both zones below has "abroad" in its name. */
const PLANT = {
  zone: 'UTC',
  meters: [meter('incomer abroad', 'abroad'), meter('meter inside', 'inside', 'incomer abroad'), meter('meter abroad', 'abroad', 'incomer abroad')],
  machines: [
    { measurement: 'state_inside', field: 'state', idTag: 'machine', line: 'inside', meter: 'meter inside' }, { measurement: 'state_abroad', field: 'state', idTag: 'machine', line: 'abroad' },
    { measurement: 'robot_abroad', field: 'state', id: 'robot abroad', line: 'abroad' }, { measurement: 'everywhere_abroad', field: 'state', id: 'crane abroad' },
  ],
  shifts: { measurement: 'shift_abroad', field: 'shift' },
};
const ZONES = [['one line', { line: 'inside' }], ['one machine of a line', { line: 'inside', machine: 'press inside' }]] as const;
const KINDS: readonly QueryKind[] = ['investigation', 'meter', 'machines', 'shifts', 'findings', 'ledger', 'recurrence'];
const WAYS = [['direct', 'influxql'], ['direct', 'flux'], ['existing', 'influxql'], ['existing', 'flux']] as const;

let serial = 0;
function source(connection: Connection, dialect: 'influxql' | 'flux', scope?: object): SpiketraceDataSource {
  grafana.version = dialect === 'flux' ? 'Flux' : 'InfluxQL';
  return new SpiketraceDataSource({
    id: 1, uid: `zone-${++serial}`, type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
    jsonData: { connection, dialect, url: 'http://127.0.0.1:8086', database: 'plant', existingUid: 'influx', plant: { ...PLANT, ...(scope ? { scope } : {}) } },
  } as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
}

const request = (query: Partial<SpiketraceQuery>) => ({
  targets: [{ refId: 'A', ...query }], maxDataPoints: 200, scopedVars: {},
  range: { from: dateTime(START), to: dateTime(START + 4 * HOUR), raw: { from: 'a', to: 'b' } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;

/** Everything that can be asked of a data source, and what was said or shown for it. */
async function everything(ds: SpiketraceDataSource, meterIds: readonly string[]): Promise<string> {
  const seen: unknown[] = [];
  for (const kind of KINDS) {
    for (const meterId of meterIds) {
      const response = await lastValueFrom(ds.query(request({ kind, meter: meterId })));
      seen.push(response.data.map((frame: { fields: unknown[]; meta?: object }) => [frame.fields, frame.meta]), response.errors);
      seen.push(await ds.preview({ refId: 'A', kind, meter: meterId }, request({})));
    }
  }
  for (const query of ['meters', 'lines', 'machines', 'machines line=inside']) {
    seen.push(await ds.metricFindQuery(query));
  }
  seen.push(await ds.testDatasource(), lastHealth(ds.uid));
  const ready = await ds.readyReader();
  if (ready.kind === 'ready') {
    const { signal } = new AbortController();
    seen.push(await ready.reader.closures({ startMs: START, endMs: START + HOUR }, signal), await ready.reader.discover(signal), await ready.reader.lookInto('state_abroad', signal));
  }
  return JSON.stringify(seen);
}
const texts = () => grafana.sent.map(({ data }) => decodeURIComponent((data ?? '').replaceAll('+', ' ')));

beforeEach(() => {
  forgetTab();
  grafana.sent = [];
  grafana.lists = false;
});

test('without a zone the whole plant is asked about, so that what follows can fail', async () => {
  const said = await everything(source('direct', 'influxql'), ['', 'incomer abroad']);
  for (const name of ['energy_abroad', 'state_abroad', 'robot_abroad', 'everywhere_abroad', 'shift_abroad', 'state_inside']) {
    expect(texts().filter((text) => text.includes(name))).not.toEqual([]);
  }
  expect(said).toContain('incomer abroad');
});

test.each(WAYS.flatMap(([connection, dialect]) => ZONES.map(([zone, scope]) => [connection, dialect, zone, scope] as const)))('%s in %s, %s: no statement names anything outside', async (connection, dialect, _zone, scope) => {
  const said = await everything(source(connection, dialect, scope), ['', 'meter inside']);
  expect(texts().filter((text) => /state_inside/.test(text))).not.toEqual([]);
  expect(texts().filter((text) => /energy_inside/.test(text))).not.toEqual([]);
  expect(texts().filter((text) => /abroad/.test(text))).toEqual([]);
  expect(said).not.toMatch(/abroad/);
});

test('what the server lists beside the zone is not named, neither where a name is missing nor by “Save & test”', async () => {
  grafana.lists = true;
  const without = await everything(source('direct', 'influxql'), ['', 'meter inside']);
  for (const name of ['energy_abroad', 'payroll_abroad', 'energy_inside,meter=abroad']) {
    expect(without).toContain(name);
  }
  const within = await everything(source('direct', 'influxql', { line: 'inside' }), ['', 'meter inside']);
  expect(within).toMatch(/There is no measurement energy_inside in plant\..*can read more than it needs: 1 other database\./s);
  expect(within).not.toMatch(/abroad/);
});

test.each(WAYS)('%s in %s: a meter outside is not known, and nothing is sent for it', async (connection, dialect) => {
  const ds = source(connection, dialect, { line: 'inside' });
  const response = await lastValueFrom(ds.query(request({ kind: 'investigation', meter: 'meter abroad' })));
  expect(response).toMatchObject({ data: [], state: LoadingState.Error, errors: [{ message: expect.stringMatching(/There is no meter “meter abroad”.*Choose one of: meter inside/) }] });
  expect(grafana.sent).toEqual([]);
});

/** Readings of every meter, states of every machine, a shift. */
function lines(): Uint8Array {
  const out: string[] = [];
  for (let minute = 0; minute < 240; minute++) {
    const at = (START + minute * 60_000) / 1000;
    out.push(`energy_abroad,meter=incomer\\ abroad kw=${100 + (minute % 7)} ${at}`, `energy_abroad,meter=meter\\ abroad kw=9 ${at}`, `energy_inside,meter=meter\\ inside kw=${50 + (minute % 5)} ${at}`);
  }
  for (const [measurement, machine] of [['state_inside', 'press inside'], ['state_inside', 'mill inside'], ['state_abroad', 'oven abroad']] as const) {
    out.push(`${measurement},machine=${machine.replace(' ', '\\ ')} state="OFF" ${START / 1000}`, `${measurement},machine=${machine.replace(' ', '\\ ')} state="ON" ${START / 1000 + 3600}`);
  }
  out.push(`robot_abroad state="ON" ${START / 1000}`, `everywhere_abroad state="ON" ${START / 1000}`, `shift_abroad shift="early abroad" ${START / 1000}`);
  return new TextEncoder().encode(out.join('\n'));
}

test.each(ZONES)('trial, %s: files are open whole, and nothing outside the zone is read or named, not even by “Save & test”', async (zone, scope) => {
  const ds = source('trial', 'influxql', scope);
  await trialFilesOf(ds.uid).open({ role: 'meter', name: 'plant.lp', bytes: lines() });
  const said = await everything(ds, ['', 'meter inside']);
  expect(grafana.sent).toEqual([]);
  expect(said).toMatch(/press inside/);
  expect(/mill inside/.test(said)).toBe(zone === 'one line');
  expect(said).not.toMatch(/abroad/);
  expect(lastHealth(ds.uid)?.filter(({ severity }) => severity !== 'ok')).toEqual([]);
});

test('trial: what the files lack is warned of only within the zone', async () => {
  const ds = source('trial', 'influxql', { line: 'inside' });
  const own = new TextDecoder().decode(lines()).split('\n').filter((line) => !line.includes('abroad') && !line.startsWith('state_inside'));
  await trialFilesOf(ds.uid).open({ role: 'meter', name: 'plant.lp', bytes: new TextEncoder().encode(own.join('\n')) });
  await ds.testDatasource();
  expect(lastHealth(ds.uid)?.filter(({ severity }) => severity !== 'ok').map(({ text }) => text)).toEqual(['Machines: plant.lp holds no state_inside with a field state.']);
});

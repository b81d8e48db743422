/** The connection “trial”: files in this browser, no request at all, and what is open is kept or forgotten as the page says. */
import { dateTime, LoadingState, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gather, progressOf } from '../../src/frames';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import type { Keeper } from '../../src/datasource/trial/keep';
import { createTrialFiles, trialFilesOf } from '../../src/datasource/trial/opened';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import type { TrialFile } from '../../src/trial';
import { csvFiles, TRIAL_QUESTION } from '../support/trial-plant';

const nothing = vi.hoisted(() => (what: string) => () => { throw new Error(`${what} was used`); });
vi.mock('@grafana/runtime', () => ({
  getBackendSrv: nothing('getBackendSrv'), getDataSourceSrv: nothing('getDataSourceSrv'), getAppEvents: () => ({ publish: () => undefined }),
  getTemplateSrv: () => ({ replace: (text: string) => text }),
}));

/** How long a reading of the files takes, ms. */
const disk = vi.hoisted(() => ({ ms: 0 }));
vi.mock('../../src/trial', async (real) => {
  const own = await real<typeof import('../../src/trial')>();
  const trialReader: typeof own.trialReader = (...given) => {
    const reader = own.trialReader(...given);
    return { ...reader, readPlant: async (...question) => {
      await new Promise((done) => setTimeout(done, disk.ms));
      return reader.readPlant(...question);
    } };
  };
  return { ...own, trialReader };
});

let serial = 0;
let uid = '';
const source = (jsonData: Partial<SpiketraceJsonData> = {}) => new SpiketraceDataSource({
  id: 1, uid, type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {}, jsonData: { connection: 'trial', ...jsonData },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
const { view } = TRIAL_QUESTION;
const request = (query: Partial<SpiketraceQuery> = {}) => ({
  targets: [{ refId: 'A', kind: 'investigation', ...query }], maxDataPoints: 360, scopedVars: {},
  range: { from: dateTime(view.startMs), to: dateTime(view.endMs), raw: { from: 'a', to: 'b' } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;
const open = async (files: readonly TrialFile[]) => {
  for (const file of files) {
    await trialFilesOf(uid).open(file);
  }
};

beforeEach(() => {
  disk.ms = 0;
  uid = `trial-${++serial}`;
  vi.stubGlobal('fetch', nothing('fetch'));
  vi.stubGlobal('XMLHttpRequest', nothing('XMLHttpRequest'));
});
afterEach(() => vi.unstubAllGlobals());

test('opened files give the frames of a whole investigation, variables and a test, and nothing is sent', async () => {
  await open(csvFiles());
  const response = await firstValueFrom(source().query(request()));
  expect(response).toMatchObject({ state: LoadingState.Done });
  const gathered = gather(response.data);
  expect(gathered).toMatchObject({ kind: 'plant', view: { meterId: 'power_kw' }, learn: { meterId: 'power_kw' }, zone: 'UTC' });
  expect(gathered.kind === 'plant' ? [gathered.machines.length, gathered.shifts.length] : []).toEqual([5, 2]);
  expect((await source().metricFindQuery('meters')).map((one) => one.text)).toEqual(['power_kw', 'energy_kwh']);
  expect((await source().metricFindQuery('machines')).map((one) => one.text)).toContain('press 3, "left"');
  expect(await source().testDatasource()).toMatchObject({ status: 'success', message: expect.stringMatching(/^meter\.csv and states\.csv and shifts\.csv: 8 series, [\d,]+ values, in this browser alone; nothing is sent/) });
});

test('a slow reading of opened files counts no queries on the way: none is sent', async () => {
  disk.ms = 600;
  await open(csvFiles());
  const all = await lastValueFrom(source().query(request()).pipe(toArray()));
  expect(all.flatMap(({ data }) => progressOf(data) ?? [])).toEqual([]);
  expect([all.length, gather(all.at(-1)?.data ?? []).kind]).toEqual([1, 'plant']);
});

test('without files it says where to open them, and with a broken one what is wrong', async () => {
  expect((await firstValueFrom(source().query(request()))).errors?.[0]?.message).toMatch(/No files are open in this browser\. Open a meter file/);
  await open([{ role: 'meter', name: 'm.csv', bytes: new TextEncoder().encode('time,power_kw\n2025-03-03T00:00:00Z,much\n') }]);
  expect((await firstValueFrom(source().query(request()))).errors?.[0]?.message).toMatch(/m\.csv, line 2: expected a number in column power_kw, got "much"/);
  expect(await source().testDatasource()).toMatchObject({ status: 'error', message: expect.stringContaining('m.csv, line 2') });
});

test('another file takes the place of the one before, at once', async () => {
  await open(csvFiles());
  const ds = source();
  expect((await firstValueFrom(ds.query(request()))).data.length).toBeGreaterThan(2);
  await trialFilesOf(uid).forget();
  expect((await firstValueFrom(ds.query(request()))).errors?.[0]?.message).toContain('No files are open');
});

test('a plant map of the settings is used in place of what the files suggest', async () => {
  await open(csvFiles());
  const plant = { zone: 'Europe/Berlin', meters: [{ id: 'incomer', measurement: 'meter', field: 'power_kw' }] };
  expect(gather((await firstValueFrom(source({ plant }).query(request()))).data)).toMatchObject({ zone: 'Europe/Berlin', view: { meterId: 'incomer' } });
});

/** A browser's storage that may refuse. */
function storage(refuses = false) {
  const held = new Map<string, readonly TrialFile[]>();
  const keeper: Keeper = {
    load: (key) => (refuses ? Promise.reject(new Error('private window')) : Promise.resolve(held.get(key) ?? [])),
    save: (key, files) => {
      held.set(key, files);
      return refuses ? Promise.reject(new Error('private window')) : Promise.resolve();
    },
  };
  return { held, keeper };
}

test('what was opened is there after a reload, until it is forgotten', async () => {
  const { held, keeper } = storage();
  const before = createTrialFiles('u', keeper);
  await before.open(csvFiles()[0]!);
  expect(before.current()).toMatchObject({ kept: true, files: [{ name: 'meter.csv' }] });
  const after = createTrialFiles('u', keeper);
  await after.ready;
  expect(after.current()).toMatchObject({ kept: true, trial: { kind: 'ok' }, map: { meters: [{ id: 'power_kw' }, { id: 'energy_kwh' }] } });
  await after.forget();
  expect(held.get('u')).toEqual([]);
});

test('a browser that keeps nothing still reads the files, and says that they are in memory alone', async () => {
  const files = createTrialFiles('u', storage(true).keeper);
  await files.open(csvFiles()[0]!);
  expect(files.current()).toMatchObject({ kept: false, trial: { kind: 'ok' } });
});

/** After an update of the plugin an open page asks for parts that are no longer there: it says to reload, and any other mistake stays what it is. */
import { dateTime, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';

const mistake = vi.hoisted(() => ({ error: new Error() }));
vi.mock('@grafana/runtime', () => ({ getTemplateSrv: () => ({ replace: (text: string) => text }), getAppEvents: () => ({ publish: () => undefined }) }));
vi.mock('../../src/datasource/answers', async (real) => ({ ...(await real<object>()), answered: () => Promise.reject(mistake.error) }));

const ask = () => lastValueFrom(new SpiketraceDataSource({
  id: 1, uid: 'u', type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
  jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect: 'influxql', database: 'plant' },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>).query({
  targets: [{ refId: 'B', kind: 'findings' }], maxDataPoints: 100, scopedVars: {}, range: { from: dateTime(0), to: dateTime(1), raw: { from: 'now-1h', to: 'now' } },
} as unknown as DataQueryRequest<SpiketraceQuery>));

test('a part that is not there', async () => {
  mistake.error = Object.assign(new Error('Loading chunk 109 failed.'), { name: 'ChunkLoadError' });
  expect(await ask()).toMatchObject({ data: [], errors: [{ refId: 'B', message: expect.stringMatching(/part of this plugin.*Reload the page/) }] });
});

test('another mistake', async () => {
  mistake.error = new RangeError('ours');
  await expect(ask()).rejects.toThrow('ours');
});

/** A thousand hostile names as the value of every variable: each is looked up as an id, and never becomes a part of a query. */
import { dateTime, LoadingState, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, of } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { SpiketraceDataSource } from '../../src/datasource/datasource';
import type { SpiketraceJsonData, SpiketraceQuery } from '../../src/datasource/types';
import { hostileNames } from '../support/hostile';

const grafana = vi.hoisted(() => ({ sent: [] as string[], chosen: '' }));
vi.mock('@grafana/runtime', () => ({
  getAppEvents: () => ({ publish: () => undefined }),
  getBackendSrv: () => ({ fetch: ({ data }: { readonly data?: string }) => {
    grafana.sent.push(data ?? '');
    return of({ status: 200, data: '{"results":[{}]}', headers: new Headers() });
  } }),
  getTemplateSrv: () => ({ replace: (text: string) => text.replaceAll('$chosen', () => grafana.chosen) }),
}));

const SEED = 20260303;
const NAMES = hostileNames(SEED, 1000);
const ds = (dialect: 'influxql' | 'flux') => new SpiketraceDataSource({
  id: 1, uid: dialect, type: 'spiketrace', name: 's', url: '/proxy', access: 'proxy', readOnly: false, meta: {},
  jsonData: { connection: 'direct', url: 'http://influxdb:8086', dialect, database: 'plant' },
} as unknown as DataSourceInstanceSettings<SpiketraceJsonData>);
const START = Date.UTC(2026, 2, 3, 8);
const request = (query: Partial<SpiketraceQuery>) => ({
  targets: [{ refId: 'A', kind: 'meter', meter: 'incomer-1', ...query }], maxDataPoints: 100, scopedVars: {},
  range: { from: dateTime(START), to: dateTime(START + 3_600_000), raw: { from: 'now-1h', to: 'now' } },
}) as unknown as DataQueryRequest<SpiketraceQuery>;
/** What stands for all, or for nothing chosen. */
const isNone = (name: string) => /^(all)?$/i.test(name) || /^\$\{?\w+\}?$/.test(name) || name === '$__all';

test.each(['influxql', 'flux'] as const)(`in %s as a meter, a line and the line of a variable (seed ${SEED}): refused by its name, and nothing is sent`, async (dialect) => {
  const source = ds(dialect);
  for (const name of NAMES.filter((one) => !isNone(one))) {
    grafana.chosen = name;
    grafana.sent.length = 0;
    for (const query of [{ meter: '$chosen' }, { line: '$chosen' }]) {
      const response = await lastValueFrom(source.query(request(query)));
      expect([name, response.state, response.data]).toEqual([name, LoadingState.Error, []]);
      expect(response.errors?.[0]?.message).toMatch(/^There is no (meter|line) “[\s\S]*” in the plant map\./);
    }
    const found = await source.metricFindQuery('meters line=$chosen');
    expect([name, found, grafana.sent]).toEqual([name, [], []]);
  }
}, 60_000);

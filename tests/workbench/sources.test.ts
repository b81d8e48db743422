import { describe, expect, it } from 'vitest';
import { builtInUid, createSources, ownUid } from '../../src/workbench/server/sources';

const first = { jsonData: { connection: 'direct', url: 'http://influxdb:8086', database: 'plant' }, secureJsonData: { authorization: 'Basic abc' } };
const query = (uid: string, text = 'SELECT 1') => ({ queries: [{ refId: 'A', datasource: { uid, type: 'influxdb' }, query: text, resultFormat: 'table' }], from: '0', to: '1000' });

describe('the data sources of the workbench', () => {
  it('change their settings as Grafana does: a secret that is not sent stays, and none is ever told', async () => {
    const sources = createSources(first, () => Promise.reject(new Error('not asked')));
    const path = `/api/datasources/uid/${ownUid}`;
    expect(await sources.answer('PUT', path, { jsonData: { connection: 'existing', existingUid: builtInUid } })).toMatchObject({ status: 200 });
    expect(sources.settings()).toEqual({ jsonData: { connection: 'existing', existingUid: builtInUid }, secureJsonData: { authorization: 'Basic abc' } });
    await sources.answer('PUT', path, { jsonData: {}, secureJsonData: { authorization: '' } });
    expect(sources.own().secureJsonFields).toEqual({ authorization: false });
    expect(JSON.stringify([await sources.answer('GET', path, undefined), sources.own()])).not.toContain('Basic');
    expect(await sources.answer('PUT', path, 'nonsense')).toMatchObject({ status: 400 });
  });

  it('send a query of the built-in one to the InfluxDB with its database, and know no other', async () => {
    const asked: string[] = [];
    const sources = createSources(first, (form) => {
      asked.push(form);
      return Promise.resolve({ status: 200, body: '{"results":[{"series":[{"name":"m","columns":["name"],"values":[["x"]]}]}]}' });
    });
    expect(await sources.answer('POST', '/api/ds/query', query(builtInUid))).toMatchObject({ status: 200, body: { results: { A: { status: 200, frames: [{ data: { values: [['x']] } }] } } } });
    expect(asked.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([{ db: 'plant', epoch: 'ms', q: 'SELECT 1' }]);
    expect(await sources.answer('POST', '/api/ds/query', query('other'))).toMatchObject({ status: 404 });
    expect(await sources.answer('GET', '/api/other', undefined)).toBeUndefined();
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Route, decide } from '../../src/workbench/server/proxy';

const authorization = [{ name: 'Authorization', content: '{{ orEmpty .SecureJsonData.authorization }}' }];
const routes: readonly Route[] = [
  { path: 'influx/v1query', method: 'POST', reqRole: 'Viewer', url: '{{ .JsonData.url }}/query', headers: authorization },
  { path: 'influx/ping', method: 'GET', reqRole: 'Viewer', url: '{{ .JsonData.url }}/ping' },
  { path: 'influx', method: '*', reqAction: 'plugins.nobody:none' },
];
const settings = { jsonData: { url: 'http://influxdb:8086' }, secureJsonData: { authorization: 'Basic abc' } };

// Each of these was seen on Grafana 12.3.0.
describe('the stand-in for the data-source proxy', () => {
  it('sends a query to the address in the settings, with the credential that the browser never has', () => {
    expect(decide(routes, settings, 'POST', 'influx/v1query')).toEqual({
      kind: 'forward', url: 'http://influxdb:8086/query', headers: { Authorization: 'Basic abc' },
    });
  });

  it('sends no empty credential', () => {
    const decision = decide(routes, { ...settings, secureJsonData: {} }, 'POST', 'influx/v1query');
    expect(decision).toMatchObject({ kind: 'forward', headers: {} });
  });

  it.each([
    ['GET', 'influx/v1query'], ['DELETE', 'influx/v1query'], ['POST', 'influx/write'], ['POST', 'influx/ping'], ['POST', 'influx/../influx/write'],
  ])('denies %s %s', (method, path) => {
    expect(decide(routes, settings, method, path)).toEqual({ kind: 'denied', status: 403, message: 'plugin proxy route access denied' });
  });

  it.each([['POST', 'write'], ['GET', ''], ['POST', 'influx/../write']])('finds no host for %s "%s", which no route matches', (method, path) => {
    expect(decide(routes, settings, method, path)).toMatchObject({ kind: 'unmatched', status: 502 });
  });

  it('matches a bare prefix, as Grafana does: the credential is the boundary, not the route', () => {
    expect(decide(routes, settings, 'POST', 'influx/v1queryextra')).toMatchObject({ kind: 'forward', url: 'http://influxdb:8086/queryextra' });
  });

  it('refuses a template it does not know, instead of sending it', () => {
    const odd: readonly Route[] = [{ path: 'a', url: '{{ .Environment.url }}' }];
    expect(() => decide(odd, settings, 'GET', 'a')).toThrow('.Environment.url');
  });
});

describe('the routes of the plugin’s own manifest', () => {
  const own = (JSON.parse(readFileSync('src/datasource/plugin.json', 'utf8')) as { readonly routes: readonly Route[] }).routes;
  const given = { jsonData: { url: 'https://influxdb:8086' }, secureJsonData: { authorization: 'Token reader:secret' } };

  it.each([['v1query', '/query'], ['v2query', '/api/v2/query'], ['v3sql', '/api/v3/query_sql']])('send POST %s to %s with the credential', (path, end) => {
    expect(decide(own, given, 'POST', `influx/${path}`)).toEqual({ kind: 'forward', url: `https://influxdb:8086${end}`, headers: { Authorization: 'Token reader:secret' } });
  });

  it('send GET ping without the credential', () => {
    expect(decide(own, given, 'GET', 'influx/ping')).toEqual({ kind: 'forward', url: 'https://influxdb:8086/ping', headers: {} });
  });

  it('deny every other method and path, writes first', () => {
    const methods = ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
    const tried = [
      ...['v1query', 'v2query', 'v3sql'].flatMap((path) => methods.map((method) => [method, path] as const)),
      ...['write', 'api/v2/write', 'api/v2/delete', 'api/v3/write_lp', 'api/v2/authorizations', 'ping'].map((path) => ['POST', path] as const),
    ];
    expect(tried.filter(([method, path]) => decide(own, given, method, `influx/${path}`).kind !== 'denied')).toEqual([]);
  });

  it('name no path twice, none of which is the beginning of another, and the last one closes the rest', () => {
    const paths = own.slice(0, -1).map(({ path }) => path);
    expect(paths.filter((path, i) => paths.some((other, j) => i !== j && other.startsWith(path)))).toEqual([]);
    expect(own.at(-1)).toEqual({ path: 'influx', method: '*', reqAction: 'plugins.nobody:none' });
  });
});

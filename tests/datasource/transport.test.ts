/** What a server says with a bad status reaches the reader as it was, though Grafana's own service wraps it. */
import { throwError } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { createReader, type InfluxSource, type PlantMap } from '../../src/influx';

const grafana = vi.hoisted(() => ({ answer: (): unknown => undefined, names: [] as unknown[] }));
vi.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({
    fetch: ({ requestId }: { readonly requestId?: string }) => {
      grafana.names.push(requestId);
      return grafana.answer();
    },
  }),
}));
const { grafanaSender, proxySender } = await import('../../src/datasource/transport');

const START = Date.UTC(2026, 2, 3, 8);
const MAP: PlantMap = { zone: 'UTC', meters: [{ id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null }], machines: [] };

/** As BackendSrv of Grafana 12.3 rejects where the body was asked for as text. */
function refuse(status: number, statusText: string, body: string): void {
  grafana.answer = () => throwError(() => ({ status, statusText, data: { message: body, error: statusText, response: body }, config: {} }));
}

async function failure(source: Partial<InfluxSource>) {
  const reader = createReader({ source: { dialect: 'influxql', database: 'plant', ...source }, map: MAP, send: source.wire === 'grafana' ? grafanaSender('u') : proxySender('/proxy') });
  const outcome = await reader.readPlant(
    { meterId: 'm', view: { startMs: START, endMs: START + 3_600_000 }, parts: { meter: true, machines: false, shifts: false, learning: false }, maxPoints: 60, nowMs: START }, new AbortController().signal
  );
  return outcome.kind === 'failed' ? `${outcome.failure.kind}: ${outcome.failure.text}` : 'ok';
}

test.each<[string, Partial<InfluxSource>, Parameters<typeof refuse>, RegExp]>([
  ['InfluxQL, 401 as Grafana passes it on', {}, [400, 'Bad Request', '{"message":"Authentication to data source failed"}'], /^wrong-credential: .*It said: Authentication to data source failed/],
  ['InfluxQL, 403', {}, [403, 'Forbidden', '{"error":"r not authorized to execute statement"}'], /^may-not-read: .*It said: r not authorized/],
  ['InfluxQL, 400', {}, [400, 'Bad Request', '{"error":"error parsing query: found X"}'], /^server-error: .*error parsing query: found X/],
  ['Flux, 500 in CSV', { dialect: 'flux' }, [500, 'Internal Server Error', 'error\n"error in building plan: could not find bucket ""plant"""'], /^no-database: There is no database plant/],
  ['Flux, 404 in JSON over HTTP/2, which has no words of a status', { dialect: 'flux' }, [404, '', '{"code":"not found","message":"could not find bucket"}'], /^no-database/],
  ['Flux, an organisation that there is not', { dialect: 'flux' }, [404, 'Not Found', '{"code":"not found","message":"organization name \\"x\\" not found"}'], /^no-database: The organisation is not known. It said: organization name/],
  ['through Grafana, an error beside the refId', { wire: 'grafana' }, [400, 'Bad Request', '{"results":{"A":{"error":"InfluxDB returned error: database not found: plant","status":500}}}'], /^no-database/],
  ['through Grafana, 403 of Grafana', { wire: 'grafana' }, [403, 'Forbidden', '{"accessErrorId":"ACE1","message":"You need additional permissions: datasources:query"}'], /^may-not-read: .*It said: You need additional permissions/],
])('%s', async (_what, source, told, words) => {
  refuse(...told);
  expect(await failure(source)).toMatch(words);
});

test('a second copy of the plugin in one page never calls a request as the first one does, which Grafana would end for it', async () => {
  refuse(400, 'Bad Request', '{"error":"no"}');
  await failure({});
  await failure({});
  vi.resetModules();
  const { proxySender: other } = await import('../../src/datasource/transport');
  await other('/proxy')({ path: 'v1query', parameters: {}, contentType: '', body: '', purpose: '', statement: '', rowLimit: 1, range: undefined }, new AbortController().signal);
  expect(grafana.names.every((name) => typeof name === 'string')).toBe(true);
  expect(new Set(grafana.names).size).toBe(grafana.names.length);
  expect(grafana.names.length).toBeGreaterThan(2);
});

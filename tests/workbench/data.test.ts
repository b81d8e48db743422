/** Which database the workbench asks, and how, where one is named. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataSource } from '../../src/workbench/server/data';

let server: Server;
let url = '';
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('X-Influxdb-Version', '2.7.1');
    response.writeHead(204).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const named = (more: Readonly<Record<string, string>> = {}, plant?: string) => dataSource({ INFLUX_URL: url, SPIKETRACE_INFLUX_DATABASE: 'works', ...more }, plant);

test('a database that is named is read in InfluxQL, and nothing is written to it', async () => {
  asked.length = 0;
  const { upstream } = await named({}, '{"zone":"UTC"}');
  expect(upstream.settings).toEqual({ jsonData: { connection: 'direct', dialect: 'influxql', url, database: 'works', plant: '{"zone":"UTC"}' }, secureJsonData: {} });
  expect(upstream.label).toBe(`InfluxDB 2.7.1 at ${url}, database works`);
  expect(asked).toEqual(['GET /ping']);
});

test('dialect, organisation and credential are those of the environment, as in provisioning', async () => {
  const { upstream } = await named({ SPIKETRACE_INFLUX_DIALECT: 'flux', SPIKETRACE_INFLUX_ORG: 'my org', SPIKETRACE_INFLUX_AUTHORIZATION: 'Token abc' });
  expect(upstream.settings).toEqual({ jsonData: { connection: 'direct', dialect: 'flux', org: 'my org', url, database: 'works' }, secureJsonData: { authorization: 'Token abc' } });
  expect(upstream.label).toMatch(/asked in flux$/);
});

test('a variable that is set to nothing counts as not set', async () => {
  const { upstream } = await named({ SPIKETRACE_INFLUX_DIALECT: '', SPIKETRACE_INFLUX_ORG: '' });
  expect(upstream.settings.jsonData).toEqual({ connection: 'direct', dialect: 'influxql', url, database: 'works' });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WorkbenchServer, startServer } from '../../src/workbench/server/server';

/** A repository with just what the server reads. */
function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'spiketrace-server-'));
  const write = (path: string, value: unknown): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
  };
  write('provisioning/dashboards/spiketrace-investigation.json', { uid: 'spiketrace-investigation', title: '</script><b>' });
  write('src/panel/plugin.json', { id: 'spiketrace-investigation-panel' });
  write('src/datasource/plugin.json', {
    id: 'spiketrace-investigation-datasource',
    routes: [
      { path: 'influx/v1query', method: 'POST', url: '{{ .JsonData.url }}/query' },
      { path: 'influx', method: '*', reqAction: 'plugins.nobody:none' },
    ],
  });
  write('.cache/workbench/workbench.js', 'page();');
  write('secret.txt', 'secret');
  return root;
}

/** Raw, because fetch would resolve `..` and set the Host itself. */
function ask(server: WorkbenchServer, method: string, path: string, body = '', host?: string): Promise<{ status: number; text: string }> {
  const { port, hostname } = new URL(server.address);
  return new Promise((done, fail) => {
    const asking = request({ port, hostname, method, path, ...(host ? { headers: { host } } : {}) }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => done({ status: response.statusCode ?? 0, text }));
    });
    asking.on('error', fail);
    asking.end(body);
  });
}

describe('the server of the workbench', () => {
  const seen: { method: string; path: string; body: string }[] = [];
  const root = repository();
  let server: WorkbenchServer;
  let status = 200;
  const proxy = '/api/datasources/proxy/uid/spiketrace-plant';

  beforeAll(async () => {
    server = await startServer(root, 0, {
      label: 'built-in <sample>',
      settings: { jsonData: { url: 'http://embedded' }, secureJsonData: { authorization: 'Basic hidden' } },
      answer: (one) => {
        seen.push(one);
        return { status, body: '{"results":[]}' };
      },
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('listens on loopback and says which program it is', async () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.parse((await ask(server, 'GET', '/api/health')).text)).toMatchObject({ program: 'spiketrace-workbench' });
  });

  it('answers to no other host name', async () => {
    expect((await ask(server, 'GET', '/api/health', '', 'evil.example')).status).toBe(403);
  });

  it('hands a query on, and turns a refused credential into 400 as Grafana does', async () => {
    expect(await ask(server, 'POST', `${proxy}/influx/v1query?epoch=ms`, 'q=SELECT')).toEqual({ status: 200, text: '{"results":[]}' });
    expect(seen.at(-1)).toEqual({ method: 'POST', path: '/query?epoch=ms', body: 'q=SELECT' });
    status = 401;
    expect(await ask(server, 'POST', `${proxy}/influx/v1query`, 'q=SELECT')).toMatchObject({ status: 400, text: expect.stringContaining('Authentication to data source failed') });
  });

  it.each([
    ['GET', '/influx/v1query?q=SELECT', 403], ['POST', '/influx/write', 403], ['POST', '/write', 502], ['POST', '/influx/../write', 502],
  ])('lets %s %s through to nobody', async (method, path, expected) => {
    const before = seen.length;
    expect((await ask(server, method, proxy + path, method === 'GET' ? '' : 'x')).status).toBe(expected);
    expect(seen.length).toBe(before);
  });

  it('knows no other data source', async () => {
    expect((await ask(server, 'POST', '/api/datasources/proxy/uid/nope/influx/v1query', 'x')).status).toBe(404);
  });

  it('writes the page with its data as text, and without the credential', async () => {
    const { text } = await ask(server, 'GET', '/d/spiketrace-investigation?theme=light');
    expect(text).toContain('theme-light');
    expect(text).not.toContain('</script><b>');
    expect(text).not.toContain('<sample>');
    expect(text).not.toContain('hidden');
  });

  it('serves its files and nothing beside them', async () => {
    expect((await ask(server, 'GET', '/workbench/workbench.js')).text).toBe('page();');
    for (const path of ['/workbench/../../secret.txt', '/workbench/..%2f..%2fsecret.txt', '/workbench/missing.js', '/secret.txt']) {
      expect((await ask(server, 'GET', path)).status).toBe(404);
    }
  });

  it('refuses a taken port with the code that the start script understands', async () => {
    const port = Number(new URL(server.address).port);
    await expect(startServer(root, port, { label: '', settings: { jsonData: {}, secureJsonData: {} } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

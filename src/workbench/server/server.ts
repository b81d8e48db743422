// The workbench's server on 127.0.0.1: the page, its files, the data-source proxy and the little of Grafana's API that is asked.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { createPlatform, personOf } from './platform';
import { type Route, type SourceSettings, decide } from './proxy';
import { createSources, ownUid } from './sources';

/** What answers behind the proxy: a server over HTTP, or the built-in sample. */
export interface Upstream {
  /** As on the page: "embedded sample", … */
  readonly label: string;
  readonly settings: SourceSettings;
  /** Absent = HTTP to the address in the settings. */
  readonly answer?: (request: { readonly method: string; readonly path: string; readonly body: string }) => Promise<UpstreamAnswer> | UpstreamAnswer;
  readonly openAt?: { readonly from: string; readonly to: string };
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
  /** What the server says of itself. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WorkbenchServer {
  readonly address: string;
  readonly close: () => Promise<void>;
}

const proxyPrefix = '/api/datasources/proxy/uid/';
/** A body above this is not one of our queries. */
const bodyLimit = 4 * 1024 * 1024;

/** Listens on 127.0.0.1 only. `root` is the repository. Rejects with the system's error (EADDRINUSE) when the port is taken. */
export async function startServer(root: string, port: number, upstream: Upstream): Promise<WorkbenchServer> {
  const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const dashboard = json('provisioning/dashboards/spiketrace-investigation.json');
  const panelManifest = json('src/panel/plugin.json') as { readonly id: string };
  const datasourceManifest = json('src/datasource/plugin.json') as { readonly id: string; readonly routes?: readonly Route[] };
  let address = '';
  const platform = createPlatform(() => address, new Map([['spiketrace-investigation', dashboard]]), Date.now);
  const sources = createSources(upstream.settings, (form) => influx('POST', '/query', form, 'application/x-www-form-urlencoded'));
  // The origin of links on the page; the credential stays here.
  const setup = () => ({
    dashboard,
    datasource: sources.own(),
    builtIn: sources.builtIn,
    panelMeta: metaOf(panelManifest),
    datasourceMeta: metaOf(datasourceManifest),
    data: upstream.label,
    ...(upstream.openAt ? { openAt: upstream.openAt } : {}),
  });
  const folders: readonly (readonly [string, string])[] = [
    ['/workbench/', join(root, '.cache/workbench')],
    ['/public/build/', join(root, 'node_modules/@grafana/ui/dist/public')],
    ['/public/plugins/spiketrace-investigation-app/', join(root, 'dist')],
    ['/public/plugins/spiketrace-investigation-panel/', join(root, 'dist/panel')],
    ['/public/plugins/spiketrace-investigation-datasource/', join(root, 'dist/datasource')],
  ];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    // The raw path: the URL class would resolve `..` before the proxy sees it.
    const [path = '/', queryText = ''] = (request.url ?? '/').split(/\?(.*)/s);
    const query = new URLSearchParams(queryText);
    if (!isOwnHost(request.headers.host)) {
      // Another site's name that points at this machine must not read it.
      return send(response, 403, 'text/plain', 'The workbench answers on 127.0.0.1 and localhost only.');
    }
    if (path === '/api/health') {
      return sendJson(response, 200, { database: 'ok', program: 'spiketrace-workbench', data: upstream.label });
    }
    if (path.startsWith(proxyPrefix)) {
      return proxy(request, response, method, path.slice(proxyPrefix.length), queryText);
    }
    const body = method === 'GET' ? undefined : parsed(await bodyOf(request));
    const answer = platform(method, path, query, body, personOf(new URLSearchParams(cookieOf(request, PERSON_COOKIE)))) ?? (await sources.answer(method, path, body));
    if (answer !== undefined) {
      if (answer.location !== undefined) {
        response.setHeader('Location', answer.location);
      }
      return sendJson(response, answer.status, answer.body);
    }
    if (method !== 'GET') {
      return sendJson(response, 404, { message: 'Not found' });
    }
    if (path === '/') {
      response.setHeader('Location', `/d/spiketrace-investigation${queryText === '' ? '' : `?${queryText}`}`);
      return send(response, 302, 'text/plain', '');
    }
    if (path.startsWith('/d/') || path.startsWith('/connections/') || path === '/gallery') {
      if (query.has('as') || query.has('role')) {
        // Who looks at this page, so that rights can be tried: kept for its requests, in this browser only.
        const { login, role } = personOf(query);
        response.setHeader('Set-Cookie', `${PERSON_COOKIE}=${encodeURIComponent(new URLSearchParams({ as: login, role }).toString())}; Path=/; SameSite=Strict; HttpOnly`);
      }
      return send(response, 200, 'text/html; charset=utf-8', page(setup(), query.get('theme') === 'light' ? 'light' : 'dark'));
    }
    const font = fonts[path.slice(path.lastIndexOf('/') + 1)];
    if (font !== undefined && path.startsWith('/public/fonts/inter/')) {
      return sendFile(response, join(root, 'node_modules/@fontsource/inter/files'), font);
    }
    for (const [prefix, folder] of folders) {
      if (path.startsWith(prefix)) {
        return sendFile(response, folder, path.slice(prefix.length));
      }
    }
    return sendJson(response, 404, { message: 'Not found' });
  }

  async function proxy(request: IncomingMessage, response: ServerResponse, method: string, rest: string, queryText: string): Promise<void> {
    const slash = rest.indexOf('/');
    const uid = slash < 0 ? rest : rest.slice(0, slash);
    if (uid !== ownUid) {
      return sendJson(response, 404, { message: 'Unable to find datasource', traceID: '' });
    }
    const decision = decide(datasourceManifest.routes ?? [], sources.settings(), method, slash < 0 ? '' : rest.slice(slash + 1));
    if (decision.kind === 'denied') {
      return sendJson(response, decision.status, { message: decision.message });
    }
    if (decision.kind === 'unmatched') {
      return send(response, decision.status, 'text/plain', '');
    }
    const body = method === 'GET' ? '' : await bodyOf(request);
    const url = queryText === '' ? decision.url : `${decision.url}?${queryText}`;
    // Whoever hangs up ends the question behind it too, as in Grafana.
    const left = new AbortController();
    response.on('close', () => left.abort());
    try {
      const own = upstream.settings.jsonData.url ?? '';
      const answer = upstream.answer && url.startsWith(own)
        ? await upstream.answer({ method, path: url.slice(own.length), body })
        : await forward(url, method, body, headersOf(request, decision.headers), left.signal);
      if (answer.status === 401) {
        return sendJson(response, 400, { message: 'Authentication to data source failed' });
      }
      for (const [name, value] of Object.entries(answer.headers ?? {})) {
        response.setHeader(name, value);
      }
      return send(response, answer.status, answer.contentType ?? 'application/json', answer.body);
    } catch {
      return send(response, 502, 'text/plain', '');
    }
  }

  /** The InfluxDB that the workbench began with, for its own data source of type influxdb. */
  async function influx(method: string, path: string, body: string, contentType: string): Promise<UpstreamAnswer> {
    const { jsonData, secureJsonData } = upstream.settings;
    const { authorization } = secureJsonData;
    return upstream.answer
      ? upstream.answer({ method, path, body })
      : forward(`${jsonData.url ?? ''}${path}`, method, body, { 'Content-Type': contentType, ...(authorization ? { Authorization: authorization } : {}) });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) {
        sendJson(response, 500, { message: error instanceof Error ? error.message : String(error) });
      } else {
        response.destroy();
      }
    });
  });
  const got = await listen(server, port);
  address = `http://127.0.0.1:${got}`;
  return {
    address,
    close: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
}

async function forward(url: string, method: string, body: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<UpstreamAnswer> {
  const response = await fetch(url, { method, redirect: 'manual', headers, signal, ...(method === 'GET' ? {} : { body }) });
  const told = [...response.headers].filter(([name]) => name.startsWith('x-influxdb-'));
  return { status: response.status, body: await response.text(), contentType: response.headers.get('content-type') ?? 'application/json', headers: Object.fromEntries(told) };
}

function headersOf({ headers }: IncomingMessage, added: Readonly<Record<string, string>>): Record<string, string> {
  return { ...(headers['content-type'] ? { 'Content-Type': headers['content-type'] } : {}), ...(headers.accept ? { Accept: headers.accept } : {}), ...added };
}

const PERSON_COOKIE = 'spiketrace-person';

function cookieOf(request: IncomingMessage, name: string): string {
  const found = (request.headers.cookie ?? '').split('; ').find((one) => one.startsWith(`${name}=`));
  try {
    return decodeURIComponent(found?.slice(name.length + 1) ?? '');
  } catch {
    return '';
  }
}

const isOwnHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '');

function metaOf(manifest: { readonly id: string }): unknown {
  return { ...manifest, module: `public/plugins/${manifest.id}/module.js`, baseUrl: `public/plugins/${manifest.id}` };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const at = server.address();
      done(typeof at === 'object' && at !== null ? at.port : port);
    });
  });
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((done, fail) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > bodyLimit) {
        fail(new Error('The request is too large.'));
        request.destroy();
        return;
      }
      parts.push(part);
    });
    request.on('end', () => done(Buffer.concat(parts).toString('utf8')));
    request.on('error', fail);
  });
}

function parsed(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  response.end(body);
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => send(response, status, 'application/json', JSON.stringify(body));

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.css': 'text/css', '.map': 'application/json',
  '.woff2': 'font/woff2',
};

/** Grafana's own typeface under the names by which its styles ask for it, so that the panel is seen and measured as there. */
const fonts: Readonly<Record<string, string>> = {
  'Inter-Regular.woff2': 'inter-latin-400-normal.woff2', 'Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
  'Inter-Italic.woff2': 'inter-latin-400-italic.woff2', 'Inter-MediumItalic.woff2': 'inter-latin-500-italic.woff2',
};

function sendFile(response: ServerResponse, folder: string, name: string): void {
  const file = join(folder, normalize(join('/', decodeURIComponent(name))));
  let size: number;
  try {
    const found = statSync(file);
    if (!found.isFile()) {
      throw new Error('no file');
    }
    size = found.size;
  } catch {
    return sendJson(response, 404, { message: 'Not found' });
  }
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Length': size, 'Cache-Control': 'no-cache' });
  createReadStream(file).pipe(response);
}

/** The boot data stand before the bundle, because @grafana/runtime reads them on import. */
function page(setup: unknown, theme: 'light' | 'dark'): string {
  const boot = {
    user: { id: 1, login: 'workbench', name: 'workbench', theme, lightTheme: theme === 'light', orgId: 1, orgRole: 'Viewer', isSignedIn: true, timezone: 'browser', locale: 'en-GB', language: 'en-US', permissions: {} },
    navTree: [],
    settings: {
      featureToggles: {}, appSubUrl: '', appUrl: '/', buildInfo: { version: '12.4.10', edition: 'Open Source', env: 'production', hasUpdate: false, hideVersion: false, commit: '' },
      panels: {}, datasources: {}, apps: {}, defaultDatasource: 'Spiketrace', bootData: {}, feedbackLinksEnabled: false, licenseInfo: {}, unifiedAlerting: {},
    },
  };
  const inline = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Spiketrace</title><link rel="icon" href="/public/plugins/spiketrace-investigation-app/img/logo.svg">
<style>html,body{margin:0;height:100%;background:${theme === 'light' ? '#f4f5f5' : '#111217'}}#root{height:100%}</style></head>
<body class="theme-${theme}"><div id="root"></div>
<script>window.grafanaBootData=${inline(boot)};window.grafanaBootData.settings.bootData=window.grafanaBootData;
window.__grafana_public_path__='/public/';window.spiketraceWorkbench=${inline(setup)};</script>
<script src="/workbench/workbench.js"></script></body></html>
`;
}

import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom, takeUntil, fromEvent } from 'rxjs';
import { grafanaBody, type QueryAnswer, type QueryRequest, type Send } from '../influx';

/** The only requests that this plugin can make: POST to a query route, POST to Grafana's own query of a data source, and GET ping. */

/** Grafana ends a request when another one comes under its name: a second copy of this module in the page must not use the same ones. */
const own = Math.random().toString(36).slice(2, 8);
let serial = 0;

/** Sends through Grafana's data-source proxy; the route adds the credential on the server. Aborting cancels the request. */
export function proxySender(proxyUrl: string): Send {
  return ({ path, parameters, contentType, body }: QueryRequest, signal: AbortSignal): Promise<QueryAnswer> => {
    const address = new URLSearchParams(parameters).toString();
    return post(`${proxyUrl}/influx/${path}${address === '' ? '' : `?${address}`}`, contentType, body, signal);
  };
}

/** Sends to a data source of this Grafana, as its own panels do; its credential and rights are its own. */
export function grafanaSender(uid: string): Send {
  return (request, signal) => post('/api/ds/query', 'application/json', JSON.stringify(grafanaBody(request, { uid })), signal);
}

async function post(url: string, contentType: string, data: string, signal: AbortSignal): Promise<QueryAnswer> {
  signal.throwIfAborted();
  const requestId = `spiketrace-${own}-${++serial}`;
  const cancelled = fromEvent(signal, 'abort');
  try {
    const response = await lastValueFrom(
      getBackendSrv()
        .fetch<string>({ url, method: 'POST', data, requestId, headers: { 'Content-Type': contentType }, responseType: 'text', showErrorAlert: false })
        .pipe(takeUntil(cancelled))
    );
    return { status: response.status, contentType: response.headers?.get('content-type') ?? '', body: textOf(response.data) };
  } catch (error) {
    signal.throwIfAborted();
    return answerOf(error);
  }
}

/** Grafana rejects on any status but 2xx; that is still an answer. Without a status none came, and the error goes on. */
function answerOf(error: unknown): QueryAnswer {
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' && error.status > 0) {
    const data: unknown = 'data' in error ? error.data : '';
    const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : undefined;
    return { status: error.status, contentType: '', body: refusedBody(data), retryAfter: headers?.get('retry-after') ?? undefined };
  }
  throw error instanceof Error ? error : new Error(messageOf(error) ?? 'the request did not reach Grafana');
}

/** What the browser said of a request without a status: it tells a failed connection from an answer that broke off. */
function messageOf(error: unknown): string | undefined {
  const data: unknown = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string' ? data.message : undefined;
}

/** A body that came as text with a bad status: Grafana puts it into `response`, beside the bare words of the status. @see BackendSrv.processRequestError of Grafana */
function refusedBody(data: unknown): string {
  return typeof data === 'object' && data !== null && 'response' in data && typeof data.response === 'string' ? data.response : textOf(data);
}

function textOf(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? '');
}

export interface Pong {
  readonly status: number;
  readonly isInflux: boolean;
  /** What the server calls itself: OSS, Enterprise, Core, …; empty when it does not. */
  readonly build: string;
}

/** InfluxDB answers 204 with its own headers. */
export async function ping(proxyUrl: string): Promise<Pong> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<string>({ url: `${proxyUrl}/influx/ping`, method: 'GET', responseType: 'text', showErrorAlert: false })
    );
    const headers = response.headers;
    const build = headers?.get('x-influxdb-build') ?? '';
    // The body of 3.x is JSON with its build, and only some of its versions answer without a credential.
    return { status: response.status, build, isInflux: build !== '' || Boolean(headers?.get('x-influxdb-version')) || response.status === 204 };
  } catch (error) {
    const answer = answerOf(error);
    // A server that wants a credential even for ping is asked a query next, which says more.
    return { status: answer.status, isInflux: answer.status === 401 || /authentication to data source failed/i.test(answer.body), build: '' };
  }
}

/** Settings of a data source that its instances do not see. */
export interface OwnSettings {
  readonly url?: string;
  readonly user?: string;
  readonly basicAuth?: boolean;
}

/** Asks Grafana, not the InfluxDB. Rejects for people who may not see them. */
export async function ownSettings(uid: string): Promise<OwnSettings> {
  const { data } = await lastValueFrom(getBackendSrv().fetch<OwnSettings>({ url: `/api/datasources/uid/${encodeURIComponent(uid)}`, method: 'GET', showErrorAlert: false }));
  return data;
}

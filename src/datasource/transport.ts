import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom, takeUntil, fromEvent } from 'rxjs';
import type { QueryAnswer, QueryRequest, Send } from '../influx';

/** The only two requests that this plugin can make: POST to the query route, and GET ping. */

let serial = 0;

/** Sends through Grafana's data-source proxy; the route adds the credential on the server. Aborting cancels the request. */
export function proxySender(proxyUrl: string): Send {
  return async (request: QueryRequest, signal: AbortSignal): Promise<QueryAnswer> => {
    signal.throwIfAborted();
    const requestId = `spiketrace-${++serial}`;
    const cancelled = fromEvent(signal, 'abort');
    try {
      const response = await lastValueFrom(
        getBackendSrv()
          .fetch<string>({
            url: `${proxyUrl}/influx/${request.path}`, method: 'POST', data: request.body, requestId,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, responseType: 'text', showErrorAlert: false,
          })
          .pipe(takeUntil(cancelled))
      );
      return { status: response.status, contentType: response.headers?.get('content-type') ?? '', body: textOf(response.data) };
    } catch (error) {
      signal.throwIfAborted();
      return answerOf(error);
    }
  };
}

/** Grafana rejects on any status but 2xx; that is still an answer. Without a status none came, and the error goes on. */
function answerOf(error: unknown): QueryAnswer {
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' && error.status > 0) {
    const data: unknown = 'data' in error ? error.data : '';
    const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : undefined;
    return { status: error.status, contentType: '', body: textOf(data), retryAfter: headers?.get('retry-after') ?? undefined };
  }
  throw error instanceof Error ? error : new Error(messageOf(error) ?? 'the request did not reach Grafana');
}

/** What the browser said of a request without a status: it tells a failed connection from an answer that broke off. */
function messageOf(error: unknown): string | undefined {
  const data: unknown = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string' ? data.message : undefined;
}

function textOf(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? '');
}

export interface Pong {
  readonly status: number;
  readonly isInflux: boolean;
}

/** InfluxDB answers 204 with its own headers. */
export async function ping(proxyUrl: string): Promise<Pong> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<string>({ url: `${proxyUrl}/influx/ping`, method: 'GET', responseType: 'text', showErrorAlert: false })
    );
    const headers = response.headers;
    return { status: response.status, isInflux: Boolean(headers?.get('x-influxdb-version') ?? headers?.get('x-influxdb-build')) || response.status === 204 };
  } catch (error) {
    return { status: answerOf(error).status, isInflux: false };
  }
}

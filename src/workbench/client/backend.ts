// Grafana's browser-side request service, over fetch: its error shape, and cancellation by requestId.
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { Observable, lastValueFrom, map, throwError } from 'rxjs';

/** Behaves like Grafana's backendSrv as far as panel and data source use it: a newer request with the same id ends the older. */
export function createBackend(): BackendSrv {
  const running = new Map<string, AbortController>();

  const fetchOnce = <T>(config: BackendSrvRequest): Observable<FetchResponse<T>> =>
    new Observable<FetchResponse<T>>((observer) => {
      const controller = new AbortController();
      const { requestId } = config;
      if (requestId !== undefined) {
        running.get(requestId)?.abort();
        running.set(requestId, controller);
      }
      const outerAbort = () => controller.abort();
      config.abortSignal?.addEventListener('abort', outerAbort);
      let settled = false;
      const fail = (error: Omit<FetchError, 'config'>) => observer.error({ ...error, config });
      void (async () => {
        try {
          const response = await fetch(addressOf(config), { ...bodyOf(config), method: config.method ?? 'GET', signal: controller.signal });
          const data = await read(response, config.responseType);
          settled = true;
          if (!response.ok) {
            fail({ status: response.status, statusText: response.statusText, data: errorData(data, response.statusText) });
            return;
          }
          observer.next({
            data: data as T, status: response.status, statusText: response.statusText, ok: true, headers: response.headers,
            redirected: response.redirected, type: response.type, url: response.url, config,
          });
          observer.complete();
        } catch (error) {
          settled = true;
          const cancelled = controller.signal.aborted;
          fail({
            status: cancelled ? -1 : 0, statusText: cancelled ? 'Request was aborted' : 'Network error', cancelled,
            data: { message: error instanceof Error ? error.message : String(error) },
          });
        }
      })();
      return () => {
        config.abortSignal?.removeEventListener('abort', outerAbort);
        if (requestId !== undefined && running.get(requestId) === controller) {
          running.delete(requestId);
        }
        if (!settled) {
          controller.abort();
        }
      };
    });

  const request = <T>(options: BackendSrvRequest): Promise<T> => lastValueFrom(fetchOnce<T>(options).pipe(map((answer) => answer.data)));
  return {
    fetch: fetchOnce,
    request,
    datasourceRequest: <T>(options: BackendSrvRequest) => lastValueFrom(fetchOnce<T>(options)),
    get: <T>(url: string, params?: Record<string, unknown>, requestId?: string, options?: Partial<BackendSrvRequest>) =>
      request<T>({ ...options, url, params, requestId, method: 'GET' }),
    post: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) => request<T>({ ...options, url, data, method: 'POST' }),
    put: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) => request<T>({ ...options, url, data, method: 'PUT' }),
    patch: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) => request<T>({ ...options, url, data, method: 'PATCH' }),
    delete: <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>) => request<T>({ ...options, url, data, method: 'DELETE' }),
    chunked: () => throwError(() => new Error('Streams are not part of the workbench.')),
  };
}

function addressOf(config: BackendSrvRequest): string {
  const url = config.url.startsWith('/') || /^https?:/.test(config.url) ? config.url : `/${config.url}`;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries((config.params ?? {}) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        params.append(name, String(one));
      }
    }
  }
  const query = params.toString();
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** A string goes out as it is, with the caller's content type; everything else as JSON, as Grafana does. */
function bodyOf(config: BackendSrvRequest): { readonly body?: BodyInit; readonly headers: Record<string, string> } {
  const headers: Record<string, string> = { ...(config.headers as Record<string, string> | undefined) };
  const data: unknown = config.data;
  if (data === undefined || data === null) {
    return { headers };
  }
  if (typeof data === 'string' || data instanceof URLSearchParams) {
    return { headers, body: data };
  }
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) {
    headers['Content-Type'] = 'application/json';
  }
  return { headers, body: JSON.stringify(data) };
}

async function read(response: Response, type: BackendSrvRequest['responseType']): Promise<unknown> {
  switch (type) {
    case 'text':
      return response.text();
    case 'blob':
      return response.blob();
    case 'arraybuffer':
      return response.arrayBuffer();
    default: {
      const text = await response.text();
      try {
        return text === '' ? {} : JSON.parse(text);
      } catch {
        return text;
      }
    }
  }
}

/** What came as text, JSON or not, stands in `response` and `message`, beside the bare words of the status. @see BackendSrv.processRequestError of Grafana */
function errorData(data: unknown, statusText: string): unknown {
  return typeof data === 'string' ? { message: data, error: statusText, response: data } : data;
}

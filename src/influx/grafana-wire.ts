import type { QueryRequest } from './types';

/**
 * The `grafana` wire: the body of `POST /api/ds/query` with which Grafana's own InfluxDB data source runs a finished text.
 * Its rules, as read in Grafana 12.3.0 (pkg/tsdb/influxdb) and seen in recorded answers: one statement a refId, since only the first result is read; format
 * `table`, since a time series loses the names of columns; `maxDataPoints` is a cap for Flux, of ten points each; the range stands beside the text although the text names its own.
 */

export interface GrafanaTarget {
  /** Of Grafana's InfluxDB data source. */
  readonly uid: string;
}

export interface GrafanaQuery {
  readonly refId: 'A';
  readonly datasource: { readonly uid: string; readonly type: 'influxdb' };
  readonly query?: string;
  readonly rawQuery?: true;
  readonly rawSql?: string;
  readonly resultFormat?: 'table';
  readonly format?: 'table';
  readonly maxDataPoints: number;
  readonly intervalMs: number;
}

export interface GrafanaBody {
  readonly queries: readonly [GrafanaQuery];
  /** Epoch ms, as text. */
  readonly from: string;
  readonly to: string;
}

/** The whole body. A question without a time is given the first second of 1970: nothing of it stands in the text. */
export function grafanaBody(request: Pick<QueryRequest, 'path' | 'statement' | 'rowLimit' | 'range'>, { uid }: GrafanaTarget): GrafanaBody {
  const { path, statement, rowLimit, range = { startMs: 0, endMs: 1000 } } = request;
  // Flux stops at ten points for each of these, and older ones sooner; a thousand is what a panel asks for.
  const shared = { refId: 'A', datasource: { uid, type: 'influxdb' }, maxDataPoints: Math.max(1000, rowLimit + 1), intervalMs: 1000 } as const;
  const query: GrafanaQuery = path === 'v3sql' ? { ...shared, rawSql: statement, format: 'table' }
    : path === 'v2query' ? { ...shared, query: statement }
      : { ...shared, query: statement, rawQuery: true, resultFormat: 'table' };
  return { queries: [query], from: String(Math.round(range.startMs)), to: String(Math.round(range.endMs)) };
}

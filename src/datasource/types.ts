import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';

/** What a Spiketrace query asks for, in the plant's words. */
export type QueryKind = 'investigation' | 'meter' | 'machines' | 'shifts' | 'findings' | 'ledger' | 'recurrence';

export interface SpiketraceQuery extends DataQuery {
  readonly kind?: QueryKind;
  /** Id of a meter of the plant map, or a variable like $meter. Empty = the first one. */
  readonly meter?: string;
  /** Only machines of this line, or a variable. Empty or "all" = every machine of the meter. */
  readonly line?: string;
  /** ledger: minutes of a demand window, 15, 30 or 60. */
  readonly windowMin?: number;
  /** ledger: a row for every line of every window, or a column for every line. */
  readonly format?: 'table' | 'series';
  /** Set by Grafana's annotations: the answer is regions with an escaped text. */
  readonly annotation?: boolean;
}

/** Readable by every Viewer: no secret ever stands here. */
export interface SpiketraceJsonData extends DataSourceJsonData {
  readonly connection?: 'direct';
  /** Address of the InfluxDB. The data source's own `url` stays empty, so that no path falls through to it. */
  readonly url?: string;
  readonly dialect?: 'influxql';
  readonly database?: string;
  /** The plant map: an object from provisioning, or the text typed into the editor. */
  readonly plant?: unknown;
  /** Gentler limits of load than the defaults, such as `{"inFlight": 1}`. */
  readonly load?: unknown;
  /** The switch: nothing is queried while it is on. */
  readonly disabled?: boolean;
}

export interface SpiketraceSecureJsonData {
  /** The whole value of the Authorization header; Grafana's route adds it on the server. */
  readonly authorization?: string;
}

export const DEFAULT_QUERY: Partial<SpiketraceQuery> = { kind: 'investigation', meter: '', line: '' };

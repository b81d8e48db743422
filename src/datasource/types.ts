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

/** The three ways to the data. `existing`: through an InfluxDB data source of this Grafana; `direct`: an address of its own; `trial`: files in this browser. */
export type Connection = 'existing' | 'direct' | 'trial';

export type DialectName = 'influxql' | 'flux' | 'sql';

/** Readable by every Viewer: no secret ever stands here. Provisioning leaves empty texts where a variable of the environment is not set. */
export interface SpiketraceJsonData extends DataSourceJsonData {
  /** Where it is left out: `existing` when existingUid names a source, else `direct`. */
  readonly connection?: Connection | '';
  /** existing: the uid of the InfluxDB data source that is asked; its dialect and rights are its own. */
  readonly existingUid?: string;
  /** direct: address of the InfluxDB. The data source's own `url` stays empty, so that no path falls through to it. */
  readonly url?: string;
  /** direct: what is spoken there. */
  readonly dialect?: DialectName | '';
  /** direct: the database (1.x, 3.x) or bucket (2.x). existing: in place of that source's own one. */
  readonly database?: string;
  /** direct: the organisation of InfluxDB 2.x. */
  readonly org?: string;
  /** The plant map: an object from provisioning, or the text typed into the editor. */
  readonly plant?: unknown;
  /** Gentler limits of load than the defaults, such as `{"inFlight": 1}`. */
  readonly load?: unknown;
  /** The switch: nothing is queried while it is on. */
  readonly disabled?: boolean | string;
}

export interface SpiketraceSecureJsonData {
  /** The whole value of the Authorization header; Grafana's route adds it on the server. */
  readonly authorization?: string;
}

export const DEFAULT_QUERY: Partial<SpiketraceQuery> = { kind: 'investigation', meter: '', line: '' };

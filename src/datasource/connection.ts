import type { DataSourceInstanceSettings, DataSourceJsonData } from '@grafana/data';
import type { InfluxSource } from '../influx';
import type { Connection, DialectName, SpiketraceJsonData } from './types';

/** Which of the three connections the settings mean, and what is to be known of an InfluxDB data source that this Grafana has already. */

/** Undefined = none that this version has. An empty text comes from provisioning, where a variable is not set. */
export function connectionOf({ connection, existingUid }: SpiketraceJsonData): Connection | undefined {
  switch (connection || (existingUid ? 'existing' : 'direct')) {
    case 'existing':
      return 'existing';
    case 'direct':
      return 'direct';
    case 'trial':
      return 'trial';
    default:
      return undefined;
  }
}

/** What Grafana's own InfluxDB data source (12.3) keeps in its settings, as far as it matters here. */
export interface InfluxJsonData extends DataSourceJsonData {
  readonly version?: string;
  readonly dbName?: string;
  readonly defaultBucket?: string;
  readonly organization?: string;
  /** GET where it is left out. */
  readonly httpMode?: string;
}

export type InfluxSettings = DataSourceInstanceSettings<InfluxJsonData>;

/** One InfluxDB data source of this Grafana. */
export interface Existing {
  readonly uid: string;
  readonly name: string;
  readonly dialect: DialectName;
  readonly database: string;
  /** It is not its own one, and so must stand in every statement. */
  readonly named: boolean;
  readonly org?: string;
  /** Statements go as POST, and so do not stand in the access logs of InfluxDB. */
  readonly posts: boolean;
}

/** Its own settings decide: they say what it speaks and which database it reads. A `database` of ours takes the place of its own. */
export function existingOf({ uid, name, jsonData, database: old }: InfluxSettings, database?: string): Existing {
  const dialect = dialectOfVersion(jsonData.version);
  // Grafana before 9 kept the database beside jsonData, and sources of that age still do.
  const own = (dialect === 'flux' ? jsonData.defaultBucket : jsonData.dbName) || old || '';
  return {
    uid, name, dialect, database: database || own, named: database !== undefined && database !== '' && database !== own, org: jsonData.organization,
    posts: dialect !== 'influxql' || jsonData.httpMode === 'POST',
  };
}

function dialectOfVersion(version: string | undefined): DialectName {
  switch (version) {
    case 'Flux':
      return 'flux';
    case 'SQL':
      return 'sql';
    default:
      return 'influxql';
  }
}

/** What this version can say to a server; undefined for anything else, which settings from elsewhere may name. */
export function spoken(dialect: string): InfluxSource['dialect'] | undefined {
  return dialect === 'influxql' || dialect === 'flux' || dialect === 'sql' ? dialect : undefined;
}

import type { DataSourceInstanceSettings } from '@grafana/data';
import { DEFAULT_PLANT_MAP, parsePlantMap, type Failure, type Outcome, type PlantMap } from '../influx';
import type { SpiketraceJsonData } from './types';

/** What is wrong with the settings, before anything is sent. */

/** The plant map of the settings; that of the sample plant when none is given. */
export function plantMapOf(jsonData: SpiketraceJsonData): Outcome<PlantMap> {
  const { plant } = jsonData;
  return plant === undefined || plant === null || plant === '' ? { kind: 'ok', value: DEFAULT_PLANT_MAP } : parsePlantMap(plant);
}

/** The first thing that keeps every query from working, with what to do; undefined when nothing does. */
export function obstacleIn(settings: DataSourceInstanceSettings<SpiketraceJsonData>): Failure | undefined {
  const { jsonData } = settings;
  if (jsonData.disabled) {
    return { kind: 'refused', text: 'Spiketrace is switched off: nothing is queried.', advice: 'Clear “Query nothing” in the data source’s settings to switch it on again.' };
  }
  // An environment variable that is not set arrives from provisioning as an empty text: the default then.
  if (jsonData.connection && jsonData.connection !== 'direct') {
    return { kind: 'refused', text: `This version has no connection “${String(jsonData.connection)}”.`, advice: 'Use the connection “direct”.' };
  }
  if (jsonData.dialect && jsonData.dialect !== 'influxql') {
    return { kind: 'refused', text: `This version does not speak “${String(jsonData.dialect)}”.`, advice: 'Use the dialect “influxql”, which every InfluxDB answers.' };
  }
  const address = addressProblem(jsonData.url);
  if (address) {
    return { kind: 'unreachable', text: address, advice: 'Set the address in the data source’s settings (SPIKETRACE_INFLUX_URL where it is provisioned).' };
  }
  if (!jsonData.database) {
    return { kind: 'no-database', text: 'No database is named.', advice: 'Name it in the data source’s settings (SPIKETRACE_INFLUX_DATABASE where it is provisioned).' };
  }
  return undefined;
}

/** What is wrong with the address of the InfluxDB; undefined when it may be used. */
export function addressProblem(url: string | undefined): string | undefined {
  if (!url) {
    return 'No address of an InfluxDB is set.';
  }
  if (!URL.canParse(url)) {
    return `“${url}” is not an address like http://influxdb:8086.`;
  }
  const { protocol, username, password, search, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `The address must begin with http:// or https://, not ${protocol}//.`;
  }
  if (username || password) {
    return 'The address holds a login, which every viewer could read. Put it into the credential instead.';
  }
  if (url.endsWith('/')) {
    return 'The address must not end with a slash: Grafana puts “/query” behind it.';
  }
  return search || hash ? 'The address must not hold a query or a fragment.' : undefined;
}

import type { DataSourceInstanceSettings } from '@grafana/data';
import { DEFAULT_PLANT_MAP, parsePlantMap, type Failure, type Outcome, type PlantMap } from '../influx';
import { connectionOf, existingOf, spoken, type InfluxSettings } from './connection';
import type { SpiketraceJsonData } from './types';

/** What is wrong with the settings, before anything is sent. */

/** The switch. Where provisioning fills in a variable of the environment it is a text, and “false” is none that says yes. */
export function isOff({ disabled }: Pick<SpiketraceJsonData, 'disabled'>): boolean {
  return /^(true|1|yes|on)$/i.test(String(disabled ?? ''));
}

/** Whether the settings have a plant map: provisioning may give null, an emptied text box an empty text. */
export function hasPlantMap({ plant }: SpiketraceJsonData): boolean {
  return plant !== undefined && plant !== null && plant !== '';
}

/** The plant map of the settings; that of the sample plant when none is given. */
export function plantMapOf(jsonData: SpiketraceJsonData): Outcome<PlantMap> {
  return hasPlantMap(jsonData) ? parsePlantMap(jsonData.plant) : { kind: 'ok', value: DEFAULT_PLANT_MAP };
}

/** Finds an InfluxDB data source of this Grafana by its uid. */
export type FindExisting = (uid: string) => InfluxSettings | undefined;

/** The first thing that keeps every query from working, with what to do; undefined when nothing does. */
export function obstacleIn({ jsonData }: Pick<DataSourceInstanceSettings<SpiketraceJsonData>, 'jsonData'>, find: FindExisting): Failure | undefined {
  if (isOff(jsonData)) {
    return { kind: 'refused', text: 'Spiketrace is switched off: nothing is queried.', advice: 'Clear “Query nothing” in the data source’s settings (SPIKETRACE_DISABLED where it is provisioned) to switch it on again.' };
  }
  switch (connectionOf(jsonData)) {
    case 'existing':
      return existingObstacle(jsonData, find);
    case 'direct':
      return directObstacle(jsonData);
    case 'trial':
      return undefined;
    case undefined:
      return { kind: 'refused', text: `This version has no connection “${String(jsonData.connection)}”.`, advice: 'Use one of existing, direct or trial.' };
  }
}

function existingObstacle({ existingUid = '', database }: SpiketraceJsonData, find: FindExisting): Failure | undefined {
  const choose = 'Choose one in the data source’s settings (SPIKETRACE_EXISTING_UID where it is provisioned).';
  if (existingUid === '') {
    return { kind: 'refused', text: 'No InfluxDB data source of this Grafana is chosen.', advice: choose };
  }
  const settings = find(existingUid);
  if (!settings) {
    return { kind: 'not-found', text: `This Grafana has no data source with the uid “${existingUid}”, or you may not query it.`, advice: choose };
  }
  if (settings.type !== 'influxdb') {
    return { kind: 'refused', text: `The data source “${settings.name}” is of type ${settings.type}, and an InfluxDB is needed.`, advice: choose };
  }
  const existing = existingOf(settings, database);
  if (!spoken(existing.dialect)) {
    return { kind: 'refused', text: `The data source “${settings.name}” speaks ${existing.dialect}, and this version does not.`, advice: choose };
  }
  return existing.database !== '' ? undefined : {
    kind: 'no-database', text: `The data source “${settings.name}” names no database of its own.`, advice: 'Name the database or bucket in Spiketrace’s settings.',
  };
}

function directObstacle({ dialect, url, database }: SpiketraceJsonData): Failure | undefined {
  if (dialect && !spoken(dialect)) {
    return { kind: 'refused', text: `This version does not speak “${String(dialect)}”.`, advice: 'Use the dialect “influxql”, which every InfluxDB answers.' };
  }
  const address = addressProblem(url);
  if (address) {
    return { kind: 'unreachable', text: address, advice: 'Set the address in the data source’s settings (SPIKETRACE_INFLUX_URL where it is provisioned).' };
  }
  if (!database) {
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

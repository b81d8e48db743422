import type { DataSourceInstanceSettings } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { createReader, parseLoadLimits, withinScope, type Failure, type InfluxSource, type Outcome, type PlantMap, type Reader, type Send } from '../influx';
import { connectionOf, existingOf, spoken, type InfluxSettings } from './connection';
import { noteAnswer } from './progress';
import { keepRecord } from './recording';
import { hasPlantMap, obstacleIn, plantMapOf, type FindExisting } from './settings';
import { readerOf } from './tab';
import { grafanaSender, proxySender } from './transport';
import type { SpiketraceJsonData } from './types';

/** Makes the settings ready to be asked: one reader whatever the connection is, or what keeps it from being there. */

type Settings = DataSourceInstanceSettings<SpiketraceJsonData>;

export type Ready = { readonly kind: 'ready'; readonly reader: Reader; readonly map: PlantMap } | { readonly kind: 'failed'; readonly failure: Failure };

/** Those of this Grafana that the person may query. */
export const findExisting: FindExisting = (uid) => getDataSourceSrv().getInstanceSettings(uid) as InfluxSettings | undefined;

/** Only those who open files fetch what reads them. */
let room: typeof import('./trial/room') | undefined;

/** What has to be there before {@link readyFrom} can tell: what reads files, and the files that this browser kept. */
export async function opened({ uid, jsonData }: Settings): Promise<void> {
  if (connectionOf(jsonData) === 'trial') {
    room ??= await import('./trial/room');
    await room.trialFilesOf(uid).ready;
  }
}

const STILL_OPENING: Failure = { kind: 'refused', text: 'The files of the trial are still being opened.', advice: 'Look again in a moment.' };

export function readyFrom(settings: Settings): Ready {
  const { uid, name, url, jsonData } = settings;
  const failure = obstacleIn(settings, findExisting);
  if (failure) {
    return { kind: 'failed', failure };
  }
  const limits = parseLoadLimits(jsonData.load);
  if (limits.kind === 'failed') {
    return limits;
  }
  const map = plantFrom(settings);
  if (map.kind === 'failed') {
    return map;
  }
  if (connectionOf(jsonData) === 'trial') {
    if (!room) {
      return { kind: 'failed', failure: STILL_OPENING };
    }
    const { trialReader, trialFilesOf } = room;
    const { trial, version } = trialFilesOf(uid).current();
    if (trial.kind === 'failed') {
      return trial;
    }
    // Without a lane: nothing is sent that would have to wait.
    return { kind: 'ready', map: map.value, reader: readerOf(uid, name, [version, jsonData], limits.value, () => trialReader(trial.value, map.value)) };
  }
  const { source, send, because } = wayOf(settings);
  return { kind: 'ready', map: map.value, reader: readerOf(uid, name, [url, jsonData, because], limits.value, (lane) => createReader({ source, map: map.value, send, lane, note: (record, signal) => {
    keepRecord({ ...record, source: name });
    noteAnswer(signal);
  } })) };
}

/**
 * The plant map as it may be asked about, whatever the connection: a trial zone is cut out here, and nothing else of the data source sees the rest.
 * Where the settings have no map, it is what the opened files suggest, or that of the sample plant.
 */
export function plantFrom(settings: Settings): Outcome<PlantMap> {
  const whole = wholePlant(settings);
  return whole.kind === 'ok' ? { kind: 'ok', value: withinScope(whole.value) } : whole;
}

function wholePlant({ uid, jsonData }: Settings): Outcome<PlantMap> {
  if (hasPlantMap(jsonData) || connectionOf(jsonData) !== 'trial') {
    return plantMapOf(jsonData);
  }
  if (!room) {
    return { kind: 'failed', failure: STILL_OPENING };
  }
  const { trial, map } = room.trialFilesOf(uid).current();
  if (trial.kind === 'failed') {
    return trial;
  }
  return map ? { kind: 'ok', value: map } : {
    kind: 'failed', failure: { kind: 'no-meter', text: `No meter was found in ${trial.value.label}.`, advice: 'Its column or field must be called something with kW or kWh, or be named in the plant map.' },
  };
}

/** Settings without an obstacle. `because` holds what decides the way beside them. */
function wayOf({ url, jsonData }: Settings): { readonly source: InfluxSource; readonly send: Send; readonly because: unknown } {
  const chosen = connectionOf(jsonData) === 'existing' ? findExisting(jsonData.existingUid ?? '') : undefined;
  if (chosen) {
    const existing = existingOf(chosen, jsonData.database);
    return {
      source: { dialect: spoken(existing.dialect) ?? 'influxql', database: existing.database, org: existing.org, named: existing.named, wire: 'grafana' }, send: grafanaSender(existing.uid), because: existing,
    };
  }
  return {
    source: { dialect: spoken(jsonData.dialect || 'influxql') ?? 'influxql', database: jsonData.database ?? '', org: jsonData.org || undefined, wire: 'influx' },
    send: proxySender(url ?? ''), because: '',
  };
}

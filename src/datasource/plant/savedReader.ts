import { getDataSourceSrv } from '@grafana/runtime';
import type { Reader } from '../../influx';
import type { PlantReaderOf } from './reading';

/** The reader behind the data source as it is saved: the settings page itself holds no credential. */

interface Asked {
  readonly readyReader: () => Promise<{ readonly kind: 'ready'; readonly reader: Reader } | { readonly kind: 'failed'; readonly text: string }>;
}

/** @returns undefined before the data source was saved for the first time */
export function savedReader(uid: string | undefined): PlantReaderOf | undefined {
  return uid === undefined || uid === '' ? undefined : async () => {
    const source: unknown = await getDataSourceSrv().get(uid);
    return isAsked(source) ? source.readyReader() : { kind: 'failed', text: 'Save the settings first: what is asked goes through the saved data source.' };
  };
}

function isAsked(source: unknown): source is Asked {
  return typeof source === 'object' && source !== null && 'readyReader' in source && typeof source.readyReader === 'function';
}

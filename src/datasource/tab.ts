import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { createLane, type Lane, type LoadLimits, type Reader } from '../influx';

/** What all instances of one data source share in this tab: one way to the server, and one memory as long as the settings stay. */

interface Shared {
  readonly lane: Lane;
  settingsText: string;
  reader: Reader | undefined;
}

/** Grafana makes an instance anew whenever settings are saved, and scenes may make a second one; the server must not feel it. */
const byUid = new Map<string, Shared>();

/**
 * The reader of a data source: the same one for the same settings. With others its memory starts empty, and its queue goes on.
 * @param settings whatever decides what is read; compared as text
 */
export function readerOf(uid: string, name: string, settings: unknown, limits: LoadLimits, create: (lane: Lane) => Reader): Reader {
  const shared = byUid.get(uid) ?? { lane: laneOf(name, limits), settingsText: '', reader: undefined };
  byUid.set(uid, shared);
  const settingsText = JSON.stringify(settings);
  if (!shared.reader || shared.settingsText !== settingsText) {
    shared.lane.setLimits(limits);
    shared.settingsText = settingsText;
    shared.reader = create(shared.lane);
  }
  return shared.reader;
}

/** As after a reload of the page. */
export function forgetTab(): void {
  byUid.clear();
}

function laneOf(name: string, limits: LoadLimits): Lane {
  return createLane({
    limits,
    watchHidden: (tell) => {
      const look = () => tell(document.visibilityState === 'hidden');
      document.addEventListener('visibilitychange', look);
      look();
    },
    // One notice for the whole tab; each panel says in its own place why it shows nothing.
    onPause: ({ untilMs, failures, because }) => getAppEvents().publish({
      type: AppEvents.alertWarning.name,
      payload: [`${name} pauses`, `InfluxDB failed ${failures} times in a row (${because}). Nothing is asked of it until ${new Date(untilMs).toLocaleTimeString()}; then it is tried again by itself.`],
    }),
  });
}

import type { Stations } from '../engine';
import type { Part } from './request';

/** What has arrived of the engine in this thread: each file brings its stations when it runs, whichever comes first. */

const arrived: Partial<Stations> = {};

export function bring(stations: Partial<Stations>): void {
  Object.assign(arrived, stations);
}

/** @throws where one of the parts was fetched and is not here: after an update of the plugin files of two builds do not meet */
export function stationsHere(parts: readonly Part[]): Stations {
  if (parts.some((part) => arrived[part] === undefined)) {
    throw new Error('The engine’s files are not of one version: the plugin was updated while this page was open. Reload the page.');
  }
  return arrived as Stations;
}

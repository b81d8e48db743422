import type { Stations } from '../engine';

/** What has arrived of the engine in this thread: each file brings its stations when it runs, whichever comes first. */

const arrived: Partial<Stations> = {};

export function bring(stations: Partial<Stations>): void {
  Object.assign(arrived, stations);
}

/** Only those that have arrived may be asked. */
export function stationsHere(): Stations {
  return arrived as Stations;
}

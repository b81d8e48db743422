/** An oven and a pump on one meter, seventeen days of minutes: what each draws, and when, is known to the minute. */
import { DAY_MS, MINUTE_MS } from '../../src/base';
import type { PlantMap } from '../../src/influx';
import type { EmbeddedColumn } from './embedded-influx';

const DAYS = 17;
const OVEN_START_MS = Date.UTC(2025, 1, 3);
/** The day that links and sheets are about; one more follows it. */
export const OVEN_DAY = { startMs: OVEN_START_MS + (DAYS - 2) * DAY_MS, endMs: OVEN_START_MS + (DAYS - 1) * DAY_MS };
const OVEN_KW = 60;
const PUMP_KW = 15;

export const OVEN_MAP: PlantMap = {
  zone: 'Europe/Berlin',
  meters: [{ id: 'main', measurement: 'meter', field: 'kw', tags: {}, kind: 'power', parent: null }],
  machines: [{ measurement: 'state', field: 'state', idTag: 'machine', tags: {} }],
};

/** Four times a day, from 03:20, 09:20, 15:20 and 21:20 UTC, for 40 minutes. */
const ovenOn = (minute: number): boolean => minute % 360 >= 200 && minute % 360 < 240;
/** Every other hour, from quarter to to quarter to: 00:45 to 01:45 UTC and so on. */
const pumpOn = (minute: number): boolean => minute % 120 >= 45 && minute % 120 < 105;

export interface OvenOptions {
  /** Readings and states before it are gone, epoch ms. */
  readonly keptFromMs?: number;
  /** What was written later: kW that the meter reads besides. */
  readonly moreKw?: (ms: number) => number;
}

export function ovenColumns({ keptFromMs = OVEN_START_MS, moreKw = () => 0 }: OvenOptions = {}): EmbeddedColumn[] {
  const minutes = Array.from({ length: DAYS * 1440 }, (_, minute) => minute).filter((minute) => OVEN_START_MS + minute * MINUTE_MS >= keptFromMs);
  const at = (minute: number) => OVEN_START_MS + minute * MINUTE_MS;
  const log = (machine: string, isOn: (minute: number) => boolean, on: string): EmbeddedColumn => {
    const changes = minutes.filter((minute, i) => i === 0 || isOn(minute) !== isOn(minute - 1));
    return { measurement: 'state', tags: { machine }, field: 'state', timeMs: changes.map(at), values: changes.map((minute) => (isOn(minute) ? on : 'OFF')) };
  };
  return [
    {
      measurement: 'meter', tags: {}, field: 'kw', timeMs: minutes.map(at),
      values: minutes.map((minute) => 100 + Math.sin(12.9898 * minute) + (ovenOn(minute) ? OVEN_KW : 0) + (pumpOn(minute) ? PUMP_KW : 0) + moreKw(at(minute))),
    },
    log('oven-1', ovenOn, 'HEAT_UP'), log('pump-1', pumpOn, 'RUNNING'),
  ];
}

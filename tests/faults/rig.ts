import { afterEach } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/base';
import { createLane, createReader, LOAD_DEFAULTS, type InfluxSource, type Lane, type LaneSetup, type LoadLimits, type Outcome, type PlantMap, type PlantQuestion, type PlantReading, type Reader } from '../../src/influx';
import { realClock } from '../../src/influx/clock';
import { says, sendTo, series, startFaultServer, type Fault, type FaultServer } from '../support/fault-server';

/** A reader on a loopback server that fails as told. Waits before a further attempt are over at once, and remembered; deadlines are real. */

export const START = Date.UTC(2026, 2, 3, 8);
export const NOW = START + 30 * DAY_MS;
export const MAP: PlantMap = {
  zone: 'UTC',
  meters: [
    { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'a' }, kind: 'power', parent: null },
    { id: 'reg', measurement: 'em', field: 'kwh', tags: {}, kind: 'counter', parent: null },
  ],
  machines: [{ measurement: 'st', field: 'state', idTag: 'machine', tags: {} }],
};
const PARTS = { meter: true, machines: false, shifts: false, learning: false };

export const question = (parts: Partial<PlantQuestion['parts']> = {}, more: Partial<PlantQuestion> = {}): PlantQuestion =>
  ({ meterId: 'm', view: { startMs: START, endMs: START + HOUR_MS }, parts: { ...PARTS, ...parts }, maxPoints: 60, nowMs: NOW, ...more });

export interface Rig {
  readonly server: FaultServer;
  readonly reader: Reader;
  readonly lane: Lane;
  /** Waits before further attempts, ms. */
  readonly waits: readonly number[];
  /** What a person would be told while it waits. */
  readonly told: string[];
  readonly read: (asked?: PlantQuestion, signal?: AbortSignal) => Promise<Outcome<PlantReading>>;
}

const servers: FaultServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

export async function rig(choose: (statement: string, serial: number) => Fault, setup: { readonly limits?: Partial<LoadLimits>; readonly dialect?: InfluxSource['dialect']; readonly nowMs?: () => number; readonly lane?: LaneSetup; readonly map?: PlantMap } = {}): Promise<Rig> {
  const server = await startFaultServer(choose);
  servers.push(server);
  const limits = { ...LOAD_DEFAULTS, ...setup.limits };
  const nowMs = setup.nowMs ?? (() => NOW);
  const waits: number[] = [];
  const told: string[] = [];
  const real = realClock(nowMs);
  const wait: typeof real.wait = (ms, signal) => {
    if (ms === limits.deadlineSec * 1000) {
      return real.wait(ms, signal);
    }
    waits.push(ms);
    return Promise.resolve();
  };
  const lane = createLane({ limits, clock: { nowMs, wait }, random: () => 0.5, ...setup.lane });
  const reader = createReader({ source: { dialect: setup.dialect ?? 'influxql', database: 'plant' }, map: setup.map ?? MAP, send: sendTo(server.url, limits.bytesPerAnswer), nowMs, lane });
  const read: Rig['read'] = (asked = question(), signal = new AbortController().signal) =>
    reader.readPlant(asked, signal, (ms, because) => told.push(`waiting ${Math.round(ms / 1000)} s: ${because}`));
  return { server, reader, lane, waits, told, read };
}

/** A good answer to whatever the reader asks. */
export function good(statement: string): Fault {
  return says(/SHOW MEASUREMENTS/.test(statement) ? series(['name'], [['em'], ['st']])
    : /SHOW TAG VALUES/.test(statement) ? series(['key', 'value'], [['machine', 'oven']])
      : /SHOW/.test(statement) ? series(['fieldKey', 'fieldType'], [['kw', 'float'], ['kwh', 'float'], ['state', 'string']])
        : /"state"/.test(statement) ? series(['time', 'state'], [[START - 1000, 'IDLE']], { machine: 'oven' })
          : series(['time', 'mean', 'max'], [[START, 100, 140]]));
}

export function failureIn(outcome: Outcome<unknown>): { readonly kind: string; readonly words: string } {
  return outcome.kind === 'failed' ? { kind: outcome.failure.kind, words: `${outcome.failure.text} ${outcome.failure.advice}` } : { kind: 'ok', words: '' };
}

export function valueIn(outcome: Outcome<PlantReading>): PlantReading {
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}

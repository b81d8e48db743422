import { machineLog, type MachineLog, type ShiftEvent } from '../../src/base';
import type { PlantMap, PlantQuestion } from '../../src/influx';
import type { TrialFile } from '../../src/trial';
import type { EmbeddedColumn } from './embedded-influx';
import { smallPlant, START_MS } from './small-plant';

/** One small plant as CSV files, as line protocol and as a database: what is read of it must be the same whichever way it comes. */

const HOUR = 3_600_000;
const MINUTE = 60_000;

export const TRIAL_NOW = START_MS + 72 * HOUR;

/** The names that CSV files are given; the line protocol and the database use them too. */
export const TRIAL_MAP: PlantMap = {
  zone: 'UTC',
  meters: [
    { id: 'main', measurement: 'meter', field: 'power_kw', tags: {}, kind: 'power', parent: null },
    { id: 'register', measurement: 'meter', field: 'energy_kwh', tags: {}, kind: 'counter', parent: null },
  ],
  machines: [{ measurement: 'machine_state', field: 'state', idTag: 'machine', tags: {} }],
  shifts: { measurement: 'shift_event', field: 'shift', tags: {} },
};

export const TRIAL_QUESTION: PlantQuestion = {
  meterId: 'main', view: { startMs: START_MS + 60 * HOUR, endMs: START_MS + 66 * HOUR }, maxPoints: 360, nowMs: TRIAL_NOW,
  parts: { meter: true, machines: true, shifts: true, learning: true },
};

interface Whole {
  readonly timeMs: Float64Array;
  readonly powerKw: Float64Array;
  readonly energyKwh: Float64Array;
  readonly machines: readonly MachineLog[];
  readonly shifts: readonly ShiftEvent[];
}

function whole(): Whole {
  const { meter, machines } = smallPlant(11);
  const powerKw = meter.kind === 'power' ? meter.demandKw : new Float64Array();
  let sumKwh = 1000;
  return {
    timeMs: meter.timeMs, powerKw,
    energyKwh: powerKw.map((kw) => (sumKwh += (kw * MINUTE) / HOUR)),
    // A name with what every format must escape.
    machines: [...machines, machineLog('press 3, "left"', [[START_MS + HOUR, 'HEAT UP'], [START_MS + 62 * HOUR, 'ready = yes']])],
    shifts: Array.from({ length: 9 }, (_, i) => ({ startMs: START_MS + i * 8 * HOUR, endMs: START_MS + (i + 1) * 8 * HOUR, text: ['early', 'late', 'night'][i % 3] ?? '' })),
  };
}

const entries = (log: MachineLog) => Array.from(log.timeMs, (ms, i) => [ms, log.states[log.stateCode[i] ?? 0] ?? ''] as const);
const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const bytes = (text: string) => new TextEncoder().encode(text);

export function csvFiles(): TrialFile[] {
  const { timeMs, powerKw, energyKwh, machines, shifts } = whole();
  const text = (head: string, rows: readonly string[]) => bytes(`${[head, ...rows].join('\n')}\n`);
  return [
    { role: 'meter', name: 'meter.csv', bytes: text('time,power_kw,energy_kwh', Array.from(timeMs, (ms, i) => `${new Date(ms).toISOString()},${powerKw[i]},${energyKwh[i]}`)) },
    { role: 'states', name: 'states.csv', bytes: text('time,machine,state', machines.flatMap((log) => entries(log).map(([ms, state]) => `${ms},${quoted(log.machineId)},${quoted(state)}`))) },
    { role: 'shifts', name: 'shifts.csv', bytes: text('time,shift', shifts.map((one) => `${new Date(one.startMs).toISOString()},${one.text}`)) },
  ];
}

/** One file with everything, in seconds. */
export function lineFiles(): TrialFile[] {
  const { timeMs, powerKw, energyKwh, machines, shifts } = whole();
  const tag = (value: string) => value.replace(/([, =])/g, '\\$1');
  const lines = [
    '# DML', '# CONTEXT-DATABASE:plant',
    ...Array.from(timeMs, (ms, i) => `meter power_kw=${powerKw[i]},energy_kwh=${energyKwh[i]} ${ms / 1000}`),
    ...machines.flatMap((log) => entries(log).map(([ms, state]) => `machine_state,machine=${tag(log.machineId)} state="${state}" ${ms / 1000}`)),
    ...shifts.map((one) => `shift_event shift="${one.text}" ${one.startMs / 1000}`),
  ];
  return [{ role: 'meter', name: 'plant.lp', bytes: bytes(lines.join('\n')) }];
}

export function databaseColumns(): EmbeddedColumn[] {
  const { timeMs, powerKw, energyKwh, machines, shifts } = whole();
  return [
    { measurement: 'meter', tags: {}, field: 'power_kw', timeMs, values: powerKw },
    { measurement: 'meter', tags: {}, field: 'energy_kwh', timeMs, values: energyKwh },
    ...machines.map((log) => ({ measurement: 'machine_state', tags: { machine: log.machineId }, field: 'state', timeMs: log.timeMs, values: entries(log).map(([, state]) => state) })),
    { measurement: 'shift_event', tags: {}, field: 'shift', timeMs: shifts.map((one) => one.startMs), values: shifts.map((one) => one.text) },
  ];
}

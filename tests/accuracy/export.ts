import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MachineLog } from '../../src/base';
import type { LabelledPlant, TrueLog } from './labelled';

/** Writes a labelled plant as a case folder, so that the command line and other scorers can be run on it. */

/** Creates DIR/KIND_sSEED with meter.csv, states.csv, truth.csv.gz and truth_states.csv.gz. @returns its path */
export function exportCase(directory: string, plant: LabelledPlant): string {
  const path = join(directory, `${plant.kind}_s${plant.seed}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'meter.csv'), meterText(plant));
  writeFileSync(join(path, 'states.csv'), statesText(plant.plant.machines.map((log) => [log.machineId, logOf(log)] as const)));
  writeFileSync(join(path, 'truth.csv.gz'), gzipSync(truthText(plant)));
  writeFileSync(join(path, 'truth_states.csv.gz'), gzipSync(statesText([...plant.trueLogs])));
  return path;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function meterText({ meter, plant }: LabelledPlant): string {
  const register = plant.meter.kind === 'counter' ? new Map(Array.from(plant.meter.timeMs, (ms, i) => [ms, i])) : undefined;
  const energyKwh = plant.meter.kind === 'counter' ? plant.meter.energyKwh : undefined;
  const rows = Array.from(meter.timeMs, (ms, i) => {
    const at = register?.get(ms);
    return `${iso(ms)},${meter.kw[i]}${register ? `,${at === undefined ? '' : energyKwh?.[at]}` : ''}`;
  });
  return `${[`time,site_kw${register ? ',site_kwh' : ''}`, ...rows].join('\n')}\n`;
}

function logOf(log: MachineLog): TrueLog {
  return { timeMs: log.timeMs, states: Array.from(log.stateCode, (code) => log.states[code]) };
}

/** By time, then by machine. */
function statesText(logs: ReadonlyArray<readonly [machine: string, log: TrueLog]>): string {
  const rows = logs.flatMap(([machine, { timeMs, states }]) => states.map((state, i) => ({ ms: timeMs[i], text: `${iso(timeMs[i])},${machine},${state}` })));
  rows.sort((a, b) => a.ms - b.ms);
  return `${['time,machine,state', ...rows.map(({ text }) => text)].join('\n')}\n`;
}

function truthText({ truth }: LabelledPlant): string {
  const columns = [...truth.kw, truth.unmeteredKw, truth.baseKw];
  const rows = Array.from(truth.timeMs, (ms, i) => `${iso(ms)},${columns.map((column) => Math.round(column[i] * 1000) / 1000).join(',')}`);
  return `${[['time', ...truth.machines, '_unmetered', '_base'].join(','), ...rows].join('\n')}\n`;
}

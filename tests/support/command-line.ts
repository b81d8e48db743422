import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plant } from '../../src/engine';

/** Starts the command line as people do, on files that a test writes. */

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that does not end within a minute is stopped: its status is null, which no test expects. */
export function investigate(...given: readonly string[]): Ended {
  return spawnSync(process.execPath, ['scripts/run-ts.mjs', 'src/cli/main.ts', ...given], { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 28 });
}

/** A folder for files of one test file; `remove` when done. */
export function folderOf(name: string): { readonly write: (file: string, content: string | Uint8Array) => string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `spiketrace-${name}-`));
  return {
    write: (file, content) => {
      const path = join(folder, file);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The rows of the plant's meter.csv and states.csv, without their heads. */
export function rowsOf({ meter, machines }: Plant): { readonly meter: readonly string[]; readonly states: readonly string[] } {
  const values = meter.kind === 'power' ? meter.demandKw : meter.energyKwh;
  return {
    meter: Array.from(meter.timeMs, (ms, i) => `${new Date(ms).toISOString()},${values[i]}`),
    states: machines.flatMap((log) => Array.from(log.timeMs, (ms, i) => `${ms},${log.machineId},${log.states[log.stateCode[i] ?? 0]}`)),
  };
}

export const METER_HEAD = 'time,power_kw';
export const STATES_HEAD = 'time,machine,state';

export const csv = (head: string, rows: readonly string[]): string => `${[head, ...rows].join('\n')}\n`;

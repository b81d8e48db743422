import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readMeter, readStates } from '../../src/files/csv';
import type { LabelledPlant, TrueLog, Truth } from './labelled';

/**
 * Reads a case folder: meter.csv (time, site_kw), states.csv and truth_states.csv (time, machine, state),
 * truth.csv (time, one kW column a machine, then columns that begin with "_"); each may be gzipped.
 */

/** The project's own cases, from the repository's root. */
export const OWN_CASES = 'tests/accuracy/cases';

/** The folders below `folder` that hold a case, by name. */
export function caseNames(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => ['meter.csv', 'meter.csv.gz'].some((file) => existsSync(join(folder, name, file)))).sort();
}

/** A case has no seed: 0 stands for that. @throws Error when a file is missing, Refused when one cannot be read */
export function readCase(folder: string, name: string): LabelledPlant {
  const path = join(folder, name);
  const read = readMeter(join(path, 'meter.csv'), needed(path, 'meter.csv'));
  if (read.kind !== 'power') {
    throw new RangeError(`${path}/meter.csv must have a column of kW: it only has a register`);
  }
  const known = (i: number): boolean => Number.isFinite(read.demandKw[i]);
  const machines = readStates(join(path, 'states.csv'), needed(path, 'states.csv'));
  const trueStates = textOf(path, 'truth_states.csv');
  const trueLogs = trueStates === undefined ? machines : readStates(join(path, 'truth_states.csv'), trueStates);
  return {
    kind: name, seed: 0, plant: { meter: read, machines, zone: 'UTC' },
    meter: { timeMs: read.timeMs.filter((_, i) => known(i)), kw: read.demandKw.filter((_, i) => known(i)) },
    truth: readTruth(needed(path, 'truth.csv')),
    trueLogs: new Map(trueLogs.map((log) => [log.machineId, { timeMs: log.timeMs, states: Array.from(log.stateCode, (code) => log.states[code]) } satisfies TrueLog])),
  };
}

function textOf(path: string, name: string): string | undefined {
  const file = join(path, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : existsSync(`${file}.gz`) ? gunzipSync(readFileSync(`${file}.gz`)).toString('utf8') : undefined;
}

function needed(path: string, name: string): string {
  const text = textOf(path, name);
  if (text === undefined) {
    throw new Error(`${path} must hold ${name} or ${name}.gz`);
  }
  return text;
}

function readTruth(text: string): Truth {
  const lines = text.split(/\r?\n/).filter((row) => row !== '');
  const head = lines[0].split(',');
  const rows = lines.slice(1).map((row) => row.split(','));
  const column = (name: string): Float32Array => {
    const at = head.indexOf(name);
    return Float32Array.from(rows, (row) => (at > 0 ? Number(row[at]) || 0 : 0));
  };
  const machines = head.slice(1).filter((name) => !name.startsWith('_'));
  return {
    timeMs: Float64Array.from(rows, (row) => Date.parse(row[0])), machines, kw: machines.map(column),
    unmeteredKw: column(head.includes('_other') ? '_other' : '_unmetered'), baseKw: column('_base'),
  };
}

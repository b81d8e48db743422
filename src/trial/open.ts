import { entryNotices, stableOrder, valuesOf, type MeterReadings, type Notice, type ShiftEvent } from '../base';
import { isLineProtocol, meterColumns, readLineProtocol, readMeter, readShifts, Refused, stateColumns, type FileSeries, type StateColumns } from '../files';
import type { Outcome } from '../influx';

/** Makes one trial plant of the files that somebody opened: every column as a named series, as a database would hold it. */

export type Role = 'meter' | 'states' | 'shifts';

export interface TrialFile {
  readonly role: Role;
  readonly name: string;
  /** Untouched, so that it can be kept and read again. */
  readonly bytes: Uint8Array;
}

export interface Trial {
  readonly series: readonly FileSeries[];
  /** "meter.csv and states.csv" */
  readonly label: string;
  /** What is to be said of the files as they are. */
  readonly notices: readonly Notice[];
}

/** Names of what CSV files hold; line protocol brings its own. */
export const CSV_NAMES = { meter: 'meter', states: 'machine_state', stateField: 'state', machineTag: 'machine', shifts: 'shift_event', shiftField: 'shift' } as const;

/** Fails with the file, the line and what was expected, and nothing of any file is used then. O(bytes) */
export function openTrial(files: readonly TrialFile[]): Outcome<Trial> {
  if (files.length === 0) {
    return { kind: 'failed', failure: { kind: 'refused', text: 'No files are open in this browser.', advice: 'Open a meter file and a states file: in the data source’s settings, or where the query is edited.' } };
  }
  try {
    const notices: Notice[] = [];
    const series = files.flatMap((file) => seriesOf(file, notices));
    return { kind: 'ok', value: { series, notices, label: files.map((file) => file.name).join(' and ') } };
  } catch (error) {
    if (error instanceof Refused) {
      return { kind: 'failed', failure: { kind: 'broken-answer', text: error.message, advice: 'Correct the file and open it again; nothing of it is used.' } };
    }
    throw error;
  }
}

function seriesOf({ role, name, bytes }: TrialFile, notices: Notice[]): FileSeries[] {
  if (isLineProtocol(bytes)) {
    return readLineProtocol(name, bytes);
  }
  switch (role) {
    case 'meter': {
      const columns = meterColumns(bytes);
      // Where no name tells which column it is, the reader of one column says what was expected.
      const readings = columns.length === 0 ? [readMeter(name, bytes)] : columns.map((column) => readMeter(name, bytes, column.name));
      notices.push(...readings.flatMap((one) => one.notices));
      return readings.map(meterSeries);
    }
    case 'states': {
      const machines = stateColumns(name, bytes);
      // Two states at one instant are left to the reader of states, which has one rule for files and databases.
      notices.push(...machines.flatMap(({ machineId, timeMs }) => entryNotices(machineId, timeMs)));
      return machines.map(stateSeries);
    }
    case 'shifts':
      return [shiftSeries(readShifts(name, bytes, 0))];
  }
}

const noTags: ReadonlyMap<string, string> = new Map();

function meterSeries(meter: MeterReadings): FileSeries {
  return {
    measurement: CSV_NAMES.meter, tags: noTags, field: meter.meterId, timeMs: meter.timeMs,
    value: { kind: 'numbers', numbers: valuesOf(meter) },
  };
}

/** In order of time, without the rows that only repeat the one before: a file that is polled holds little else. O(n) where the rows ascend */
function stateSeries({ machineId, timeMs, code, states }: StateColumns): FileSeries {
  const order = stableOrder(timeMs);
  const rows = order ?? Uint32Array.from(timeMs, (_, row) => row);
  const together = (i: number) => i > 0 && i < rows.length && timeMs[rows[i - 1]!] === timeMs[rows[i]!];
  // What shares its instant with another, or comes behind such a pair, is told apart by whoever reads it.
  const kept = rows.filter((row, i) => i === 0 || code[row] !== code[rows[i - 1]!] || together(i) || together(i + 1) || together(i - 1));
  return {
    measurement: CSV_NAMES.states, tags: new Map([[CSV_NAMES.machineTag, machineId]]), field: CSV_NAMES.stateField,
    timeMs: Float64Array.from(kept, (row) => timeMs[row]!), value: { kind: 'texts', code: Uint16Array.from(kept, (row) => code[row]!), texts: states },
  };
}

function shiftSeries(shifts: readonly ShiftEvent[]): FileSeries {
  return {
    measurement: CSV_NAMES.shifts, tags: noTags, field: CSV_NAMES.shiftField, timeMs: Float64Array.from(shifts, (one) => one.startMs),
    value: { kind: 'texts', code: Uint16Array.from(shifts, (_, i) => i), texts: shifts.map((one) => one.text) },
  };
}

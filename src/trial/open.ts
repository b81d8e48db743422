import type { MachineLog, MeterReadings, Notice, ShiftEvent } from '../base';
import { isLineProtocol, meterColumns, readLineProtocol, readMeter, readShifts, readStates, Refused, type FileSeries } from '../files';
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
      const logs = readStates(name, bytes);
      notices.push(...logs.flatMap((one) => one.notices));
      return logs.map(stateSeries);
    }
    case 'shifts':
      return [shiftSeries(readShifts(name, bytes, 0))];
  }
}

const noTags: ReadonlyMap<string, string> = new Map();

function meterSeries(meter: MeterReadings): FileSeries {
  return {
    measurement: CSV_NAMES.meter, tags: noTags, field: meter.meterId, timeMs: meter.timeMs,
    value: { kind: 'numbers', numbers: meter.kind === 'power' ? meter.demandKw : meter.energyKwh },
  };
}

function stateSeries(log: MachineLog): FileSeries {
  return {
    measurement: CSV_NAMES.states, tags: new Map([[CSV_NAMES.machineTag, log.machineId]]), field: CSV_NAMES.stateField, timeMs: log.timeMs,
    value: { kind: 'texts', code: log.stateCode, texts: log.states },
  };
}

function shiftSeries(shifts: readonly ShiftEvent[]): FileSeries {
  return {
    measurement: CSV_NAMES.shifts, tags: noTags, field: CSV_NAMES.shiftField, timeMs: Float64Array.from(shifts, (one) => one.startMs),
    value: { kind: 'texts', code: Uint16Array.from(shifts, (_, i) => i), texts: shifts.map((one) => one.text) },
  };
}

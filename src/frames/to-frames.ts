import { FieldType, type DataFrame, type Field, type PreferredVisualisationType, type QueryResultMetaNotice } from '@grafana/data';
import { completenessText, type Completeness, type MachineLog, type MeterReadings, type Notice, type ShiftEvent } from '../base';
import { metaOf } from './fields';
import type { SpiketraceMeta } from './meta';

/** Turns typed columns into Grafana's frames, with their role, completeness and notices, so that Grafana's own panels work on them too. */

export interface FrameContext {
  readonly refId: string;
  readonly zone: string;
  /** Statements that were sent for this frame: shown by the query inspector. */
  readonly statements?: readonly string[];
  /** Where the view is empty: the meter's last reading before now. */
  readonly lastReadingMs?: number;
}

/** A meter: time and kW (or kWh of a register), and the largest sample of each window beside the mean where it is known. */
export function meterFrame(readings: MeterReadings, purpose: 'view' | 'learn', context: FrameContext): DataFrame {
  const labels = { meter: readings.meterId };
  const fields: Field[] = [timeField(readings.timeMs)];
  if (readings.kind === 'power') {
    fields.push(numberField('demand', readings.demandKw, 'kwatt', labels));
    if (readings.maxKw) {
      fields.push(numberField('max', readings.maxKw, 'kwatt', labels));
    }
  } else {
    fields.push(numberField('energy', readings.energyKwh, 'kwatth', labels));
  }
  if (purpose === 'learn') {
    // For the engine: Grafana's own panels and Explore would draw fourteen days beside the range that was asked for.
    fields.slice(1).forEach((field) => (field.config = { ...field.config, custom: { hideFrom: { viz: true, legend: true, tooltip: true } } }));
  }
  const name = purpose === 'learn' ? `${readings.meterId} (learning range)` : readings.meterId;
  return frame(name, fields, { role: 'meter', purpose, completeness: readings.completeness, windowMs: readings.windowMs, zone: context.zone, id: readings.meterId, lastReadingMs: context.lastReadingMs }, readings.notices, context, 'graph');
}

/** A machine: time and state, on change. The first row may lie before the range: the state it began with, at its own true time. */
export function machineFrame(log: MachineLog, context: FrameContext): DataFrame {
  const states: Field = {
    name: 'state', type: FieldType.string, config: {}, labels: { machine: log.machineId },
    values: Array.from(log.stateCode, (code) => log.states[code] ?? ''),
  };
  const meta: SpiketraceMeta = { role: 'machine', completeness: log.completeness, zone: context.zone, id: log.machineId, ...(log.unmappedShare === undefined ? {} : { unmappedShare: log.unmappedShare }) };
  return frame(log.machineId, [timeField(log.timeMs), states], meta, log.notices, context);
}

/** The meters and machines of one answer, which say how many they are. */
export function counted(frames: readonly DataFrame[]): DataFrame[] {
  return frames.map((one) => ({ ...one, meta: { ...one.meta, custom: { ...one.meta?.custom, spiketrace: { ...metaOf(one), ofFrames: frames.length } } } }));
}

/** Shifts as regions: time, timeEnd, text. */
export function shiftFrame(shifts: readonly ShiftEvent[], completeness: Completeness, context: FrameContext, notices: readonly Notice[] = []): DataFrame {
  const fields: Field[] = [
    timeField(Float64Array.from(shifts, (shift) => shift.startMs)),
    { ...timeField(Float64Array.from(shifts, (shift) => shift.endMs)), name: 'timeEnd' },
    { name: 'text', type: FieldType.string, config: {}, values: shifts.map((shift) => shift.text) },
  ];
  return frame('shifts', fields, { role: 'shift', completeness, zone: context.zone }, notices, context);
}

export function frame(name: string, fields: Field[], meta: SpiketraceMeta, notices: readonly Notice[], context: FrameContext, shownAs?: PreferredVisualisationType): DataFrame {
  const length = fields[0]?.values.length ?? 0;
  return {
    name, refId: context.refId, fields, length,
    meta: {
      custom: { spiketrace: { ...meta, notices } },
      notices: noticesOf(meta.completeness, notices),
      executedQueryString: context.statements?.join('\n'),
      ...(shownAs ? { preferredVisualisationType: shownAs } : {}),
    },
  };
}

function noticesOf(completeness: Completeness, notices: readonly Notice[]): QueryResultMetaNotice[] {
  const cut = completenessText(completeness);
  return [...(cut ? [{ severity: 'warning' as const, text: cut }] : []), ...notices.map(({ severity, text }) => ({ severity, text }))];
}

export function timeField(timeMs: Float64Array): Field {
  return { name: 'time', type: FieldType.time, config: {}, values: Array.from(timeMs) };
}

/** NaN is "no reading", which Grafana writes as null. */
export function numberField(name: string, values: Float64Array, unit: string, labels: Record<string, string>): Field {
  return { name, type: FieldType.number, config: { unit }, labels, values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)) };
}

import { FieldType, type DataFrame, type Field } from '@grafana/data';
import type { Notice } from '../base';
import type { SpiketraceMeta } from './meta';

/** Which frame is the meter's, which are machines', which fields hold their values, and whose they are. */

export type MetaWithNotices = SpiketraceMeta & { readonly notices?: readonly Notice[] };

/** A field with values of one meter or machine, as it came. */
export interface OwnedField {
  readonly id: string;
  readonly field: Field;
  readonly time: Field;
}

/** Frames of our data source say what they are. */
export function metaOf(frame: DataFrame): MetaWithNotices | undefined {
  const custom: unknown = frame.meta?.custom?.['spiketrace'];
  return typeof custom === 'object' && custom !== null && 'role' in custom ? (custom as MetaWithNotices) : undefined;
}

/** Of others a frame with time and numbers is a meter, and one with time and text is a machine. */
export function roleOf(frame: DataFrame): SpiketraceMeta['role'] | undefined {
  const role = metaOf(frame)?.role;
  if (role !== undefined || !first(frame, FieldType.time)) {
    return role;
  }
  if (frame.fields.some((f) => f.name === 'timeEnd')) {
    return 'shift';
  }
  return first(frame, FieldType.string) || first(frame, FieldType.boolean) ? 'machine' : first(frame, FieldType.number) ? 'meter' : undefined;
}

function first(frame: DataFrame, type: FieldType): Field | undefined {
  return frame.fields.find((f) => f.type === type);
}

/** The mean of each window; undefined when there is no time or no number. */
export function meterField(frame: DataFrame): OwnedField | undefined {
  const time = first(frame, FieldType.time);
  const numbers = frame.fields.filter((f) => f.type === FieldType.number);
  const field = numbers.find((f) => f.name !== 'max') ?? numbers[0];
  return time && field && { id: metaOf(frame)?.id ?? field.labels?.['meter'] ?? Object.values(field.labels ?? {})[0] ?? frame.name ?? 'meter', field, time };
}

/** One log of states for each; empty when there is no time. */
export function stateFields(frame: DataFrame): OwnedField[] {
  const time = first(frame, FieldType.time);
  const states = time ? frame.fields.filter((f) => f.type === FieldType.string || f.type === FieldType.boolean) : [];
  return states.map((field) => ({ id: metaOf(frame)?.id ?? field.labels?.['machine'] ?? Object.values(field.labels ?? {})[0] ?? frame.name ?? field.name, field, time: time! }));
}

import type { DataFrame, Field, FieldType } from '@grafana/data';
import { gather } from '../../src/frames';

/** Frames as tests make and read them. */

/** @throws Error with what the panel would say where there is no plant in them */
export function plantIn(frames: readonly DataFrame[]) {
  const got = gather(frames);
  if (got.kind !== 'plant') {
    throw new Error(got.text);
  }
  return got;
}

export function column(name: string, type: FieldType, values: unknown[], more: Partial<Field> = {}): Field {
  return { name, type, config: {}, values, ...more };
}

export function table(name: string, ...fields: Field[]): DataFrame {
  return { name, fields, length: fields[0]?.values.length ?? 0 };
}

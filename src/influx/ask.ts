import { DAY_MS, type TimeRange } from '../base';
import type { MachineSource, MeterSource, ShiftSource, Tags } from './types';

/**
 * Station 1, Ask: everything that can be asked of a plant's database, as values. There is no free query text anywhere: a dialect
 * ({@link ./dialect}) turns one of these into the text that its server reads, and the answer back into named columns.
 *
 * `rowLimit` counts rows of one series (InfluxQL with GROUP BY, a table in Flux), never of the whole answer; one more is asked for, so that a cut shows.
 * Times are UTC epoch ms and half open; a window is labelled with its start. The columns that each kind gives stand beside it.
 */
export type SeriesRequest = SeriesQuestion | SchemaQuestion;

interface Limited {
  readonly rowLimit: number;
}

/** Of one meter; one series. */
export type MeterQuestion =
  /** time, mean [, max]: power by windows; the largest sample where it is to be drawn. */
  | (Limited & { readonly kind: 'power'; readonly meter: MeterSource; readonly range: TimeRange; readonly windowMs: number; readonly withMax: boolean })
  /** time, last: the last value of a register in each window, from one window before the range, so that the first difference is whole. */
  | (Limited & { readonly kind: 'counter'; readonly meter: MeterSource; readonly range: TimeRange; readonly windowMs: number })
  /** time, max: the windows whose largest sample is above a threshold, labelled with their start. For looking through a long past. */
  | (Limited & { readonly kind: 'busy-windows'; readonly meter: MeterSource; readonly range: TimeRange; readonly windowMs: number; readonly aboveKw: number })
  /** time, max: the largest sample of each window at its own time. */
  | (Limited & { readonly kind: 'peaks'; readonly meter: MeterSource; readonly range: TimeRange; readonly windowMs: number })
  /** time, mean, n: one row over the whole range; its time is the range's start. */
  | (Limited & { readonly kind: 'interval'; readonly meter: MeterSource; readonly range: TimeRange })
  /** time, last: the newest reading of the range, at its own time. */
  | (Limited & { readonly kind: 'last-reading'; readonly meter: MeterSource; readonly range: TimeRange });

/**
 * Of machines that are stored alike; one series a machine, told apart by the tag `idTag`. Where a machine has one column for each state (`stateFields`),
 * the columns of these stand in place of `state`.
 */
export type StateQuestion =
  /** time, state: the newest state of each machine in a look-back that is bounded by the caller, at its own time. Of `stateFields` each is asked for by itself. */
  | (Limited & { readonly kind: 'state-before'; readonly machines: MachineSource; readonly range: TimeRange })
  /** time, state: every row of the range. */
  | (Limited & { readonly kind: 'states'; readonly machines: MachineSource; readonly range: TimeRange })
  /** time, state: the last of every window, for machines that write their state again and again while nothing changes. */
  | (Limited & { readonly kind: 'polled-states'; readonly machines: MachineSource; readonly range: TimeRange; readonly windowMs: number })
  /** time, and a column for each of `types`: how many values of these types the field has. InfluxQL alone can ask for it. */
  | (Limited & { readonly kind: 'state-types'; readonly machines: MachineSource; readonly range: TimeRange; readonly types: ReadonlyArray<'string' | 'boolean'> })
  /** time, step: where a whole number changes from one row to the next, and by how much; for codes that are polled. */
  | (Limited & { readonly kind: 'state-steps'; readonly machines: MachineSource; readonly range: TimeRange });

/** time, shift, crew: from a day before the range, so that the shift which is running at its start is there. */
export type ShiftQuestion = Limited & { readonly kind: 'shifts'; readonly shifts: ShiftSource; readonly range: TimeRange };

export type SeriesQuestion = MeterQuestion | StateQuestion | ShiftQuestion;

/** What there is in the database; in InfluxQL whichever retention policy it is in (fields aside), in Flux in one alone. */
export type SchemaQuestion =
  /** name */
  | (Limited & { readonly kind: 'measurements'; readonly policy?: string })
  /** fieldKey, fieldType (empty where a dialect does not know it) */
  | (Limited & { readonly kind: 'field-keys'; readonly measurement: string; readonly policy?: string })
  /** tagKey */
  | (Limited & { readonly kind: 'tag-keys'; readonly measurement: string; readonly policy?: string })
  /** key, value */
  | (Limited & { readonly kind: 'tag-values'; readonly measurement: string; readonly key: string; readonly policy?: string })
  /** key, as in "measurement,tag=value": the series that have exactly these tags, and perhaps more. */
  | (Limited & { readonly kind: 'series'; readonly measurement: string; readonly tags: Tags; readonly policy?: string })
  /** name, default: the retention policies of the database. InfluxQL alone can ask for them. */
  | (Limited & { readonly kind: 'policies' })
  /** name */
  | (Limited & { readonly kind: 'databases' })
  /** Answered to an administrator alone: that it is answered is what matters. */
  | (Limited & { readonly kind: 'users' });

/** Rows of one series in one answer. */
export const STATE_ROWS = 5_000;
export const METER_ROWS = 50_000;
export const SHIFT_ROWS = 1_000;
export const NAME_ROWS = 500;

/** What writes, or answers, each family of questions. */
export interface Families<T> {
  readonly meter: (request: MeterQuestion) => T;
  readonly states: (request: StateQuestion) => T;
  readonly shifts: (request: ShiftQuestion) => T;
  readonly schema: (request: SchemaQuestion) => T;
}

/** The one place that knows which question belongs to which family. */
export function byFamily<T>(request: SeriesRequest, to: Families<T>): T {
  switch (request.kind) {
    case 'power':
    case 'counter':
    case 'last-reading':
    case 'busy-windows':
    case 'peaks':
    case 'interval':
      return to.meter(request);
    case 'state-before':
    case 'states':
    case 'polled-states':
    case 'state-steps':
    case 'state-types':
      return to.states(request);
    case 'shifts':
      return to.shifts(request);
    default:
      return to.schema(request);
  }
}

/** The time that is read for a question: a counter and the shifts begin before its range. */
export function readRange(request: MeterQuestion | StateQuestion | ShiftQuestion): TimeRange {
  const { startMs, endMs } = request.range;
  return { startMs: startMs - (request.kind === 'counter' ? request.windowMs : request.kind === 'shifts' ? DAY_MS : 0), endMs };
}

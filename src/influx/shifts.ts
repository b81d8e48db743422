import { COMPLETE, type Completeness, type ShiftEvent, type TimeRange } from '../base';
import { SHIFT_ROWS } from './ask';
import { stampOf, type Asking } from './asking';
import type { ShiftSource } from './types';

/** Reads the shifts that overlap a range: each lasts until the next one begins. */

export interface ReadShifts {
  readonly shifts: readonly ShiftEvent[];
  readonly completeness: Completeness;
}

/** Without a source there are none, and that is complete. An event without a name begins no shift. */
export async function readShifts(asking: Asking, source: ShiftSource | undefined, range: TimeRange): Promise<ReadShifts> {
  if (!source) {
    return { shifts: [], completeness: COMPLETE };
  }
  const { series, completeness } = await asking.need({ kind: 'shifts', shifts: source, range, rowLimit: SHIFT_ROWS }, 'shifts');
  const starts = series.flatMap((one) => {
    const at = (name: string) => one.columns.indexOf(name);
    return one.rows.flatMap((row) => {
      const [shift, crew] = [row[at('shift')], row[at('crew')]];
      const crewText = crew === null || crew === undefined || crew === '' ? '' : `, crew ${String(crew)}`;
      return shift === null || shift === undefined || shift === '' ? [] : [{ startMs: stampOf(row[at('time')]), text: `${String(shift)}${crewText}` }];
    });
  });
  starts.sort((a, b) => a.startMs - b.startMs);
  const shifts = starts
    .map((shift, i) => ({ ...shift, endMs: starts[i + 1]?.startMs ?? range.endMs }))
    .filter((shift) => shift.endMs > range.startMs && shift.startMs < range.endMs && shift.endMs > shift.startMs);
  return { shifts, completeness };
}

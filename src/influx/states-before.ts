import type { TimeRange } from '../base';
import { STATE_ROWS, type StateQuestion } from './ask';
import type { Asking } from './asking';
import { piecesOf } from './state-log';
import type { Piece } from './state-rows';
import type { MachineSource } from './types';

/** The newest state of each machine in a stretch of time before a range. */

/** Of one column for each state every column is asked for by itself: only alone it keeps its own time. */
export function beforeRequests(from: MachineSource, look: TimeRange): ReadonlyArray<StateQuestion & { readonly kind: 'state-before' }> {
  return (from.stateFields ?? [from.field]).map((field) => ({
    kind: 'state-before', machines: from.stateFields ? { ...from, field, stateFields: undefined } : from, range: look, rowLimit: STATE_ROWS,
  }));
}

export async function statesBefore(asking: Asking, from: MachineSource, look: TimeRange, purpose: string): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for (const request of beforeRequests(from, look)) {
    const { field } = request.machines;
    const found = piecesOf(await asking.need(request, purpose));
    pieces.push(...found.map(({ series, completeness }) => ({ series: from.stateFields ? { ...series, columns: series.columns.map((name) => (name === 'state' ? field : name)) } : series, completeness })));
  }
  return pieces;
}

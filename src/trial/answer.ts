import type { TimeRange } from '../base';
import type { FileSeries } from '../files';
import { byFamily, readRange, type MeterQuestion, type Outcome, type Read, type SeriesRequest, type StateQuestion } from '../influx';
import { ascending, lastRows, newest, rowsIn, windowsOf, type Cell, type Window } from './rows';
import { schemaOf } from './schema';
import { everyRow, lastOfWindows, newestRow, statesOf, stepsOf } from './states';
import { named, ok, seriesAt, whole, type Place } from './table';

/** Answers every question from the opened files, as a database that holds them would: the same readers then make the same frames. */

/** Never fails but for a field of the wrong kind. A pass over the series that the question names. */
export function answerFrom(all: readonly FileSeries[], request: SeriesRequest): Outcome<Read> {
  return byFamily(request, {
    meter: (one) => meterAnswer(all, one), states: (one) => stateAnswer(all, one),
    shifts: (one) => shifts(all, one.shifts, readRange(one)), schema: (one) => ok([named(schemaOf(all, one))]),
  });
}

function stateAnswer(all: readonly FileSeries[], request: StateQuestion): Outcome<Read> {
  switch (request.kind) {
    case 'state-before':
      return statesOf(all, { ...request.machines, stateFields: undefined }, newestRow(request.range));
    case 'states':
      return statesOf(all, request.machines, everyRow(request.range));
    case 'polled-states':
      return statesOf(all, request.machines, lastOfWindows(request.range, request.windowMs));
    case 'state-types':
      // A file with a field of two types is not opened.
      return ok([]);
    case 'state-steps':
      return stepsOf(all, request.machines, request.range);
  }
}

function meterAnswer(all: readonly FileSeries[], request: MeterQuestion): Outcome<Read> {
  const found = seriesAt(all, request.meter);
  if (found.some((one) => one.value.kind !== 'numbers')) {
    return { kind: 'failed', failure: { kind: 'wrong-type', text: 'It holds texts.', advice: 'Check the field’s name in the plant map.' } };
  }
  const { range } = request;
  switch (request.kind) {
    case 'power':
      return whole([['time', 'mean', ...(request.withMax ? ['max'] : [])], ...windowRows(found, request, ({ sum, n, max }, startMs) => [startMs, sum / n, ...(request.withMax ? [max] : [])])]);
    case 'busy-windows':
      return whole([['time', 'max'], ...windowRows(found, request, ({ max }, startMs) => [startMs, max]).filter(([, max]) => Number(max) > request.aboveKw)]);
    case 'peaks':
      return whole([['time', 'max'], ...windowRows(found, request, ({ max, maxMs }) => [maxMs, max])]);
    case 'interval':
      return whole([['time', 'mean', 'n'], ...intervalRow(found, range)]);
    case 'counter':
      return whole([['time', 'last'], ...lastRows(found, readRange(request), request.windowMs)]);
    case 'last-reading':
      return whole([['time', 'last'], ...newest(found, range)]);
  }
}

function windowRows(found: readonly FileSeries[], { range, windowMs }: { readonly range: TimeRange; readonly windowMs: number }, row: (window: Window, startMs: number) => Cell[]): Cell[][] {
  return ascending([...windowsOf(found, range, windowMs)].map(([startMs, window]) => row(window, startMs)));
}

function intervalRow(found: readonly FileSeries[], range: TimeRange): Cell[][] {
  const values = rowsIn(found, range).map(([, value]) => Number(value));
  return values.length === 0 ? [] : [[range.startMs, values.reduce((sum, one) => sum + one, 0) / values.length, values.length]];
}

function shifts(all: readonly FileSeries[], place: Place, range: TimeRange): Outcome<Read> {
  const crews = new Map(rowsIn(seriesAt(all, { ...place, field: 'crew' }), range).map(([timeMs, crew]) => [timeMs, crew]));
  return whole([['time', 'shift', 'crew'], ...rowsIn(seriesAt(all, place), range).map(([timeMs = null, shift = null]): Cell[] => [timeMs, shift, crews.get(timeMs) ?? null])]);
}

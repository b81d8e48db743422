import type { DataFrame } from '@grafana/data';
import { counted, machineFrame, meterFrame, shiftFrame, type FrameContext } from '../frames';
import type { Failure, Outcome, PlantQuestion, PlantReading, Preview, Reader } from '../influx';
import { studyKindOf, type Study } from './kinds';
import type { QueryKind, SpiketraceQuery } from './types';

/** Which frames answer which query. */

export async function answered(study: Omit<Study, 'kind'>, signal: AbortSignal): Promise<Outcome<DataFrame[]>> {
  const { query, question, map, reader } = study;
  const kind = studyKindOf(query.kind);
  if (kind) {
    // The engine and its tables are fetched when somebody asks for them.
    return (await import('./studies')).studied({ ...study, kind }, signal);
  }
  const outcome = await reader.readPlant(question, signal);
  if (outcome.kind === 'failed') {
    return outcome;
  }
  return { kind: 'ok', value: query.annotation ? (await import('./studies')).shiftsAnnotated(outcome.value, map.zone, query.refId) : framesOf(outcome.value, map.zone, query.refId) };
}

/** What is read for a query. A study needs the learning range, and the shifts by which a start is told from another. */
export function partsOf(kind: QueryKind): PlantQuestion['parts'] {
  const study = studyKindOf(kind) !== undefined;
  const whole = kind === 'investigation' || study;
  return { meter: whole || kind === 'meter', machines: whole || kind === 'machines', shifts: whole || kind === 'shifts', learning: whole };
}

/** What would be sent, and what it may cost. */
export function previewOf(reader: Reader, question: PlantQuestion, { kind }: SpiketraceQuery): Promise<Preview | Failure> {
  return kind === 'recurrence' ? reader.previewRecurrence({ meterId: question.meterId, line: question.line, range: question.view }) : reader.preview(question);
}

function framesOf(reading: PlantReading, zone: string, refId: string): DataFrame[] {
  const statements = reading.statements.map((one) => one.statement);
  const context: FrameContext = { refId, zone, statements, lastReadingMs: reading.lastReadingMs };
  const shiftsAlone = !reading.view && reading.machines.length === 0;
  return [
    ...counted([
      ...(reading.view ? [meterFrame({ ...reading.view, notices: [...reading.view.notices, ...reading.notices] }, 'view', context)] : []),
      ...(reading.learn ? [meterFrame(reading.learn, 'learn', context)] : []),
      // Without a meter the first machine carries what is to be said of the whole reading.
      ...reading.machines.map((log, i) => machineFrame(reading.view || i > 0 ? log : { ...log, notices: [...log.notices, ...reading.notices] }, { refId, zone })),
    ]),
    ...(reading.shifts.length > 0 || (shiftsAlone && reading.notices.length > 0) ? [shiftFrame(reading.shifts, reading.shiftsCompleteness, { refId, zone }, shiftsAlone ? reading.notices : [])] : []),
  ];
}

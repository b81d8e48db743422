import type { DataFrame } from '@grafana/data';
import type { Failure, PlantMap, PlantQuestion, Reader } from '../influx';
import type { QueryKind, SpiketraceQuery } from './types';

/** Which queries are answered with what the engine found, and what such a study is given. */

export type StudyKind = Extract<QueryKind, 'findings' | 'ledger' | 'recurrence'>;

export interface Study {
  readonly kind: StudyKind;
  readonly query: SpiketraceQuery;
  readonly question: PlantQuestion;
  readonly map: PlantMap;
  readonly reader: Reader;
  /** Recurrence tells how far it is, month by month; each value is a whole answer. */
  readonly tell: (frames: DataFrame[]) => void;
}

export function studyKindOf(kind: QueryKind | undefined): StudyKind | undefined {
  return kind === 'findings' || kind === 'ledger' || kind === 'recurrence' ? kind : undefined;
}

const KINDS: readonly string[] = ['investigation', 'meter', 'machines', 'shifts', 'findings', 'ledger', 'recurrence'];
const WINDOWS_MIN: readonly number[] = [15, 30, 60];

/** What of a query, as a dashboard's JSON may hold it, this version cannot answer. Another kind or window in its place would be an answer to what nobody asked. */
export function obstacleInQuery({ kind, windowMin }: SpiketraceQuery): Failure | undefined {
  if (kind && !KINDS.includes(kind)) {
    return { kind: 'refused', text: `This version has no query kind “${String(kind)}”.`, advice: `Use one of ${KINDS.join(', ')}.` };
  }
  return kind !== 'ledger' || WINDOWS_MIN.includes(demandWindowMs({ windowMin }) / 60_000) ? undefined
    : { kind: 'refused', text: `A demand window has 15, 30 or 60 minutes: got ${JSON.stringify(windowMin)}.`, advice: 'Choose one of these as windowMin of the query.' };
}

/** 15 minutes where none is chosen. */
export function demandWindowMs({ windowMin }: Pick<SpiketraceQuery, 'windowMin'>): number {
  return Number(windowMin ?? 15) * 60_000;
}

import type { DataFrame } from '@grafana/data';
import type { PlantMap, PlantQuestion, Reader } from '../influx';
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

const WINDOWS_MIN: readonly number[] = [15, 30, 60];

/** 15 minutes unless one of the others is chosen. */
export function demandWindowMs({ windowMin = 15 }: Pick<SpiketraceQuery, 'windowMin'>): number {
  return (WINDOWS_MIN.includes(windowMin) ? windowMin : 15) * 60_000;
}

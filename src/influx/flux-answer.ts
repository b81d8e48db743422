import type { Completeness } from '../base';
import type { SeriesRequest } from './ask';
import { failed, failureOfStatus, failureOfText, isGood, notInflux, tooLarge } from './failures';
import { readFluxCsv } from './flux-csv';
import { seriesOf } from './flux-tables';
import { capped, type Read } from './read';
import type { Outcome, QueryAnswer } from './types';

/** Reads the annotated CSV that Flux is answered with. Nothing of an answer is used that holds an error or ends too soon. */

/** Order of the checks: status, size, not InfluxDB, an error anywhere, the end, then rows. */
export function readFlux(answer: QueryAnswer, request: SeriesRequest, database: string): Outcome<Read> {
  const failure = isGood(answer) ? tooLarge(answer) : failureOfStatus(answer, database, 'Flux');
  if (failure) {
    return { kind: 'failed', failure };
  }
  // Annotations, a header without them, an empty answer, or an error as CSV.
  if (!/^\uFEFF?(#|,|\r?\n|error)/.test(answer.body)) {
    return notInflux(answer);
  }
  const csv = readFluxCsv(answer.body);
  switch (csv.kind) {
    case 'empty':
      return { kind: 'ok', value: capped([], request.rowLimit, []) };
    case 'error':
      return { kind: 'failed', failure: failureOfText(csv.text, database) };
    case 'broken':
      return failed('broken-answer', `The answer is not whole: ${csv.why}.`, 'Nothing of it is used. Try again, or choose a shorter range.');
    case 'tables': {
      const found: Completeness[] = csv.unknownTypes.map((type) => ({ kind: 'unknown', reason: `a column has the type ${type}, which is not known here; its values were read as texts.` }));
      return { kind: 'ok', value: capped(seriesOf(csv.tables, request), request.rowLimit, found) };
    }
  }
}

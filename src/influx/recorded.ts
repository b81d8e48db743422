import { completenessText } from '../base';
import { statementOf } from './dialects';
import type { RequestRecord } from './record';
import type { Sent, Traffic } from './traffic';
import type { InfluxSource, Send } from './types';

/** Tells of every question that was asked, whatever came of it, and how often it really went to a server. */

/** @param signal of whoever asked */
export type Note = (record: Omit<RequestRecord, 'source'>, signal: AbortSignal) => void;

export interface Recorder {
  /** Counts what leaves. */
  readonly send: (send: Send) => Send;
  readonly traffic: (traffic: Traffic, source: InfluxSource) => Traffic;
}

export function recorder(note: Note | undefined, nowMs: () => number): Recorder {
  /** Requests that left, by the statement that is under way: tries of the one who asked first. Whoever joined him sent nothing. */
  const triesOf = new Map<string, number>();
  return !note ? { send: (send) => send, traffic: (traffic) => traffic } : {
    send: (send) => (request, signal) => {
      triesOf.set(request.statement, (triesOf.get(request.statement) ?? 0) + 1);
      return send(request, signal);
    },
    traffic: (traffic, source) => ({
      async ask(question, purpose, signal, log, ...rest) {
        const startedMs = nowMs();
        const own: Sent[] = [];
        const statement = await statementOf(question, source);
        const first = !triesOf.has(statement);
        if (first) {
          triesOf.set(statement, 0);
        }
        const outcome = await traffic.ask(question, purpose, signal, own, ...rest);
        const tries = first ? triesOf.get(statement) ?? 0 : 0;
        if (first) {
          triesOf.delete(statement);
        }
        log?.push(...own);
        const done = { atMs: nowMs(), purpose, statement, rows: own[0]?.rows ?? 0, ms: nowMs() - startedMs, tries };
        note(outcome.kind === 'ok'
          ? { ...done, way: tries > 0 ? 'sent' : 'cached', outcome: completenessText(outcome.value.completeness) ?? 'complete' }
          : { ...done, way: tries > 0 ? 'sent' : 'not-sent', outcome: outcome.failure.kind }, signal);
        return outcome;
      },
    }),
  };
}

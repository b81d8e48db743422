import type { SeriesRequest } from './ask';
import { attempts, Late, Paused, type OnWaiting } from './attempts';
import { LATE_MS } from './cover';
import { cutToCaps, type Cut } from './cut';
import { dialectOf, type Dialect, type Rendered } from './dialects';
import { createFlights } from './flights';
import { createLane, type Lane } from './lane';
import { createMemory, createRoom, type Room } from './memory';
import { QueueFull } from './queue';
import type { Read } from './read';
import { iso } from './text';
import type { Failure, InfluxSource, Outcome, Send } from './types';

/** Sends statements gently: few at a time, the same one once, a deadline each, and a pause for a server that fails. */

export interface Sent {
  readonly purpose: string;
  readonly statement: string;
  readonly rows: number;
  readonly ms: number;
  readonly cached: boolean;
}

export interface Traffic {
  /** Never rejects for what a server or network does; rejects for our own mistakes. */
  readonly ask: (question: SeriesRequest, purpose: string, signal: AbortSignal, log?: Sent[], onWaiting?: OnWaiting) => Promise<Outcome<Read>>;
}

interface Recent {
  readonly read: Read;
  readonly atMs: number;
  /** All that it is about was over long before it was asked. */
  readonly settled: boolean;
}

/** What is asked again and again with the same past times. Windows and changes are remembered by their readers, in chunks. */
const REMEMBERED: ReadonlySet<SeriesRequest['kind']> = new Set(['state-before', 'shifts']);
/** Parsed rows take about this much more room than their text. */
const ROOM_PER_CHARACTER = 4;

export function trafficTo(source: InfluxSource, send: Send, lane: Lane = createLane(), room: Room = createRoom(lane.limits().cacheMb * 1e6)): Traffic {
  const { queue, breaker, clock, limits } = lane;
  const flights = createFlights<Outcome<Read>>();
  const recent = createMemory<Recent>(room);
  const listeners = new Map<string, Set<OnWaiting>>();

  async function flight(dialect: Dialect, question: SeriesRequest, rendered: Rendered, purpose: string, signal: AbortSignal): Promise<Outcome<Read>> {
    const { statement } = rendered;
    const pause = breaker.look(clock.nowMs());
    if (pause) {
      throw new Paused(pause.untilMs, pause.failures, pause.because);
    }
    const answer = await queue.run(signal, () =>
      attempts(lane, send, { ...rendered, purpose }, signal, (ms, because) => listeners.get(statement)?.forEach((hear) => hear(ms, because))));
    const { body, completeness }: Cut = answer.status === 200 ? cutToCaps(answer.body, limits()) : { body: answer.body };
    const outcome = dialect.read({ ...answer, body }, question, source);
    if (outcome.kind === 'failed' || outcome.value.completeness.kind !== 'complete') {
      return outcome;
    }
    if (completeness) {
      return { kind: 'ok', value: { ...outcome.value, completeness } };
    }
    const nowMs = clock.nowMs();
    const settled = REMEMBERED.has(question.kind) && rendered.range !== undefined && rendered.range.endMs <= nowMs - LATE_MS;
    recent.set(statement, { read: outcome.value, atMs: nowMs, settled }, (statement.length + body.length) * ROOM_PER_CHARACTER);
    return outcome;
  }

  /** The last answer to the same statement, while it is younger than two ticks may be apart or where it cannot change any more. */
  function served(statement: string): Read | undefined {
    const found = recent.get(statement);
    if (found && (found.settled || clock.nowMs() - found.atMs < limits().refreshSec * 1000)) {
      return found.read;
    }
    recent.delete(statement);
    return undefined;
  }

  return {
    async ask(question, purpose, signal, log, onWaiting) {
      const dialect = await dialectOf(source);
      const rendered = dialect.render(question, source);
      if (rendered.kind === 'failed') {
        return rendered;
      }
      const { statement } = rendered.value;
      const startedMs = clock.nowMs();
      const again = signal.aborted ? undefined : served(statement);
      if (again) {
        log?.push({ purpose, statement, rows: again.rows, ms: 0, cached: true });
        return { kind: 'ok', value: again };
      }
      const leave = listening(listeners, statement, onWaiting);
      try {
        const outcome = await flights.join(statement, signal, (both) => flight(dialect, question, rendered.value, purpose, both));
        log?.push({ purpose, statement, rows: outcome.kind === 'ok' ? outcome.value.rows : 0, ms: clock.nowMs() - startedMs, cached: false });
        return outcome;
      } catch (error) {
        return { kind: 'failed', failure: failureOf(error, signal, purpose) };
      } finally {
        leave();
      }
    },
  };
}

function listening(listeners: Map<string, Set<OnWaiting>>, statement: string, hear: OnWaiting | undefined): () => void {
  if (!hear) {
    return () => undefined;
  }
  const all = listeners.get(statement) ?? new Set();
  listeners.set(statement, all.add(hear));
  return () => {
    all.delete(hear);
    if (all.size === 0) {
      listeners.delete(statement);
    }
  };
}

function failureOf(error: unknown, signal: AbortSignal, purpose: string): Failure {
  const name = error instanceof Error ? error.name : '';
  switch (true) {
    case signal.aborted || name === 'AbortError':
      return { kind: 'cancelled', text: 'The query was cancelled.', advice: 'Run it again when you need it.' };
    case error instanceof Late:
      return { kind: 'timed-out', text: `No whole answer within ${error.deadlineSec} s to “${purpose}”; nothing of it is used.`, advice: 'Choose a shorter range, or ask why the server is slow.' };
    case error instanceof QueueFull:
      return {
        kind: 'queue-full', text: `Not sent: ${error.inFlight} requests are under way and ${error.waiting} are waiting, which is the most that may wait.`,
        advice: 'Refresh less often, or show fewer panels at once.',
      };
    case error instanceof Paused:
      return {
        kind: 'paused', text: `InfluxDB failed ${error.failures} times in a row (${error.because}), so nothing is asked of it until ${iso(error.untilMs, true)} UTC.`,
        advice: 'It is tried again by itself after that. If it goes on, look whether the server is running and how busy it is.',
      };
    default: {
      const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
      return /terminated|network error|input stream/i.test(error instanceof Error ? error.message : '')
        ? { kind: 'broken-answer', text: `The answer broke off before it was complete (${cause}).`, advice: 'Nothing of it is used. Try again, or choose a shorter range.' }
        : { kind: 'unreachable', text: `No answer came from InfluxDB (${cause}).`, advice: 'Is it running, and is the address right?' };
    }
  }
}

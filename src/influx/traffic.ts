import type { Failure, InfluxSource, Outcome, QueryAnswer, Send } from './types';
import { requestFor } from './ask';
import { readAnswer, type Read } from './read';

/** Sends statements gently: two at a time, the same one once, a deadline each, and few retries where only waiting helps. */

export interface Sent {
  readonly purpose: string;
  readonly statement: string;
  readonly rows: number;
  readonly ms: number;
  readonly cached: boolean;
}

export interface Traffic {
  /** Never rejects for what a server or network does; rejects for our own mistakes. */
  readonly ask: (statement: string, purpose: string, rowLimit: number, signal: AbortSignal, log?: Sent[]) => Promise<Outcome<Read>>;
}

const IN_FLIGHT = 2;
const DEADLINE_MS = 20_000;
const RETRIES = 2;
const RETRY_STATUS = new Set([429, 502, 503, 504]);

export function trafficTo(source: InfluxSource, send: Send, sleep = wait): Traffic {
  let free = IN_FLIGHT;
  const queue: Array<() => void> = [];
  const underWay = new Map<string, { readonly answer: Promise<QueryAnswer>; readonly abort: AbortController; waiting: number }>();

  async function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (free === 0) {
      await new Promise<void>((go) => queue.push(go));
    } else {
      free--;
    }
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = queue.shift();
      if (next) {
        next();
      } else {
        free++;
      }
    }
  }

  async function tried(statement: string, purpose: string, signal: AbortSignal): Promise<QueryAnswer> {
    const request = requestFor(source, statement, purpose);
    for (let attempt = 0; ; attempt++) {
      const answer = await send(request, either(signal, AbortSignal.timeout(DEADLINE_MS)));
      if (!RETRY_STATUS.has(answer.status) || attempt === RETRIES) {
        return answer;
      }
      await sleep(500 * 2 ** attempt * (0.5 + Math.random()), signal);
    }
  }

  /** One request for everybody who asks the same at the same time; it is cancelled when the last of them goes. */
  async function shared(statement: string, purpose: string, signal: AbortSignal): Promise<QueryAnswer> {
    let flight = underWay.get(statement);
    if (!flight) {
      const abort = new AbortController();
      const answer = inTurn(abort.signal, () => tried(statement, purpose, abort.signal)).finally(() => underWay.delete(statement));
      flight = { answer, abort, waiting: 0 };
      underWay.set(statement, flight);
    }
    const mine = flight;
    mine.waiting++;
    const leave = () => {
      if (--mine.waiting === 0) {
        mine.abort.abort();
        underWay.delete(statement);
      }
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await mine.answer;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  return {
    async ask(statement, purpose, rowLimit, signal, log) {
      const startedMs = Date.now();
      let answer: QueryAnswer;
      try {
        signal.throwIfAborted();
        answer = await shared(statement, purpose, signal);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('refused to send')) {
          throw error;
        }
        return { kind: 'failed', failure: failureOf(error, signal) };
      }
      const outcome = readAnswer(answer, rowLimit, source.database);
      log?.push({ purpose, statement, rows: outcome.kind === 'ok' ? outcome.value.rows : 0, ms: Date.now() - startedMs, cached: false });
      return outcome;
    },
  };
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  const name = error instanceof Error ? error.name : '';
  if (signal.aborted || name === 'AbortError') {
    return { kind: 'cancelled', text: 'The query was cancelled.', advice: 'Run it again when you need it.' };
  }
  if (name === 'TimeoutError') {
    return { kind: 'timed-out', text: `No whole answer within ${DEADLINE_MS / 1000} s.`, advice: 'Choose a shorter range, or ask why the server is slow.' };
  }
  const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
  return { kind: 'unreachable', text: `No answer came from InfluxDB (${cause}).`, advice: 'Is it running, and is the address right?' };
}

/** Aborted by whichever comes first, with its reason. AbortSignal.any is not in every Node 20, nor in every browser that Grafana runs in. */
function either(...signals: readonly AbortSignal[]): AbortSignal {
  const both = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      both.abort(signal.reason);
    }
    signal.addEventListener('abort', () => both.abort(signal.reason), { once: true, signal: both.signal });
  }
  return both.signal;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
  });
}

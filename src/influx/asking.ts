import type { SeriesRequest } from './ask';
import type { OnWaiting } from './attempts';
import type { Read } from './read';
import type { Sent, Traffic } from './traffic';
import type { Failure, Outcome } from './types';

/** One question under way: its requests go through here, and the first failure ends it. */

/** A failure on its way out of nested reading. */
export class Stop extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
  }
}

export interface Asking {
  /** @throws Stop when no usable answer came */
  readonly need: (request: SeriesRequest, purpose: string) => Promise<Read>;
  /** For what is only a help: undefined when no usable answer came. */
  readonly wish: (request: SeriesRequest, purpose: string) => Promise<Read | undefined>;
  /** Everything that was sent, in order. */
  readonly sent: readonly Sent[];
}

/** @param onWaiting hears every wait before a further attempt */
export function asking(traffic: Traffic, signal: AbortSignal, onWaiting?: OnWaiting): Asking {
  const sent: Sent[] = [];
  const ask = (request: SeriesRequest, purpose: string) => traffic.ask(request, purpose, signal, sent, onWaiting);
  return {
    sent,
    async need(request, purpose) {
      const outcome = await ask(request, purpose);
      if (outcome.kind === 'failed') {
        throw new Stop(outcome.failure);
      }
      return outcome.value;
    },
    async wish(request, purpose) {
      const outcome = await ask(request, purpose);
      return outcome.kind === 'ok' ? outcome.value : undefined;
    },
  };
}

/** Epoch ms of a row. @throws Stop when it has none: then nothing of the answer can be placed */
export function stampOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Stop({ kind: 'broken-answer', text: `A row of the answer has the time ${JSON.stringify(value)?.slice(0, 40)}.`, advice: 'Nothing of it is used. Try again; if it stays, look at the server’s log.' });
  }
  return value;
}

/** Where a {@link Stop} becomes an outcome; any other error is our own mistake and goes on. */
export async function caught<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    if (error instanceof Stop) {
      return { kind: 'failed', failure: error.failure };
    }
    throw error;
  }
}

import type { Read } from './read';
import type { Sent, Traffic } from './traffic';
import type { Failure, Outcome } from './types';

/** One question under way: its statements go through here, and the first failure ends it. */

/** A failure on its way out of nested reading. */
export class Stop extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
  }
}

export interface Asking {
  /** @throws Stop when no usable answer came */
  readonly need: (statement: string, purpose: string, rowLimit: number) => Promise<Read>;
  /** For what is only a help: undefined when no usable answer came. */
  readonly wish: (statement: string, purpose: string, rowLimit: number) => Promise<Read | undefined>;
  /** Everything that was sent, in order. */
  readonly sent: readonly Sent[];
}

export function asking(traffic: Traffic, signal: AbortSignal): Asking {
  const sent: Sent[] = [];
  const ask = (statement: string, purpose: string, rowLimit: number) => traffic.ask(statement, purpose, rowLimit, signal, sent);
  return {
    sent,
    async need(statement, purpose, rowLimit) {
      const outcome = await ask(statement, purpose, rowLimit);
      if (outcome.kind === 'failed') {
        throw new Stop(outcome.failure);
      }
      return outcome.value;
    },
    async wish(statement, purpose, rowLimit) {
      const outcome = await ask(statement, purpose, rowLimit);
      return outcome.kind === 'ok' ? outcome.value : undefined;
    },
  };
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

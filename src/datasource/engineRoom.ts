import type { Investigation } from '../engine';
import { AnalysisClient, type AnalysisRequest } from '../thread';

/** One engine for all queries of a data source in this tab: it works on one question after the other, beside the page's thread. */

const client = new AnalysisClient();
let last: Promise<unknown> = Promise.resolve();

/**
 * @throws Error with the engine's own sentence when it failed; the signal's reason when nobody waits any more
 * An abort ends the worker where it is; the next question starts a new one.
 */
export function analysed(request: AnalysisRequest, signal: AbortSignal): Promise<Investigation> {
  const turn = last.then(() => run(request, signal));
  last = turn.catch(() => undefined);
  return turn;
}

function run(request: AnalysisRequest, signal: AbortSignal): Promise<Investigation> {
  signal.throwIfAborted();
  return new Promise((done, fail) => {
    const leave = () => {
      client.stop();
      fail(signal.reason instanceof Error ? signal.reason : new Error('left'));
    };
    signal.addEventListener('abort', leave, { once: true });
    client.ask(request, (outcome) => {
      signal.removeEventListener('abort', leave);
      if (outcome.kind === 'done') {
        done(outcome.result);
      } else {
        fail(new Error(outcome.text));
      }
    });
  });
}

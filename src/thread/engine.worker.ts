import type { Stations } from '../engine';
import { HANDED_OVER } from './EngineFiles';
import { answer, partsFor, type AnalysisRequest, type Part } from './request';
import { stationsHere } from './stations';
import { handedBack } from './transfer';

/**
 * The first file of the engine: it lines up readings and spots spikes, and asks the stations of the other files. It runs beside the page,
 * or hands itself to a page that may have no worker. Imports nothing of Grafana: nothing of it exists in a worker.
 */

export interface WorkerQuestion {
  readonly id: number;
  readonly request: AnalysisRequest;
  readonly parts: readonly Part[];
}

export type WorkerReply =
  | { readonly id: number; readonly kind: 'progress'; readonly share: number }
  | { readonly id: number; readonly kind: 'done'; readonly result: ReturnType<typeof answer> }
  | { readonly id: number; readonly kind: 'failed'; readonly text: string }
  /** A part could not be fetched, or is of another build, so that nothing was begun. */
  | { readonly id: number; readonly kind: 'parts-missing' };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WorkerQuestion>) => Promise<void>) | null;
  postMessage(reply: WorkerReply, buffers?: readonly ArrayBuffer[]): void;
  /** From the blob that this worker started from: fetches a file once. */
  part(name: Part): Promise<unknown>;
};

if (typeof document === 'undefined') {
  scope.onmessage = async ({ data: { id, request, parts } }) => {
    let stations: Stations;
    try {
      await Promise.all(parts.map(scope.part));
      stations = stationsHere(parts);
    } catch {
      scope.postMessage({ id, kind: 'parts-missing' });
      return;
    }
    try {
      const { value, buffers } = handedBack(answer(request, stations, (share) => scope.postMessage({ id, kind: 'progress', share })));
      scope.postMessage({ id, kind: 'done', result: value }, buffers);
    } catch (error) {
      scope.postMessage({ id, kind: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  };
} else {
  document.currentScript?.dispatchEvent(new CustomEvent(HANDED_OVER, { detail: (request: AnalysisRequest) => answer(request, stationsHere(partsFor(request))) }));
}

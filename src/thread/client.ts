import { inWords, type Investigation } from '../engine';
import { EngineFiles } from './EngineFiles';
import type { WorkerQuestion, WorkerReply } from './engine.worker';
import { partsFor, type AnalysisRequest } from './request';
import { handedOver } from './transfer';

/** Asks the engine off the page's thread; a newer question ends the older one. */

export type AnalysisOutcome = { readonly kind: 'done'; readonly result: Investigation } | { readonly kind: 'failed'; readonly text: string };

const engine = new EngineFiles<(request: AnalysisRequest) => Investigation>();

export class AnalysisClient {
  private worker: Worker | undefined;
  private latest = 0;
  private waiting: (() => void) | undefined;
  private canWork = typeof Worker !== 'undefined';

  /** Settles the newest question only; an older one is never answered. `onProgress` hears 0..1, and nothing once it is settled. */
  ask(request: AnalysisRequest, settle: (outcome: AnalysisOutcome) => void, onProgress: (share: number) => void = () => undefined): void {
    const id = ++this.latest;
    if (this.waiting) {
      // The worker computes without a pause, so only ending it ends the older question.
      this.endWorker();
    }
    const parts = partsFor(request);
    const here = () => {
      this.waiting = undefined;
      setTimeout(() => void onThisThread(request, () => id === this.latest).then((outcome) => outcome && id === this.latest && settle(outcome)), 0);
    };
    if (!this.canWork) {
      here();
      return;
    }
    try {
      this.worker ??= engine.start(parts);
      this.waiting = here;
      const notHere = () => {
        this.canWork = false;
        this.endWorker(true);
      };
      this.worker.onerror = (event) => {
        event.preventDefault?.();
        notHere();
      };
      this.worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
        if (data.id !== this.latest) {
          return;
        }
        if (data.kind === 'progress') {
          onProgress(data.share);
          return;
        }
        if (data.kind === 'parts-missing') {
          notHere();
          return;
        }
        this.waiting = undefined;
        settle(data.kind === 'done' ? { kind: 'done', result: inWords(data.result) } : { kind: 'failed', text: data.text });
      };
      const { value, buffers } = handedOver(request);
      this.worker.postMessage({ id, request: value, parts } satisfies WorkerQuestion, [...buffers]);
    } catch {
      this.canWork = false;
      here();
    }
  }

  /** No answer comes after this; the next question starts a new worker. */
  stop(): void {
    this.latest++;
    this.endWorker();
  }

  private endWorker(thenHere = false): void {
    const { waiting } = this;
    this.worker?.terminate();
    this.worker = undefined;
    this.waiting = undefined;
    if (thenHere) {
      waiting?.();
    }
  }
}

/** Undefined when nobody waits any more. */
async function onThisThread(request: AnalysisRequest, waits: () => boolean): Promise<AnalysisOutcome | undefined> {
  try {
    const analysed = await engine.onPage(partsFor(request));
    return waits() ? { kind: 'done', result: inWords(analysed(request)) } : undefined;
  } catch (error) {
    return { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
}

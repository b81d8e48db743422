// Asks for one analysis at a time: the latest question wins, and every question is settled or forgotten.
import { BlobWorker } from './BlobWorker';
import { runJob, transferable, type AnalysisJob, type JobAnswer } from './job';
import type { Investigation } from '../engine';

export type Outcome = { readonly kind: 'done'; readonly investigation: Investigation } | { readonly kind: 'failed'; readonly text: string };

export interface Analyst {
  /** A newer question ends the older one, whose `onOutcome` is then never called. */
  ask(job: AnalysisJob, onOutcome: (outcome: Outcome) => void): void;
  /** Ends the worker; nothing is called afterwards. */
  dispose(): void;
}

export type Starter = () => Worker | undefined;

/** Undefined where there are no workers (some tests, very locked-down browsers). */
export function startWorker(): Worker | undefined {
  if (typeof Worker === 'undefined') {
    return undefined;
  }
  try {
    // webpack recognises a worker only in this literal form.
    return new BlobWorker(new URL('./analyse.worker.ts', import.meta.url));
  } catch {
    return undefined;
  }
}

/** Without a worker the engine runs on the main thread, after the current paint. A worker that breaks is replaced by that too. */
export function createAnalyst(start: Starter = startWorker): Analyst {
  let latest = 0;
  let worker: Worker | undefined;
  let busy = false;
  let broken = false;
  const end = () => {
    worker?.terminate();
    worker = undefined;
    busy = false;
  };
  const here = (id: number, job: AnalysisJob, onOutcome: (outcome: Outcome) => void) => {
    setTimeout(() => {
      if (id !== latest) {
        return;
      }
      try {
        onOutcome({ kind: 'done', investigation: runJob(job) });
      } catch (error) {
        onOutcome({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      }
    }, 0);
  };
  return {
    ask(job, onOutcome) {
      const id = ++latest;
      if (busy) {
        // The engine cannot be interrupted from outside: a new worker is the only way to drop an old question.
        end();
      }
      worker ??= broken ? undefined : start();
      if (!worker) {
        here(id, job, onOutcome);
        return;
      }
      const mine = worker;
      busy = true;
      mine.onmessage = ({ data }: MessageEvent<JobAnswer>) => {
        if (data.id === latest) {
          busy = false;
          onOutcome(data);
        }
      };
      mine.onerror = (event) => {
        event.preventDefault?.();
        if (mine === worker) {
          end();
          broken = true;
          here(id, job, onOutcome);
        }
      };
      const message = transferable(job);
      mine.postMessage({ id, job: message.job }, message.buffers);
    },
    dispose() {
      latest++;
      end();
    },
  };
}

// The engine in a worker, so that the page stays responsive: one job in, one answer out.
import { runJob, type AnalysisJob, type JobAnswer } from './job';

interface Scope {
  onmessage: ((event: MessageEvent<{ readonly id: number; readonly job: AnalysisJob }>) => void) | null;
  postMessage(answer: JobAnswer): void;
}

const scope = self as unknown as Scope;

scope.onmessage = ({ data: { id, job } }) => {
  try {
    scope.postMessage({ kind: 'done', id, investigation: runJob(job) });
  } catch (error) {
    scope.postMessage({ kind: 'failed', id, text: error instanceof Error ? error.message : String(error) });
  }
};

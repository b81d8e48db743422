import { answer, type AnalysisRequest } from './request';

/** Runs the engine beside the page. Imports nothing of Grafana: nothing of it exists in a worker. */

export interface WorkerReply {
  readonly id: number;
  readonly result?: ReturnType<typeof answer>;
  readonly error?: string;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ readonly id: number; readonly request: AnalysisRequest }>) => void) | null;
  postMessage(reply: WorkerReply): void;
};

scope.onmessage = ({ data: { id, request } }) => {
  try {
    scope.postMessage({ id, result: answer(request) });
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};

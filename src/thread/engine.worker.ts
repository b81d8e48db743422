import { HANDED_OVER } from './WorkerFile';
import { answer, type AnalysisRequest } from './request';
import { handedBack } from './transfer';

/** Runs the engine beside the page, or hands it to a page that may have no worker. Imports nothing of Grafana: nothing of it exists in a worker. */

export type WorkerReply =
  | { readonly id: number; readonly kind: 'progress'; readonly share: number }
  | { readonly id: number; readonly kind: 'done'; readonly result: ReturnType<typeof answer> }
  | { readonly id: number; readonly kind: 'failed'; readonly text: string };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ readonly id: number; readonly request: AnalysisRequest }>) => void) | null;
  postMessage(reply: WorkerReply, buffers?: readonly ArrayBuffer[]): void;
};

if (typeof document === 'undefined') {
  scope.onmessage = ({ data: { id, request } }) => {
    try {
      const { value, buffers } = handedBack(answer(request, (share) => scope.postMessage({ id, kind: 'progress', share })));
      scope.postMessage({ id, kind: 'done', result: value }, buffers);
    } catch (error) {
      scope.postMessage({ id, kind: 'failed', text: error instanceof Error ? error.message : String(error) });
    }
  };
} else {
  document.currentScript?.dispatchEvent(new CustomEvent(HANDED_OVER, { detail: answer }));
}

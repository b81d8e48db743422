// What jsdom lacks: what @grafana/ui asks for on import, and a page that runs the engine's files.
import { configure } from '@testing-library/react';
import { vi } from 'vitest';
import type { AnalysisRequest } from '../../src/thread';

// As long as a busy machine may take, not the second that is the default.
configure({ asyncUtilTimeout: 10_000 });

vi.mock('../../src/thread/EngineFiles', async (real) => ({
  ...(await real<object>()),
  EngineFiles: class {
    start(): never {
      throw new Error('There are no workers here.');
    }
    async onPage() {
      const [{ answer }, { STATIONS }] = await Promise.all([import('../../src/thread/request'), import('../../src/engine')]);
      return (request: AnalysisRequest) => answer(request, STATIONS);
    }
  },
}));

if (typeof window !== 'undefined') {
  window.matchMedia ??= ((query: string) => ({
    matches: false, media: query, onchange: null,
    addEventListener: () => undefined, removeEventListener: () => undefined,
    addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
  })) as typeof window.matchMedia;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  globalThis.IntersectionObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  } as unknown as typeof IntersectionObserver;
}

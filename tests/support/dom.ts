// What jsdom lacks: what @grafana/ui asks for on import, and a page that runs the engine's file.
import { vi } from 'vitest';

vi.mock('../../src/thread/WorkerFile', async (real) => ({
  ...(await real<object>()),
  WorkerFile: class {
    start(): never {
      throw new Error('There are no workers here.');
    }
    async onPage() {
      return (await import('../../src/thread/request')).answer;
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

// What a file of browser tests runs on, from its first test to its last: a workbench of its own, and one Chromium.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { freePort, launch, type StartedWorkbench, startWorkbench } from './browser';

interface Stoppable {
  readonly stop: () => Promise<number | null>;
}

/**
 * @param start what is tested, begun while the browser is; it must end with code 0
 * @returns what `start` gave, with the browser beside it; empty until the first test begins
 */
export function started<T extends Stoppable>(start: () => Promise<T>): T & { readonly browser: Browser } {
  const here: Partial<Stoppable & { readonly browser: Browser }> = {};
  beforeAll(async () => {
    const [running, browser] = await Promise.all([start(), launch()]);
    Object.assign(here, running, { browser });
  });
  afterAll(async () => {
    await here.browser?.close();
    expect(await here.stop?.()).toBe(0);
  });
  // Vitest runs no test before beforeAll has filled it.
  return here as T & { readonly browser: Browser };
}

export function startedWorkbench(): StartedWorkbench & { readonly browser: Browser } {
  return started(async () => startWorkbench(await freePort()));
}

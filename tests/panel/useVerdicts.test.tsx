/** Who may save, as Grafana says it, or does not. */
import React from 'react';
import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { PlatformContext, type Platform, type Rights } from '../../src/panel/platform';
import { useVerdicts } from '../../src/panel/useVerdicts';

afterEach(() => {
  vi.useRealTimers();
});

test('where Grafana says neither yes nor no for ten seconds, the text can be copied; what it says later counts', async () => {
  vi.useFakeTimers();
  let answer: (rights: Rights) => void = () => undefined;
  const never = { rights: () => new Promise<Rights>((done) => (answer = done)), verdicts: () => Promise.resolve([]) } as unknown as Platform;
  const wrapper = ({ children }: { readonly children?: React.ReactNode }) => <PlatformContext.Provider value={never}>{children}</PlatformContext.Provider>;
  const { result } = renderHook(() => useVerdicts('incomer-1', { startMs: 0, endMs: 1 }, 0), { wrapper });
  await act(() => vi.advanceTimersByTimeAsync(9_900));
  expect(result.current.rights).toBeUndefined();
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(result.current.rights).toMatchObject({ kind: 'none', reason: 'Grafana did not say who may annotate: no answer.' });
  await act(async () => {
    answer({ kind: 'organisation' });
    await Promise.resolve();
  });
  expect(result.current.rights).toEqual({ kind: 'organisation' });
});

/** What the evidence sheet says of the data, beside the panel's own words. */
import { afterEach, expect, test, vi } from 'vitest';
import { COMPLETE, HOUR_MS, MINUTE_MS } from '../../src/base';
import { inWords, type Finding, type Investigation } from '../../src/engine';
import { noticeOf } from '../../src/engine/saying';
import { displayOf } from '../../src/panel/display';
import { openSheet, sheetOf, type SheetInput } from '../../src/panel/sheet';

const six = Date.UTC(2025, 2, 6, 6);
const finding = {
  startMs: six, endMs: six + 40 * MINUTE_MS, peakMs: six, peakKw: 200, meanKw: 160, referenceKw: 100, excessKw: 60, excessKwh: 40, reference: [], causes: [],
  unexplainedKw: 60, unexplainedLowKw: 50, unexplainedHighKw: 70, confidence: 0.9, verdict: 'unexplained', ranking: { kind: 'ranked' }, learning: { startMs: six - 48 * HOUR_MS, endMs: six + 18 * HOUR_MS, stepMs: 30_000 }, skill: 0.8,
} as unknown as Finding;
const timeMs = Float64Array.from({ length: 120 }, (_, i) => six - HOUR_MS + i * MINUTE_MS);
const view = { kind: 'power' as const, meterId: 'incomer', timeMs, demandKw: timeMs.map(() => 100), windowMs: MINUTE_MS, completeness: COMPLETE, notices: [] };
const machine = (machineId: string, clockOffsetS: number) => ({ machineId, clockOffsetS, clock: 'sure', states: [] });

const inputOf = (result: Pick<Investigation, 'notices'> & { readonly machines: unknown }) => {
  const input = { plant: { view, machines: [], notices: [], shifts: [] }, result: { ...inWords({ findings: [], notices: result.notices }), machines: result.machines }, finding, said: 'x', bill: undefined, quality: 'q', given: [], statements: [], display: displayOf(undefined, 'en-GB'), looks: new Map(), zone: 'Europe/Berlin' };
  return input as unknown as SheetInput;
};
const said = (result: Parameters<typeof inputOf>[0]) => [...sheetOf(inputOf(result), 'link').matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text);

afterEach(() => void vi.restoreAllMocks());

test('clocks are told once, as the evidence has them, though each day that was learnt from has a notice of its own', () => {
  const notices = [1, 2].map((s) => noticeOf('info', 'clock-corrected', [['M1', 30_000 + 1000 * s, 2000]]));
  expect(said({ notices, machines: [machine('M1', 31), machine('M2', -12.4), machine('M3', 0)] })).toEqual(['Clocks corrected: M1 31 s late, M2 12 s early.']);
  expect(said({ notices: [], machines: [machine('M3', 0)] })).toEqual([]);
});

test('times are those of the dashboard, and machines that were silent share a line', () => {
  const silent = (id: string) => ({ ...noticeOf('warning', 'stale-source', id, 30 * HOUR_MS, 'OFF', six - HOUR_MS, 20 * MINUTE_MS), silence: { machineId: id, state: 'OFF', startMs: six - HOUR_MS, endMs: six + 29 * HOUR_MS } });
  expect(said({ notices: [noticeOf('warning', 'counter-reset', 1, six), silent('A'), silent('B')], machines: [] }))
    .toEqual(['Register fell at 6 Mar, 07:00; that interval is left out.', 'A and B said nothing for 30.0 h or longer, while the meter moved. What changed unseen stands as unexplained.']);
});

test('an open sheet may be loaded anew as long as the panel’s page is there; one that the browser blocked is freed', () => {
  vi.useFakeTimers();
  URL.createObjectURL = () => 'blob:sheet';
  URL.revokeObjectURL = vi.fn();
  const open = vi.spyOn(window, 'open').mockReturnValueOnce({} as Window);
  expect(openSheet(inputOf({ notices: [], machines: [] }), 'link')).toBe(true);
  vi.advanceTimersByTime(HOUR_MS);
  expect(URL.revokeObjectURL).not.toHaveBeenCalled();
  open.mockReturnValueOnce(null);
  expect(openSheet(inputOf({ notices: [], machines: [] }), 'link')).toBe(false);
  expect(URL.revokeObjectURL).toHaveBeenCalledExactlyOnceWith('blob:sheet');
  vi.useRealTimers();
});

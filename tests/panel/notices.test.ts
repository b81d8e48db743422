/** What stands in a row above the picture. */
import { expect, test } from 'vitest';
import { COMPLETE, DAY_MS, HOUR_MS, MINUTE_MS, type Notice } from '../../src/base';
import { inWords, type Investigation } from '../../src/engine';
import { noticeOf } from '../../src/engine/saying';
import type { Plant } from '../../src/panel/useAnswer';
import { noticesOf } from '../../src/panel/words/notices';

const six = Date.UTC(2025, 2, 6, 6);
const view = { kind: 'power' as const, meterId: 'incomer', windowMs: MINUTE_MS, completeness: COMPLETE, notices: [], timeMs: Float64Array.of(six), demandKw: Float64Array.of(100) };
const plant = { view, machines: [], notices: [], shifts: [] } as unknown as Plant;
const range = { startMs: six, endMs: six + 4 * HOUR_MS };
const rows = (notices: readonly Notice[], zone = 'Europe/Berlin') => noticesOf(plant, { ...inWords({ findings: [], notices }), machines: [] } as unknown as Investigation, range, zone).map(({ text }) => text);
/** As the engine finds it on one day. */
const silent = (machineId: string, hours: number, sinceMs: number): Notice => ({
  ...noticeOf('warning', 'stale-source', machineId, hours * HOUR_MS, 'OFF', sinceMs, 23 * MINUTE_MS), silence: { machineId, state: 'OFF', startMs: sinceMs, endMs: sinceMs + hours * HOUR_MS },
});

test('a silent machine is told in the zone of the dashboard, with what follows from it', () => {
  expect(rows([silent('chiller: 1', 29.2, six - 9 * HOUR_MS)])).toEqual(['chiller: 1 (off) said nothing for 29.2 h from 5 Mar, 22:00 on, while the meter moved. What changed unseen stands as unexplained.']);
});

test('both ends of a range that is named once with its UTC are told in the zone of the dashboard', () => {
  expect(rows([{ severity: 'warning', code: 'no-states', text: 'The database holds no state of a machine between 2025-03-06 08:00 and 2025-03-06 09:00 UTC, nor in the 30 days before.' }]))
    .toEqual(['The database holds no state of a machine between 6 Mar, 09:00 and 6 Mar, 10:00, nor in the 30 days before.']);
});

test('several silent machines share one row, and days that tell of the same silence count once', () => {
  const found = [silent('M08', 28.9, six - 9 * HOUR_MS), silent('M06', 29.6, six - 9 * HOUR_MS), silent('M08', 52, six - 9 * HOUR_MS)];
  expect(rows(found)).toEqual(['M08 and M06 said nothing for 29.6 h or longer, while the meter moved. What changed unseen stands as unexplained.']);
  expect(rows(['A', 'B', 'C', 'D', 'E', 'F'].map((id) => silent(id, 30, six)))[0]).toMatch(/^A, B, C, D and 2 more said nothing for 30\.0 h or longer/);
});

test('what was silent before the view or after it has no row', () => {
  expect(rows([silent('M08', 28.9, six - 2 * DAY_MS), silent('M06', 30, six + 5 * HOUR_MS)])).toEqual([]);
});

test('a register that fell outside the view has no row; one that fell inside, or more than once, says when in the zone of the dashboard', () => {
  expect(rows([noticeOf('warning', 'counter-reset', 1, six - 3 * DAY_MS)])).toEqual([]);
  expect(rows([noticeOf('warning', 'counter-reset', 1, six + HOUR_MS)])).toEqual(['Register fell at 6 Mar, 08:00; that interval is left out.']);
  expect(rows([noticeOf('warning', 'counter-reset', 2, six - 3 * DAY_MS)], 'UTC')).toEqual(['Register fell 2 times, first at 3 Mar, 06:00; those intervals are left out.']);
});

test('a number below zero has the sign that the rows have', () => {
  expect(rows([noticeOf('warning', 'negative-power', 951, -204)])[0]).toMatch(/down to −204\.0 kW\.$/);
});

/** Machines that start around a change of shift are counted, with the time that the last of them took. */
import { expect, test } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import { startsAtShiftChange } from '../../src/panel/shiftChange';

const six = Date.UTC(2025, 2, 6, 6);
const shifts = [{ startMs: six - 480 * MINUTE_MS, endMs: six, text: 'night' }, { startMs: six, endMs: six + 480 * MINUTE_MS, text: 'early' }];
const began = (id: string, minutes: number) => machineLog(id, [[six - 500 * MINUTE_MS, 'OFF'], [six + minutes * MINUTE_MS, 'RUN']]);
const starts = (...ids: string[]) => ids.map((id) => ({ machines: [id], state: 'RUN' }));
const spike = { startMs: six + 3 * MINUTE_MS, endMs: six + 40 * MINUTE_MS };

test('two starts, 2 and 8.5 minutes after the change, are two machines within 9 minutes', () => {
  expect(startsAtShiftChange(spike, starts('a', 'b'), shifts, [began('a', 2), began('b', 8.5)])).toEqual({ machines: 2, withinMinutes: 9 });
});

test('a machine that began long before, or into another state, is not counted', () => {
  const other = machineLog('c', [[six - 500 * MINUTE_MS, 'OFF'], [six + MINUTE_MS, 'IDLE']]);
  expect(startsAtShiftChange(spike, starts('a', 'b', 'c', 'd'), shifts, [began('a', 2), began('b', 4), other, began('d', -90)])).toEqual({ machines: 2, withinMinutes: 4 });
});

test('a start-up counts from its first step, also when the state itself comes later than a quarter of an hour', () => {
  const slow = machineLog('b', [[six - 500 * MINUTE_MS, 'OFF'], [six + 4 * MINUTE_MS, 'WARM-UP'], [six + 25 * MINUTE_MS, 'RUN']]);
  expect(startsAtShiftChange(spike, starts('a', 'b'), shifts, [began('a', 2), slow])).toEqual({ machines: 2, withinMinutes: 4 });
});

test('one start alone, no shift near the spike, or no shifts at all say nothing', () => {
  const logs = [began('a', 2), began('b', 3)];
  expect(startsAtShiftChange(spike, starts('a'), shifts, logs)).toBeUndefined();
  expect(startsAtShiftChange({ startMs: six + 16 * MINUTE_MS, endMs: six + 40 * MINUTE_MS }, starts('a', 'b'), shifts, logs)).toBeUndefined();
  expect(startsAtShiftChange(spike, starts('a', 'b'), [], logs)).toBeUndefined();
});

test('each member of a group is a machine', () => {
  expect(startsAtShiftChange(spike, [{ machines: ['a', 'b'], state: 'RUN' }], shifts, [began('a', 1), began('b', 1)])).toEqual({ machines: 2, withinMinutes: 1 });
});

test('the first entry of a log is where it begins, not a start', () => {
  expect(startsAtShiftChange(spike, starts('a', 'b'), shifts, [began('a', 1), machineLog('b', [[six, 'RUN']])])).toBeUndefined();
});

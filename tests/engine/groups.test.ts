import { expect, test } from 'vitest';
import { HOUR_MS, machineLog, MINUTE_MS } from '../../src/base';
import { trackOf } from '../../src/engine/align';
import { switchingTogether } from '../../src/engine/groups';

const DAY = 24 * HOUR_MS;
const track = (id: string, everyMs: number, lateMs = 0) =>
  trackOf(machineLog(id, Array.from({ length: Math.floor(DAY / everyMs) }, (_, i) => [i * everyMs + lateMs, i % 2 ? 'ON' : 'OFF'] as const)), 0, DAY);

test('two machines that switch within seconds of one another are a group', () => {
  expect(switchingTogether([track('a', HOUR_MS, 10), track('x', HOUR_MS, 20 * MINUTE_MS), track('b', HOUR_MS, 2_000)], 30_000)).toEqual([[0, 2]]);
});

test('fast machines whose changes are merely never far apart are not', () => {
  // Each changes every 20 s, 7 s apart: any instant is within 30 s of a change of the other.
  expect(switchingTogether([track('a', 20_000), track('b', 20_000, 7_000)], 30_000)).toEqual([]);
});

test('fewer than three changes prove nothing', () => {
  expect(switchingTogether([track('a', 10 * HOUR_MS), track('b', 10 * HOUR_MS, 1_000)], 30_000)).toEqual([]);
});

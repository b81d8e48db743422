import { describe, expect, it } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import { stateRuns } from '../../src/chart';
import { seededRandom } from '../scenarios/seeded';

const HOUR = 60 * MINUTE_MS;
const range = { startMs: 0, endMs: HOUR };
const shown = (entries: ReadonlyArray<readonly [number, string]>, columns = 600) => {
  const log = machineLog('M1', entries);
  const { from, code, several } = stateRuns(log, range, columns);
  return Array.from(from, (start, i) => [code[i]! < 0 ? 'UNKNOWN' : log.states[code[i]!], (i + 1 < from.length ? from[i + 1]! : columns) - start, several[i] === 1]);
};

describe('stateRuns', () => {
  it('draws the state that lasts longest in a pixel, and marks a pixel that hid one', () => {
    const at = 30 * MINUTE_MS;
    expect(shown([[0, 'OFF'], [at, 'RUNNING'], [at + 2000, 'FAULT'], [at + 3000, 'RUNNING']]))
      .toEqual([['OFF', 300, false], ['RUNNING', 1, true], ['RUNNING', 299, false]]);
  });

  it('does not mark an ordinary change from one state to the next', () => {
    expect(shown([[0, 'OFF'], [30 * MINUTE_MS + 1000, 'RUNNING']])).toEqual([['OFF', 300, false], ['RUNNING', 300, false]]);
  });

  it('shows the time before the first entry as unknown, never as off', () => {
    expect(shown([[30 * MINUTE_MS, 'OFF']])).toEqual([['UNKNOWN', 300, false], ['OFF', 300, false]]);
    expect(shown([])).toEqual([['UNKNOWN', 600, false]]);
  });

  it('begins with the state that was entered long before the view', () => {
    expect(shown([[-5 * HOUR, 'RUNNING'], [-HOUR, 'IDLE'], [2 * HOUR, 'OFF']])).toEqual([['IDLE', 600, false]]);
  });

  it('agrees with the slow count of every column, whatever the entries (seeds 1 to 30)', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed);
      const entries = Array.from({ length: 200 }, () => [Math.round(random.between(-HOUR / 4, 1.1 * HOUR)), `S${Math.floor(random.between(0, 5))}`] as const);
      const log = machineLog('M1', entries);
      const columns = 157;
      const { from, code } = stateRuns(log, range, columns);
      for (let column = 0; column < columns; column++) {
        const [startMs, endMs] = [(column * HOUR) / columns, ((column + 1) * HOUR) / columns];
        const lasted = new Map<number, number>();
        for (let i = -1; i < log.timeMs.length; i++) {
          const ms = Math.min(endMs, log.timeMs[i + 1] ?? Infinity) - Math.max(startMs, i < 0 ? -Infinity : log.timeMs[i]!);
          const one = i < 0 ? -1 : log.stateCode[i]!;
          if (ms > 0) {
            lasted.set(one, (lasted.get(one) ?? 0) + ms);
          }
        }
        const run = from.findLastIndex((start) => start <= column);
        expect(lasted.get(code[run]!) ?? 0, `seed ${seed}, column ${column}`).toBeCloseTo(Math.max(...lasted.values()), 3);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import { laneOf, lanePlan, LANE_PX, LOW_LANE_PX, stateAt, type LaneAsk } from '../../src/chart';

const HOUR = 60 * MINUTE_MS;
const range = { startMs: 0, endMs: HOUR };
const busy = (id: string) => machineLog(id, [[-MINUTE_MS, 'OFF'], [30 * MINUTE_MS, 'RUNNING']]);
const quiet = (id: string) => machineLog(id, [[-MINUTE_MS, 'RUNNING']]);
const ask = (over: Partial<LaneAsk> = {}): LaneAsk => ({ range, columns: 600, ...over });

describe('lanePlan', () => {
  it('keeps the order it is given and folds what neither added nor changed in view', () => {
    const { open, folded } = lanePlan([busy('b'), quiet('q'), busy('a'), quiet('added')], range, new Map([['added', 3]]), false);
    expect([open.map((log) => log.machineId), folded.map((log) => log.machineId)]).toEqual([['b', 'a', 'added'], ['q']]);
  });

  it('opens the twelve that added most of forty, and all of them lower when it is asked', () => {
    const machines = Array.from({ length: 40 }, (_, i) => busy(`m${i}`));
    const added = new Map(machines.map((log, i) => [log.machineId, i - 20]));
    const plan = lanePlan(machines, range, added, false);
    // By size, whichever way: −20 … −15 and 15 … 19 are eleven, and of −14 and 14 the earlier one is the twelfth.
    expect(plan.open.map((log) => added.get(log.machineId))).toEqual([-20, -19, -18, -17, -16, -15, -14, 15, 16, 17, 18, 19]);
    expect([plan.folded.length, plan.lanePx]).toEqual([28, LANE_PX]);
    const all = lanePlan(machines, range, added, true);
    expect([all.open.length, all.folded.length, all.lanePx]).toEqual([40, 0, LOW_LANE_PX]);
  });
});

describe('laneOf', () => {
  it('shows where a machine began that added to the picked spike, and only there', () => {
    const picked = { startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS };
    const log = (id: string, minutes: number) => machineLog(id, [[-MINUTE_MS, 'OFF'], [minutes * MINUTE_MS, 'RUNNING']]);
    const began = (id: string, minutes: number) => laneOf(log(id, minutes), ask({ picked, adding: new Set(['early', 'late']) })).beganColumn;
    // 600 columns show 60 minutes.
    expect([began('early', 12), began('late', 40), began('other', 16)]).toEqual([120, undefined, undefined]);
    // Off at 8 is no beginning, on at 20 is.
    const again = machineLog('early', [[-MINUTE_MS, 'RUNNING'], [8 * MINUTE_MS, 'OFF'], [20 * MINUTE_MS, 'RUNNING']]);
    expect(laneOf(again, ask({ picked, adding: new Set(['early']) })).beganColumn).toBe(200);
  });

  it('tells apart neighbouring states that mean nothing to us, the same in every view', () => {
    const faint = (log: ReturnType<typeof machineLog>) => {
      const lane = laneOf(log, ask());
      return log.states.map((state, code) => [state, lane.faint[code + 1]]);
    };
    expect(faint(machineLog('M1', [[0, '2'], [20 * MINUTE_MS, '0']]))).toEqual([['2', false], ['0', true]]);
    expect(faint(machineLog('M1', [[0, 'only']]))).toEqual([['only', false]]);
  });

  it('says how old a state is that is too old to be believed', () => {
    const log = machineLog('M1', [[-2 * HOUR, 'RUNNING']]);
    expect(laneOf(log, ask({ staleFromMs: new Map([['M1', 30 * MINUTE_MS]]) })).stale).toEqual({ column: 300, text: 'running, 3 h old' });
    expect(laneOf(log, ask({ staleFromMs: new Map([['M1', 2 * HOUR]]) })).stale).toBeUndefined();
  });
});

describe('stateAt', () => {
  it('gives the state in force and since when, and unknown before the first entry', () => {
    const log = machineLog('M1', [[0, 'OFF'], [1000, 'RUNNING'], [2000, 'communication lost']]);
    expect([-1, 999, 1000, 5000].map((ms) => stateAt(log, ms))).toEqual([
      { state: 'unknown', known: false }, { state: 'OFF', known: true, sinceMs: 0 }, { state: 'RUNNING', known: true, sinceMs: 1000 }, { state: 'communication lost', known: false, sinceMs: 2000 },
    ]);
  });
});

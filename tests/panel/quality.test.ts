/** What an answer says about the data that it rests on. */
import { expect, test } from 'vitest';
import { HOUR_MS, machineLog, MINUTE_MS, type MachineLog } from '../../src/base';
import type { Finding, Investigation } from '../../src/engine';
import { qualityText, reportedDuring } from '../../src/panel/words/quality';
import { powerOf } from '../support/small-plant';

const start = Date.UTC(2025, 2, 3);
const meter = powerOf(new Float64Array(120).fill(100), start);
const spike = { startMs: start + 30 * MINUTE_MS, endMs: start + 80 * MINUTE_MS, ranking: { kind: 'ranked' }, skill: 0.94 } as Finding;
const facts = { machines: [] } as unknown as Investigation;
const log = (id: string, ...entries: ReadonlyArray<readonly [minute: number, state: string]>) => machineLog(id, entries.map(([minute, state]) => [start + minute * MINUTE_MS, state]));
const said = (...machines: MachineLog[]) => qualityText(spike, facts, meter, machines);

test('a machine whose state was lost in the spike is named, and for how long', () => {
  expect(said(log('press', [0, 'ON']), log('dryer', [0, 'OFF'], [40, 'UNKNOWN'], [71, 'ON']))).toBe(
    'Meter complete. 2 of 2 machines reported during the spike. dryer unknown for 31 minutes of it. States explain 94 % of this meter’s swings. No clock needed correction.'
  );
  expect(said(log('a', [0, 'OFF'], [40, 'UNKNOWN']), log('b', [35, 'ON']))).toContain('reported during the spike. Unknown for a part of it: a, b. States');
});

test('where no machine reports, the meter is all that is spoken of', () => {
  expect(said()).toBe('Meter complete. States explain 94 % of this meter’s swings.');
});

test('a lost half minute of fifty is not told, and one that was silent throughout is told by the count', () => {
  expect(said(log('press', [0, 'ON'], [40, 'UNKNOWN'], [40.5, 'ON']), log('dryer', [90, 'ON']))).toMatch(/1 of 2 machines reported during the spike\. States/);
});

test('a state that has held for over a day is old, and one that changed in the spike is not', () => {
  expect(reportedDuring(log('oven', [-26 * 60, 'HOLD']), spike)).toEqual({ known: true, old: true, unknownMs: 0 });
  expect(reportedDuring(log('oven', [-26 * 60, 'HOLD'], [50, 'OFF']), spike)).toMatchObject({ old: false });
  expect(reportedDuring(log('oven', [50, 'OFF']), spike)).toEqual({ known: true, old: false, unknownMs: 20 * MINUTE_MS });
  expect(reportedDuring(log('oven'), { startMs: 0, endMs: HOUR_MS })).toEqual({ known: false, old: false, unknownMs: HOUR_MS });
});

import { describe, expect, test } from 'vitest';
import { COMPLETE, DAY_MS, machineLog, MINUTE_MS } from '../../src/base';
import { analyse, type DemandOptions, type DemandWindow } from '../../src/engine';
import { columnOf, trackOf } from '../../src/engine/align';
import * as ledgers from '../../src/engine/ledger';
import type { Load } from '../../src/engine/ledger';
import { gaugeOf, type Metered } from '../../src/engine/windows';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

const demandWindows = (metered: Metered, load: Load | undefined, options: DemandOptions) => ledgers.demandWindows(metered, gaugeOf(metered), load, options);
const QUARTER_MS = 15 * MINUTE_MS;
const rest = (window: DemandWindow) => window.baseLoadKwh + window.lines.reduce((sum, line) => sum + line.kwh, 0) + window.unexplainedKwh;

/** Two hours of one-minute means over a known plant: base load 100 kW; a press draws 60 kW in RUN; something unseen 20 kW in the last quarter. */
const grid = { startMs: START_MS, stepMs: MINUTE_MS, count: 120 };
const endMs = START_MS + 120 * MINUTE_MS;
const running = (minute: number) => minute >= 50 && minute < 65;
const demandKw = Float64Array.from({ length: 120 }, (_, i) => 100 + (running(i) ? 60 : 0) + (i >= 105 ? 20 : 0));
const minute = (m: number) => START_MS + m * MINUTE_MS;
const press = trackOf(machineLog('press', [[START_MS, 'OFF'], [minute(50), 'RUN'], [minute(65), 'OFF']]), START_MS, endMs);
const tracks = [press];
const load: Load = {
  tracks, groups: [], columns: [columnOf(tracks, 0, 0), columnOf(tracks, 0, 1)], kw: Float64Array.of(5, 65),
  // The fit may put 5 kW of the base load on every state of the press: the sum is the same.
  expectedKw: Float64Array.from({ length: 120 }, (_, i) => 100 + (running(i) ? 60 : 0)),
};
const ledger = (options = {}, readings = demandKw) => demandWindows({ grid, demandKw: readings, zone: 'UTC' }, load, { lengthMs: QUARTER_MS, ...options });

describe('demandWindows', () => {
  test('splits a quarter of an hour as by hand: base 25 kWh, the press 60 kW for ten minutes 10 kWh, nothing left', () => {
    const window = ledger()[3]!; // minutes 45 to 60
    expect(window).toMatchObject({ startMs: minute(45), endMs: minute(60), coverage: 1, incomplete: false, measuredBy: 'readings' });
    expect(window.kwh).toBeCloseTo(35, 9);
    expect(window.kw).toBeCloseTo(140, 9);
    expect(window.baseLoadKwh).toBeCloseTo(25, 9);
    expect(window.lines.map(({ kind, machines, state }) => [kind, machines, state])).toEqual([['state', ['press'], 'RUN']]);
    expect(window.lines[0]!.kwh).toBeCloseTo(10, 9);
    expect(window.lines[0]!.kw).toBeCloseTo(40, 9);
    expect(window.unexplainedKwh).toBeCloseTo(0, 9);
  });

  test('what no state shows stays unexplained: 20 kW for a quarter of an hour are 5 kWh', () => {
    expect(ledger()[7]!.unexplainedKwh).toBeCloseTo(5, 9);
  });

  test('a peak says why it is higher than the windows nearby, to the last watt', () => {
    const windows = ledger({ highest: 1 });
    const peaks = windows.filter((window) => window.excess);
    expect(peaks.map((window) => window.startMs)).toEqual([minute(45)]);
    const excess = peaks[0]!.excess!;
    // The other seven quarters: 100 kW, but 120 (press, 60–75: five minutes of 60 kW are 20 kW) and 120 (unseen, 105–120).
    expect(excess.referenceKw).toBeCloseTo((5 * 100 + 120 + 120) / 7, 9);
    expect(excess.excessKw).toBeCloseTo(140 - 740 / 7, 9);
    expect(excess.lines).toHaveLength(1);
    expect(excess.lines[0]!.kw).toBeCloseTo(40 - 20 / 7, 9);
    expect(excess.unexplainedKw).toBeCloseTo(-20 / 7, 9);
    expect(excess.baseLoadKw).toBeCloseTo(0, 9);
    expect(excess.reference).toEqual([[minute(0), minute(45)], [minute(60), minute(120)]]);
  });

  test('over the limit it names lines until they pass it, and says when they do not', () => {
    const over = ledger({ contractKw: 125 }).filter((window) => window.overshoot);
    expect(over.map((window) => window.startMs)).toEqual([minute(45)]);
    expect(over[0]!.overshoot).toMatchObject({ limitKw: 125, enough: true });
    expect(over[0]!.overshoot!.overKw).toBeCloseTo(15, 9);
    expect(over[0]!.overshoot!.lines.map((line) => line.state)).toEqual(['RUN']);
    const unseen = ledger({ contractKw: 110 }).find((window) => window.startMs === minute(105));
    expect(unseen!.overshoot).toMatchObject({ lines: [], enough: false });
  });

  test('a 30 kW load for two minutes moves a quarter of an hour by 4 kW', () => {
    const short = { ...load, tracks: [trackOf(machineLog('pump', [[START_MS, 'OFF'], [minute(3), 'ON'], [minute(5), 'OFF']]), START_MS, endMs)] };
    const columns = [columnOf(short.tracks, 0, 0), columnOf(short.tracks, 0, 1)];
    const kw = Float64Array.of(0, 30);
    const pumped = Float64Array.from({ length: 120 }, (_, i) => 100 + (i === 3 || i === 4 ? 30 : 0));
    const [window] = demandWindows({ grid, demandKw: pumped, zone: 'UTC' }, { ...short, columns, kw, expectedKw: pumped }, { lengthMs: QUARTER_MS });
    expect(window!.kw).toBeCloseTo(104, 9);
    expect(window!.lines[0]!.kw).toBeCloseTo(4, 9);
  });

  test('under 90 % measured: marked, its states counted for the measured time alone, and never a peak', () => {
    const holed = demandKw.map((kw, i) => (i >= 45 && i < 50 ? NaN : kw));
    const windows = ledger({ highest: 1 }, holed);
    const window = windows[3]!;
    expect(window.incomplete).toBe(true);
    expect(window.excess).toBeUndefined();
    expect(window.coverage).toBeCloseTo(10 / 15, 9);
    expect(window.kwh).toBeCloseTo(160 / 6, 9);
    expect(window.lines[0]!.kwh).toBeCloseTo(10, 9);
    expect(window.unexplainedKwh).toBeCloseTo(0, 9);
  });

  test('a register’s own difference wins over the sum of the readings, and the whole window is accounted for', () => {
    const register = {
      kind: 'counter' as const, meterId: 'm', timeMs: Float64Array.from({ length: 121 }, (_, i) => minute(i)),
      energyKwh: Float64Array.from({ length: 121 }, (_, i) => demandKw.subarray(0, i).reduce((sum, kw) => sum + kw / 60, 0)), completeness: COMPLETE, notices: [],
    };
    const silent = { ...register, timeMs: register.timeMs.filter((_, i) => i < 47 || i > 52), energyKwh: register.energyKwh.filter((_, i) => i < 47 || i > 52) };
    const holed = demandKw.map((kw, i) => (i >= 46 && i < 53 ? NaN : kw));
    const window = demandWindows({ grid, demandKw: holed, zone: 'UTC', register: silent }, load, { lengthMs: QUARTER_MS })[3]!;
    expect(window).toMatchObject({ measuredBy: 'register', coverage: 1, incomplete: false });
    expect(window.kwh).toBeCloseTo(35, 9);
    expect(window.lines[0]!.kwh).toBeCloseTo(10, 9);
  });

  test('machines that always switch together have one line', () => {
    const twins = [press, { ...press, machineId: 'dryer' }];
    const columns = [columnOf(twins, 0, 0), columnOf(twins, 0, 1), columnOf(twins, 1, 0), columnOf(twins, 1, 1)];
    const both = { ...load, tracks: twins, columns, kw: Float64Array.of(0, 25, 0, 35), groups: [[0, 1]] };
    const window = demandWindows({ grid, demandKw, zone: 'UTC' }, both, { lengthMs: QUARTER_MS })[3]!;
    expect(window.lines.map(({ machines, state }) => [machines, state])).toEqual([[['dryer', 'press'], 'RUN']]);
    expect(window.lines[0]!.kwh).toBeCloseTo(10, 9);
  });

  test('where nothing may be ranked the whole energy stays unexplained', () => {
    const [window] = demandWindows({ grid, demandKw, zone: 'UTC' }, undefined, { lengthMs: QUARTER_MS });
    expect(window).toMatchObject({ lines: [], baseLoadKwh: 0 });
    expect(window!.unexplainedKwh).toBe(window!.kwh);
  });

  test('only windows that begin in the part asked for are split, and the peak is told among all', () => {
    const within = ledger({ highest: 1, within: { startMs: minute(60), endMs: minute(90) } });
    expect(within.map((window) => window.startMs)).toEqual([minute(60), minute(75)]);
    expect(within.every((window) => window.excess === undefined)).toBe(true);
  });
});

describe('the ledger of an analysis', () => {
  test.each([
    ['blocks of the wall clock in Kathmandu', 15, { how: 'block' as const }, 'Asia/Kathmandu'],
    ['sliding half hours', 30, { how: 'sliding' as const, highest: 20 }, 'UTC'],
    ['hours above a limit', 60, { contractKw: 130 }, 'Europe/Berlin'],
  ])('closes to the meter in every window: %s', (_, length, how, zone) => {
    const windows = analyse({ ...smallPlant(9), zone }, { demand: { lengthMs: length * MINUTE_MS, ...how } }).windows ?? [];
    expect(windows.length).toBeGreaterThan(5);
    expect(windows.filter((window) => window.excess).length).toBeGreaterThan(3);
    for (const window of windows) {
      expect(Math.abs(rest(window) - window.kwh)).toBeLessThan(1e-9);
      const excess = window.excess;
      if (excess) {
        const sum = excess.baseLoadKw + excess.lines.reduce((total, line) => total + line.kw, 0) + excess.unexplainedKw;
        expect(Math.abs(sum - excess.excessKw)).toBeLessThan(1e-9);
        expect(window.kw - excess.referenceKw).toBeCloseTo(excess.excessKw, 9);
        expect(excess.reference.every(([from, to]) => to <= window.startMs || from >= window.endMs)).toBe(true);
      }
    }
  });

  test.each([15, 30, 60])('closes over the day whose clock changes, 23 hours in Berlin, in windows of %i minutes', (minutes) => {
    // From 29 March: the third day of March moved by 26 days.
    const analysis = analyse(smallPlant(9, 72, 26 * DAY_MS, 'Europe/Berlin'), { demand: { lengthMs: minutes * MINUTE_MS } });
    const changed = analysis.windows!.filter(({ startMs }) => startMs >= Date.parse('2025-03-30T00:00+01:00') && startMs < Date.parse('2025-03-31T00:00+02:00'));
    expect(changed.length).toBe((23 * 60) / minutes);
    expect(Math.max(...changed.map((window) => Math.abs(rest(window) - window.kwh)))).toBeLessThan(1e-9);
    const bins = analysis.demandKw.subarray((changed[0]!.startMs - analysis.grid.startMs) / MINUTE_MS).subarray(0, 23 * 60);
    expect(changed.reduce((sum, window) => sum + window.kwh, 0)).toBeCloseTo(bins.reduce((sum, kw) => sum + kw / 60, 0), 6);
  });

  test('the windows’ energy is that of the readings: blocks leave nothing out and count nothing twice', () => {
    const analysis = analyse(smallPlant(9), { demand: { lengthMs: QUARTER_MS } });
    const total = analysis.demandKw.reduce((sum, kw) => sum + kw / 60, 0);
    expect(analysis.windows!.reduce((sum, window) => sum + window.kwh, 0)).toBeCloseTo(total, 6);
    expect(analysis.windows!.every((window) => (window.startMs / QUARTER_MS) % 1 === 0)).toBe(true);
  });

  test('what the states draw is found again: the mill’s 80 kW, the pump’s 40 and the fan’s 20, within 3 kW', () => {
    const { windows = [] } = analyse(smallPlant(9), { demand: { lengthMs: QUARTER_MS } });
    const full = (machine: string) => Math.max(...windows.flatMap((window) => window.lines.filter((line) => line.machines[0] === machine).map((line) => line.kw)));
    expect(Math.abs(full('mill') - 80)).toBeLessThan(3);
    expect(Math.abs(full('pump') - 40)).toBeLessThan(3);
    expect(Math.abs(full('fan') - 20)).toBeLessThan(3);
  });

  test('readings that are longer than the windows: a notice says so, and no spike is called a demand peak', () => {
    const plant = smallPlant(9, 14 * 24);
    const hourly = Float64Array.from({ length: 14 * 24 }, (_, h) => (h === 200 ? 400 : 100 + (h % 3)));
    const { findings, notices, windows } = analyse({ ...plant, meter: powerOf(hourly, START_MS, 60 * MINUTE_MS) }, { demand: { lengthMs: QUARTER_MS, contractKw: 300 } });
    expect(notices.filter(({ code }) => code === 'windows-finer-than-readings').map(({ text }) => text)).toEqual([
      'The readings are 60 minutes apart, so demand windows of 15 minutes only share out their means.',
    ]);
    expect(windows!.filter(({ overshoot }) => overshoot).length).toBe(4);
    expect(findings.flatMap(({ kinds = [] }) => kinds.map(({ kind }) => kind))).not.toContain('demand-peak');
  });

  test('none is listed when none is asked for', () => {
    expect(analyse(smallPlant(9)).windows).toBeUndefined();
  });
});

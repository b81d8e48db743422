import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base';
import { analyse, type SpikeKind } from '../../src/engine';
import { namingOf, withKinds } from '../../src/engine/kinds';
import { gaugeOf } from '../../src/engine/windows';
import { clock, DAY_START_MS, knownPlant, studied, type KnownMachine } from '../support/known-plant';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

const names = (kinds: readonly SpikeKind[]) => kinds.map(({ kind }) => kind);
const steady = { kw: {}, log: ['00:00:00 RUN'] };
const reference = ['08:00:00', '09:00:00'] as const;

/** One made-up plant a type; each day has its case from nine to ten o'clock at the latest. */
const plants = {
  'start-up': () => studied(knownPlant({ oven: { kw: { HEATUP: 80, HOLD: 8 }, log: ['00:00:00 OFF', '09:00:00 HEATUP', '09:20:00 HOLD'] } }))('09:00:00', '09:20:00', reference),
  'start-up by its decay': () => studied(knownPlant({
    // 20 kW for good, and 60 kW that decay with 10 min: over 10 min (1 − 1/e) · 60 = 38 kW of 58.
    mill: { kw: { RUN: 20 }, start: { state: 'RUN', kw: 60, tauMs: 10 * MINUTE_MS }, log: ['00:00:00 OFF', '09:00:00 RUN'] },
  }))('09:00:00', '09:10:00', reference),
  'coincident-start': () => studied(knownPlant({
    'extruder-1': { kw: { RUN: 30 }, log: ['00:00:00 OFF', '09:00:00 RUN', '09:40:00 OFF'] },
    'extruder-2': { kw: { RUN: 28 }, log: ['00:00:00 OFF', '09:04:00 RUN', '09:40:00 OFF'] },
    'dryer-1': { kw: { RUN: 25 }, log: ['00:00:00 OFF', '09:09:00 RUN', '09:40:00 OFF'] },
  }))('09:00:00', '09:40:00', reference),
  inrush: () => studied(knownPlant({ press: { kw: { RUN: 20 }, log: ['00:00:00 OFF', '09:00:00 RUN', '10:00:00 OFF'] } }, 100, (ms) => (ms >= clock('09:00:00') && ms < clock('09:00:20') ? 120 : 0)))('09:00:00', '10:00:00', reference),
  idle: () => studied(knownPlant({ line: { kw: { STANDBY: 35, RUN: 90 }, log: ['00:00:00 OFF', '09:00:00 STANDBY', '09:45:00 OFF'] } }))('09:00:00', '09:45:00', reference),
  'compressor-unloaded': () => studied(knownPlant({
    compressor: { kw: { LOADED: 100, UNLOADED: 25 }, log: ['00:00:00 OFF', ...cycles('02:00', 8), '04:00:00 OFF', '09:00:00 UNLOADED', '09:20:00 OFF'] },
  }))('09:00:00', '09:20:00', reference),
  'unmetered-load': () => studied(knownPlant({ fan: steady }, 100, (ms) => (ms >= clock('09:00:00') && ms < clock('09:30:00') ? 50 : 0)))('09:00:00', '09:30:00', reference, 'unexplained'),
  drift: () => studied(knownPlant({ fan: steady }, 100, (ms) => Math.max(0, Math.min(40, ((ms - clock('06:00:00')) / (3 * HOUR_MS)) * 40))))('08:00:00', '10:00:00', ['05:00:00', '06:00:00'], 'unexplained'),
  excess: () => studied(knownPlant({ mill: { kw: { RUN: 50 }, log: ['00:00:00 OFF', '08:40:00 RUN', '10:00:00 OFF'] } }))('09:00:00', '10:00:00', ['08:00:00', '08:40:00']),
};

/** "02:00:00 LOADED", "02:05:00 UNLOADED", … ten minutes a cycle. */
function cycles(from: string, count: number): string[] {
  const minutes = Number(from.slice(0, 2)) * 60 + Number(from.slice(3));
  const at = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
  return Array.from({ length: count }, (_, c) => [`${at(minutes + 10 * c)} LOADED`, `${at(minutes + 10 * c + 5)} UNLOADED`]).flat();
}

describe('each type fires on its own plant and on none of the others', () => {
  test.each(Object.keys(plants) as Array<keyof typeof plants>)('%s', (name) => {
    expect(names(plants[name]())).toEqual([name.split(' ')[0]]);
  });
});

describe('start-up', () => {
  test('carries when it was entered and what starting took', () => {
    expect(plants['start-up']()).toEqual([{ kind: 'start-up', machines: ['oven'], state: 'HEATUP', enteredMs: clock('09:00:00'), kw: 80, lineKw: 80 }]);
    const [decay] = plants['start-up by its decay']();
    // 60 · (1 − e⁻¹) = 37.93 kW of start-up; with the 20 kW that last, 57.93.
    expect(decay).toMatchObject({ machines: ['mill'], state: 'RUN' });
    expect([(decay as { kw: number }).kw, (decay as { lineKw: number }).lineKw].map((kw) => Math.round(100 * kw) / 100)).toEqual([37.93, 57.93]);
  });

  test('entered more than ten minutes before the onset it is none', () => {
    const kinds = studied(knownPlant({ oven: { kw: { HEATUP: 80 }, log: ['00:00:00 OFF', '08:49:50 HEATUP', '09:20:00 OFF'] } }))('09:00:00', '09:20:00', ['08:00:00', '08:49:50']);
    expect(names(kinds)).toEqual(['excess']);
  });

  test('with under 40 % of it from starting it is none', () => {
    const mill = { kw: { RUN: 60 }, start: { state: 'RUN', kw: 60, tauMs: 10 * MINUTE_MS }, log: ['00:00:00 OFF', '09:00:00 RUN'] };
    // 60 · (1 − e⁻¹) = 37.9 of 97.9 kW: 39 %.
    expect(names(studied(knownPlant({ mill }))('09:00:00', '09:10:00', reference))).toEqual(['excess']);
  });
});

describe('coincident start', () => {
  const line = (kw: number, from: string): KnownMachine => ({ kw: { RUN: kw }, log: ['00:00:00 OFF', `${from} RUN`, '09:40:00 OFF'] });
  const started = (...machines: KnownMachine[]) => studied(knownPlant(Object.fromEntries(machines.map((one, i) => [`m${i}`, one]))))('09:00:00', '09:40:00', reference);

  test('carries who, how much and when, and how often shifted states do the same', () => {
    const [kind] = plants['coincident-start']();
    expect(kind).toMatchObject({ machines: ['dryer-1', 'extruder-1', 'extruder-2'], firstMs: clock('09:00:00'), lastMs: clock('09:09:00'), placebo: { tries: 200 } });
    expect((kind as { shareOfExcess: number }).shareOfExcess).toBeCloseTo(1, 9);
    expect(kind).not.toHaveProperty('shift');
    // Each starts once a day: that three do so within the same twenty minutes by chance is about (20 min / 22 h)³.
    expect((kind as { placebo: { asMany: number } }).placebo.asMany).toBe(0);
  });

  test('where something starts every half hour, chance does as well', () => {
    const often = (phase: number) => ({
      kw: { RUN: 30 },
      log: ['00:00:00 OFF', ...Array.from({ length: 40 }, (_, i) => {
        const at = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
        return [`${at(30 * i + phase)} RUN`, `${at(30 * i + phase + 5)} OFF`];
      }).flat()],
    });
    const kinds = studied(knownPlant({ a: often(0), b: often(1), c: often(2) }))('09:00:00', '09:05:00', ['08:40:00', '09:00:00']);
    expect(names(kinds)).toEqual(['coincident-start']);
    expect((kinds[0] as { placebo: { asMany: number } }).placebo.asMany).toBeGreaterThan(20);
  });

  test('the shift that began within 15 minutes is named', () => {
    const shifts = [
      { startMs: DAY_START_MS, endMs: clock('08:50:00'), text: 'night' }, { startMs: clock('08:50:00'), endMs: clock('17:00:00'), text: 'early' },
    ];
    const plant = knownPlant({ a: line(30, '09:00:00'), b: line(28, '09:04:00'), c: line(25, '09:09:00') });
    expect(studied(plant, { shifts })('09:00:00', '09:40:00', reference)[0]).toMatchObject({ kind: 'coincident-start', shift: { text: 'early', startMs: clock('08:50:00') } });
    const earlier = [{ ...shifts[0]!, endMs: clock('08:44:00') }, { ...shifts[1]!, startMs: clock('08:44:00') }];
    expect(studied(plant, { shifts: earlier })('09:00:00', '09:40:00', reference)[0]).not.toHaveProperty('shift');
  });

  test('two are not several', () => {
    expect(names(started(line(40, '09:00:00'), line(40, '09:05:00')))).toEqual(['excess']);
  });

  test('one that carries 60 % is not a coincidence', () => {
    expect(names(started(line(70, '09:00:00'), line(15, '09:01:00'), line(15, '09:02:00')))).toEqual(['excess']);
  });

  test('entries more than twenty minutes apart are not together', () => {
    expect(names(started(line(30, '09:00:00'), line(30, '09:12:00'), line(45, '09:21:00')))).toEqual(['excess']);
  });

  test('a machine that comes and goes all the time starts nothing', () => {
    const cycling = { kw: { LOADED: 30 }, log: ['00:00:00 OFF', ...cycles('08:45', 4), '09:25:00 LOADED', '09:40:00 OFF'] };
    expect(names(started(line(30, '09:00:00'), line(28, '09:04:00'), cycling))).not.toContain('coincident-start');
  });

  test('machines that always switch together count one by one', () => {
    const kinds = studied(knownPlant({ a: line(30, '09:00:00'), b: line(30, '09:00:00'), c: line(25, '09:05:00') }, 100, () => 0, [['a', 'b']]))('09:00:00', '09:40:00', reference);
    expect(kinds[0]).toMatchObject({ kind: 'coincident-start', machines: ['a', 'b', 'c'] });
  });
});

describe('inrush', () => {
  test('says by how much it moves a quarter of an hour: 120 kW for 20 s are 2.7 kW', () => {
    const [kind] = plants.inrush();
    // Excess: 20 kW for the hour, and 120 kW for 20 of 3600 s: 20.67 kW. Above it the peak holds (140 − 20.67) · 20 s.
    expect(kind).toMatchObject({ kind: 'inrush', seconds: 20 });
    expect((kind as { peakKw: number }).peakKw).toBeCloseTo(140, 6);
    expect((kind as { movesByKw: number }).movesByKw).toBeCloseTo(((140 - 20 - 120 / 180) * 20) / 900, 6);
  });

  test('half a minute or more is no inrush', () => {
    const plant = knownPlant({ press: { kw: { RUN: 20 }, log: ['00:00:00 OFF', '09:00:00 RUN', '10:00:00 OFF'] } }, 100, (ms) => (ms >= clock('09:00:00') && ms < clock('09:00:30') ? 120 : 0));
    expect(names(studied(plant)('09:00:00', '10:00:00', reference))).toEqual(['excess']);
  });

  test('a start-up known to be gone in 20 s, higher than the whole excess, is one though no reading shows it', () => {
    const motor = { kw: { RUN: 30 }, start: { state: 'RUN', kw: 150, tauMs: 5_000 }, log: ['00:00:00 OFF', '09:00:00 RUN', '10:00:00 OFF'] };
    const plant = knownPlant({ motor });
    const flat = { ...plant, demandKw: plant.demandKw.map((kw) => Math.min(kw, 130)) };
    // 150 kW · 5 s in a quarter of an hour: 0.8 kW.
    const [kind] = studied(flat)('09:00:00', '10:00:00', reference);
    expect(kind).toMatchObject({ kind: 'inrush', peakKw: 150, seconds: 5 });
    expect((kind as { movesByKw: number }).movesByKw).toBeCloseTo((150 * 5) / 900, 9);
  });
});

describe('idle', () => {
  test('carries who idled and how much', () => {
    expect(plants.idle()).toEqual([{ kind: 'idle', why: 'idle-states', machines: ['line'], kw: 35, shareOfExcess: 1 }]);
  });

  const shifts = [{ startMs: clock('06:00:00'), endMs: clock('08:30:00'), text: 'early' }, { startMs: clock('08:30:00'), endMs: clock('23:00:00'), text: 'no shift' }];
  test('what runs while no shift is planned is idle load, not what a shift covers nor what lies outside the calendar', () => {
    const mill = { kw: { RUN: 50 }, log: ['00:00:00 OFF', '08:40:00 RUN', '10:00:00 OFF'] };
    expect(studied(knownPlant({ mill }), { shifts })('09:00:00', '10:00:00', ['08:00:00', '08:40:00'])).toEqual([
      { kind: 'idle', why: 'outside-shifts', machines: [], kw: 50, shareOfExcess: 1 },
    ]);
    expect(names(studied(knownPlant({ mill }), { shifts: shifts.slice(0, 1) })('09:00:00', '10:00:00', ['08:00:00', '08:40:00']))).toEqual(['excess']);
    const covered = [shifts[0]!, { ...shifts[1]!, text: 'late' }];
    expect(names(studied(knownPlant({ mill }), { shifts: covered })('09:00:00', '10:00:00', ['08:00:00', '08:40:00']))).toEqual(['excess']);
  });
});

test('a compressor that runs unloaded: the two states, their ratio and its kW; above 60 % it is no unloaded running', () => {
  expect(plants['compressor-unloaded']()).toEqual([
    { kind: 'compressor-unloaded', machines: ['compressor'], state: 'UNLOADED', loadedState: 'LOADED', ratio: 0.25, kw: 25 },
  ]);
  const even = { kw: { LOADED: 100, UNLOADED: 61 }, log: ['00:00:00 OFF', ...cycles('02:00', 8), '04:00:00 OFF', '09:00:00 UNLOADED', '09:20:00 OFF'] };
  expect(names(studied(knownPlant({ even }))('09:00:00', '09:20:00', reference))).not.toContain('compressor-unloaded');
});

describe('unmetered load', () => {
  test('carries its step and when: 50 kW at nine, to the bin', () => {
    const [kind] = plants['unmetered-load']();
    expect((kind as { stepKw: number }).stepKw).toBeCloseTo(50, 9);
    expect(Math.abs((kind as { atMs: number }).atMs - clock('09:00:00'))).toBeLessThanOrEqual(10_000);
  });

  test('a change that was reported at that instant may be it, one of a tenth of its size may not', () => {
    const beside = (kw: number) => studied(knownPlant({ pump: { kw: { ON: kw }, log: ['00:00:00 OFF', '09:00:10 ON'] } }, 100, (ms) => (ms >= clock('09:00:00') && ms < clock('09:30:00') ? 50 : 0)))('09:00:00', '09:30:00', reference, 'unexplained');
    expect(names(beside(20))).not.toContain('unmetered-load');
    expect(names(beside(5))).toContain('unmetered-load');
  });
});

test('within-state variation: 30 % of the excess or more, the state with most of it named', () => {
  const plant = smallPlant(5);
  const { findings, grid, demandKw } = analyse(plant);
  const finding = findings.find((one) => one.causes.length > 1)!;
  const { learnt } = knownPlant({ fan: steady });
  const metered = { grid, demandKw, zone: 'UTC' };
  const naming = namingOf(metered, gaugeOf(metered), { learnt, steps: [], known: new Map() }, undefined);
  const varied = (share: number) => finding.causes.map((cause, i) => ({ ...cause, variationKw: i === 1 ? share * finding.excessKw : 0 }));
  const { machines, state } = finding.causes[1]!;
  expect(withKinds({ ...finding, causes: varied(0.5) }, naming).kinds).toContainEqual({
    kind: 'within-state-variation', machines, state, kw: 0.5 * finding.excessKw, shareOfExcess: 0.5,
  });
  expect(names(withKinds({ ...finding, causes: varied(0.29) }, naming).kinds!)).not.toContain('within-state-variation');
});

describe('demand peak', () => {
  const mill = { kw: { RUN: 50 }, log: ['00:00:00 OFF', '08:40:00 RUN', '10:00:00 OFF'] };
  const at = (contractKw: number) => studied(knownPlant({ mill }), { demand: { lengthMs: 15 * MINUTE_MS, contractKw } })('09:00:00', '10:00:00', ['08:00:00', '08:40:00']);

  test('a window above the contract limit, and by how much the spike moves it', () => {
    expect(at(149)).toEqual([{
      kind: 'demand-peak', why: 'over-contract', startMs: clock('09:00:00'), endMs: clock('09:15:00'), demandKw: 150, contractKw: 149, movesByKw: 50,
    }]);
    expect(names(at(151))).toEqual(['excess']);
  });

  test('without a limit the highest window of its month so far', () => {
    const plant = smallPlant(5);
    const high = START_MS + 50 * HOUR_MS;
    const meter = powerOf(Float64Array.from(analyse(plant).demandKw, (kw, minute) => kw + (minute >= 50 * 60 && minute < 50 * 60 + 20 ? 300 : 0)));
    const finding = analyse({ ...plant, meter }).findings.find(({ startMs }) => startMs === high)!;
    const [kind] = finding.kinds!;
    expect(kind).toMatchObject({ kind: 'demand-peak', why: 'highest-so-far', startMs: high, endMs: high + 15 * MINUTE_MS });
    expect(kind).not.toHaveProperty('contractKw');
    expect((kind as { movesByKw: number }).movesByKw).toBeCloseTo(finding.excessKw, 9);
  });
});

test('drift carries how long it rose and its largest step: 40 kW in three hours are 2.2 kW in ten minutes', () => {
  const [kind] = plants.drift();
  // From a tenth to nine tenths of the way: 0.8 · 3 h.
  expect((kind as { riseHours: number }).riseHours).toBeCloseTo(2.4, 1);
  expect((kind as { largestStepKw: number }).largestStepKw).toBeCloseTo(40 / 18, 2);
});

test('without an excess there is no name', () => {
  expect(studied(knownPlant({ fan: steady }))('09:00:00', '10:00:00', reference)).toEqual([]);
});

test('every finding of an analysis has a name, and the same ones twice', () => {
  const kinds = () => analyse(smallPlant(5)).findings.map((finding) => finding.kinds!);
  expect(kinds().every((one) => one.length > 0)).toBe(true);
  expect(JSON.stringify(kinds())).toBe(JSON.stringify(kinds()));
});

import { expect, test } from 'vitest';
import { kindText, type SpikeKind } from '../../src/engine';

const time = (ms: number) => `${String(Math.floor(ms / 3_600_000)).padStart(2, '0')}:${String(Math.floor(ms / 60_000) % 60).padStart(2, '0')}`;
const at = (text: string) => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000;
const placebo = { tries: 200, asMany: 3 };

test.each<[SpikeKind, string]>([
  [
    { kind: 'demand-peak', why: 'over-contract', startMs: at('06:00'), endMs: at('06:15'), demandKw: 412.34, contractKw: 400, movesByKw: 56 },
    'Demand window 06:00 to 06:15: 412.3 kW, above the contract limit of 400.0 kW; this spike moves it by 56.0 kW.',
  ],
  [
    { kind: 'demand-peak', why: 'highest-so-far', startMs: at('06:00'), endMs: at('06:15'), demandKw: 412.34, movesByKw: 56 },
    'Demand window 06:00 to 06:15: 412.3 kW, the highest of its month so far; this spike moves it by 56.0 kW.',
  ],
  [
    { kind: 'start-up', machines: ['oven'], state: 'HEATUP', enteredMs: at('06:01'), kw: 80, lineKw: 75 },
    'Start-up: oven entered HEATUP at 06:01, and starting drew 80.0 kW; the whole machine added 75.0 kW.',
  ],
  [
    { kind: 'coincident-start', machines: ['a', 'b', 'c'], kw: 83, shareOfExcess: 0.834, firstMs: at('06:00'), lastMs: at('06:09'), shift: { text: 'early', startMs: at('06:00') }, placebo },
    'Coincident start: a, b and c started within 9 minutes, at the change to shift early, together 83 % of the excess. '
      + 'With states shifted by random hours as many start together in 3 of 200 tries.',
  ],
  [
    { kind: 'coincident-start', machines: ['a', 'b', 'c'], kw: 83, shareOfExcess: 1, firstMs: at('06:00'), lastMs: at('06:00'), placebo },
    'Coincident start: a, b and c started within a minute, together 100 % of the excess. With states shifted by random hours as many start together in 3 of 200 tries.',
  ],
  [{ kind: 'inrush', peakKw: 180, seconds: 5, movesByKw: 0.83 }, 'Inrush: 180.0 kW for about 5 s; it moves the demand window by 0.8 kW.'],
  [{ kind: 'idle', why: 'idle-states', machines: ['a', 'b'], kw: 20, shareOfExcess: 0.6 }, 'Idle load: a and b idle, 60 % of the excess.'],
  [{ kind: 'idle', why: 'outside-shifts', machines: [], kw: 20, shareOfExcess: 1 }, 'Idle load: 20.0 kW outside the planned shifts.'],
  [
    { kind: 'compressor-unloaded', machines: ['c1'], state: 'UNLOADED', loadedState: 'LOADED', ratio: 0.25, kw: 20 },
    'Unloaded running: c1 in UNLOADED still draws 25 % of what it draws in LOADED, here 20.0 kW.',
  ],
  [
    { kind: 'within-state-variation', machines: ['f3'], state: 'HOLD', kw: 30, shareOfExcess: 0.4 },
    'Variation inside a state: 30.0 kW, most of it f3 in HOLD; that is 40 % of the excess.',
  ],
  [{ kind: 'unmetered-load', stepKw: 50, atMs: at('09:00') }, 'Load without a state: demand stepped by 50.0 kW at 09:00, and no machine reported a change.'],
  [{ kind: 'drift', riseHours: 2.41, largestStepKw: 2.2 }, 'Slow rise, not a spike: 2.4 hours, with no step above 2.2 kW in ten minutes.'],
  [{ kind: 'excess' }, 'Excess over the hour around it.'],
])('$kind', (kind, text) => {
  expect(kindText(kind, time)).toBe(text);
});

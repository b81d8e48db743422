import { describe, expect, it } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS, type PowerReadings } from '../../src/base';
import { layout, roundStep, timeTicks, type ChartInput } from '../../src/chart';

const HOUR = 60 * MINUTE_MS;
const readings = (kw: readonly number[]): PowerReadings => ({
  kind: 'power', meterId: 'incomer', windowMs: MINUTE_MS, completeness: COMPLETE, notices: [],
  timeMs: Float64Array.from(kw, (_, i) => i * MINUTE_MS), demandKw: Float64Array.from(kw),
});
const input = (over: Partial<ChartInput> = {}): ChartInput => ({
  range: { startMs: 0, endMs: HOUR }, zone: 'UTC', readings: readings(Array.from({ length: 60 }, () => 100)), machines: [], shifts: [], spikes: [], ...over,
});
const size = { widthPx: 166 + 12 + 600, heightPx: 400 };

describe('layout', () => {
  it('begins the kW axis at zero and steps roundly past the highest reading', () => {
    const { kwTicks, plot } = layout(input(), size);
    expect(kwTicks[0]).toEqual({ at: plot.y + plot.height, text: '0' });
    expect(kwTicks.at(-1)?.text).toMatch(/ kW$/);
    expect([0.9, 1, 3, 30, 51].map(roundStep)).toEqual([1, 1, 5, 50, 100]);
  });

  it('leaves a gap where nothing was read, and keeps the height of a one-minute peak', () => {
    const kw = Array.from({ length: 60 }, (_, i) => (i === 30 ? 400 : i >= 40 && i < 50 ? NaN : 100));
    const { meanY, plot } = layout(input({ readings: readings(kw) }), size);
    expect(Number.isNaN(meanY[450])).toBe(true);
    expect(meanY[305]).toBeCloseTo(plot.y, 0);
  });

  it('draws the state that lasts longest in a pixel, and marks a pixel that held more', () => {
    const wide = machineLog('M1', [[0, 'OFF'], [30 * MINUTE_MS, 'RUNNING'], [30 * MINUTE_MS + 1000, 'IDLE'], [30 * MINUTE_MS + 2000, 'RUNNING'], [30 * MINUTE_MS + 2500, 'FAULT'], [30 * MINUTE_MS + 3000, 'RUNNING']]);
    const [lane] = layout(input({ machines: [wide] }), size).lanes;
    expect(lane?.runs.map(({ state, width, several }) => [state, width, several])).toEqual([['OFF', 300, false], ['RUNNING', 1, true], ['RUNNING', 299, false]]);
  });

  it('shows the time before the first entry as unknown, never as off', () => {
    const [lane] = layout(input({ machines: [machineLog('M1', [[30 * MINUTE_MS, 'OFF']])] }), size).lanes;
    expect(lane?.runs[0]).toMatchObject({ stateClass: 'unknown', width: 300 });
  });

  it('makes the box of the excess reach from reference to mean over the spike', () => {
    const spike = { startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, excessKw: 50, excessKwh: 12.5, meanKw: 100, referenceKw: 50, peakMs: 20 * MINUTE_MS, peakKw: 110, reference: [[0, 15 * MINUTE_MS]] as const };
    const scene = layout(input({ spikes: [spike], picked: 0 }), size);
    expect(scene.excess?.width).toBeCloseTo(150);
    expect((scene.excess?.y ?? 0) + (scene.excess?.height ?? 0)).toBeCloseTo(scene.references[0]?.y ?? NaN);
  });

  it('shows where a machine began that added to the picked spike, and only there', () => {
    const spike = { startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, excessKw: 50, excessKwh: 12.5, meanKw: 100, referenceKw: 50, peakMs: 20 * MINUTE_MS, peakKw: 110, reference: [] };
    const log = (id: string, minutes: number) => machineLog(id, [[-MINUTE_MS, 'OFF'], [minutes * MINUTE_MS, 'RUNNING']]);
    const machines = [log('early', 12), log('late', 40), log('other', 16)];
    const { lanes, plot } = layout(input({ spikes: [spike], picked: 0, machines, adding: new Set(['early', 'late']) }), size);
    // 600 px show 60 minutes.
    expect(lanes.map((lane) => lane.beganX)).toEqual([plot.x + 120, undefined, undefined]);
  });

  it('says the peak with its own time, the level of comparison, and the energy of the box', () => {
    const spike = { startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, excessKw: 50, excessKwh: 12.5, meanKw: 100, referenceKw: 50.4, peakMs: 20 * MINUTE_MS + 30_000, peakKw: 110, reference: [[0, 15 * MINUTE_MS]] as const };
    const { peak, excess, referenceText } = layout(input({ spikes: [spike], picked: 0, zone: 'Asia/Kolkata' }), size);
    expect([peak?.text, excess?.kwText, excess?.kwhText, referenceText]).toEqual(['peak 110 kW, 05:50:30', '+50 kW', '× 15 min = 13 kWh', 'hour around it: 50 kW']);
  });

  it('tells apart neighbouring states that mean nothing to us, the same in every view', () => {
    const log = machineLog('M1', [[0, '2'], [20 * MINUTE_MS, '0'], [40 * MINUTE_MS, '2']]);
    const faint = (machines: ChartInput['machines']) => layout(input({ machines }), size).lanes[0]?.runs.map((run) => [run.state, run.faint]);
    expect(faint([log])).toEqual([['2', false], ['0', true], ['2', false]]);
    expect(faint([machineLog('M1', [[0, 'only']])])).toEqual([['only', false]]);
  });
});

describe('timeTicks', () => {
  it('labels round instants of the site’s own clock', () => {
    const startMs = Date.UTC(2025, 2, 6, 4, 40);
    expect(timeTicks({ startMs, endMs: startMs + 3 * HOUR }, 'Europe/Berlin', 600).map(({ text }) => text))
      .toEqual(['06:00', '06:30', '07:00', '07:30', '08:00', '08:30']);
  });
});

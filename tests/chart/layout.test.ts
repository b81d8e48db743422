import { describe, expect, it } from 'vitest';
import { COMPLETE, MINUTE_MS, type PowerReadings } from '../../src/base';
import { layout, type ChartInput, type ChartSpike } from '../../src/chart';
import { IN_KW } from '../support/in-kw';

const HOUR = 60 * MINUTE_MS;
const readings = (kw: readonly number[]): PowerReadings => ({
  kind: 'power', meterId: 'incomer', windowMs: MINUTE_MS, completeness: COMPLETE, notices: [],
  timeMs: Float64Array.from(kw, (_, i) => i * MINUTE_MS), demandKw: Float64Array.from(kw),
});
const flat = Array.from({ length: 60 }, () => 100);
const input = (over: Partial<ChartInput> = {}): ChartInput => ({
  range: { startMs: 0, endMs: HOUR }, zone: 'UTC', readings: readings(flat), machines: [], shifts: [], spikes: [], power: IN_KW, ...over,
});
// 166 px of names and 12 px at the right leave 600 px for 60 minutes.
const size = { widthPx: 166 + 12 + 600, heightPx: 400 };
const spike: ChartSpike = { startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, excessKw: 50, excessKwh: 12.5, meanKw: 100, referenceKw: 50.4, peakMs: 20 * MINUTE_MS + 30_000, peakKw: 110, reference: [[0, 15 * MINUTE_MS]] };

describe('layout', () => {
  it('begins the kW axis at zero and ends it with the unit, past the highest reading', () => {
    const { kwTicks, plot } = layout(input(), size);
    expect(kwTicks[0]).toEqual({ at: plot.y + plot.height, text: '0' });
    expect(kwTicks.at(-1)?.text).toMatch(/^1\d\d kW$|^100 kW$/);
  });

  it('reaches below zero as far as the plant feeds in, and no further: the line, the level of comparison and its box are seen', () => {
    const kw = Array.from({ length: 60 }, (_, i) => (i < 15 || i >= 30 ? -95 : 28));
    const fed = { ...spike, meanKw: 28, referenceKw: -95, excessKw: 123, peakKw: 28 };
    const { kwTicks, plot, zeroY, meanY, references, excess } = layout(input({ readings: readings(kw), spikes: [fed], picked: 0 }), size);
    const bottom = plot.y + plot.height;
    expect(kwTicks.map(({ text }) => text)).toEqual(['−80', '−60', '−40', '−20', '0', '20', '40 kW']);
    expect(kwTicks.find(({ text }) => text === '0')?.at).toBeCloseTo(zeroY);
    expect([meanY[50], references[0]?.y, excess!.y + excess!.height].map((y) => Math.round(bottom - y!))).toEqual([0, 0, 0]);
    expect(layout(input(), size).zeroY).toBe(plot.y + plot.height);
  });

  it('leaves a gap where nothing was read, and keeps the height of a one-minute peak', () => {
    const kw = Array.from({ length: 60 }, (_, i) => (i === 30 ? 400 : i >= 40 && i < 50 ? NaN : 100));
    const { meanY, plot } = layout(input({ readings: readings(kw) }), size);
    expect(Number.isNaN(meanY[450])).toBe(true);
    expect(meanY[305]).toBeCloseTo(plot.y, 0);
  });

  it('has one column a device pixel', () => {
    expect(layout(input(), { ...size, ratio: 2 }).meanY).toHaveLength(1200);
  });

  it('draws the band from the mean to the highest sample that the source knows', () => {
    const withMax = { ...readings(flat), maxKw: Float64Array.from(flat, (kw, i) => (i === 10 ? 300 : kw)) };
    const { meanY, maxY, plot, topKw } = layout(input({ readings: withMax }), size);
    const kwAt = (y: number) => ((plot.y + plot.height - y) / plot.height) * topKw;
    expect([kwAt(meanY[105]!), kwAt(maxY[105]!), kwAt(maxY[115]!)].map(Math.round)).toEqual([100, 300, 100]);
  });

  it('makes the box of the excess reach from reference to mean over the spike', () => {
    const scene = layout(input({ spikes: [spike], picked: 0 }), size);
    expect(scene.excess?.width).toBeCloseTo(150);
    expect((scene.excess?.y ?? 0) + (scene.excess?.height ?? 0)).toBeCloseTo(scene.references[0]?.y ?? NaN);
    expect(scene.references).toEqual([{ x: 166, width: 150, y: scene.references[0]?.y }]);
  });

  it('says the peak with its own time, the level of comparison, and the energy of the box', () => {
    const { peak, excess, referenceText } = layout(input({ spikes: [spike], picked: 0, zone: 'Asia/Kolkata' }), size);
    expect([peak?.text, excess?.kwText, excess?.kwhText, referenceText]).toEqual(['peak 110 kW, 05:50:30', '+50 kW', '× 15 min = 13 kWh', 'hour around it: 50 kW']);
    expect(peak?.x).toBeCloseTo(166 + 205);
  });

  it('rings the largest sample inside the spike whatever the windows in view, and says a stretch where they are long', () => {
    const peaks = (minutes: number) => {
      const count = 60 / minutes;
      const timeMs = Float64Array.from({ length: count }, (_, i) => i * minutes * MINUTE_MS);
      // 200 kW for one sample at 00:22, and a higher one at 00:40, outside the spike.
      const maxKw = Float64Array.from(timeMs, (ms) => (ms <= 22 * MINUTE_MS && ms + minutes * MINUTE_MS > 22 * MINUTE_MS ? 200 : ms <= 40 * MINUTE_MS && ms + minutes * MINUTE_MS > 40 * MINUTE_MS ? 300 : 105));
      const view = { ...readings([]), timeMs, demandKw: timeMs.map(() => 100), maxKw, windowMs: minutes * MINUTE_MS };
      return layout(input({ readings: view, spikes: [spike], picked: 0 }), size).peak?.text;
    };
    expect([peaks(1), peaks(5), peaks(60)]).toEqual(['peak 200 kW, 00:22', 'peak 200 kW, 00:20–00:25', 'peak 110 kW, 00:20:30']);
  });

  it('fills windows above the contract only, and draws none that was not measured whole: it would look like a demand that fell', () => {
    const windows = [60, 120, 130].map((kw, i) => ({ startMs: i * 15 * MINUTE_MS, endMs: (i + 1) * 15 * MINUTE_MS, kw, coverage: i === 2 ? 0.5 : 1, incomplete: i === 2 }));
    const { windows: steps, contractY } = layout(input({ windows, contractKw: 110 }), size);
    expect(steps.map((step) => [step.x, step.over])).toEqual([[166, false], [316, true]]);
    expect(steps[1]!.y).toBeLessThan(contractY ?? NaN);
  });

  it('leaves only the windows that are spoken of where steps would be narrower than three pixels', () => {
    const windows = Array.from({ length: 60 }, (_, i) => ({ startMs: i * MINUTE_MS, endMs: (i + 1) * MINUTE_MS, kw: 60 + i, coverage: 1, incomplete: false }));
    const drawn = (widthPx: number, contractKw?: number) => layout(input({ windows, contractKw }), { ...size, widthPx }).windows.map(({ kw }) => kw);
    // 60 windows on 600 px, and on some 140 px.
    expect([drawn(778).length, drawn(250)]).toEqual([60, [119]]);
    expect(drawn(250, 117.5)).toEqual([118, 119]);
  });

  it('says where cut readings end, and nothing of the kind when they are whole', () => {
    const cut = { ...readings(flat.slice(0, 40)), completeness: { kind: 'truncated' as const, by: 'row-limit' as const, got: 40, cap: 40 } };
    expect(layout(input({ readings: cut }), size).notLoaded).toEqual({ x: 166 + 400, width: 200, text: 'not loaded after 00:40' });
    expect(layout(input({ readings: readings(flat.slice(0, 40)) }), size).notLoaded).toBeUndefined();
  });

  it('tells many narrow shifts together and draws no line for them', () => {
    const shifts = Array.from({ length: 60 }, (_, i) => ({ startMs: i * MINUTE_MS, endMs: (i + 1) * MINUTE_MS, text: `shift ${i}` }));
    const cells = layout(input({ shifts }), size).shifts;
    expect(cells.length).toBeLessThan(20);
    expect(cells[0]).toMatchObject({ text: '6 shifts', line: false });
    expect(layout(input({ shifts: [{ startMs: 0, endMs: 30 * MINUTE_MS, text: 'early' }, { startMs: 30 * MINUTE_MS, endMs: HOUR, text: 'late' }] }), size).shifts.map(({ text, line }) => [text, line]))
      .toEqual([['early', false], ['late', true]]);
  });

  it('stacks the expected load in the place of nothing else: base load first, the sum on top', () => {
    const timeMs = Float64Array.from(flat, (_, i) => i * MINUTE_MS);
    const baseline = { timeMs, baselineKw: Float64Array.from(flat), expectedKw: Float64Array.from(flat) };
    const log = { machineId: 'M1', timeMs: Float64Array.of(0, 30 * MINUTE_MS), stateCode: Uint16Array.of(0, 1), states: ['OFF', 'RUNNING'], completeness: COMPLETE, notices: [] };
    const scene = layout(input({ baseline, machines: [log], expected: [{ machineId: 'M1', kwByState: new Map([['RUNNING', 40]]), clockOffsetS: 0 }] }), size);
    const kwAt = (y: number) => Math.round(((scene.plot.y + scene.plot.height - y) / scene.plot.height) * scene.topKw);
    expect(scene.layers.map(({ kind, topY }) => [kind, kwAt(topY[100]!), kwAt(topY[500]!)])).toEqual([['base', 100, 60], ['machine', 100, 100]]);
  });

  it('keeps the base load of a stack level where a state changes inside a bin, and lets it step where it does', () => {
    const timeMs = Float64Array.from(flat, (_, i) => i * MINUTE_MS);
    // The machine's 40 kW begin in the middle of the bin at 30 min, which expects their half; at 45 min the base load itself falls by 20 kW.
    const expectedKw = Float64Array.from(flat, (_, i) => (i < 30 ? 60 : i === 30 ? 80 : i < 45 ? 100 : 80));
    const log = { machineId: 'M1', timeMs: Float64Array.of(0, 30.5 * MINUTE_MS), stateCode: Uint16Array.of(0, 1), states: ['OFF', 'RUNNING'], completeness: COMPLETE, notices: [] };
    const scene = layout(input({ baseline: { timeMs, baselineKw: Float64Array.from(flat), expectedKw }, machines: [log], expected: [{ machineId: 'M1', kwByState: new Map([['RUNNING', 40]]), clockOffsetS: 0 }] }), size);
    const kwAt = (y: number) => Math.round(((scene.plot.y + scene.plot.height - y) / scene.plot.height) * scene.topKw);
    expect(Array.from(scene.layers[0]!.topY, kwAt).join(' ')).toBe([...Array.from({ length: 450 }, () => 60), ...Array.from({ length: 150 }, () => 40)].join(' '));
  });

  it('names a layer with what hides or reorders as a sign', () => {
    const baseline = { timeMs: readings(flat).timeMs, baselineKw: Float64Array.from(flat), expectedKw: Float64Array.from(flat) };
    const log = { machineId: '\u202eM1', timeMs: Float64Array.of(0), stateCode: Uint16Array.of(0), states: ['RUNNING'], completeness: COMPLETE, notices: [] };
    const { labels } = layout(input({ baseline, machines: [log], expected: [{ machineId: '\u202eM1', kwByState: new Map([['RUNNING', 60]]), clockOffsetS: 0 }] }), size);
    expect(labels.filter(({ name }) => name === 'layer').map(({ text }) => text)).toEqual(['base load', '\ufffdM1']);
  });

  it('writes no more than the peak and the contract into a plot as narrow as a phone', () => {
    const { labels } = layout(input({ spikes: [spike], picked: 0, contractKw: 105, windows: [{ startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, kw: 120, coverage: 1, incomplete: false }] }), { widthPx: 374, heightPx: 142 }, undefined, false);
    expect(labels.map(({ name }) => name)).toEqual(['peak', 'contract']);
  });

  it('never lets two labels overlap, at any size', () => {
    for (const widthPx of [260, 390, 640, 1000]) {
      const { labels } = layout(input({ spikes: [spike], picked: 0, contractKw: 105, windows: [{ startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, kw: 120, coverage: 1, incomplete: false }] }), { widthPx, heightPx: 200 }, undefined, widthPx >= 640);
      const boxes = labels.map(({ x, y, text, fontPx, weight }) => ({ x, y, half: (text.length * fontPx * (weight >= 600 ? 0.6 : 0.56)) / 2, height: fontPx * 1.25 }));
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
        expect(Math.abs(a.x - b.x) >= a.half + b.half || Math.abs(a.y - b.y) >= (a.height + b.height) / 2).toBe(true);
      }));
      expect(labels.length).toBeGreaterThan(0);
    }
  });
});

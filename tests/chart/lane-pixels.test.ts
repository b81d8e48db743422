import { describe, expect, it } from 'vitest';
import { machineLog, MINUTE_MS } from '../../src/base';
import { inksOf, laneOf, markOf, paintLanes, paletteOf, type Lane, type LaneGeometry, type Palette } from '../../src/chart';

const range = { startMs: 0, endMs: 60 * MINUTE_MS };
const columns = 60;
const theme = { isDark: true, text: '#ffffff', textSecondary: '#cccccc', surface: '#000000', grid: 'rgba(255, 255, 255, 0.1)' };
const palette = paletteOf(theme);
const lane = (entries: ReadonlyArray<readonly [number, string]>, staleMs?: number): Lane =>
  laneOf(machineLog('M1', entries), { range, columns, ...(staleMs === undefined ? {} : { staleFromMs: new Map([['M1', staleMs]]) }) });
const geometry: LaneGeometry = { columns, lanePx: 22, ratio: 1 };
const paint = (lanes: readonly Lane[], over: Partial<LaneGeometry> = {}, by: Palette = palette) => {
  const pixels = new Uint32Array(columns * 22 * lanes.length);
  paintLanes(pixels, lanes, { ...geometry, ...over }, inksOf(by));
  return pixels;
};
const at = (pixels: Uint32Array, x: number, y: number) => `#${[0, 8, 16].map((shift) => ((pixels[y * columns + x]! >> shift) & 255).toString(16).padStart(2, '0')).join('')}`;
const isClear = (pixels: Uint32Array, x: number, y: number) => pixels[y * columns + x] === 0;
/** Rows of fill run from 2 to 15, the key line stands in 16 and 17. */
const [FILL, KEY] = [9, 17];

describe('paintLanes', () => {
  it('fills a state with its class and draws its key line below', () => {
    const pixels = paint([lane([[0, 'RUNNING']])]);
    expect([at(pixels, 10, FILL), at(pixels, 10, KEY)]).toEqual([palette.states.running.fill, palette.states.running.line]);
    expect([isClear(pixels, 10, 0), isClear(pixels, 10, 21)]).toEqual([true, true]);
  });

  it('fills a state with the colour that an author chose for it, on that machine and no other', () => {
    const looks = new Map([['M1', new Map([['RUNNING', { of: 'running' as const, colour: '#5794F2' }]])]]);
    const both = ['M1', 'M2'].map((id) => laneOf(machineLog(id, [[0, 'RUNNING'], [30 * MINUTE_MS, 'LOADED']]), { range, columns, looks }));
    const pixels = paint(both);
    const [blue, own] = [markOf(palette, 'running', '#5794F2'), palette.states.running];
    expect([at(pixels, 10, FILL), at(pixels, 10, KEY), at(pixels, 40, FILL)]).toEqual([blue.fill, blue.line, own.fill]);
    expect(at(pixels, 10, 22 + FILL)).toBe(own.fill);
  });

  it('veils fills by 40 % outside the picked spike, and never the key line', () => {
    const pixels = paint([lane([[0, 'RUNNING']])], { clear: [20, 30] });
    // By hand: 60 % of #296054 on black is (25, 58, 50).
    expect([at(pixels, 10, FILL), at(pixels, 25, FILL)]).toEqual(['#193a32', '#296054']);
    expect([at(pixels, 10, KEY), at(pixels, 25, KEY)]).toEqual([palette.states.running.line, palette.states.running.line]);
  });

  it('leaves silence open: hatched and outlined, without a fill, so that it looks like no state', () => {
    const pixels = paint([lane([])]);
    const row = Array.from({ length: columns }, (_, x) => isClear(pixels, x, FILL));
    expect([row.includes(true), row.includes(false)]).toEqual([true, true]);
    expect(at(pixels, 10, 2)).toBe(palette.states.unknown.line);
  });

  it('has a bare line for OFF', () => {
    const pixels = paint([lane([[0, 'OFF']])]);
    expect(Array.from({ length: 14 }, (_, y) => isClear(pixels, 10, y + 2)).every(Boolean)).toBe(true);
    expect(at(pixels, 10, KEY)).toBe(palette.states.off.line);
  });

  it('puts a dotted edge over a column that hid a short state', () => {
    const minute = 30 * MINUTE_MS;
    const pixels = paint([lane([[0, 'RUNNING'], [minute + 1000, 'FAULT'], [minute + 2000, 'RUNNING']])]);
    expect(at(pixels, 30, 1)).toBe('#ffffff');
    expect(isClear(pixels, 28, 1)).toBe(true);
  });

  it('shows a stale state at half strength under a hatch', () => {
    const pixels = paint([lane([[0, 'RUNNING']], 30 * MINUTE_MS)]);
    const colours = new Set(Array.from({ length: 12 }, (_, x) => at(pixels, 40 + x, FILL)));
    // By hand: half of #296054 on black is (21, 48, 42).
    expect(colours).toEqual(new Set(['#15302a', palette.states.running.line]));
    expect(at(pixels, 10, FILL)).toBe(palette.states.running.fill);
  });

  it('takes fills away in high contrast and keeps patterns and key lines', () => {
    const pixels = paint([lane([[0, 'FAULT']])], {}, paletteOf({ ...theme, highContrast: true }));
    const row = Array.from({ length: columns }, (_, x) => at(pixels, x, FILL));
    expect(new Set(row)).toEqual(new Set(['#000000', '#ffffff']));
    expect(at(pixels, 10, KEY)).toBe('#ffffff');
  });

  it('leaves nothing of an earlier picture of the same size', () => {
    const busy = lane(Array.from({ length: 400 }, (_, i) => [i * 9000, i % 2 === 0 ? 'FAULT' : ''] as const));
    const calm = lane([[0, 'IDLE'], [20 * MINUTE_MS, 'HELD']]);
    for (const [ratio, lanePx] of [[1, 22], [2, 44], [1, 12], [1.5, 33]] as const) {
      const over = new Uint32Array(columns * lanePx);
      const inks = inksOf(palette);
      paintLanes(over, [busy], { columns, lanePx, ratio }, inks);
      paintLanes(over, [calm], { columns, lanePx, ratio }, inks);
      const once = new Uint32Array(columns * lanePx);
      paintLanes(once, [calm], { columns, lanePx, ratio }, inks);
      expect(over).toEqual(once);
    }
  });
});

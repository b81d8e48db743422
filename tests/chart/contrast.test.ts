import { describe, expect, it } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS, type PowerReadings } from '../../src/base';
import {
  BAND_TINT, BREACH_TINT, COLUMN_TINT, contrast, draw, EXCESS_TINT, inksOf, laneOf, layerTint, layout, markOf, over, paintLanes, paletteOf, PICKED_TINT, rgbaOf,
  type ChartInput, type Palette, type Rgba, type StateClass,
} from '../../src/chart';
import { seededRandom } from '../scenarios/seeded';
import { IN_KW } from '../support/in-kw';
import { THEMES } from '../support/themes';

/**
 * axe sees no canvas, so contrast is computed here from the colours that are painted (WCAG 2.2, 1.4.3 and 1.4.11): 4.5:1 for words, 3:1
 * for marks that carry meaning, each on every ground that it can lie on. A fill may be pale where its edge is not.
 */

const [WORDS, MARKS] = [4.5, 3];
const HOUR = 60 * MINUTE_MS;
const named = THEMES.map((theme) => [theme.isDark ? 'dark' : 'light', theme] as const);
const solid = (css: string, ground: Rgba = [0, 0, 0, 1]) => over(rgbaOf(css), ground);

/** What lies behind the marks of the plot. A panel may be transparent: then it lies on the page. */
function groundsOf(palette: Palette, surface: Rgba) {
  const tint = (css: string, share: number, ground: Rgba) => over(rgbaOf(css), ground, share);
  const column = tint(palette.textSecondary, COLUMN_TINT, surface);
  const picked = tint(palette.accent, PICKED_TINT, surface);
  const excess = tint(palette.accent, EXCESS_TINT, picked);
  const band = [surface, column, picked, excess].map((ground) => tint(palette.textSecondary, BAND_TINT, ground));
  const breach = [surface, column, picked].map((ground) => tint(palette.error, BREACH_TINT, ground));
  const layers = [surface, column, picked].flatMap((ground) => [0, 1, 2].map((layer) => tint(palette.textSecondary, layerTint(palette, layer), ground)));
  return { outside: [surface, column, picked], excess, band, breach, layers, all: [surface, column, picked, excess, ...band, ...breach, ...layers] };
}

describe.each(named)('the marks of the plot, %s', (_, theme) => {
  const palette = paletteOf(theme);
  const { text, textSecondary, accent, error, isDark } = palette;
  // Drawn so in the panel: PlotMarks, Crosshair, ShiftBand, Marking.
  const marks = (surface: Rgba): ReadonlyArray<readonly [mark: string, css: string, grounds: readonly Rgba[], opacity?: number]> => {
    const { outside, excess, band, breach, layers, all } = groundsOf(palette, surface);
    return [
      ['line of demand', text, all], ['hairline', text, all], ['edge of a window that is marked', text, all], ['edge of the band', textSecondary, [...outside, excess, ...breach]],
      ['baseline', textSecondary, [...outside, excess, ...band, ...layers]], ['demand windows', textSecondary, [...outside, excess], isDark ? 1 : 0.8],
      ['contract', error, [...outside, excess, ...layers]], ['breach', error, [...outside, excess]],
      ['edge of the excess', accent, outside], ['level of comparison', accent, outside], ['ring of the peak', accent, outside], ['end of what is loaded', accent, [surface]],
      ['cap of a spike’s column', textSecondary, [surface]], ['zero', textSecondary, outside], ['change of shift', textSecondary, [...outside, excess]],
      ['upper edge of a layer', textSecondary, layers], ['hatch of what is not loaded', textSecondary, [surface]],
    ];
  };

  it.each(['panel', 'page'])('hold 3:1 on whatever lies behind them, on the %s', (where) => {
    const low = marks(solid(where === 'panel' ? theme.surface : theme.canvas)).flatMap(([mark, css, grounds, opacity]) => {
      const least = Math.min(...grounds.map((ground) => contrast(over(rgbaOf(css), ground, opacity), ground)));
      return least < MARKS ? [`${mark} ${least.toFixed(2)}`] : [];
    });
    expect(low).toEqual([]);
  });

  it('are read: words of the plot stand on a rim of the surface, those of chips on their own ground', () => {
    const words: ReadonlyArray<readonly [css: string, ground: string]> = [
      [palette.accentText, theme.surface], [error, theme.surface], [text, theme.surface], [textSecondary, theme.surface], [textSecondary, theme.secondary], [text, theme.secondary], ['#111217', accent],
      // Axis, lanes' names and legend, on a transparent panel.
      [textSecondary, theme.canvas], [palette.accentText, theme.canvas],
    ];
    expect(words.filter(([css, ground]) => contrast(solid(css, solid(ground)), solid(ground)) < WORDS)).toEqual([]);
  });

  it('of the waterfall, of chips and evidence hold 3:1: bars and bands by their edges, intervals by the rim round them', () => {
    for (const ground of [theme.surface, theme.canvas]) {
      const drawn = { bar: accent, interval: text, connector: textSecondary, remainder: palette.states.unknown.line, chip: textSecondary, band: textSecondary };
      const low = Object.entries(drawn).filter(([, css]) => contrast(solid(css, solid(ground)), solid(ground)) < MARKS);
      expect(low, ground).toEqual([]);
    }
  });

  it('are all there is: the canvas paints nothing else at full strength, and tints only as strongly as told', () => {
    const paints = paintsOf(palette);
    expect(new Set(paints.filter(({ alpha }) => alpha === 1).map(({ css }) => css))).toEqual(new Set([text, textSecondary, palette.grid]));
    const tints = paints.flatMap(({ alpha, css }) => (alpha < 1 ? [`${css} ${alpha}`] : []));
    const told = [`${textSecondary} ${COLUMN_TINT}`, `${accent} ${PICKED_TINT}`, `${accent} ${EXCESS_TINT}`, `${textSecondary} ${BAND_TINT}`, ...[0, 1, 2].map((layer) => `${textSecondary} ${layerTint(palette, layer)}`), `${accent} 0`];
    expect(new Set(tints)).toEqual(new Set(told));
  });
});

describe.each(named)('the lanes, %s', (_, theme) => {
  const palette = paletteOf(theme);
  const plain = paletteOf({ ...theme, highContrast: true });
  const classes = Object.keys(palette.states) as StateClass[];
  const grounds = [theme.surface, theme.canvas].flatMap((css) => groundsOf(palette, solid(css)).outside);

  it.each(classes)('draw the line and the pattern of %s with 3:1 on the lane and on its own fill, veiled, faint, stale or not', (of) => {
    const { fill, line } = palette.states[of];
    const surface = solid(theme.surface);
    const fills = fill === undefined ? [] : [1, 0.6, 0.5, 0.4].map((share) => over(rgbaOf(fill), surface, share));
    expect(Math.min(...[...grounds, ...fills].map((ground) => contrast(rgbaOf(line), ground)))).toBeGreaterThanOrEqual(MARKS);
  });

  it('tell every class of states from every other without any colour: by what is drawn at 3:1', () => {
    for (const by of [palette, plain]) {
      for (const lanePx of [24, 12]) {
        const shapes = new Map(classes.map((of) => [shapeOf(by, of, lanePx), of]));
        expect([...shapes.values()], `${lanePx} px`).toEqual(classes);
      }
    }
  });

  it('read and show any colour that an author chose: names 4.5:1, lines and patterns 3:1, veiled or not', () => {
    const { next } = seededRandom(20250312);
    const channel = () => Math.floor(next() * 256);
    for (let i = 0; i < 3000; i++) {
      const chosen = `rgba(${channel()}, ${channel()}, ${channel()}, ${i % 3 === 0 ? next().toFixed(2) : 1})`;
      const of = classes[i % classes.length]!;
      const { fill, line } = markOf(palette, of, chosen);
      const surface = solid(theme.surface);
      const fills = fill === undefined ? [] : [1, 0.6].map((share) => over(rgbaOf(fill), surface, share));
      const what = `${of} in ${chosen}: ${fill ?? 'no fill'}, ${line}`;
      expect(Math.min(Infinity, ...fills.map((ground) => contrast(solid(palette.onFill), ground))), what).toBeGreaterThanOrEqual(WORDS);
      expect(Math.min(...[...grounds, ...fills].map((ground) => contrast(rgbaOf(line), ground))), what).toBeGreaterThanOrEqual(MARKS);
    }
  });
});

/** One hour with all that the canvas draws, with the band and with expected load in its place: colours and opacities as they were painted. */
function paintsOf(palette: Palette): Array<{ readonly css: string; readonly alpha: number }> {
  const timeMs = Float64Array.from({ length: 60 }, (_, i) => i * MINUTE_MS);
  const kw = timeMs.map((_, i) => 100 + (i % 7));
  const readings: PowerReadings = { kind: 'power', meterId: 'm', windowMs: MINUTE_MS, completeness: COMPLETE, notices: [], timeMs, demandKw: kw, maxKw: kw.map((one) => one + 20) };
  const spike = { excessKw: 50, excessKwh: 12, meanKw: 100, referenceKw: 50, peakMs: 0, peakKw: 110, reference: [] };
  const input: ChartInput = {
    range: { startMs: 0, endMs: HOUR }, zone: 'UTC', power: IN_KW, readings, shifts: [], machines: ['A', 'B'].map((id) => machineLog(id, [[0, 'RUNNING']])), baseline: { timeMs, baselineKw: kw, expectedKw: kw },
    spikes: [{ ...spike, startMs: 0, endMs: HOUR / 4 }, { ...spike, startMs: HOUR / 2, endMs: HOUR }], picked: 0,
  };
  const stacked: ChartInput = { ...input, expected: ['A', 'B'].map((machineId) => ({ machineId, kwByState: new Map([['RUNNING', 30]]), clockOffsetS: 0 })) };
  const paints: Array<{ css: string; alpha: number }> = [];
  const state = { fillStyle: '', strokeStyle: '', globalAlpha: 1 };
  const fill = () => paints.push({ css: state.fillStyle, alpha: state.globalAlpha });
  const stroke = () => paints.push({ css: state.strokeStyle, alpha: state.globalAlpha });
  const context = new Proxy(state, { get: (own, name) => ({ ...own, fill, fillRect: fill, stroke } as Record<string | symbol, unknown>)[name] ?? (() => undefined) });
  for (const one of [input, stacked]) {
    draw(context as unknown as CanvasRenderingContext2D, layout(one, { widthPx: 800, heightPx: 300 }), palette);
  }
  return paints;
}

/** Where line and pattern of a class are drawn in a lane, as text; its fill counts for nothing. */
function shapeOf(palette: Palette, of: StateClass, lanePx: number): string {
  const columns = 60;
  const range = { startMs: 0, endMs: HOUR };
  const looks = new Map([['M', new Map([['S', { of }]])]]);
  const lane = laneOf(machineLog('M', of === 'unknown' ? [] : [[0, 'S']]), { range, columns, looks });
  const pixels = new Uint32Array(columns * lanePx);
  const inks = inksOf(palette);
  paintLanes(pixels, [lane], { columns, lanePx, ratio: 1 }, inks);
  const { line } = inks.of(of);
  return [...pixels].map((pixel) => (pixel === line ? '#' : '.')).join('');
}

import { describe, expect, it } from 'vitest';
import { contrast, markOf, over, paletteOf, rgbaOf, type StateClass } from '../../src/chart';
import { THEMES } from '../support/themes';

describe.each(THEMES)('the palette, dark: $isDark', (theme) => {
  const palette = paletteOf(theme);
  const surface = rgbaOf(theme.surface);
  const classes = Object.keys(palette.states) as StateClass[];

  it.each(classes)('writes a state’s name on %s with at least 4.5:1, veiled or not', (name) => {
    const { fill } = palette.states[name];
    for (const share of [1, 0.6]) {
      const ground = fill === undefined ? surface : over(rgbaOf(fill), surface, share);
      const ink = over(rgbaOf(fill === undefined ? theme.textSecondary : palette.onFill), ground);
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(classes)('draws the key line of %s with at least 3:1 on the surface', (name) => {
    expect(contrast(rgbaOf(palette.states[name].line), surface)).toBeGreaterThanOrEqual(3);
  });

  it('keeps accent and breach at 3:1 as marks, and their words at 4.5:1', () => {
    expect(contrast(rgbaOf(palette.accent), surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(rgbaOf(palette.error), surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgbaOf(palette.accentText), surface)).toBeGreaterThanOrEqual(4.5);
    // The words on the picked chip.
    expect(contrast(rgbaOf('#111217'), rgbaOf(palette.accent))).toBeGreaterThanOrEqual(4.5);
  });
});

describe('paletteOf', () => {
  it('has no fills in high contrast', () => {
    expect(Object.values(paletteOf({ ...THEMES[0], highContrast: true }).states).map(({ fill }) => fill).filter(Boolean)).toEqual([]);
  });
});

describe('markOf', () => {
  // Named colours of Grafana 12's palette, both ends of the scale, and one that is half transparent.
  const chosen = ['#73BF69', '#F2495C', '#5794F2', '#FF9830', '#FADE2A', '#B877D9', '#000000', '#ffffff', '#123456', 'rgba(250, 222, 42, 0.5)'];

  it.each(THEMES)('reads the state’s name on any colour with 4.5:1, veiled or not, and its key line with 3:1, dark: $isDark', (theme) => {
    const palette = paletteOf(theme);
    const surface = rgbaOf(theme.surface);
    for (const colour of chosen) {
      const { fill, line } = markOf(palette, 'running', colour);
      for (const share of [1, 0.6]) {
        const ground = over(rgbaOf(fill!), surface, share);
        expect(contrast(over(rgbaOf(palette.onFill), ground), ground), `${colour} ${share}`).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(rgbaOf(line), surface), colour).toBeGreaterThanOrEqual(3);
    }
  });

  it('leaves a fill as it is on which names are read, and keeps the pattern of the class, whose strokes are seen on it', () => {
    // By hand: white on #1f60c4 has 5.9:1; twelve twentieths of the way to white it is #a5bfe7, of 3.1:1 at least on #1f60c4.
    const { fill, line, pattern } = markOf(paletteOf(THEMES[0]), 'starting', '#1F60C4');
    expect([fill, pattern]).toEqual(['#1f60c4', 'diagonal']);
    expect(contrast(rgbaOf(line), rgbaOf('#1f60c4'))).toBeGreaterThanOrEqual(3);
  });

  it('leaves a line as it is that is seen without a fill', () => {
    expect(markOf(paletteOf(THEMES[0]), 'off', '#73BF69').line).toBe('#73bf69');
  });

  it('never fills silence, gives OFF a line and no fill, and has only lines in high contrast', () => {
    const palette = paletteOf(THEMES[0]);
    expect(markOf(palette, 'unknown', '#F2495C')).toBe(palette.states.unknown);
    expect(markOf(palette, 'off', '#F2495C')).toEqual({ fill: undefined, line: '#f2495c', pattern: 'none' });
    const plain = paletteOf({ ...THEMES[0], highContrast: true });
    expect(markOf(plain, 'running', '#F2495C')).toBe(plain.states.running);
    expect(markOf(palette, 'running', undefined)).toBe(palette.states.running);
  });
});

describe('contrast', () => {
  it('is 21 for black on white, and 4.48 for #777 on white (WCAG 2.2, relative luminance)', () => {
    expect(contrast(rgbaOf('#000'), rgbaOf('#ffffff'))).toBeCloseTo(21);
    expect(contrast(rgbaOf('#777777'), rgbaOf('#ffffff'))).toBeCloseTo(4.48, 2);
  });
});

describe('rgbaOf', () => {
  it('reads what themes write, and throws with the text for anything else', () => {
    expect([rgbaOf('#0f8'), rgbaOf('rgba(1, 2, 3, 0.4)'), rgbaOf('rgb(1 2 3 / 40%)')]).toEqual([[0, 255, 136, 1], [1, 2, 3, 0.4], [1, 2, 3, 0.4]]);
    expect(() => rgbaOf('CanvasText')).toThrow(/CanvasText/);
  });
});

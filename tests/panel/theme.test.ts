/** The colours that contrast is computed with (tests/chart/contrast.test.ts) are those of Grafana's own themes. */
import { createTheme } from '@grafana/data';
import { expect, it } from 'vitest';
import { paletteOf } from '../../src/chart';
import { paletteFrom } from '../../src/panel/theme';
import { THEMES } from '../support/themes';

it.each(THEMES)('the theme is the one that Grafana has, dark: $isDark', ({ canvas, secondary, ...colours }) => {
  const theme = createTheme({ colors: { mode: colours.isDark ? 'dark' : 'light' } });
  expect(paletteFrom(theme)).toEqual(paletteOf(colours));
  expect([theme.colors.background.canvas, theme.colors.background.secondary].map((colour) => colour.toLowerCase())).toEqual([canvas, secondary]);
});

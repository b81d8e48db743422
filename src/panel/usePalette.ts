import { useEffect, useMemo, useState } from 'react';
import { useTheme2 } from '@grafana/ui';
import { paletteOf, rgbaOf, type Palette } from '../chart';
import { paletteFrom } from './theme';

/** The chart's palette for the theme, and for people who asked their system for high contrast. */

const FORCED = '(forced-colors: active)';
const MORE = '(prefers-contrast: more)';

export function usePalette(): Palette {
  const theme = useTheme2();
  const forced = useMedia(FORCED);
  const more = useMedia(MORE);
  return useMemo(() => {
    const palette = paletteFrom(theme);
    if (forced) {
      const [text = palette.text, surface = palette.surface] = systemColours(['CanvasText', 'Canvas']);
      const [red, green, blue] = rgbaOf(text);
      return paletteOf({ isDark: palette.isDark, highContrast: true, text, textSecondary: text, surface, grid: `rgba(${red}, ${green}, ${blue}, 0.25)` });
    }
    return more ? paletteOf({ ...palette, highContrast: true, textSecondary: palette.text, grid: palette.textSecondary }) : palette;
  }, [theme, forced, more]);
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const hear = () => setMatches(media.matches);
    media.addEventListener('change', hear);
    return () => media.removeEventListener('change', hear);
  }, [query]);
  return matches;
}

/** A canvas is not recoloured by the system, so what the keywords stand for is read from an element. */
function systemColours(names: readonly string[]): string[] {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.setProperty('forced-color-adjust', 'none');
  const colours = names.map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
}

import type { GrafanaTheme2 } from '@grafana/data';
import { paletteOf, type Palette } from '../chart';

/** Takes from the host's theme what the chart's palette needs. */
export function paletteFrom(theme: GrafanaTheme2): Palette {
  const { isDark, text, background, border } = theme.colors as GrafanaTheme2['colors'] & { isDark?: boolean };
  return paletteOf({ isDark: theme.isDark ?? isDark, text: text.primary, textSecondary: text.secondary, surface: background.primary, grid: border.weak, error: theme.colors.error.text });
}

/** What createTheme of @grafana/data gives, dark and light, as far as the chart draws with it: tests/panel/theme.test.ts holds them to it. */
export const THEMES = [
  {
    isDark: true, text: 'rgb(204, 204, 220)', textSecondary: 'rgba(204, 204, 220, 0.65)', surface: '#181b1f', grid: 'rgba(204, 204, 220, 0.12)', error: '#ff5286',
    canvas: '#111217', secondary: '#22252b',
  },
  {
    isDark: false, text: 'rgba(36, 41, 46, 1)', textSecondary: 'rgba(36, 41, 46, 0.75)', surface: '#ffffff', grid: 'rgba(36, 41, 46, 0.12)', error: '#cf0e5B',
    canvas: '#fbfbfb', secondary: '#f4f5f5',
  },
] as const;

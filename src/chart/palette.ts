import type { StateClass } from './classes';

/** Colours of the marks, dark and light; what the theme gives comes in with it. */

export interface StateMark {
  readonly fill: string | undefined;
  /** The 1.6 px line below: what stays when fills are veiled. */
  readonly line: string;
  readonly pattern: 'none' | 'diagonal' | 'dots' | 'cross' | 'hatch';
}

/** From the host's theme. */
export interface ThemeColours {
  readonly isDark: boolean;
  readonly text: string;
  readonly textSecondary: string;
  readonly surface: string;
  readonly grid: string;
  /** Contract and breach. */
  readonly error?: string;
  /** Fills off, key lines and patterns stay; the colours of the theme are then the system's own. */
  readonly highContrast?: boolean;
}

export interface Palette extends ThemeColours {
  readonly error: string;
  /** The picked spike, and only it. */
  readonly accent: string;
  readonly accentText: string;
  /** Names of states on their fills: 4.5:1 on each of them, also under the veil. */
  readonly onFill: string;
  readonly states: Readonly<Record<StateClass, StateMark>>;
}

/** @param recolour fills that a dashboard's author chose for a class */
export function paletteOf(theme: ThemeColours, recolour: Partial<Record<StateClass, string>> = {}): Palette {
  const pick = (dark: string, light: string) => (theme.isDark ? dark : light);
  const idle = pick('#3a414d', '#dfe3e8');
  const grey = pick('#8b93a1', '#6b7280');
  const states: Record<StateClass, StateMark> = {
    running: { fill: pick('#2f6f62', '#bfe3d6'), line: pick('#58b8a2', '#2f7d6b'), pattern: 'none' },
    starting: { fill: pick('#6b51b0', '#cbbdf2'), line: pick('#a48ae6', '#6b51b0'), pattern: 'diagonal' },
    idle: { fill: idle, line: grey, pattern: 'none' },
    waiting: { fill: idle, line: grey, pattern: 'dots' },
    setup: { fill: pick('#2f5f96', '#bcd6f5'), line: pick('#6ba4e3', '#2f5f96'), pattern: 'none' },
    fault: { fill: pick('#9c2f55', '#f3b4c8'), line: pick('#f0719d', '#b02a5b'), pattern: 'cross' },
    off: { fill: undefined, line: pick('#6b7380', '#8a929e'), pattern: 'none' },
    unknown: { fill: undefined, line: grey, pattern: 'hatch' },
    other: { fill: pick('#46566b', '#d3dbe6'), line: pick('#8fa3bd', '#5b6b80'), pattern: 'none' },
  };
  for (const name of Object.keys(states) as StateClass[]) {
    const mark = states[name];
    // Silence must not look like a state, so it has no fill to recolour.
    const fill = theme.highContrast || mark.fill === undefined ? undefined : recolour[name] ?? mark.fill;
    states[name] = { ...mark, fill, line: theme.highContrast ? theme.text : mark.line };
  }
  return {
    ...theme, states,
    error: theme.highContrast ? theme.text : theme.error ?? pick('#ff5286', '#c4162a'),
    accent: pick('#ff9830', '#e8730c'),
    onFill: theme.highContrast || !theme.isDark ? theme.text : '#ffffff',
    accentText: theme.highContrast ? theme.text : pick('#ffb357', '#9a4300'),
  };
}

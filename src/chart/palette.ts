import type { StateClass } from './classes';
import { contrast, over, rgbaOf, type Rgba } from './colour';

/** Colours of the marks, dark and light; what the theme gives comes in with it. */

export interface StateMark {
  readonly fill: string | undefined;
  /** The 1.6 px line below: what stays when fills are veiled. */
  readonly line: string;
  /** thick: a key line of 5 px, where no fill tells running from idle. */
  readonly pattern: 'none' | 'diagonal' | 'dots' | 'cross' | 'hatch' | 'thick';
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
  /** Steps of demand windows: fainter than the line of demand, which they run beside. */
  readonly window: string;
  /** Names of states on their fills: 4.5:1 on each of them, also under the veil. */
  readonly onFill: string;
  readonly states: Readonly<Record<StateClass, StateMark>>;
}

export function paletteOf(theme: ThemeColours): Palette {
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
    states[name] = theme.highContrast ? { fill: undefined, line: theme.text, pattern: name === 'running' || name === 'other' ? 'thick' : mark.pattern } : mark;
  }
  return {
    ...theme, states,
    error: theme.highContrast ? theme.text : theme.error ?? pick('#ff5286', '#c4162a'),
    accent: pick('#ff9830', '#e8730c'),
    onFill: theme.highContrast || !theme.isDark ? theme.text : '#ffffff',
    window: theme.highContrast ? theme.textSecondary : cssOf(over(rgbaOf(theme.textSecondary), over(rgbaOf(theme.surface), BLACK), 0.7)),
    accentText: theme.highContrast ? theme.text : pick('#ffb357', '#9a4300'),
  };
}

/** Of names on fills and of lines on the surface (WCAG 2.2, 1.4.3 and 1.4.11). */
const [TEXT_CONTRAST, MARK_CONTRAST] = [4.5, 3];

/**
 * The mark of a state in the colour that a dashboard's author chose for it: its class keeps the pattern. The fill goes so far towards
 * the surface that the state's name is read on it, and the key line so far towards the text that it is seen.
 * Silence must not look like a state and keeps its own mark; what has no fill, such as OFF, takes the colour as its line.
 * @param colour one that {@link rgbaOf} reads
 */
export function markOf(palette: Palette, of: StateClass, colour: string | undefined): StateMark {
  const mark = palette.states[of];
  if (colour === undefined || of === 'unknown' || palette.highContrast) {
    return mark;
  }
  const surface = over(rgbaOf(palette.surface), BLACK);
  const chosen = over(rgbaOf(colour), surface);
  const ink = over(rgbaOf(palette.onFill), surface);
  return {
    ...mark,
    line: cssOf(towards(chosen, over(rgbaOf(palette.text), surface), (line) => contrast(line, surface) >= MARK_CONTRAST)),
    fill: mark.fill === undefined ? undefined : cssOf(towards(chosen, surface, (fill) => contrast(ink, fill) >= TEXT_CONTRAST)),
  };
}

const BLACK: Rgba = [0, 0, 0, 1];

/** The first of twenty steps from one colour to another that will do; the last where none does. */
function towards(from: Rgba, to: Rgba, will: (colour: Rgba) => boolean): Rgba {
  const steps = Array.from({ length: 21 }, (_, i) => over([to[0], to[1], to[2], i / 20], from));
  return steps.find(will) ?? to;
}

const cssOf = ([red, green, blue]: Rgba): string => `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

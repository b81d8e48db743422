import type { StateClass } from './classes';
import { contrast, over, rgbaOf, type Rgba } from './colour';

/** Colours of the marks, dark and light; what the theme gives comes in with it. */

export interface StateMark {
  readonly fill: string | undefined;
  /** The 1.6 px line below, and the pattern: both stay when fills are veiled. */
  readonly line: string;
  /** What tells it from its neighbours without its colour. top: a bar with an upper edge; low: a lower one; thick: a key line of 5 px. */
  readonly pattern: 'none' | 'top' | 'low' | 'thick' | 'lines' | 'diagonal' | 'dots' | 'cross' | 'hatch';
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

/**
 * How strongly surfaces are tinted: so little that lines, ticks and words hold their contrast on each, since edges and not tints carry what is meant.
 * Columns, the band and layers in the secondary text's colour, the picked spike's column and its excess in the accent, a breach in the error's.
 */
export const COLUMN_TINT = 0.1;
export const PICKED_TINT = 0.08;
export const EXCESS_TINT = 0.14;
export const BAND_TINT = 0.28;
export const BREACH_TINT = 0.35;
/** Of a layer of expected load, counted from below: no two neighbours alike. */
export const layerTint = ({ highContrast }: Palette, layer: number): number => (highContrast ? 0 : [0.05, 0.15, 0.25][layer % 3]);

export function paletteOf(theme: ThemeColours): Palette {
  const pick = (dark: string, light: string) => (theme.isDark ? dark : light);
  const idle = pick('#3a414d', '#dfe3e8');
  const grey = pick('#8b93a1', '#6b7280');
  const states: Record<StateClass, StateMark> = {
    running: { fill: pick('#296054', '#bfe3d6'), line: pick('#58b8a2', '#2f7d6b'), pattern: 'top' },
    starting: { fill: pick('#503b94', '#cbbdf2'), line: pick('#a48ae6', '#6b51b0'), pattern: 'diagonal' },
    idle: { fill: idle, line: grey, pattern: 'low' },
    waiting: { fill: idle, line: grey, pattern: 'dots' },
    setup: { fill: pick('#28507f', '#bcd6f5'), line: pick('#6ba4e3', '#2f5f96'), pattern: 'lines' },
    fault: { fill: pick('#8a2749', '#f3b4c8'), line: pick('#f0719d', '#b02a5b'), pattern: 'cross' },
    off: { fill: undefined, line: pick('#6b7380', '#7a828e'), pattern: 'none' },
    unknown: { fill: undefined, line: grey, pattern: 'hatch' },
    other: { fill: pick('#46566b', '#d3dbe6'), line: pick('#96a9c2', '#5b6b80'), pattern: 'thick' },
  };
  if (theme.highContrast) {
    for (const name of Object.keys(states) as StateClass[]) {
      // Without fills the heavier line is for what runs.
      states[name] = { fill: undefined, line: theme.text, pattern: name === 'running' ? 'thick' : name === 'other' ? 'top' : states[name].pattern };
    }
  }
  return {
    ...theme, states,
    error: theme.highContrast ? theme.text : theme.error ?? pick('#ff5286', '#cf0e5b'),
    accent: pick('#ff9830', '#cc5f05'),
    onFill: theme.highContrast || !theme.isDark ? theme.text : '#ffffff',
    accentText: theme.highContrast ? theme.text : pick('#ffb357', '#9a4300'),
  };
}

/** Of names on fills (WCAG 2.2, 1.4.3), and of lines on fill and surface: 3:1 (1.4.11) is left of it where the surface is tinted or a panel transparent. */
const [TEXT_CONTRAST, MARK_CONTRAST] = [4.5, 3.8];

/**
 * The mark of a state in the colour that a dashboard's author chose for it: its class keeps the pattern. The fill goes so far towards
 * the surface that the state's name is read on it, and the key line so far towards the ink of names that line and pattern are seen on both.
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
  const fill = mark.fill === undefined ? surface : towards(chosen, surface, (one) => contrast(ink, one) >= TEXT_CONTRAST);
  const line = towards(chosen, ink, (one) => Math.min(contrast(one, surface), contrast(one, fill)) >= MARK_CONTRAST);
  return { ...mark, line: cssOf(line), fill: mark.fill && cssOf(fill) };
}

const BLACK: Rgba = [0, 0, 0, 1];

/** The first of twenty steps from one colour to another that will do; the last where none does. */
function towards(from: Rgba, to: Rgba, will: (colour: Rgba) => boolean): Rgba {
  const steps = Array.from({ length: 21 }, (_, i) => over([to[0], to[1], to[2], i / 20], from));
  return steps.find(will) ?? to;
}

const cssOf = ([red, green, blue]: Rgba): string => `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

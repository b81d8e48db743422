import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import { lookOf, markOf, type Measure, type Palette, type StateClass, type StateLooks, type StateMark } from '../chart';
import type { MachineLog } from '../base';
import { chartWords } from './words/chart';
import { stateWords, words } from './words';

/**
 * The classes of states that occur, and the states for which a dashboard's author chose a colour, with the same fill, pattern and key
 * line as on the canvas, so that colour is never alone.
 */

const ORDER: readonly StateClass[] = ['running', 'other', 'starting', 'idle', 'waiting', 'setup', 'fault', 'off', 'unknown'];

function swatch({ fill, line, pattern }: StateMark): React.CSSProperties {
  const stripes = {
    none: undefined,
    low: `linear-gradient(${line} 1px, ${fill ?? 'transparent'} 0) bottom / 100% 70% no-repeat`,
    top: `linear-gradient(${line} 0 0) top / 100% 1px no-repeat`,
    lines: `repeating-linear-gradient(${line} 0 1px, transparent 1px 4px)`,
    diagonal: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px)`,
    dots: `radial-gradient(${line} 1px, transparent 1.2px) 0 0 / 4px 4px`,
    cross: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px), repeating-linear-gradient(-45deg, transparent 0 3px, ${line} 3px 4px)`,
    thick: `linear-gradient(${line} 0 0) bottom / 100% 3px no-repeat`,
    hatch: `repeating-linear-gradient(45deg, transparent 0 4px, ${line} 4px 5px)`,
  }[pattern];
  // Only what is there: an undefined `background` would wipe the colour that was set before it.
  return { background: [stripes, pattern === 'low' ? '' : fill].filter(Boolean).join(', ') || undefined, borderBottom: `2px solid ${line}`, outline: pattern === 'hatch' ? `1px solid ${line}` : undefined, forcedColorAdjust: 'none' };
}

export interface LegendEntry {
  readonly text: string;
  readonly mark: StateMark;
}

/** Of the open lanes; a class of which some states have a colour of their own is told after them, as the others. */
export function legendOf(machines: readonly MachineLog[], looks: StateLooks | undefined, palette: Palette): LegendEntry[] {
  const entries = machines.flatMap(({ machineId, states }) => states.map((state) => {
    const { of, colour } = lookOf(looks, machineId, state);
    return colour === undefined || of === 'unknown' ? { of } : { of, state, colour };
  }));
  const each = [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
  return ORDER.flatMap((one) => {
    const own = each.flatMap(({ of, state, colour }) => (of === one && state !== undefined ? [{ state, colour }] : [])).sort((a, b) => (a.state < b.state ? -1 : 1));
    const entry = (text: string, colour?: string): LegendEntry => ({ text, mark: markOf(palette, one, colour) });
    const name = words.classes[one];
    return [
      ...own.map(({ state, colour }) => entry(stateWords(state), colour)),
      ...(each.some(({ of, state }) => of === one && state === undefined) ? [entry(own.length > 0 ? words.otherStates(name) : name)] : []),
    ];
  });
}

const SWATCH_PX = 14;
const [GAP_PX, BETWEEN_PX] = [5, 12];
const LINE_PX = 18;
/** More would be a list and no legend. */
const MOST_LINES = 3;

/** Height of the entries side by side, in as many lines as they take. */
export function legendPx(entries: readonly LegendEntry[], roomPx: number, measure: Measure): number {
  let [lines, x] = [1, 0];
  for (const { text } of entries) {
    const width = SWATCH_PX + GAP_PX + Math.ceil(measure(text, 11));
    if (x > 0 && x + width > roomPx) {
      lines++;
      x = 0;
    }
    x += width + BETWEEN_PX;
  }
  return Math.min(MOST_LINES, lines) * LINE_PX + 8;
}

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): React.ReactElement {
  const theme = useTheme2();
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: `0 ${BETWEEN_PX}px`, margin: 0, padding: '3px 0', listStyle: 'none', fontSize: 11, maxHeight: MOST_LINES * LINE_PX + 6, overflow: 'hidden', color: theme.colors.text.secondary, li: { display: 'flex', alignItems: 'center', gap: GAP_PX, height: LINE_PX, whiteSpace: 'nowrap' } });
  return (
    <ul className={row} aria-label={chartWords.legend}>
      {entries.map(({ text, mark }, i) => <li key={i}><span aria-hidden="true" style={{ width: SWATCH_PX, height: 10, ...swatch(mark) }} />{text}</li>)}
    </ul>
  );
}

import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import { markOf, stateClass, type Palette, type StateClass, type StateColours, type StateMark } from '../chart';
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
    diagonal: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px)`,
    dots: `radial-gradient(${line} 1px, transparent 1.2px) 0 0 / 4px 4px`,
    cross: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px), repeating-linear-gradient(-45deg, transparent 0 3px, ${line} 3px 4px)`,
    hatch: `repeating-linear-gradient(45deg, transparent 0 4px, ${line} 4px 5px)`,
  }[pattern];
  // Only what is there: an undefined `background` would wipe the colour that was set before it.
  return { background: [stripes, fill].filter(Boolean).join(', ') || undefined, borderBottom: `2px solid ${line}`, outline: fill ? undefined : `1px solid ${line}`, forcedColorAdjust: 'none' };
}

interface Entry {
  readonly of: StateClass;
  /** undefined: all others of the class. */
  readonly state?: string;
  readonly colour?: string;
  /** true: the rest of a class of which some have a colour of their own. */
  readonly rest?: boolean;
}

function entriesOf(machines: readonly MachineLog[], colours: StateColours | undefined): Entry[] {
  const entries = machines.flatMap(({ machineId, states }) => states.map((state): Entry => {
    const [of, colour] = [stateClass(state), colours?.get(machineId)?.get(state)];
    return colour === undefined || of === 'unknown' ? { of } : { of, state, colour };
  }));
  const each = [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
  return ORDER.flatMap((one) => {
    const own = each.filter(({ of, state }) => of === one && state !== undefined).sort((a, b) => (a.state! < b.state! ? -1 : 1));
    return each.some(({ of, state }) => of === one && state === undefined) ? [...own, { of: one, rest: own.length > 0 }] : own;
  });
}

export function Legend({ machines, colours, palette }: { readonly machines: readonly MachineLog[]; readonly colours: StateColours | undefined; readonly palette: Palette }): React.ReactElement {
  const theme = useTheme2();
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: '0 12px', margin: 0, padding: 0, listStyle: 'none', fontSize: 11, lineHeight: '24px', height: 24, overflow: 'hidden', color: theme.colors.text.secondary, li: { display: 'flex', alignItems: 'center', gap: 5, whiteSpace: 'nowrap' } });
  return (
    <ul className={row} aria-label={chartWords.legend}>
      {entriesOf(machines, colours).map(({ of, state, colour, rest }) => (
        <li key={`${of} ${state} ${colour}`}><span aria-hidden="true" style={{ width: 14, height: 10, ...swatch(markOf(palette, of, colour)) }} />{state !== undefined ? stateWords(state) : rest ? words.otherStates(words.classes[of]) : words.classes[of]}</li>
      ))}
    </ul>
  );
}

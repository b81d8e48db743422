import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import { stateClass, type Palette, type StateClass, type StateMark } from '../chart';
import type { MachineLog } from '../base';
import { chartWords } from './words/chart';
import { words } from './words';

/** The classes of states that occur, with the same fill, pattern and key line as on the canvas, so that colour is never alone. */

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

export function Legend({ machines, palette }: { readonly machines: readonly MachineLog[]; readonly palette: Palette }): React.ReactElement {
  const theme = useTheme2();
  const seen = new Set(machines.flatMap((log) => log.states.map(stateClass)));
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: '0 12px', margin: 0, padding: 0, listStyle: 'none', fontSize: 11, lineHeight: '24px', height: 24, overflow: 'hidden', color: theme.colors.text.secondary, li: { display: 'flex', alignItems: 'center', gap: 5, whiteSpace: 'nowrap' } });
  return (
    <ul className={row} aria-label={chartWords.legend}>
      {ORDER.filter((one) => seen.has(one)).map((one) => (
        <li key={one}><span aria-hidden="true" style={{ width: 14, height: 10, ...swatch(palette.states[one]) }} />{words.classes[one]}</li>
      ))}
    </ul>
  );
}

import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import { stateClass, type StateClass, type StateMark } from '../chart';
import type { MachineLog } from '../base';
import { paletteFrom } from './theme';
import { words } from './words';

/** What the marks of the chart mean: the lines of the meter, and the classes of states that occur. */

const ORDER: readonly StateClass[] = ['running', 'other', 'starting', 'idle', 'waiting', 'setup', 'fault', 'off', 'unknown'];

/** The same fill, pattern and key line as on the canvas, so that colour is never alone. */
function swatch({ fill, line, pattern }: StateMark): React.CSSProperties {
  const stripes = {
    none: undefined,
    diagonal: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px)`,
    dots: `radial-gradient(${line} 1px, transparent 1.2px) 0 0 / 4px 4px`,
    cross: `repeating-linear-gradient(45deg, transparent 0 3px, ${line} 3px 4px), repeating-linear-gradient(-45deg, transparent 0 3px, ${line} 3px 4px)`,
    hatch: `repeating-linear-gradient(45deg, transparent 0 4px, ${line} 4px 5px)`,
  }[pattern];
  // Only what is there: an undefined `background` would wipe the colour that was set before it.
  return { background: [stripes, fill].filter(Boolean).join(', ') || undefined, borderBottom: `2px solid ${line}`, outline: fill ? undefined : `1px solid ${line}` };
}

export function Legend({ machines }: { readonly machines: readonly MachineLog[] }): React.ReactElement {
  const theme = useTheme2();
  const palette = paletteFrom(theme);
  const seen = new Set(machines.flatMap((log) => log.states.map(stateClass)));
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: '2px 14px', margin: 0, padding: 0, listStyle: 'none', fontSize: 11, color: theme.colors.text.secondary });
  const item = css({ display: 'flex', alignItems: 'center', gap: 5 });
  const line = (style: React.CSSProperties) => <span aria-hidden style={{ width: 18, height: 0, ...style }} />;
  return (
    <ul className={row} aria-label={words.legend}>
      <li className={item}>{line({ borderTop: `2px solid ${palette.text}` })}{words.legendDemand}</li>
      <li className={item}>{line({ borderTop: `2px dotted ${palette.textSecondary}` })}{words.legendBaseline}</li>
      <li className={item}>{line({ borderTop: `3px solid ${palette.accent}` })}{words.legendReference}</li>
      {ORDER.filter((one) => seen.has(one)).map((one) => (
        <li key={one} className={item}>
          <span aria-hidden style={{ width: 14, height: 10, ...swatch(palette.states[one]) }} />
          {words.classes[one]}
        </li>
      ))}
    </ul>
  );
}

import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Measure, Scene } from '../chart';
import { chartWords } from './words/chart';
import { hidden } from './words';

export const BAND_PX = 21;

/** Shifts and their crews above the picture; where one ends a dotted line runs down through plot and lanes. */
export function ShiftBand({ shifts, left, measure }: { readonly shifts: Scene['shifts']; readonly left: number; readonly measure: Measure }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.band}>
      {left > 100 && <span className={styles.name}>{chartWords.shift}</span>}
      {shifts.map(({ x, width, text }) => (
        <span key={x} className={styles.cell} style={{ left: x, width }} title={hidden(text)}>{faceOf(hidden(text), width - 8, measure)}</span>
      ))}
    </div>
  );
}

/** "Early shift, crew B", "Early shift" or "Early": whole words or nothing, as much as there is room for. */
function faceOf(text: string, roomPx: number, measure: Measure): string {
  return [text, text.split(',')[0] ?? '', text.split(/[\s,]/)[0] ?? ''].find((words) => measure(words, 11) <= roomPx) ?? '';
}

/** The dotted lines, over whatever height they are put on. */
export function ShiftLines({ shifts }: { readonly shifts: Scene['shifts'] }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  return <>{shifts.filter((shift) => shift.line).map(({ x }) => <div key={x} aria-hidden="true" className={styles.line} style={{ left: x }} />)}</>;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  band: css({ position: 'relative', height: BAND_PX, flex: 'none', fontSize: 11, lineHeight: '17px', color: theme.colors.text.secondary, overflow: 'hidden' }),
  name: css({ fontSize: 12, paddingLeft: 4 }),
  cell: css({ position: 'absolute', top: 0, height: 17, boxSizing: 'border-box', paddingLeft: 6, background: theme.colors.background.secondary, overflow: 'hidden', whiteSpace: 'nowrap', borderRight: `1px solid ${theme.colors.background.primary}` }),
  line: css({ position: 'absolute', top: 0, bottom: 0, width: 1, backgroundImage: `linear-gradient(${theme.colors.text.secondary} 40%, transparent 0)`, backgroundSize: '1px 5px', pointerEvents: 'none' }),
});

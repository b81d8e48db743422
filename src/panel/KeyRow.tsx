import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { MINUTE_MS } from '../base';
import { ageText, BAND_TINT, type Palette } from '../chart';
import { focusRing } from './styles';
import { chartWords } from './words/chart';

export const KEY_PX = 26;

export interface KeyRowProps {
  readonly palette: Palette;
  readonly left: number;
  /** Length of a reading where it is known, ms. */
  readonly readingMs: number | undefined;
  readonly hasBand: boolean;
  /** Length of a demand window, ms; undefined where none is shown. */
  readonly windowMs: number | undefined;
  /** Whether a stack of expected load can be drawn, and is. */
  readonly expected: 'none' | 'off' | 'on';
  /** Whether the hour around a spike is drawn. */
  readonly hasReference: boolean;
  readonly onExpected: () => void;
  readonly asTable: boolean;
  readonly onTable: () => void;
}

/** What the lines of the plot mean, and the two switches of the picture. */
export function KeyRow({ palette, left, readingMs, hasBand, windowMs, hasReference, expected, onExpected, asTable, onTable }: KeyRowProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const line = (style: React.CSSProperties) => <span aria-hidden="true" style={{ width: 18, height: 0, ...style }} />;
  return (
    <div className={styles.row}>
      {left > 100 && <span className={styles.name} style={{ width: left }}>{chartWords.demand}</span>}
      {!asTable && (
        <ul className={styles.list} aria-label={chartWords.legend}>
          <li>{line({ borderTop: `2px solid ${palette.text}` })}{chartWords.mean(readingMs === undefined ? undefined : ageText(readingMs))}</li>
          {hasBand && expected !== 'on' && <li><svg aria-hidden="true" width={18} height={10}><path d="M0 1H18V10H0" fill={palette.textSecondary} fillOpacity={BAND_TINT} stroke={palette.textSecondary} strokeDasharray="18 99" /></svg>{chartWords.band}</li>}
          <li>{line({ borderTop: `2px dotted ${palette.textSecondary}` })}{chartWords.baseline}</li>
          {windowMs !== undefined && <li><svg aria-hidden="true" width={18} height={10}><path d="M0 9H7V2H18" fill="none" stroke={palette.textSecondary} strokeWidth={2} /></svg>{chartWords.window(Math.round(windowMs / MINUTE_MS))}</li>}
          {/* Last: where there is no room for it, the plot names it too. */}
          {hasReference && <li>{line({ borderTop: `3px solid ${palette.accent}` })}{chartWords.reference}</li>}
        </ul>
      )}
      <span style={{ flex: 1 }} />
      {expected !== 'none' && !asTable && <button type="button" className={styles.button} aria-pressed={expected === 'on'} title={chartWords.expectedHelp} onClick={onExpected}>{chartWords.expected}</button>}
      <button type="button" className={styles.button} aria-pressed={asTable} onClick={onTable}>{asTable ? chartWords.picture : chartWords.table}</button>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', height: KEY_PX, flex: 'none', fontSize: 11, color: theme.colors.text.secondary, overflow: 'hidden', gap: 4 }),
  name: css({ fontSize: 12, flex: 'none', marginRight: -4, paddingLeft: 4, boxSizing: 'border-box' }),
  list: css({ display: 'flex', flexWrap: 'wrap', gap: '0 14px', margin: 0, padding: 0, listStyle: 'none', height: 16, overflow: 'hidden', lineHeight: '16px', li: { display: 'flex', alignItems: 'center', gap: 5, whiteSpace: 'nowrap' } }),
  button: css({
    flex: 'none', height: 24, padding: '0 6px', fontSize: 11, border: 0, background: 'none', color: theme.colors.text.link, cursor: 'pointer', borderRadius: 2,
    '&[aria-pressed=true]': { background: theme.colors.action.selected }, ...focusRing(theme, -2),
  }),
});

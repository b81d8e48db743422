import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { NoticeRow } from './Notice';
import { PanelButton } from './PanelButton';
import { focusRing } from './styles';
import { clock, dateText, words } from './words';

/** What stands in the place of the picture when there is none: what happened, and what to do next. */

export interface EmptyViewProps {
  readonly severity: 'warning' | 'error';
  readonly title: string;
  readonly statements: readonly string[];
  /** The meter's last reading, where the data source knows it. */
  readonly last?: { readonly timeMs: number; readonly zone: string };
  readonly onGoToLast?: (timeMs: number) => void;
  readonly onRetry?: () => void;
}

export function EmptyView({ severity, title, statements, last, onGoToLast, onRetry }: EmptyViewProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.middle}>
      <NoticeRow severity={severity}>{title}</NoticeRow>
      <div className={styles.buttons}>
        {last && onGoToLast && <PanelButton size="md" onClick={() => onGoToLast(last.timeMs)}>{words.goToLast(`${dateText(last.timeMs, last.zone)}, ${clock(last.timeMs, last.zone)}`)}</PanelButton>}
        {onRetry && <PanelButton size="md" onClick={onRetry}>{words.retry}</PanelButton>}
        {statements.length > 0 && <PanelButton size="md" variant="secondary" fill="outline" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? words.hideQuery : words.showQuery}</PanelButton>}
      </div>
      {shown && <pre className={styles.query} tabIndex={0}>{statements.join('\n')}</pre>}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  middle: css({ display: 'flex', flexDirection: 'column', gap: 16, alignItems: 'center', justifyContent: 'center', flex: '1 1 auto', maxWidth: 620, margin: '0 auto', padding: 16 }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }),
  query: css({ maxHeight: 200, overflow: 'auto', width: '100%', fontSize: 12, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', ...focusRing(theme) }),
});

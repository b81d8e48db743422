import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';

/** One full-width line about the data, or what to check when there are none. */
export function NoticeRow({ severity, children }: { readonly severity: 'info' | 'warning' | 'error'; readonly children: React.ReactNode }): React.ReactElement {
  const theme = useTheme2();
  const colours = theme.colors[severity];
  const style = css({
    padding: theme.spacing(0.5, 1), fontSize: 12, flex: 'none', borderLeft: `3px solid ${colours.border}`, background: colours.transparent,
    // The severity's own text colour does not hold 4.5:1 on its ground in the light theme; the bar at the left says it.
    color: theme.colors.text.primary, overflowWrap: 'anywhere',
  });
  return <div className={style} data-testid="spiketrace-notice" data-severity={severity}>{children}</div>;
}

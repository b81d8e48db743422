import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** A part of the settings page under its heading; lists, folds and buttons in it keep their distance. */

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles2(stylesOf);
  return <section aria-label={title} className={styles.part}><h3>{title}</h3>{children}</section>;
}

/** Fields bring a distance of their own; everything else is given it here. */
const stylesOf = (theme: GrafanaTheme2) => ({
  part: css({
    marginBottom: theme.spacing(4), maxWidth: 900,
    '& h3': { fontSize: theme.typography.h4.fontSize, marginBottom: theme.spacing(2) },
    '& h4': { fontSize: theme.typography.h5.fontSize, margin: theme.spacing(2, 0, 1) },
    '& ul': { margin: theme.spacing(0, 0, 1, 3) },
    '& p': { marginBottom: theme.spacing(1), maxWidth: 720 },
    '& summary': { cursor: 'pointer', marginBottom: theme.spacing(1) },
    '& details': { marginBottom: theme.spacing(2) },
  }),
});

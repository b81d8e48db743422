import React, { useSyncExternalStore } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { lastHealth, onHealth } from '../health';
import { Part } from './Part';

/** What “Save & test” found, line by line; nothing before the first test in this tab. */

const ICON = { ok: 'check-circle', warning: 'exclamation-triangle', error: 'times-circle' } as const;
const WORD = { ok: 'In order', warning: 'To look at', error: 'Wrong' } as const;

export function Health({ uid }: { readonly uid: string }) {
  const lines = useSyncExternalStore(onHealth, () => lastHealth(uid));
  const styles = useStyles2(stylesOf);
  return lines === undefined ? null : (
    <Part title="What the last test found">
      <ul className={styles.list}>
        {lines.map(({ severity, text, advice }, i) => (
          <li key={i} className={styles.line} data-severity={severity}>
            <Icon name={ICON[severity]} className={styles[severity]} title={WORD[severity]} />
            <span>{text}{advice === '' ? null : <span className={styles.advice}>{` ${advice}`}</span>}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', '&&': { marginLeft: 0 }, maxWidth: 720 }),
  line: css({ display: 'flex', gap: theme.spacing(1), padding: theme.spacing(0.5, 0), alignItems: 'baseline' }),
  advice: css({ color: theme.colors.text.secondary }),
  ok: css({ color: theme.colors.success.text, flexShrink: 0 }),
  warning: css({ color: theme.colors.warning.text, flexShrink: 0 }),
  error: css({ color: theme.colors.error.text, flexShrink: 0 }),
});

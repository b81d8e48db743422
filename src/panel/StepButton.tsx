import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';

/** One step back or on. At the end it does nothing and keeps the focus: a button that is disabled under the keyboard would lose it. */
export function StepButton({ by, label, size, onStep }: { readonly by: 1 | -1; readonly label: string; readonly size: 'md' | 'lg'; readonly onStep: (() => void) | undefined }): React.ReactElement {
  const className = useStyles2(styleOf);
  return <IconButton name={by < 0 ? 'angle-left' : 'angle-right'} size={size} aria-label={label} tooltip={label} aria-disabled={!onStep} className={className} onClick={onStep} />;
}

const styleOf = (theme: GrafanaTheme2) => css({
  minWidth: 24, minHeight: 24,
  '&[aria-disabled=true]': { cursor: 'not-allowed', color: theme.colors.action.disabledText, opacity: 0.65 },
});

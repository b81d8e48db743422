import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';

export interface StepsProps<T> {
  readonly items: readonly T[];
  readonly at: number;
  readonly labels: readonly [back: string, on: string];
  readonly size: 'md' | 'lg';
  readonly onStep: (item: T) => void;
}

/** One step back and one on. At the end it does nothing and keeps the focus: a button that is disabled under the keyboard would lose it. */
export function Steps<T>({ items, at, labels, size, onStep }: StepsProps<T>): React.ReactElement {
  const className = useStyles2(styleOf);
  return (
    <>
      {labels.map((label, i) => {
        const target = items[at + 2 * i - 1];
        return <IconButton key={label} name={i === 0 ? 'angle-left' : 'angle-right'} size={size} aria-label={label} tooltip={label} aria-disabled={!target} className={className} onClick={target && (() => onStep(target))} />;
      })}
    </>
  );
}

const styleOf = (theme: GrafanaTheme2) => css({
  minWidth: 24, minHeight: 24,
  '&[aria-disabled=true]': { cursor: 'not-allowed', color: theme.colors.action.disabledText, opacity: 0.65 },
});

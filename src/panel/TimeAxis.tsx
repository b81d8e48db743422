import React from 'react';
import type { Measure, Palette, Scene } from '../chart';

export const AXIS_PX = 22;

/** The labels of the one time axis, below everything that shares it; the outermost stay inside the picture. */
export function TimeAxis({ scene: { plot, size, timeTicks }, palette, measure }: { readonly scene: Scene; readonly palette: Palette; readonly measure: Measure }): React.ReactElement {
  let free = -Infinity;
  return (
    <svg aria-hidden="true" width={size.widthPx} height={AXIS_PX} style={{ display: 'block', flex: 'none', fontVariantNumeric: 'tabular-nums' }}>
      {timeTicks.map(({ at, text }) => {
        const half = measure(text, 11) / 2;
        const x = Math.max(Math.min(at, size.widthPx - half - 1), plot.x - plot.x / 2 + half);
        if (x - half < free) {
          return null;
        }
        free = x + half + 6;
        return <text key={at} x={x} y={14} textAnchor="middle" fontSize={11} fill={palette.textSecondary}>{text}</text>;
      })}
    </svg>
  );
}

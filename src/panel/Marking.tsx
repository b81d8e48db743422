import React from 'react';
import type { TimeRange } from '../base';
import type { Palette, TimeScale } from '../chart';

/** The window that is being marked by hand, over plot and lanes, until it is attributed or dropped. */
export function Marking({ time, marked, palette }: { readonly time: TimeScale; readonly marked: TimeRange | undefined; readonly palette: Palette }): React.ReactElement | null {
  if (!marked) {
    return null;
  }
  const { x, width } = time.clip(marked.startMs, marked.endMs);
  return (
    <div
      aria-hidden="true" data-testid="spiketrace-marking"
      style={{ position: 'absolute', top: 0, bottom: 0, left: x, width: Math.max(1, width), boxSizing: 'border-box', border: `1px dashed ${palette.text}`, background: `color-mix(in srgb, ${palette.text} 18%, transparent)`, pointerEvents: 'none', zIndex: 3 }}
    />
  );
}

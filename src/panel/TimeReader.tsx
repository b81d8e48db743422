import React, { forwardRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { TimeRange } from '../base';
import type { Scene } from '../chart';
import { focusRing } from './styles';
import { chartWords } from './words/chart';
import { clock, endClock } from './words';

export interface TimeReaderProps {
  readonly scene: Scene;
  readonly zone: string;
  readonly marked: TimeRange | undefined;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onBlur: () => void;
}

/** The plot's place in the order of the keyboard: a slider of time, whose value says what stands at the hairline. */
export const TimeReader = forwardRef<HTMLDivElement, TimeReaderProps>(function TimeReader({ scene: { plot, range }, zone, marked, onKeyDown, onBlur }, ref) {
  const styles = useStyles2(stylesOf);
  return (
    <div
      ref={ref} role="slider" tabIndex={0} data-testid="spiketrace-time" aria-label={chartWords.time} aria-description={chartWords.readHelp}
      aria-valuemin={range.startMs} aria-valuemax={range.endMs} aria-valuenow={range.startMs}
      aria-valuetext={marked ? chartWords.marked(clock(marked.startMs, zone), endClock(marked, zone)) : clock(range.startMs, zone)}
      className={styles.reader} style={{ left: plot.x, top: plot.y, width: plot.width, height: plot.height }} onKeyDown={onKeyDown} onBlur={onBlur}
    />
  );
});

const stylesOf = (theme: GrafanaTheme2) => ({
  // Pointers go to the brush below it.
  reader: css({ position: 'absolute', pointerEvents: 'none', ...focusRing(theme, 1) }),
});

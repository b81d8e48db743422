import React, { forwardRef, useImperativeHandle, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { ageText, powerIn, readingAt, stateAt, stateName, wallClock, type ChartInput, type TimeScale } from '../chart';
import { chartWords } from './words/chart';
import { hidden, nameText } from './words';

export interface CrosshairHandle {
  /** The instant that is read, epoch ms; undefined when nothing is. */
  readonly atMs: () => number | undefined;
  /** Moves the hairline and says what stands there. Writes to the page directly: React would cost more than the move. */
  readonly show: (timeMs: number, aloud?: 'aloud') => void;
  readonly clear: () => void;
}

export interface CrosshairProps {
  readonly input: ChartInput;
  readonly time: TimeScale;
  /** Elements of the open lanes, by machine. */
  readonly texts: React.RefObject<Map<string, HTMLElement>>;
  /** Takes `data-reading` while something is read. */
  readonly root: React.RefObject<HTMLElement>;
  /** Takes the same in words where the keyboard moved it. */
  readonly slider: React.RefObject<HTMLElement>;
  readonly heightPx: number;
}

/** One hairline through plot and lanes, with the values at its instant: O(lanes · log entries) a move. */
export const Crosshair = forwardRef<CrosshairHandle, CrosshairProps>(function Crosshair({ input, time, texts, root, slider, heightPx }, handle) {
  const styles = useStyles2(stylesOf);
  const line = useRef<HTMLDivElement>(null);
  const value = useRef<HTMLDivElement>(null);
  const at = useRef<number>();
  useImperativeHandle(handle, () => ({
    atMs: () => at.current,
    show: (timeMs, aloud) => {
      const { startMs, endMs } = time.range;
      if (!(timeMs >= startMs && timeMs <= endMs) || !line.current || !value.current) {
        return;
      }
      at.current = timeMs;
      const x = time.toX(timeMs);
      line.current.style.transform = `translateX(${x.toFixed(1)}px)`;
      line.current.style.visibility = 'visible';
      const said = saidOf(input, timeMs);
      // On the side that has more room.
      const flip = x > time.plot.x + time.plot.width / 2;
      value.current.style.transform = `translateX(${flip ? 'calc(-100% - 6px)' : '6px'})`;
      write(value.current, said);
      input.machines.forEach((log) => {
        const text = texts.current?.get(log.machineId);
        if (text) {
          write(text, timeMs > (input.told?.endMs ?? endMs) ? '' : hidden(stateName(stateAt(log, timeMs).state)));
        }
      });
      root.current?.setAttribute('data-reading', 'true');
      if (aloud) {
        slider.current?.setAttribute('aria-valuenow', String(Math.round(timeMs)));
        slider.current?.setAttribute('aria-valuetext', spoken(input, timeMs, said));
      }
    },
    clear: () => {
      at.current = undefined;
      if (line.current) {
        line.current.style.visibility = 'hidden';
      }
      root.current?.removeAttribute('data-reading');
    },
  }), [input, time, texts, root, slider]);
  return (
    <div ref={line} aria-hidden="true" data-testid="spiketrace-hairline" className={styles.line} style={{ height: heightPx, visibility: 'hidden' }}>
      <div ref={value} className={styles.value} />
    </div>
  );
});

/** Writing the same text again would make the browser lay it out again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** "06:19:50 · 503 kW, up to 535 kW". */
function saidOf({ readings, zone, power }: ChartInput, timeMs: number): string {
  const reading = readingAt(readings, timeMs);
  if (!reading) {
    return `${wallClock(timeMs, zone)} · ${chartWords.noReading}`;
  }
  const [mean, most] = [powerIn(power, reading.kw), powerIn(power, reading.maxKw)];
  return `${wallClock(timeMs, zone)} · ${mean}${reading.maxKw > reading.kw && most !== mean ? `, ${chartWords.upTo(most)}` : ''}`;
}

/** For those who hear it: the reading, and what the first machines were doing and for how long. */
function spoken({ machines }: ChartInput, timeMs: number, said: string): string {
  const states = machines.slice(0, 3).map((log) => {
    const { state, sinceMs } = stateAt(log, timeMs);
    return `${nameText(log.machineId)} ${sinceMs === undefined ? state : chartWords.held(nameText(stateName(state)), ageText(timeMs - sinceMs))}`;
  });
  return [said, ...states].join('; ');
}

const stylesOf = (theme: GrafanaTheme2) => ({
  line: css({ position: 'absolute', left: 0, top: 0, width: 0, borderLeft: `1px solid ${theme.colors.text.primary}`, pointerEvents: 'none', zIndex: 4, willChange: 'transform' }),
  value: css({
    position: 'absolute', top: 0, left: 0, fontSize: 11, lineHeight: '18px', padding: '0 5px', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums', borderRadius: 2,
    background: theme.colors.background.elevated ?? theme.colors.background.secondary, color: theme.colors.text.primary, border: `1px solid ${theme.colors.border.medium}`,
  }),
});

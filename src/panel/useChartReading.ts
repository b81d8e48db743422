import { useCallback, useEffect, useRef, useState } from 'react';
import type { TimeRange } from '../base';
import type { Box, TimeScale } from '../chart';
import { chartKey } from './chart-keys';
import type { CrosshairHandle } from './Crosshair';
import { useSharedCrosshair } from './useSharedCrosshair';

/** Reading, zooming and marking on one time axis, whatever hand does it: pointer, keyboard, or another panel's hairline. */

export interface ReadingProps {
  readonly range: TimeRange;
  readonly plot: Box;
  /** Length of a reading, ms: a step of the keyboard is one of them. */
  readonly binMs: number;
  readonly time: TimeScale;
  readonly crosshair: React.RefObject<CrosshairHandle>;
  readonly root: React.RefObject<HTMLElement>;
  readonly onZoom: (range: TimeRange) => void;
  readonly onMark: (range: TimeRange) => void;
}

export interface ChartReading {
  readonly onPointerMove: (event: React.PointerEvent) => void;
  readonly onPointerLeave: (event: React.PointerEvent) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onBlur: () => void;
  readonly msAt: (clientX: number) => number;
  readonly readAt: (clientX: number) => void;
  readonly zoomTo: (range: TimeRange) => void;
  readonly marked: TimeRange | undefined;
  readonly markBetween: (oneMs: number, otherMs: number) => void;
  readonly finishMark: () => void;
  readonly dropMark: () => void;
}

export function useChartReading({ range, plot, binMs, time, crosshair, root, onZoom, onMark }: ReadingProps): ChartReading {
  const [mark, setMark] = useState<{ readonly anchorMs: number; readonly atMs: number }>();
  const before = useRef<TimeRange[]>([]);
  // Of an instant that is not here, a hairline that stays would tell another one.
  const hear = useCallback((timeMs = NaN) => (timeMs >= range.startMs && timeMs <= range.endMs ? crosshair.current?.show(timeMs) : crosshair.current?.clear()), [range, crosshair]);
  const shared = useSharedCrosshair(hear);
  // Another view of time: what was marked or read stands elsewhere now.
  useEffect(() => {
    setMark(undefined);
    crosshair.current?.clear();
  }, [range.startMs, range.endMs, crosshair]);
  // The slider said what was marked; without it, it says again what stands at the hairline.
  useEffect(() => {
    const atMs = crosshair.current?.atMs();
    if (!mark && atMs !== undefined) {
      crosshair.current?.show(atMs, 'aloud');
    }
  }, [mark, crosshair]);
  const show = (timeMs: number, aloud?: 'aloud') => {
    crosshair.current?.show(timeMs, aloud);
    shared.say(timeMs);
  };
  const frame = useRef<number>();
  const pointerX = useRef(0);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), []);
  const clear = () => {
    cancelAnimationFrame(frame.current ?? 0);
    frame.current = undefined;
    crosshair.current?.clear();
    shared.sayNothing();
  };
  const xOf = (clientX: number) => clientX - (root.current?.getBoundingClientRect().left ?? 0);
  const msAt = (clientX: number) => time.toMs(xOf(clientX));
  const readAt = (clientX: number) => show(msAt(clientX));
  const zoomTo = (to: TimeRange) => {
    if (to.endMs > to.startMs) {
      before.current.push(range);
      onZoom(to);
    }
  };
  const marked = mark && { startMs: Math.round(Math.min(mark.anchorMs, mark.atMs)), endMs: Math.round(Math.max(mark.anchorMs, mark.atMs)) };
  const dropMark = () => setMark(undefined);
  const finishMark = () => {
    if (marked && marked.endMs > marked.startMs) {
      onMark(marked);
    }
    dropMark();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const atMs = crosshair.current?.atMs();
    // One pixel is the least that can be seen to move.
    const key = chartKey(event, { range, atMs, stepMs: Math.max(binMs, (range.endMs - range.startMs) / plot.width), marking: mark !== undefined });
    if (!key) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (key.kind) {
      case 'read':
        show(key.atMs, 'aloud');
        break;
      case 'zoom':
        zoomTo(key.range);
        break;
      case 'back': {
        const last = before.current.pop();
        if (last) {
          onZoom(last);
        }
        break;
      }
      case 'extend':
        show(key.atMs, 'aloud');
        setMark({ anchorMs: mark?.anchorMs ?? atMs ?? key.atMs, atMs: key.atMs });
        break;
      case 'mark':
        finishMark();
        break;
      case 'drop':
        dropMark();
        break;
    }
  };
  return {
    onPointerMove: ({ pointerType, clientX }) => {
      if (pointerType === 'touch') {
        return;
      }
      pointerX.current = clientX;
      // A hand moves more often than a frame is drawn, and asking for a place just after writing would lay the page out each time.
      frame.current ??= requestAnimationFrame(() => {
        frame.current = undefined;
        const x = xOf(pointerX.current);
        // Left of the plot there are names, not time.
        if (x >= plot.x && x <= plot.x + plot.width) {
          latest.current(time.toMs(x));
        }
      });
    },
    onPointerLeave: ({ pointerType }) => pointerType !== 'touch' && clear(),
    onKeyDown, onBlur: clear, msAt, readAt, zoomTo, marked,
    markBetween: (oneMs, otherMs) => setMark({ anchorMs: oneMs, atMs: otherMs }),
    finishMark, dropMark,
  };
}

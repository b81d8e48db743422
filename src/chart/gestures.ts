import { brushX, type D3BrushEvent } from 'd3-brush';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent } from 'd3-zoom';
import type { Latest } from './plot-gestures';
import type { TimeScale } from './scales';

/** What a mouse, a pinch, or the wheel with the control key do to the plot: d3's brush and zoom, told in time. */

/** A drag shorter than this is a click whose hand trembled, px. */
const LEAST_DRAG_PX = 4;

/** Binds a brush to a group inside the plot's svg. @returns what unbinds it */
export function bindBrush(element: SVGGElement, time: TimeScale, latest: Latest): () => void {
  const { x, y, width, height } = time.plot;
  let marks = false;
  const brush = brushX<unknown>()
    .extent([[x, y], [x + width, y + height]])
    .filter((event: MouseEvent) => event.button === 0 && !event.ctrlKey)
    // A finger reads and pinches; it does not drag a box.
    .touchable(false)
    .keyModifiers(false)
    .on('start', ({ sourceEvent }: D3BrushEvent<unknown>) => {
      marks = sourceEvent instanceof MouseEvent && sourceEvent.shiftKey;
    })
    .on('end', (event: D3BrushEvent<unknown>) => {
      // Our own clearing below ends here too, without a source.
      if (!(event.sourceEvent instanceof MouseEvent)) {
        return;
      }
      // Read before the clearing, which starts and ends a brush of its own.
      const act = marks ? latest.current.onMark : latest.current.onZoom;
      const [from, to] = (event.selection ?? [0, 0]) as [number, number];
      const atMs = time.toMs(event.sourceEvent.clientX - left(element));
      select(element).call(brush.clear);
      if (to - from < LEAST_DRAG_PX) {
        latest.current.onClick(atMs);
      } else {
        act({ startMs: Math.round(time.toMs(from)), endMs: Math.round(time.toMs(to)) });
      }
    });
  const selection = select(element).call(brush);
  // The handles would let a finished box be moved; ours acts when it is let go.
  selection.selectAll('.handle').remove();
  return () => {
    selection.on('.brush', null).selectAll('*').on('.brush', null).remove();
  };
}

/** Left edge of the svg that holds the group, in the window. */
function left(element: SVGGElement): number {
  return element.ownerSVGElement?.getBoundingClientRect().left ?? 0;
}

/** Binds pinch and wheel to the plot's svg. @returns what unbinds them */
export function bindZoom(element: SVGSVGElement, time: TimeScale, latest: Latest): () => void {
  const { x, width } = time.plot;
  const scale = scaleLinear([time.range.startMs, time.range.endMs], [x, x + width]);
  const behaviour = zoom<SVGSVGElement, unknown>()
    .extent([[x, 0], [x + width, 1]])
    .filter((event: Event) => (event instanceof WheelEvent ? event.ctrlKey : 'touches' in event && (event as TouchEvent).touches.length >= 2))
    .on('end', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      if (!sourceEvent || transform.k === 1) {
        return;
      }
      const [startMs, endMs] = transform.rescaleX(scale).domain() as [number, number];
      select(element).call(behaviour.transform, zoomIdentity);
      latest.current.onZoom({ startMs: Math.round(startMs), endMs: Math.round(endMs) });
    });
  const selection = select(element).call(behaviour).on('dblclick.zoom', null);
  return () => {
    selection.on('.zoom', null);
  };
}

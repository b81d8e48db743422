import type { Latest } from './plot-gestures';
import type { TimeScale } from './scales';

/** Fetches d3's brush and zoom once the picture stands: nothing of it is needed to draw, and it is a third of the drawing's code. */

/**
 * @param group takes the brush, @param svg the pinch and the wheel
 * @returns what unbinds them, also before they were bound
 */
export function bindGestures(group: SVGGElement, svg: SVGSVGElement, time: TimeScale, latest: Latest): () => void {
  let over = false;
  let unbind: ReadonlyArray<() => void> = [];
  import('./gestures').then(
    ({ bindBrush, bindZoom }) => {
      unbind = over ? [] : [bindBrush(group, time, latest), bindZoom(svg, time, latest)];
    },
    // Not served: then the keyboard zooms and marks, as it always does.
    () => undefined
  );
  return () => {
    over = true;
    unbind.forEach((one) => one());
  };
}

import { useEffect, useRef } from 'react';
import { bindGestures, type PlotGestures, type TimeScale } from '../chart';

/** Gives the plot its drag and its pinch; both are bound anew when the time scale changes. */

export function useBrush(time: TimeScale, gestures: PlotGestures): { readonly group: React.RefObject<SVGGElement>; readonly svg: React.RefObject<SVGSVGElement> } {
  const group = useRef<SVGGElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const latest = useRef(gestures);
  latest.current = gestures;
  useEffect(() => (group.current && svg.current ? bindGestures(group.current, svg.current, time, latest) : undefined), [time]);
  return { group, svg };
}

import { useMemo } from 'react';
import { estimatedWidth, type Measure } from '../chart';

/** Measures texts as the browser will draw them, each once. */
export function useMeasure(fontFamily: string): Measure {
  return useMemo(() => {
    // jsdom has none, and a browser may refuse one.
    const context = document.createElement('canvas').getContext?.('2d');
    if (!context) {
      return estimatedWidth;
    }
    const widths = new Map<string, number>();
    return (text, fontPx, weight = 400) => {
      const key = `${weight} ${fontPx} ${text}`;
      let width = widths.get(key);
      if (width === undefined) {
        context.font = `${weight} ${fontPx}px ${fontFamily}`;
        // Figures of equal width are drawn, and a canvas knows only the others; a zero is as wide as any.
        width = context.measureText(text.replace(/\d/g, '0')).width;
        // Names and numbers of one dashboard are few; a long session must not grow.
        if (widths.size > 5000) {
          widths.clear();
        }
        widths.set(key, width);
      }
      return width;
    };
  }, [fontFamily]);
}

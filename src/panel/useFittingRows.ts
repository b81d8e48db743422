import { useLayoutEffect, useState, type RefObject } from 'react';

/** How many rows of machines stand alone so that the remainder and the sum are seen without scrolling: what is left over is part of the answer. */

/** Of one row, px: what one more that is folded gives at least. */
const ROW_PX = 31;
/** Fewer would tell nothing. */
const LEAST_ROWS = 3;

/**
 * @param body what scrolls; @param subject what the rows are about and the room that they have, as a text: with another one it is measured anew
 * Rows that somebody unfolded are theirs to scroll. Settles before the browser paints, in two or three passes.
 */
export function useFittingRows(body: RefObject<HTMLElement>, subject: string, most: number): number {
  const [fitting, setFitting] = useState({ subject, rows: most });
  const rows = fitting.subject === subject ? Math.min(most, fitting.rows) : most;
  useLayoutEffect(() => {
    const element = body.current;
    const overPx = element ? element.scrollHeight - element.clientHeight : 0;
    const shown = element?.querySelectorAll('[data-evidence]').length ?? 0;
    if (overPx > 1 && shown > LEAST_ROWS) {
      setFitting({ subject, rows: Math.max(LEAST_ROWS, Math.min(rows, shown) - Math.max(1, Math.floor(overPx / ROW_PX))) });
    }
  }, [body, subject, rows]);
  return rows;
}

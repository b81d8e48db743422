import { hidden } from '../base';
import { inksOf, paintLanes, type Inks } from './lane-pixels';
import type { Lane } from './lanes';
import type { Palette, StateMark } from './palette';
import { stateName } from './text';

/** Puts lanes on a canvas: their pixels in one piece, then the names of the states that have room for them. */

export interface LaneSheet {
  readonly lanes: readonly Lane[];
  /** Width of the plot and height of a lane, CSS px. */
  readonly widthPx: number;
  readonly lanePx: number;
  readonly ratio: number;
  readonly clear?: readonly [fromColumn: number, toColumn: number];
}

const inks = new WeakMap<Palette, Inks>();

/** @param context not scaled: of a canvas of round(widthPx · ratio) by lanes · round(lanePx · ratio). O(pixels) */
export function drawLanes(context: CanvasRenderingContext2D, sheet: LaneSheet, palette: Palette, fontFamily: string): void {
  const { lanes, widthPx, ratio, clear } = sheet;
  const columns = Math.max(1, Math.round(widthPx * ratio));
  const lanePx = Math.round(sheet.lanePx * ratio);
  if (lanes.length === 0) {
    return;
  }
  const known = inks.get(palette) ?? inksOf(palette);
  inks.set(palette, known);
  const image = imageFor(context, columns, lanePx, lanes.length);
  paintLanes(new Uint32Array(image.data.buffer), lanes, { columns, lanePx, ratio, clear }, known);
  context.putImageData(image, 0, 0);
  if (sheet.lanePx > 16) {
    names(context, sheet, palette, known, fontFamily);
  }
}

const images = new WeakMap<CanvasRenderingContext2D, { readonly image: ImageData; readonly lanePx: number }>();

/** The image of the picture before, where the geometry is the same: a redraw should leave nothing to tidy up. */
function imageFor(context: CanvasRenderingContext2D, columns: number, lanePx: number, lanes: number): ImageData {
  const known = images.get(context);
  if (known && known.lanePx === lanePx && known.image.width === columns && known.image.height === lanePx * lanes) {
    return known.image;
  }
  const image = context.createImageData(columns, lanePx * lanes);
  images.set(context, { image, lanePx });
  return image;
}

/** Patterns that have no strokes where names stand. */
const OPEN: ReadonlyArray<StateMark['pattern']> = ['none', 'top', 'low', 'thick'];

/** Only whole names: a cut one could be another state's. */
function names(context: CanvasRenderingContext2D, { lanes, widthPx, lanePx, ratio }: LaneSheet, palette: Palette, known: Inks, fontFamily: string): void {
  const columns = Math.round(widthPx * ratio);
  const laneHeight = Math.round(lanePx * ratio);
  const fontPx = 10.5 * ratio;
  context.font = `${fontPx}px ${fontFamily}`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 6 * ratio;
  const widths = new Map<string, number>();
  const widthOf = (text: string) => {
    const width = widths.get(text) ?? context.measureText(text).width;
    widths.set(text, width);
    return width;
  };
  lanes.forEach(({ runs, classes, colours, log, stale }, i) => {
    const marks = classes.map((one, code) => known.of(one, colours[code]).mark);
    const say = (name: string, from: number, to: number, { fill, pattern }: StateMark) => {
      if (to - from < 12 * ratio) {
        return;
      }
      const text = hidden(name);
      // Under the edge of a low bar.
      const y = i * laneHeight + Math.round(laneHeight / 2 - (pattern === 'low' ? 0 : ratio));
      if (widthOf(text) > to - from - 8 * ratio) {
        return;
      }
      // Between the strokes of a pattern the text clears its own ground.
      if (!OPEN.includes(pattern)) {
        context.strokeStyle = fill ?? palette.surface;
        context.strokeText(text, from + 4 * ratio, y);
      }
      context.fillStyle = fill === undefined ? palette.textSecondary : palette.onFill;
      context.fillText(text, from + 4 * ratio, y);
    };
    runs.from.forEach((from, run) => {
      const end = run + 1 < runs.from.length ? runs.from[run + 1] : columns;
      const code = runs.code[run];
      const name = code < 0 ? 'unknown' : stateName(log.states[code]);
      const until = stale ? Math.min(end, Math.max(from, stale.column)) : end;
      say(name, from, until, marks[code + 1]);
    });
    if (stale && stale.column < columns) {
      say(stale.text, stale.column, columns, palette.states.unknown);
    }
  });
}

import { BAND_TINT, COLUMN_TINT, EXCESS_TINT, layerTint, PICKED_TINT, type Palette } from './palette';
import type { Scene } from './scene';

/** Station 8, second half: paints the dense part of the plot on a canvas: grid, spikes' columns, expected load or band, baseline, line. */

/** @param context already scaled to CSS px. Cost: one pass over pixel columns. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { plot, size } = scene;
  context.clearRect(0, 0, size.widthPx, size.heightPx);
  grid(context, scene, palette);
  context.fillStyle = palette.textSecondary;
  scene.columns.forEach((column) => context.fillRect(column.x, plot.y - 2, column.width, 2));
  if (!palette.highContrast) {
    context.globalAlpha = COLUMN_TINT;
    scene.columns.forEach((column) => context.fillRect(column.x, plot.y, column.width, plot.height));
    context.globalAlpha = 1;
    picked(context, scene, palette);
  }
  if (scene.layers.length > 0) {
    layers(context, scene, palette);
  } else {
    band(context, scene, palette);
  }
  context.strokeStyle = palette.textSecondary;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  scene.baseline.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
  context.setLineDash([]);
  line(context, scene, palette);
}

/** The picked spike's column and its energy, under the line that they are read with. */
function picked(context: CanvasRenderingContext2D, { plot, excess, layers }: Scene, palette: Palette): void {
  if (excess) {
    context.fillStyle = palette.accent;
    context.globalAlpha = PICKED_TINT;
    context.fillRect(excess.x, plot.y, excess.width, plot.height);
    context.globalAlpha = layers.length > 0 ? 0 : EXCESS_TINT;
    context.fillRect(excess.x, excess.y, excess.width, excess.height);
    context.globalAlpha = 1;
  }
}

function grid(context: CanvasRenderingContext2D, { plot, kwTicks, timeTicks }: Scene, palette: Palette): void {
  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  context.lineWidth = 1;
  context.strokeStyle = palette.grid;
  context.beginPath();
  for (const { at } of kwTicks) {
    context.moveTo(plot.x, Math.round(at) + 0.5);
    context.lineTo(right, Math.round(at) + 0.5);
  }
  for (const { at } of timeTicks) {
    context.moveTo(Math.round(at) + 0.5, plot.y);
    context.lineTo(Math.round(at) + 0.5, bottom);
  }
  context.stroke();
}

/** From the mean to the highest reading of each column, pale under an upper edge of one pixel. */
function band(context: CanvasRenderingContext2D, { meanY, maxY, plot, columnPx }: Scene, palette: Palette): void {
  context.fillStyle = palette.textSecondary;
  for (const [tint, mostPx] of [[BAND_TINT, Infinity], [1, 1]]) {
    context.globalAlpha = tint;
    context.beginPath();
    for (let column = 0; column < meanY.length; column++) {
      const height = meanY[column] - maxY[column];
      // Columns without a band, and NaN where nothing was read, have no height.
      if (height > 0.2) {
        context.rect(plot.x + column * columnPx, maxY[column], columnPx, Math.min(height, mostPx));
      }
    }
    context.fill();
  }
}

/** Greys by turns, each layer with its own upper line: the stack says how much, its labels and the list beside it say whose. */
function layers(context: CanvasRenderingContext2D, { layers: all, plot, columnPx, zeroY }: Scene, palette: Palette): void {
  all.forEach(({ topY }, i) => {
    const below = i === 0 ? undefined : all[i - 1].topY;
    context.fillStyle = palette.textSecondary;
    context.globalAlpha = layerTint(palette, i);
    context.beginPath();
    eachStretch(topY, (from, to) => {
      stairs(topY, from, to);
      for (let column = to - 1; column >= from; column--) {
        context.lineTo(xAt(column + 1), below ? below[column] : zeroY);
        context.lineTo(xAt(column), below ? below[column] : zeroY);
      }
      context.closePath();
    });
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = palette.textSecondary;
    context.beginPath();
    eachStretch(topY, (from, to) => stairs(topY, from, to));
    context.stroke();
  });
  function xAt(column: number): number {
    return plot.x + column * columnPx;
  }
  /** The upper line of columns [from, to). */
  function stairs(topY: Float64Array, from: number, to: number): void {
    context.moveTo(xAt(from), topY[from]);
    for (let column = from; column < to; column++) {
      context.lineTo(xAt(column), topY[column]);
      context.lineTo(xAt(column + 1), topY[column]);
    }
  }
}

/** The mean of each column; a gap breaks the line, and a lone column is a short dash. */
function line(context: CanvasRenderingContext2D, { meanY, plot, columnPx }: Scene, palette: Palette): void {
  context.strokeStyle = palette.text;
  context.lineWidth = 1.4;
  context.lineJoin = 'round';
  context.beginPath();
  eachStretch(meanY, (from, to) => {
    context.moveTo(plot.x + (from + 0.5) * columnPx, meanY[from]);
    for (let column = from + 1; column < to; column++) {
      context.lineTo(plot.x + (column + 0.5) * columnPx, meanY[column]);
    }
    if (to === from + 1) {
      context.lineTo(plot.x + (from + 0.5) * columnPx + 1, meanY[from]);
    }
  });
  context.stroke();
}

/** Stretches [from, to) without a NaN. */
function eachStretch(values: Float64Array, visit: (from: number, to: number) => void): void {
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const read = i < values.length && values[i] === values[i];
    if (read && from < 0) {
      from = i;
    } else if (!read && from >= 0) {
      visit(from, i);
      from = -1;
    }
  }
}

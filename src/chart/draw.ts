import type { Palette } from './palette';
import type { Scene } from './scene';

/** Station 8, second half: paints the dense part of the plot on a canvas: grid, spikes' columns, expected load or band, baseline, line. */

/** @param context already scaled to CSS px. Cost: one pass over pixel columns. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { plot, size } = scene;
  context.clearRect(0, 0, size.widthPx, size.heightPx);
  grid(context, scene, palette);
  if (!palette.highContrast) {
    context.globalAlpha = 0.08;
    context.fillStyle = palette.text;
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
function picked(context: CanvasRenderingContext2D, { plot, excess }: Scene, palette: Palette): void {
  if (excess) {
    context.fillStyle = palette.accent;
    context.globalAlpha = 0.1;
    context.fillRect(excess.x, plot.y, excess.width, plot.height);
    context.globalAlpha = 0.24;
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

/** From the mean to the highest reading of each column, as one shape per stretch of readings. */
function band(context: CanvasRenderingContext2D, { meanY, maxY, plot, columnPx }: Scene, palette: Palette): void {
  context.fillStyle = palette.textSecondary;
  context.globalAlpha = 0.35;
  context.beginPath();
  for (let column = 0; column < meanY.length; column++) {
    const height = meanY[column] - maxY[column];
    // Columns without a band, and NaN where nothing was read, have no height.
    if (height > 0.2) {
      context.rect(plot.x + column * columnPx, maxY[column], columnPx, height);
    }
  }
  context.fill();
  context.globalAlpha = 1;
}

/** Two greys by turns, each layer with its own upper line: the stack says how much, its labels say whose. */
function layers(context: CanvasRenderingContext2D, { layers: all, plot, columnPx, zeroY }: Scene, palette: Palette): void {
  all.forEach(({ topY }, i) => {
    const below = i === 0 ? undefined : all[i - 1].topY;
    context.fillStyle = palette.textSecondary;
    context.globalAlpha = palette.highContrast ? 0 : [0.1, 0.34, 0.2][i === 0 ? 0 : 1 + (i % 2)];
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
    context.globalAlpha = 0.7;
    context.lineWidth = 0.8;
    context.strokeStyle = palette.textSecondary;
    context.beginPath();
    eachStretch(topY, (from, to) => stairs(topY, from, to));
    context.stroke();
    context.globalAlpha = 1;
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

import type { Palette, StateMark } from './palette';
import { LANE_PX, type Scene } from './layout';

/** Station 8, second half: paints a scene on a canvas. Names from data are painted as text, never parsed. */

/** @param context already scaled to device pixels. Cost: one pass over pixel columns and runs. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, palette: Palette, fontFamily: string): void {
  const { plot, size } = scene;
  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  const font = (px: number, weight = 400) => { context.font = `${weight} ${px}px ${fontFamily}`; };
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  };
  context.clearRect(0, 0, size.widthPx, size.heightPx);
  context.textBaseline = 'middle';

  font(11);
  context.lineWidth = 1;
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.textSecondary;
  context.textAlign = 'right';
  for (const { at, text } of scene.kwTicks) {
    line(plot.x, Math.round(at) + 0.5, right, Math.round(at) + 0.5);
    context.fillText(text, plot.x - 8, at);
  }
  for (const { at, text } of scene.timeTicks) {
    line(Math.round(at) + 0.5, plot.y, Math.round(at) + 0.5, scene.timeY);
    // The outermost labels stay inside the picture.
    context.textAlign = at > right - 20 ? 'right' : 'center';
    context.fillText(text, Math.min(at, right + 8), scene.timeY + 12);
  }

  context.textAlign = 'left';
  for (const { x, width, text } of scene.shifts) {
    context.globalAlpha = 0.5;
    context.fillStyle = palette.grid;
    context.fillRect(x, scene.shiftY, width, 17);
    context.globalAlpha = 1;
    context.fillStyle = palette.textSecondary;
    fitted(context, text, x + 6, scene.shiftY + 9, width - 8);
    if (x > plot.x) {
      context.setLineDash([2, 3]);
      context.strokeStyle = palette.textSecondary;
      // Many narrow shifts would hide the line: then the band alone tells them.
      line(x, scene.shiftY, x, width < 60 && scene.shifts.length > 6 ? scene.shiftY + 17 : scene.timeY);
      context.setLineDash([]);
    }
  }

  context.globalAlpha = 0.08;
  context.fillStyle = palette.text;
  scene.chips.forEach(({ x, width }) => context.fillRect(x, plot.y, width, plot.height));
  context.globalAlpha = 1;
  if (scene.excess) {
    const { x, y, width, height } = scene.excess;
    context.fillStyle = palette.accent;
    context.globalAlpha = 0.1;
    context.fillRect(x, plot.y, width, scene.timeY - plot.y);
    context.globalAlpha = 0.24;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.6;
    line(x, y, x + width, y);
  }

  context.fillStyle = palette.textSecondary;
  context.globalAlpha = 0.35;
  for (let column = 0; column < scene.meanY.length; column++) {
    const height = scene.meanY[column] - scene.maxY[column];
    if (height > 0) {
      context.fillRect(plot.x + column, scene.maxY[column], 1, height);
    }
  }
  context.globalAlpha = 1;

  context.strokeStyle = palette.textSecondary;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  path(context, scene.baseline);
  context.setLineDash([]);

  context.strokeStyle = palette.text;
  context.lineWidth = 1.4;
  let run: Array<readonly [number, number]> = [];
  for (let column = 0; column <= scene.meanY.length; column++) {
    const y = scene.meanY[column];
    if (y === y && y !== undefined) {
      run.push([plot.x + column + 0.5, y]);
    } else if (run.length > 0) {
      path(context, run.length > 1 ? run : [run[0], [run[0][0] + 1, run[0][1]]]);
      run = [];
    }
  }

  context.strokeStyle = palette.accent;
  context.lineWidth = 3;
  scene.references.forEach(({ x, width, y }) => line(x, y, x + width, y));
  labels(context, scene, palette, font);
  context.lineWidth = 1;
  context.strokeStyle = palette.textSecondary;
  line(plot.x, bottom + 0.5, right, bottom + 0.5);

  for (const lane of scene.lanes) {
    for (const { x, width, state, stateClass, several, faint } of lane.runs) {
      bar(context, palette.states[stateClass], x, lane.y + 2, width, LANE_PX - 6, palette, faint ? 0.4 : 1);
      if (several) {
        context.strokeStyle = palette.text;
        context.lineWidth = 2;
        context.setLineDash([1, 2]);
        line(x, lane.y + 2, x + width, lane.y + 2);
        context.setLineDash([]);
      }
      font(10.5);
      context.fillStyle = stateClass === 'off' || stateClass === 'unknown' ? palette.textSecondary : palette.text;
      fitted(context, state.toLowerCase(), x + 4, lane.y + LANE_PX / 2 - 1, width - 6);
    }
    if (lane.beganX !== undefined) {
      flag(context, lane.beganX, lane.y, palette);
    }
  }
}

/** Ties the lane to its row: here the machine began. */
function flag(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  context.fillStyle = palette.accent;
  context.fillRect(x - 0.8, y, 1.6, LANE_PX - 4);
  context.beginPath();
  context.moveTo(x - 4, y - 1);
  context.lineTo(x + 4, y - 1);
  context.lineTo(x, y + 5);
  context.fill();
}

/** What may be read off the picked spike: its peak, the level it is compared with, and the area of its box. Only what fits. */
function labels(context: CanvasRenderingContext2D, { plot, peak, excess, references, referenceText }: Scene, palette: Palette, font: (px: number, weight?: number) => void): void {
  const right = plot.x + plot.width;
  context.strokeStyle = palette.accent;
  if (peak) {
    context.lineWidth = 2;
    context.beginPath();
    context.arc(peak.x, peak.y, 3.5, 0, 2 * Math.PI);
    context.stroke();
    font(11);
    context.fillStyle = palette.text;
    const left = peak.x + 10 + context.measureText(peak.text).width > right;
    context.textAlign = left ? 'right' : 'left';
    haloed(context, peak.text, left ? peak.x - 8 : peak.x + 8, Math.max(plot.y + 6, peak.y), palette);
  }
  context.fillStyle = palette.accentText;
  const [reference] = references;
  if (reference && referenceText !== undefined) {
    font(11);
    const width = context.measureText(referenceText).width;
    // Beside the box, on the side that has room for it.
    const before = excess ? excess.x - plot.x > width + 8 : true;
    const after = excess ? right - excess.x - excess.width > width + 8 : false;
    if (before || after) {
      context.textAlign = before ? 'right' : 'left';
      const x = before ? Math.max(plot.x + width + 4, (excess?.x ?? right) - 6) : (excess?.x ?? 0) + (excess?.width ?? 0) + 6;
      haloed(context, referenceText, x, reference.y + (reference.y + 12 < plot.y + plot.height ? 10 : -10), palette);
    }
  }
  if (excess && excess.height > 44) {
    const middle = excess.x + excess.width / 2;
    const y = excess.y + excess.height * 0.72;
    context.textAlign = 'center';
    font(14, 600);
    if (context.measureText(excess.kwText).width < excess.width - 8) {
      haloed(context, excess.kwText, middle, y - 8, palette);
      font(11);
      if (context.measureText(excess.kwhText).width < excess.width - 8) {
        haloed(context, excess.kwhText, middle, y + 9, palette);
      }
    }
  }
  context.textAlign = 'left';
}

/** On a rim of the surface's colour, so that it is read across lines. */
function haloed(context: CanvasRenderingContext2D, text: string, x: number, y: number, palette: Palette): void {
  context.save();
  context.strokeStyle = palette.surface;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
  context.restore();
  context.fillText(text, x, y);
}

function path(context: CanvasRenderingContext2D, points: ReadonlyArray<readonly [number, number]>): void {
  context.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

/** Only whole words of state: a cut name could be another state's. */
function fitted(context: CanvasRenderingContext2D, text: string, x: number, y: number, widthPx: number): void {
  if (widthPx > 8 && context.measureText(text).width <= widthPx) {
    context.fillText(text, x, y);
  }
}

/** Fill, pattern and key line, so that colour is never alone. */
function bar(context: CanvasRenderingContext2D, mark: StateMark, x: number, y: number, width: number, height: number, palette: Palette, fillAlpha: number): void {
  if (mark.fill) {
    context.globalAlpha = fillAlpha;
    context.fillStyle = mark.fill;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  if (mark.pattern !== 'none') {
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.strokeStyle = mark.line;
    context.fillStyle = mark.line;
    context.globalAlpha = mark.pattern === 'hatch' ? 1 : 0.55;
    context.lineWidth = 1;
    if (mark.pattern === 'dots') {
      for (let dot = Math.ceil(x / 5) * 5; dot < x + width; dot += 5) {
        context.fillRect(dot, y + 4, 1.5, 1.5);
        context.fillRect(dot, y + 10, 1.5, 1.5);
      }
    } else {
      const step = mark.pattern === 'diagonal' ? 4 : 6;
      context.beginPath();
      // From a fixed origin, so that the pattern runs on across neighbouring runs.
      for (let start = Math.floor((x - height) / step) * step; start < x + width; start += step) {
        context.moveTo(start, y + height);
        context.lineTo(start + height, y);
        if (mark.pattern === 'cross') {
          context.moveTo(start, y);
          context.lineTo(start + height, y + height);
        }
      }
      context.stroke();
    }
    context.restore();
  }
  context.fillStyle = mark.line;
  context.fillRect(x, y + height - 1.6, width, 1.6);
  if (width > 3) {
    context.fillStyle = palette.surface;
    context.fillRect(x + width - 1, y, 1, height);
  }
}

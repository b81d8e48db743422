import { hidden } from '../base';
import type { Layer } from './expected';
import type { LabelWish } from './labels';
import { powerIn } from './power-text';
import type { Scene, WindowStep } from './scene';
import type { ChartInput, Measure } from './types';

const NARROW_PLOT_PX = 400;

/** Which texts the plot would like to show, the most important first: the picked spike, what breached, the highest window. */

export function wishesOf(scene: Omit<Scene, 'labels'>, input: ChartInput, measure: Measure): LabelWish[] {
  // On a phone there is room for two: chip, rows and bill say the rest.
  if (scene.plot.width < NARROW_PLOT_PX) {
    return [...peakWish(scene, measure), ...contractWish(scene, measure, input)];
  }
  return [...peakWish(scene, measure), ...excessWishes(scene, measure), ...referenceWish(scene, measure), ...contractWish(scene, measure, input), ...windowWishes(scene, input, measure), ...layerWishes(scene, measure)];
}

function peakWish({ peak, plot }: Omit<Scene, 'labels'>, measure: Measure): LabelWish[] {
  if (!peak) {
    return [];
  }
  const width = measure(peak.text, 11);
  const y = Math.max(plot.y + 8, peak.y);
  const [right, left] = [peak.x + 9 + width / 2, peak.x - 9 - width / 2];
  return [{ name: 'peak', text: peak.text, fontPx: 11, width, places: [{ x: right, y }, { x: left, y }, { x: right, y: y + 14 }, { x: left, y: y + 14 }] }];
}

function excessWishes({ excess }: Omit<Scene, 'labels'>, measure: Measure): LabelWish[] {
  if (!excess) {
    return [];
  }
  const [kwPx, kwhPx] = [measure(excess.kwText, 14, 600), measure(excess.kwhText, 11)];
  const middle = excess.x + excess.width / 2;
  // Low in the box, where the line of demand seldom runs; beside it where it is too small.
  const inBox = excess.height > 44 && kwPx < excess.width - 8;
  const y = inBox ? excess.y + excess.height * 0.72 : excess.y + excess.height + 14;
  const aside = excess.x + excess.width + 6;
  const places = inBox ? [{ x: middle, y: y - 8 }] : [{ x: middle, y }, { x: aside + kwPx / 2, y }];
  const kwhPlaces = inBox ? [{ x: middle, y: y + 9 }] : [{ x: middle, y: y + 16 }, { x: aside + kwhPx / 2, y: y + 16 }];
  return [
    { name: 'excess', text: excess.kwText, fontPx: 14, weight: 600, width: kwPx, places },
    ...(inBox && kwhPx > excess.width - 8 ? [] : [{ name: 'energy' as const, text: excess.kwhText, fontPx: 11, width: kwhPx, places: kwhPlaces, withPrevious: true }]),
  ];
}

/** Above or below the level of comparison, beside the box. */
function referenceWish({ references, referenceText, excess, plot }: Omit<Scene, 'labels'>, measure: Measure): LabelWish[] {
  const [reference] = references;
  if (!reference || referenceText === undefined) {
    return [];
  }
  const width = measure(referenceText, 11);
  const before = Math.max(plot.x + width / 2 + 4, (excess?.x ?? plot.x + plot.width) - 6 - width / 2);
  const after = (excess ? excess.x + excess.width : plot.x) + 6 + width / 2;
  const at = (x: number) => [{ x, y: reference.y - 10 }, { x, y: reference.y + 11 }];
  const free = (x: number) => !excess || x + width / 2 <= excess.x || x - width / 2 >= excess.x + excess.width;
  return [{ name: 'reference', text: referenceText, fontPx: 11, width, places: [before, after].filter(free).flatMap(at) }];
}

function contractWish({ contractY, plot }: Omit<Scene, 'labels'>, measure: Measure, { contractKw, power }: ChartInput): LabelWish[] {
  if (contractY === undefined || contractKw === undefined) {
    return [];
  }
  const text = plot.width < NARROW_PLOT_PX ? 'contract' : `contract ${powerIn(power, contractKw)}`;
  const width = measure(text, 11);
  const [left, right] = [plot.x + 6 + width / 2, plot.x + plot.width - 6 - width / 2];
  return [{ name: 'contract', text, fontPx: 11, width, places: [{ x: left, y: contractY - 9 }, { x: right, y: contractY - 9 }, { x: left, y: contractY + 10 }, { x: right, y: contractY + 10 }] }];
}

/** Those above the contract that touch the picked spike, and the highest in view. */
function windowWishes({ windows, excess, plot }: Omit<Scene, 'labels'>, input: ChartInput, measure: Measure): LabelWish[] {
  const touches = (step: WindowStep) => excess !== undefined && step.x < excess.x + excess.width && step.x + step.width > excess.x;
  const highest = windows.reduce<WindowStep | undefined>((highestYet, one) => (highestYet && highestYet.kw >= one.kw ? highestYet : one), undefined);
  const chosen = new Set([...windows.filter((one) => one.over && touches(one)).slice(0, 4), ...(highest ? [highest] : [])]);
  // In a low panel one is all there is room for.
  const most = plot.height < 140 ? 1 : 4;
  return [...chosen].sort((a, b) => b.kw - a.kw).slice(0, most).map((step) => {
    const text = powerIn(input.power, step.kw);
    const width = measure(text, 11, 600);
    const y = step.y - 8;
    return { name: step.over ? 'breach' : 'window', text, fontPx: 11, weight: 600, width, places: [{ x: step.x - width / 2 - 4, y: step.y + 3 }, { x: step.x + step.width / 2, y }, { x: step.x + step.width + width / 2 + 4, y: step.y + 3 }] };
  });
}

export const layerName = ({ kind, machineId }: Pick<Layer, 'kind' | 'machineId'>): string => (kind === 'base' ? 'base load' : kind === 'others' ? 'others' : hidden(machineId ?? ''));

/** A layer is named where it is highest, if it is high enough to hold its name. */
function layerWishes({ layers, plot, columnPx, zeroY }: Omit<Scene, 'labels'>, measure: Measure): LabelWish[] {
  return layers.flatMap(({ kind, machineId, topY }, i) => {
    const text = layerName({ kind, machineId });
    const width = measure(text, 10.5);
    const bottomOf = (column: number) => (i === 0 ? zeroY : layers[i - 1].topY[column]);
    const places: Array<{ readonly x: number; readonly y: number; readonly height: number }> = [];
    const half = Math.ceil(width / 2 / columnPx) + 2;
    for (let column = half; column < topY.length - half; column += 8) {
      // As low as the layer is over the whole width of the text.
      const low = Math.min(bottomOf(column - half), bottomOf(column), bottomOf(column + half));
      const high = Math.max(topY[column - half], topY[column], topY[column + half]);
      if (low - high > 13) {
        places.push({ x: plot.x + column * columnPx, y: (low + high) / 2, height: low - high });
      }
    }
    places.sort((a, b) => b.height - a.height);
    return places.length > 0 ? [{ name: 'layer' as const, text, fontPx: 10.5, width, places: places.slice(0, 12) }] : [];
  });
}

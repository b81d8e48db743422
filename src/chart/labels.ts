import type { Box } from './types';

/** Puts texts where they cover nothing: by rank, each at the first of its places that is free, or not at all. */

export interface LabelWish {
  readonly name: 'peak' | 'excess' | 'energy' | 'reference' | 'contract' | 'breach' | 'window' | 'layer';
  readonly text: string;
  readonly fontPx: number;
  readonly weight?: number;
  readonly width: number;
  /** Middles of the text, the best first. */
  readonly places: ReadonlyArray<{ readonly x: number; readonly y: number }>;
  /** Place it only where the one before it, which it belongs to, was placed. */
  readonly withPrevious?: boolean;
}

export interface Label {
  readonly name: LabelWish['name'];
  readonly text: string;
  readonly fontPx: number;
  readonly weight: number;
  /** Middle of the text. */
  readonly x: number;
  readonly y: number;
}

/** Between two texts, px. */
const AIR_PX = 2;

/** @param wishes the most important first; @param within no text leaves this box; @param taken what texts must not cover */
export function placeLabels(wishes: readonly LabelWish[], within: Box, taken: readonly Box[] = []): Label[] {
  const boxes: Box[] = [...taken];
  const labels: Label[] = [];
  let placedBefore = true;
  for (const { name, text, fontPx, weight = 400, width, places, withPrevious } of wishes) {
    const height = fontPx * 1.25;
    const boxAt = ({ x, y }: { readonly x: number; readonly y: number }): Box => ({ x: x - width / 2, y: y - height / 2, width, height });
    const isFree = (box: Box) => inside(box, within) && !boxes.some((other) => overlap(box, other));
    const free: { readonly x: number; readonly y: number } | undefined = withPrevious && !placedBefore ? undefined : places.find((place) => isFree(boxAt(place)));
    placedBefore = free !== undefined;
    if (free) {
      boxes.push(boxAt(free));
      labels.push({ name, text, fontPx, weight, x: free.x, y: free.y });
    }
  }
  return labels;
}

function inside(box: Box, outer: Box): boolean {
  return box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width + AIR_PX && b.x < a.x + a.width + AIR_PX && a.y < b.y + b.height && b.y < a.y + a.height;
}

import { HOUR_MS } from '../base';
import { rollingMedian } from './rolling-median';
import type { Grid } from './types';

/**
 * What demand usually is around each bin: the median of the three hours about it, taken every five minutes over a sample
 * a minute (or the bins there are, when they are longer), linear between. A spike of an hour hardly moves it.
 * @param demandKw grid.count, NaN = no reading
 * @returns grid.count, kW; NaN only when there is no reading at all
 * O(n)
 */
export function baselineOf({ stepMs }: Grid, demandKw: Float64Array): Float64Array {
  const window = Math.max(9, Math.floor((3 * HOUR_MS) / stepMs));
  return rollingMedian(demandKw, Math.floor(window / 2), Math.max(1, Math.floor(window / 36)), Math.max(1, Math.floor(window / 180)));
}

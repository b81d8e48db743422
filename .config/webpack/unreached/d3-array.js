// In the place of d3-array, which d3-scale brings along for ticks and for domains of many pieces: ours are linear from end to end, and have ticks of src/chart/ticks.ts.
import { unreached } from './unreached.js';

export const ticks = unreached('d3-array');
export const tickIncrement = ticks;
export const tickStep = ticks;
export const bisect = ticks;
export const bisector = ticks;
export const range = ticks;
export const ascending = ticks;
export const quantile = ticks;
export const quantileSorted = ticks;
export class InternMap extends Map {}

// In the place of d3-interpolate, which looks at what it is to go between before it goes: ours go between numbers, and no zoom is animated.
import { unreached } from './unreached.js';

export { default as interpolateNumber, default as interpolate } from '../../../node_modules/d3-interpolate/src/number.js';
export { default as interpolateRound } from '../../../node_modules/d3-interpolate/src/round.js';
export const interpolateZoom = unreached('d3-interpolate');
export const piecewise = interpolateZoom;

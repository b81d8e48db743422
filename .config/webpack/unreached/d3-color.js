// In the place of d3-color, which d3-scale brings along for scales of colours: ours go from numbers to numbers.
import { unreached } from './unreached.js';

export const color = unreached('d3-color');
export const rgb = color;
export const hsl = color;
export const lab = color;
export const hcl = color;
export const cubehelix = color;

// In the place of d3-format, which d3-scale brings along for the text of its ticks: ours are written in src/chart/ticks.ts.
import { unreached } from './unreached.js';

export const format = unreached('d3-format');
export const formatPrefix = format;
export const formatSpecifier = format;
export const precisionFixed = format;
export const precisionPrefix = format;
export const precisionRound = format;

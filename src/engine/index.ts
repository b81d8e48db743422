// Stations 4 to 7, pure: columns in, findings out. Others import only this page.
export { analyse, analyseInValues, DEFAULT_OPTIONS, STATIONS, type Stations } from './analyse';
export { answers } from './answer';
export { counterPower, powerOf, type CounterOptions } from './counter';
export { expect } from './expect';
export { investigate, investigateInValues } from './investigate';
export { evidenceText } from './evidence-words';
export { kindText } from './kind-words';
export { machineLines, type MachineLine } from './lines';
export { obstacleOf } from './obstacle';
export { placebo, type Explained, type Placebo } from './placebo';
export { staleFromMs } from './quality';
export { recurrenceOf, type Recurrence, type RecurrentCause, type Studied } from './recurrence';
export { SpanTooLong } from './span';
export { quantile } from './stats';
export { LIKELY, wordFor } from './word';
export { inWords } from './words';
export type * from './types';

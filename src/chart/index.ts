// Station 8: from readings, states and findings to a picture.
export { stateClass, type StateClass } from './classes';
export { draw } from './draw';
export { LANE_PX, layout, neededHeightPx, roundStep, timeTicks, type Box, type ChartInput, type ChartSpike, type ChartVerdict, type Lane, type Scene, type Size, type StateRun, type Tick } from './layout';
export { paletteOf, type Palette, type StateMark, type ThemeColours } from './palette';

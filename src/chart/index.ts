// Station 8: from readings, states and findings to a picture.
export { bindGestures } from './bind-gestures';
export { chipsOf, MOST_CHIPS, TARGET_PX, type Chip } from './chips';
export { lookOf, stateClass, type StateClass, type StateLook, type StateLooks } from './classes';
export { contrast, over, rgbaOf, type Rgba } from './colour';
export { draw } from './draw';
export { drawLanes, type LaneSheet } from './draw-lanes';
export { stackOf, type Layer } from './expected';
export { placeLabels, type Label, type LabelWish } from './labels';
export { inksOf, paintLanes, type LaneGeometry } from './lane-pixels';
export { LANE_PX, laneOf, lanePlan, LOW_LANE_PX, MOST_OPEN, stateAt, type Lane, type LaneAsk, type LanePlan, type StateAt } from './lanes';
export { layout, LEAST_STEP_PX, NARROW_PX, plotColumn, truePeak } from './layout';
export { BAND_TINT, BREACH_TINT, COLUMN_TINT, EXCESS_TINT, layerTint, markOf, paletteOf, PICKED_TINT, type Palette, type StateMark, type ThemeColours } from './palette';
export type { PlotGestures } from './plot-gestures';
export { columnsOf, pyramidFor, pyramidOf, type Pyramid } from './pyramid';
export { readingAt, type ReadingAt } from './reading';
export { timeScale, type TimeScale } from './scales';
export type { Column, Scene } from './scene';
export { stateRuns, type StateRuns } from './state-runs';
export { cutMiddle, stateName } from './text';
export { powerIn, signedIn, signedPowerIn, type PowerText } from './power-text';
export { ageText, kwTicks, roundStep, timeTicks, wallClock } from './ticks';
export {
  estimatedWidth, type Box, type ChartInput, type ChartSpike, type ChartVerdict, type ChartWindow, type ExpectedLoad, type Measure, type Size, type Tick,
} from './types';
export { layerName } from './wishes';

// Stations 1 and 2 without Grafana: query text, strict reading, and what protects the server.
export { checkReadOnly } from './lint';
export { closureOf, closureText, type Closure, type MeterEnergy } from './closure';
export { mappedLog, stateNamer } from './mapping';
export { meterTree, type MeterNode } from './meter-tree';
export { guessPreset, PRESETS, type Preset, type PresetId } from './presets';
export { scopeNotice, withinScope } from './scope';
export { DEFAULT_PLANT_MAP, parsePlantMap } from './map';
export type { SeriesRequest } from './ask';
export { dialectOf, type Dialect, type Rendered } from './dialects';
export type { Read, Series } from './read';
export { grafanaBody, type GrafanaBody, type GrafanaTarget } from './grafana-wire';
export { QUERY_PATHS } from './types';
export type { HealthLine } from './health';
export { createLane, type Lane, type LaneSetup } from './lane';
export { boundsOf, LOAD_DEFAULTS, parseLoadLimits, type LoadLimits } from './limits';
export { createReader, type Reader, type ReaderSetup } from './reader';
export type * from './types';

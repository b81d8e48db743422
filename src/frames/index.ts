// Station 3: the contract between data source and panel, as Grafana's frames.
export { metaOf, meterField, roleOf, stateFields, type OwnedField } from './fields';
export { seriesIn } from './foreign';
export { gather, type Gathered } from './gather';
export type { FrameRole, SpiketraceMeta } from './meta';
export { progressFrame, progressOf, STOP_READING_EVENT, type Progress } from './progress';
export { counted, machineFrame, meterFrame, shiftFrame, type FrameContext } from './to-frames';
export { findingAnnotations, shiftAnnotations } from './annotations';
export { findingFrame, ledgerRows, ledgerSeries, recurrenceFrame, type StudyContext } from './studies';

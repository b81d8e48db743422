// What every other folder may build on: units of time, columns, completeness, search. No domain, no imports.
export { COMPLETE, completenessText, worstCompleteness, type Completeness, type Notice, type Silence } from './completeness';
export {
  arrivedLog, grown, isUnknownState, LEAST_UNKNOWN, machineLog, machineLogOf, UNKNOWN_STATE, valuesOf,
  type CounterReadings, type MachineLog, type MeterReadings, type PowerReadings, type ShiftEvent,
} from './columns';
export { LEARNING_DEFAULTS, planLearning, type LearningDay, type LearningOptions, type LearningPlan } from './learning';
export { entryNotices, inOrder, twoStatesNotice, type InOrder } from './arrivals';
export { unclashed } from './clashes';
export { FNV_BASIS, fnvDigits, fnvWith } from './fnv';
export { hidden, nameText, storedText } from './names';
export { stableOrder } from './order';
export { lowerBound, upperBound } from './search';
export { DAY_MS, HOUR_MS, lengthText, MINUTE_MS, overlaps, SECOND_MS, sharedPart, windowFor, WINDOWS_MS, type TimeRange } from './time';
export { stateClass, type StateClass } from './state-class';
export { addZoneDays, isZone, zoneDayStartMs, zoneHourOfDay, zoneOffsetMs } from './zone';

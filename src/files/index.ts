// Files of a person's own, read to columns: for the command line, and for the trial in the browser.
export { readMeter, readShifts, readStates, stateColumns, timeOf, type StateColumns } from './csv';
export { meterColumns, type MeterColumn } from './head';
export { isLineProtocol, readLineProtocol } from './line-protocol';
export { Refused } from './refused';
export type { FileSeries, FileValues } from './series';

// Files of a person's own, read to columns: for the command line, and for the trial in the browser.
export { readMeter, readShifts, readStates, timeOf } from './csv';
export { Refused } from './refused';

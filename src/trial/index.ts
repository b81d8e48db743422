// The connection `trial`: files that a person opened in this browser, answered as a database would answer.
export { answerFrom } from './answer';
export { holdingsOf, type Holding } from './holdings';
export { mapOfFiles, metersLeftOut } from './map';
export { openTrial, type Role, type Trial, type TrialFile } from './open';
export { trialReader } from './reader';

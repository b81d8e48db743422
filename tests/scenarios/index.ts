// The sample plant: data of the tests, the workbench and the trial stack.
export { EPISODES, type Episode } from './sample-days';
export { SAMPLE_MACHINES } from './sample-machines';
export { samplePlant, SAMPLE_ZONE, viewOf, type SampleOptions, type SamplePlant, type SampleTruth } from './sample-plant';
export { seedLines } from './seed-lines';

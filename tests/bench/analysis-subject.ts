import { readFileSync } from 'node:fs';
import { readMeter, readStates } from '../../src/files/csv';
import { analyse } from '../../src/engine';

/** Times the whole analysis in a process of its own: node … analysis-subject.ts METER STATES RUNS. */

const [meterFile = '', statesFile = '', runs = '6'] = process.argv.slice(2);
const [meterBytes, stateBytes] = [readFileSync(meterFile), readFileSync(statesFile)];
const ms: number[] = [];
let spikes = 0;
for (let run = 0; run < Number(runs); run++) {
  const before = process.cpuUsage();
  const { findings } = analyse({ meter: readMeter(meterFile, meterBytes), machines: readStates(statesFile, stateBytes), zone: 'UTC' });
  const { user, system } = process.cpuUsage(before);
  ms.push((user + system) / 1000);
  spikes = findings.length;
}
process.stdout.write(JSON.stringify({ ms, spikes }));

import { readFileSync } from 'node:fs';
import { readMeter, readStates } from '../../src/files/csv';
import { alignMeter, occupancyOf, trackOf, type Occupancy, type Track } from '../../src/engine/align';
import { baselineOf } from '../../src/engine/baseline';
import { spotAbove } from '../../src/engine/spot';
import type { Grid } from '../../src/engine';
import type { Measured } from './measured';

/** Times this product's lining up in a process of its own: node … subject.ts METER STATES WARM-UPS RUNS. */

const [meterFile = '', statesFile = '', warmUps = '5', runs = '7'] = process.argv.slice(2);
/** A row of the fit; see ROW_MS in src/engine/expect.ts. */
const ROW_MS = 30_000;

function rowsOf({ startMs, stepMs, count }: Grid): Grid {
  const bins = Math.max(1, Math.floor(ROW_MS / stepMs));
  return { startMs, stepMs: bins * stepMs, count: Math.floor(count / bins) };
}

function once(meterBytes: Uint8Array, stateBytes: Uint8Array) {
  const times: Record<string, number> = {};
  const timed = <T>(stage: string, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    times[stage] = (user + system) / 1000;
    return result;
  };
  const meter = timed('meter', () => readMeter(meterFile, meterBytes));
  const logs = timed('states', () => readStates(statesFile, stateBytes));
  const aligned = timed('grid', () => alignMeter(meter));
  if (!aligned) {
    throw new Error(`${meterFile} holds no two readings`);
  }
  const { grid, demandKw } = aligned;
  const rows = rowsOf(grid);
  const shares = timed('occupancy', () => logs.map((log) => {
    const track = trackOf(log, grid.startMs, grid.startMs + rows.count * rows.stepMs);
    return { track, occupancy: occupancyOf(track, rows) };
  }));
  const baselineKw = timed('baseline', () => baselineOf(grid, demandKw));
  const spikes = timed('spikes', () => spotAbove(baselineKw, grid, demandKw, { learnFrom: 0, learnTo: grid.count, minimumKw: 0 }).runs);
  return { times, grid, rows, demandKw, shares, baselineKw, spikes };
}

function sumsOf(track: Track, { row, partMs, stateCode }: Occupancy, { stepMs, count }: Grid): Array<[string, number]> {
  const sums = new Float64Array(track.states.length);
  for (let k = 0; k < row.length; k++) {
    const next = k + 1 < row.length ? row[k + 1]! : count;
    // Its part of the row in which it begins, the rows that it has alone, and of the row in which the next one begins what is left.
    let leftMs = k + 1 < row.length && next > row[k]! ? stepMs : 0;
    for (let other = k + 1; leftMs > 0 && other < row.length && row[other] === next; other++) {
      leftMs -= partMs[other]!;
    }
    sums[stateCode[k]!]! += (partMs[k]! + leftMs) / stepMs + Math.max(0, next - row[k]! - 1);
  }
  return track.states.map((state, code) => [`${track.machineId} ${state}`, sums[code]!]);
}

const sum = (values: Float64Array) => values.reduce((total, value) => (value === value ? total + value : total), 0);

const meterBytes = readFileSync(meterFile);
const stateBytes = readFileSync(statesFile);

/** The first run, in a function of its own: what came out is let go before the others are timed. */
function firstRun(): Omit<Measured, 'versions' | 'runs'> {
  const rssBefore = process.resourceUsage().maxRSS;
  const { times, grid, rows, demandKw, shares, baselineKw, spikes } = once(meterBytes, stateBytes);
  return {
    first: times, memoryBytes: 1024 * (process.resourceUsage().maxRSS - rssBefore),
    checks: {
      count: grid.count, startMs: grid.startMs, stepMs: grid.stepMs, kwSum: sum(demandKw), baselineSum: sum(baselineKw),
      spikes: spikes.length, spikeBins: spikes.reduce((total, run) => total + run.first + run.last, 0),
      occupancy: Object.fromEntries(shares.flatMap(({ track, occupancy }) => sumsOf(track, occupancy, rows))),
    },
  };
}

const first = firstRun();
const timed: Array<Record<string, number>> = [];
for (let run = 0; run < Number(warmUps) + Number(runs); run++) {
  const { times } = once(meterBytes, stateBytes);
  if (run >= Number(warmUps)) {
    timed.push(times);
  }
}
const report: Measured = { versions: { node: process.versions.node }, ...first, runs: timed };
process.stdout.write(JSON.stringify(report));

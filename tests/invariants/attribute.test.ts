import { describe, expect, test } from 'vitest';
import { SECOND_MS, type MachineLog } from '../../src/base';
import type { Plant } from '../../src/engine';
import { alignMeter, type Column, type Track } from '../../src/engine/align';
import { attribute, measure } from '../../src/engine/attribute';
import { expect as learn, type Expectation } from '../../src/engine/expect';
import { normal, uniform } from '../../src/engine/random';
import { spot } from '../../src/engine/spot';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

/** The ledger from exact means of the transitions is the one that the obvious count gives, second by second. */

const HOURS = 54;
const STEP_MS = 10 * SECOND_MS;
const KW: Readonly<Record<string, number>> = { mill: 80, pump: 40, fan: 20 };

/** The instant of the last entry at or before ms, and its state; undefined before the first. */
function stayAt(log: Pick<MachineLog, 'timeMs' | 'stateCode'>, ms: number): { readonly code: number; readonly enteredMs: number; readonly first: boolean } | undefined {
  const i = log.timeMs.findLastIndex((at) => at <= ms);
  return i < 0 ? undefined : { code: log.stateCode[i]!, enteredMs: log.timeMs[i]!, first: i === 0 };
}

/** The small plant's machines behind a meter of ten-second means; the mill draws 60 kW more when it is started, for a minute or so. */
function plantWithStartUps(seed: number): Plant {
  const { machines, zone } = smallPlant(seed, HOURS);
  const noise = normal(uniform(seed + 100));
  const demandKw = Float64Array.from({ length: (HOURS * 3600 * SECOND_MS) / STEP_MS }, () => 100 + 0.5 * noise());
  for (const log of machines.filter(({ machineId }) => machineId in KW)) {
    demandKw.forEach((_, i) => {
      const middleMs = START_MS + (i + 0.5) * STEP_MS;
      const stay = stayAt(log, middleMs);
      if (stay && log.states[stay.code] === 'ON') {
        demandKw[i]! += KW[log.machineId]! + (log.machineId === 'mill' ? 60 * Math.exp(-(middleMs - stay.enteredMs) / 60_000) : 0);
      }
    });
  }
  return { meter: powerOf(demandKw, START_MS, STEP_MS), machines, zone };
}

/** Mean of a column over half-open intervals, by a look at the middle of every second. */
function slowMean({ stateCode, tauMs }: Column, track: Track, intervals: ReadonlyArray<readonly [number, number]>): number {
  let [sum, seconds] = [0, 0];
  for (const [fromMs, toMs] of intervals) {
    for (let ms = fromMs + SECOND_MS / 2; ms < toMs; ms += SECOND_MS) {
      const stay = stayAt(track, ms);
      // Nobody saw when the state in force at the start was entered, so it has no start-up.
      sum += stay?.code !== stateCode ? 0 : tauMs === 0 ? 1 : stay.first ? 0 : Math.exp(-(ms - stay.enteredMs) / tauMs);
      seconds++;
    }
  }
  return sum / seconds;
}

/** kW by machine and state, variation left out. */
function slowLedger(model: Expectation, spike: readonly [number, number], reference: ReadonlyArray<readonly [number, number]>): ReadonlyMap<string, number> {
  const ledger = new Map<string, number>();
  model.columns.forEach((column, j) => {
    const track = model.tracks[column.track]!;
    const key = `${track.machineId} ${track.states[column.stateCode]}`;
    ledger.set(key, (ledger.get(key) ?? 0) + model.kw[j]! * (slowMean(column, track, [spike]) - slowMean(column, track, reference)));
  });
  return ledger;
}

describe.each([7, 19, 43])('seed %i', (seed) => {
  const { meter, machines, zone } = plantWithStartUps(seed);
  const { grid, demandKw, fitStepMs } = alignMeter(meter)!;
  const model = learn({ grid, demandKw, machines, zone, learnFrom: 0, learnTo: grid.count, rowMs: fitStepMs })!;
  const { runs } = spot(grid, demandKw, { learnFrom: 0, learnTo: grid.count, minimumKw: 0 });
  const learning = { startMs: grid.startMs, endMs: grid.startMs + grid.count * grid.stepMs, stepMs: grid.stepMs };

  test('the plant teaches a start-up, so that both kinds of columns are counted', () => {
    expect(model.columns.some(({ tauMs }) => tauMs > 0)).toBe(true);
  });

  test('contributions counted second by second are those of the ledger, to a ten-thousandth of the excess', () => {
    expect(runs.length).toBeGreaterThan(10);
    for (const run of runs.slice(0, 12)) {
      const finding = attribute(measure(run, { grid, demandKw, learning })!, model);
      const ledger = slowLedger(model, [finding.startMs, finding.endMs], finding.reference);
      expect(finding.causes.length).toBeGreaterThan(0);
      finding.causes.forEach(({ machines: [machineId], state, kw, variationKw }) => {
        expect(Math.abs(kw - variationKw - ledger.get(`${machineId} ${state}`)!), `${machineId} ${state}`).toBeLessThan(1e-4 * finding.excessKw);
      });
      const slowUnexplainedKw = [...ledger.values()].reduce((rest, kw) => rest - kw, finding.excessKw) - finding.causes.reduce((sum, { variationKw }) => sum + variationKw, 0);
      expect(Math.abs(finding.unexplainedKw - slowUnexplainedKw)).toBeLessThan(2e-4 * finding.excessKw);
    }
  });
});

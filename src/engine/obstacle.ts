import { DAY_MS, isUnknownState, upperBound, worstCompleteness, type MachineLog, type TimeRange } from '../base';
import { OLDEST_STATE_MS } from './align';
import { unsaid, type Saying } from './saying';
import type { Plant, Ranking } from './types';

/** Why nothing may be ranked, where that is so: spikes are listed then, and each says it. */

export type NotRanked = Ranking & { readonly kind: 'not-ranked' };

/** Shorter learning than this says nothing about what a state costs. */
const SHORTEST_LEARNING_MS = 2 * DAY_MS;
/**
 * Work grows with the square of the machines in a row of the fit, and with the cube of their states. 14 days in rows of 30 s
 * took a two-core machine 7.5 s of CPU with 200 machines of three states that change every half hour, beside loads that nobody
 * reports, and 8 s with 2,000 states of 20 machines.
 */
const MOST_MACHINES = 200;
const MOST_STATES = 2000;

export function obstacle(why: NotRanked['why'], ...saying: Saying): NotRanked {
  return unsaid({ kind: 'not-ranked', why }, ...saying);
}

/** What forbids it whichever part of the readings is looked at. O(machines) */
export function obstacleOf({ meter, machines }: Pick<Plant, 'meter' | 'machines'>): NotRanked | undefined {
  const worst = worstCompleteness([meter.completeness, ...machines.map((log) => log.completeness)]);
  if (worst.kind !== 'complete') {
    return obstacle('incomplete', 'incomplete', worst);
  }
  return machines.length === 0 ? obstacle('no-machines', 'no-states') : undefined;
}

/** @param demandKw of the learning range; NaN = no reading. O(readings + entries) at worst */
export function obstacleTo(plant: Plant, demandKw: Float64Array, learning: TimeRange & { readonly stepMs: number }): NotRanked | undefined {
  const before = obstacleOf(plant);
  if (before) {
    return before;
  }
  const states = plant.machines.reduce((sum, log) => sum + log.states.length, 0);
  if (plant.machines.length > MOST_MACHINES || states > MOST_STATES) {
    return obstacle('too-many-machines', 'too-many-machines', plant.machines.length, states, MOST_MACHINES, MOST_STATES);
  }
  let known = 0;
  for (let i = 0; i < demandKw.length; i++) {
    known += demandKw[i] === demandKw[i] ? 1 : 0;
  }
  const knownMs = known * learning.stepMs;
  if (knownMs < SHORTEST_LEARNING_MS) {
    return obstacle('too-little-history', 'short-history', knownMs, SHORTEST_LEARNING_MS);
  }
  return plant.machines.some((log) => isKnownWithin(log, learning)) ? undefined : obstacle('no-machines', 'states-elsewhere');
}

/** Whether the machine was in a state that says something at any instant of the range, by its stamps as reported. O(entries) at worst */
function isKnownWithin({ timeMs, stateCode, states }: MachineLog, { startMs, endMs }: TimeRange): boolean {
  const unknown = states.map(isUnknownState);
  const inForce = upperBound(timeMs, startMs) - 1;
  for (let i = Math.max(0, inForce); i < timeMs.length && timeMs[i] < endMs; i++) {
    if (!unknown[stateCode[i]] && timeMs[i] >= startMs - OLDEST_STATE_MS) {
      return true;
    }
  }
  return false;
}

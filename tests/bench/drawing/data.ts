import { COMPLETE, type MachineLog, type PowerReadings } from '../../../src/base';
import { seededRandom, type Random } from '../../scenarios/seeded';

/** The seeded series that drawing is measured on: one meter of any length, and machines that change states at random. */

export const START_MS = Date.UTC(2025, 2, 3);
const STATES = ['OFF', 'IDLE', 'RUNNING', 'HEATUP'] as const;

/** kW with a day's swing and noise; every reading knows a maximum above its mean. */
export function meter(count: number, stepMs: number, seed: number): PowerReadings {
  const random = seededRandom(seed);
  const timeMs = Float64Array.from({ length: count }, (_, i) => START_MS + i * stepMs);
  const demandKw = Float64Array.from(timeMs, (ms) => 400 + 120 * Math.sin(ms / 1.4e7) + 30 * random.normal());
  const maxKw = Float64Array.from(demandKw, (kw) => kw + 25 * random.next());
  return { kind: 'power', meterId: 'incomer', timeMs, demandKw, maxKw, windowMs: stepMs, completeness: COMPLETE, notices: [] };
}

/** Each machine changes `changes` times over the range, after stays of random length. */
export function machines(count: number, changes: number, rangeMs: number, seed: number): MachineLog[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, machine) => {
    const stays = Array.from({ length: changes }, () => -Math.log(1 - random.next()));
    return logOf(`machine-${String(machine + 1).padStart(2, '0')}`, stays, rangeMs, random);
  });
}

function logOf(machineId: string, stays: readonly number[], rangeMs: number, random: Random): MachineLog {
  const whole = stays.reduce((sum, stay) => sum + stay, 0);
  let at = 0;
  let state = 0;
  const timeMs = new Float64Array(stays.length);
  const stateCode = new Uint16Array(stays.length);
  stays.forEach((stay, i) => {
    timeMs[i] = START_MS + Math.round(at) + i;
    stateCode[i] = state;
    at += (stay / whole) * (rangeMs - stays.length);
    state = (state + 1 + Math.floor(random.next() * (STATES.length - 1))) % STATES.length;
  });
  return { machineId, timeMs, stateCode, states: STATES, completeness: COMPLETE, notices: [] };
}

/** The same readings in columns of their own, as a refresh of the dashboard brings them. */
export function fresh(readings: PowerReadings): PowerReadings {
  return { ...readings, timeMs: readings.timeMs.slice(), demandKw: readings.demandKw.slice(), ...(readings.maxKw ? { maxKw: readings.maxKw.slice() } : {}) };
}

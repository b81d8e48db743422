import { COMPLETE, HOUR_MS, machineLog, MINUTE_MS, type PowerReadings } from '../../src/base';
import type { Plant } from '../../src/engine';
import { normal, uniform } from '../../src/engine/random';

/** A small made-up plant of three machines in one-minute means: what the engine's rules are checked on. */

export const START_MS = Date.UTC(2025, 2, 3);
const LOADS = { mill: 80, pump: 40, fan: 20 } as const;

export function powerOf(demandKw: Float64Array, startMs = START_MS, stepMs = MINUTE_MS): PowerReadings {
  return { kind: 'power', meterId: 'm', timeMs: demandKw.map((_, i) => startMs + i * stepMs), demandKw, windowMs: stepMs, completeness: COMPLETE, notices: [] };
}

/** @param shiftMs moves every instant */
export function smallPlant(seed: number, hours = 72, shiftMs = 0, zone = 'UTC'): Plant {
  const next = uniform(seed);
  const noise = normal(next);
  const count = hours * 60;
  const demandKw = Float64Array.from({ length: count }, () => 100 + noise());
  const machines = Object.entries(LOADS).map(([id, kw]) => {
    const visits: Array<readonly [number, string]> = [];
    let on = false;
    for (let minute = 0; minute < count; ) {
      // Seldom on: that is what makes it a spike.
      const until = Math.min(count, minute + Math.round(on ? 10 + 20 * next() : 120 + 240 * next()));
      visits.push([START_MS + shiftMs + minute * MINUTE_MS, on ? 'ON' : 'OFF']);
      for (; minute < until; minute++) {
        demandKw[minute] = (demandKw[minute] ?? 0) + (on ? kw : 0);
      }
      on = !on;
    }
    return machineLog(id, visits);
  });
  machines.push(machineLog('idle-bystander', [[START_MS + shiftMs - HOUR_MS, 'ON']]));
  return { meter: powerOf(demandKw, START_MS + shiftMs), machines, zone };
}

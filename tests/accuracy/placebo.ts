import type { MachineLog } from '../../src/base';
import type { LabelledPlant } from './labelled';

/** The same plant with every reported state moved in time: what is found then was found by chance. */

/**
 * All logs later by `hours` hours, the same for all machines, so that they keep their order and their habits among themselves.
 * The end comes back to the beginning: as many changes teach as before. The truth stays where it is.
 */
export function placeboOf(plant: LabelledPlant, hours: number): LabelledPlant {
  const { timeMs } = plant.meter;
  const startMs = timeMs[0];
  const lengthMs = timeMs[timeMs.length - 1] - startMs;
  return { ...plant, plant: { ...plant.plant, machines: plant.plant.machines.map((log) => rotated(log, startMs, lengthMs, hours * 3_600_000)) } };
}

function rotated(log: MachineLog, startMs: number, lengthMs: number, byMs: number): MachineLog {
  const entries = Array.from(log.timeMs, (ms, i) => ({ ms: startMs + (((ms + byMs - startMs) % lengthMs) + lengthMs) % lengthMs, code: log.stateCode[i] })).sort((a, b) => a.ms - b.ms);
  const last = entries[entries.length - 1];
  // The state that wrapped around holds from the start on.
  const all = last && entries[0].ms > startMs ? [{ ms: startMs, code: last.code }, ...entries] : entries;
  const kept = all.filter((one, i) => (i === 0 || one.code !== all[i - 1].code) && one.ms !== all[i + 1]?.ms);
  return { ...log, timeMs: Float64Array.from(kept, (one) => one.ms), stateCode: Uint16Array.from(kept, (one) => one.code) };
}

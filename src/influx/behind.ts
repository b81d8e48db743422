import type { MachineSource, MeterSource, PlantMap } from './types';

/** Which machines run behind a meter, by the plant map. */

/** Those of the meter and of its sub-meters, and of one line where one is chosen. An entry without meter or line is behind all of them. */
export function machinesBehind(map: PlantMap, meterId: string, line: string | undefined): MachineSource[] {
  return map.machines.filter(
    (one) => (one.meter === undefined || isBehind(map, one.meter, meterId)) && (line === undefined || one.line === undefined || one.line === line)
  );
}

/** Power and register of one meter are one place, and what is behind a sub-meter is behind its parent too. */
function isBehind(map: PlantMap, ownId: string, meterId: string): boolean {
  const meterOf = (id: string | null) => map.meters.find((one) => one.id === id);
  const place = (one: MeterSource) => JSON.stringify([one.measurement, Object.entries(one.tags).sort()]);
  const asked = meterOf(meterId);
  // Bounded by the number of meters, so that parents in a circle end too.
  for (let own = meterOf(ownId), hops = 0; own && hops < map.meters.length; own = meterOf(own.parent), hops++) {
    if (own.id === meterId || (asked && own.kind !== asked.kind && place(own) === place(asked))) {
      return true;
    }
  }
  return ownId === meterId;
}

import type { Notice } from '../base';
import type { MachineSource, PlantMap } from './types';

/** A trial zone: the plant map without everything outside of it, so that no question about the rest can be asked at all. */

/** The map as it may be asked about. Without a scope it is the map itself; twice is the same as once. */
export function withinScope(map: PlantMap): PlantMap {
  const { scope } = map;
  if (!scope) {
    return map;
  }
  const machines = map.machines.flatMap((one) => machineWithin(one, map));
  const named = new Set(scope.meters ?? metersOf(map, machines));
  const meters = map.meters.filter(({ id }) => named.has(id)).map((meter) => ({ ...meter, parent: meter.parent !== null && named.has(meter.parent) ? meter.parent : null }));
  // The calendar is the whole plant's, so it is read only where the scope says so.
  return { ...map, meters, machines, shifts: scope.shifts ? map.shifts : undefined };
}

/** One line keeps its entries; one machine becomes an entry of its own, with its name in the query. */
function machineWithin(one: MachineSource, { scope }: PlantMap): MachineSource[] {
  if (scope?.line !== undefined && one.line !== scope.line) {
    return [];
  }
  const { machine } = scope ?? {};
  if (machine === undefined || one.id === machine) {
    return [one];
  }
  const { idTag, ...rest } = one;
  return idTag === undefined ? [] : [{ ...rest, id: machine, tags: { ...one.tags, [idTag]: machine } }];
}

/** Meters of the line; for one machine the meters that its entries name, else those of their lines. */
function metersOf({ meters, scope }: PlantMap, machines: readonly MachineSource[]): readonly string[] {
  if (scope?.line !== undefined) {
    return meters.filter(({ line }) => line === scope.line).map(({ id }) => id);
  }
  const own = machines.flatMap(({ meter }) => (meter === undefined ? [] : [meter]));
  const lines = new Set(machines.map(({ line }) => line));
  return own.length > 0 ? own : meters.filter(({ line }) => line !== undefined && lines.has(line)).map(({ id }) => id);
}

/** What every frame says while a trial zone is set; undefined without one. */
export function scopeNotice({ scope }: PlantMap): Notice | undefined {
  return scope && {
    severity: 'info', code: 'trial-zone',
    text: `Trial zone: only ${[scope.line === undefined ? '' : `line ${scope.line}`, scope.machine === undefined ? '' : `machine ${scope.machine}`].filter(Boolean).join(', ')} is read; nothing outside of it is queried.`,
  };
}

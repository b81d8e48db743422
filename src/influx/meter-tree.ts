import type { MeterSource, PlantMap } from './types';

/** The meters of a plant map as a tree of parents and sub-meters, with what is wrong about it. */

export interface MeterNode {
  readonly meter: MeterSource;
  /** In the order of the map. */
  readonly children: readonly MeterNode[];
  /** Why it stands here although the map gives it a parent: that one is not in the map, or parents go in a circle. */
  readonly problem?: string;
}

/** Roots in the order of the map; every meter stands in the tree exactly once. O(meters²), of which there are tens. */
export function meterTree({ meters }: PlantMap): readonly MeterNode[] {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  const problems = new Map<string, string>();
  const parentOf = (meter: MeterSource): string | null => {
    if (meter.parent === null) {
      return null;
    }
    if (!byId.has(meter.parent)) {
      problems.set(meter.id, `its parent “${meter.parent}” is not in the plant map`);
      return null;
    }
    return isInCircle(meter, byId) ? circle(meter) : meter.parent;
  };
  const circle = (meter: MeterSource): null => {
    problems.set(meter.id, `its parents lead back to itself`);
    return null;
  };
  const parents = new Map(meters.map((meter) => [meter.id, parentOf(meter)]));
  const nodeOf = (meter: MeterSource): MeterNode => {
    const problem = problems.get(meter.id);
    return { meter, children: meters.filter(({ id }) => parents.get(id) === meter.id).map(nodeOf), ...(problem === undefined ? {} : { problem }) };
  };
  return meters.filter(({ id }) => parents.get(id) === null).map(nodeOf);
}

function isInCircle(meter: MeterSource, byId: ReadonlyMap<string, MeterSource>): boolean {
  let at = byId.get(meter.parent ?? '');
  for (let hops = 0; at && hops < byId.size; hops++) {
    if (at.id === meter.id) {
      return true;
    }
    at = byId.get(at.parent ?? '');
  }
  return false;
}

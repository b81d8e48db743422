import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, thermostat } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A small site such as a workshop kitchen: one heavy load at a time, seldom and short, over a base with a refrigerator's beat. */

interface Appliance {
  readonly id: string;
  /** State, kW and mean seconds of each step of one use. */
  readonly program: ReadonlyArray<readonly [state: string, kw: number, stayS: number]>;
  readonly usesPerDay: number;
  readonly fromH: number;
  readonly toH: number;
}

const APPLIANCES: readonly Appliance[] = [
  { id: 'Kettle', program: [['ON', 2.8, 170]], usesPerDay: 7, fromH: 6, toH: 21 },
  { id: 'Oven', program: [['HEAT', 3.4, 700], ['BAKE', 1.5, 2400]], usesPerDay: 1.1, fromH: 9, toH: 18 },
  { id: 'Dishwasher', program: [['RUN', 0.09, 600], ['HEAT', 2.1, 900], ['RUN', 0.1, 1500], ['HEAT', 2, 700], ['DRY', 0.05, 900]], usesPerDay: 1.4, fromH: 12, toH: 20 },
  { id: 'Dryer', program: [['HEAT', 2.4, 2600], ['COOL', 0.3, 500]], usesPerDay: 0.8, fromH: 8, toH: 19 },
  { id: 'Coffee machine', program: [['HEAT', 1.4, 120], ['KEEP', 0.12, 1800]], usesPerDay: 4, fromH: 6, toH: 16 },
];

export function canteen(seed: number): LabelledPlant {
  const site = new Site({ kind: 'canteen', seed, days: 28, fineS: 10, truthS: 60, startMs: Date.UTC(2025, 0, 6) });
  const { draw } = site;
  APPLIANCES.slice(0, draw.whole(4, 5)).forEach((appliance) => site.add(shapeOf(site, appliance)));
  const beatS = draw.between(2400, 4200);
  const phase = draw.unit();
  site.unmetered(0, site.totalS, (_, atS) => 0.11 * thermostat(atS, beatS, 0.4, phase));
  lights(site);
  const slow = wander(draw, site.n, 10, 5400, 60);
  site.base((atS) => 0.16 + 0.015 * slow[Math.round(atS / 10)] + 0.12 * Math.max(0, Math.cos(((hourOf(atS) - 19) / 12) * Math.PI)));
  return site.finish({ kind: 'power', stepS: 60, noiseKw: 0.008, roundKw: 0.001, gapShare: 0.01 });
}

function shapeOf(site: Site, { id, program, usesPerDay, fromH, toH }: Appliance): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  let freeS = 0;
  for (let day = 0; day < site.shape.days; day++) {
    const hours = Array.from({ length: draw.poisson(usesPerDay) }, () => draw.between(fromH, toH)).sort((a, b) => a - b);
    for (const hour of hours) {
      let atS = Math.max(freeS, (day * 24 + hour) * 3600);
      for (const [state, , stayS] of program) {
        visits.push([atS, state]);
        atS += draw.skewed(stayS, 0.25);
      }
      visits.push([atS, 'OFF']);
      freeS = atS + 60;
    }
  }
  const size = draw.normal(1, 0.08);
  const kwOf = new Map(program.map(([state, kw]) => [state, kw * size]));
  return { id, visits, clock: { jitterS: 20 }, wanderShare: () => 0.01, load: ({ state }) => () => kwOf.get(state) ?? 0.002 };
}

/** Lights, screens, a vacuum cleaner, an iron: nobody reports them. */
function lights(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(dayOf(day * 86_400) % 7 < 5 ? 3 : 5); k > 0; k--) {
      const fromS = (day + draw.between(0.28, 0.95)) * 86_400;
      const kw = draw.pick([0.3, 0.6, 1.2, 1.8, 2.2]);
      site.unmetered(fromS, fromS + draw.skewed(1200, 0.9), () => kw);
    }
  }
}

import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, walk, type Chain } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A stone works: few machines that run for hours, and the rock decides what RUN draws, so most swings happen inside one state. */

interface Kit {
  readonly id: string;
  readonly kw: number;
  /** How much of its load follows the rock, 0..1. */
  readonly rock: number;
  readonly emptyShare: number;
}

const RUNNING: Chain = {
  RUN: { stayS: 5400, cv: 0.8, next: { EMPTY: 5, STOP: 1 } }, EMPTY: { stayS: 700, cv: 0.8, next: { RUN: 5, STOP: 1 } }, STOP: { stayS: 1200, cv: 0.9, next: { RUN: 1 } },
};

export function quarry(seed: number): LabelledPlant {
  const site = new Site({ kind: 'quarry', seed, days: 21, fineS: 10, truthS: 60, startMs: Date.UTC(2025, 7, 4) });
  const { draw } = site;
  const hardness = wander(draw, site.n, 10, 4200, 30);
  const pieces = wander(draw, site.n, 10, 150, 10);
  const kits: Kit[] = [
    { id: 'jaw crusher', kw: draw.between(90, 150), rock: 0.9, emptyShare: 0.3 }, { id: 'cone crusher', kw: draw.between(140, 260), rock: 0.7, emptyShare: 0.28 },
    { id: 'ball mill', kw: draw.between(280, 480), rock: 0.25, emptyShare: 0.75 }, { id: 'screen', kw: draw.between(25, 45), rock: 0.15, emptyShare: 0.8 },
  ];
  kits.forEach((kit) => site.add(shapeOf(site, kit, hardness, pieces)));
  for (let i = 0; i < 4; i++) {
    site.add(conveyor(site, i));
  }
  site.add(dewatering(site));
  site.add(bagHouse(site));
  const slow = wander(draw, site.n, 10, 7200, 60);
  site.base((atS) => 32 + 1.5 * slow[Math.round(atS / 10)] + (hourOf(atS) > 6 && hourOf(atS) < 18 ? 10 : 0));
  workshop(site);
  return site.finish({ kind: 'register', stepS: 60, quantumKwh: 0.1, raw: false, gapShare: 0.004 });
}

function shiftWalk(site: Site): Visit[] {
  const { draw } = site;
  const visits: Visit[] = [[0, 'STOP']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 < 6 && !draw.chance(0.06)) {
      const endS = (day * 24 + (day % 7 === 5 ? 13 : 18.5)) * 3600 + draw.normal(0, 500);
      visits.push(...walk(draw, RUNNING, 'RUN', (day * 24 + 6.2) * 3600 + Math.abs(draw.normal(0, 900)), endS), [endS + 300, 'STOP']);
    }
  }
  return visits;
}

function shapeOf(site: Site, kit: Kit, hardness: Float32Array, pieces: Float32Array): MachineShape {
  return {
    id: kit.id, visits: shiftWalk(site), clock: { offsetS: Math.round(site.draw.normal(0, 12)) },
    load: ({ state }) => state === 'STOP' ? () => 0.5 : state === 'EMPTY' ? () => kit.kw * kit.emptyShare
      : (ageS, atS) => {
        const i = Math.round(atS / 10);
        const feed = 1 + kit.rock * (0.28 * hardness[i] + 0.22 * pieces[i]);
        return kit.kw * (Math.max(0.3, feed) + 0.9 * Math.exp(-ageS / 12));
      },
  };
}

function conveyor(site: Site, i: number): MachineShape {
  const kw = site.draw.between(11, 30);
  return { id: `belt ${i + 1}`, visits: shiftWalk(site), wanderShare: (state) => (state === 'RUN' ? 0.1 : 0), load: ({ state }) => () => ({ RUN: kw, EMPTY: 0.55 * kw })[state] ?? 0 };
}

/** Pumps by level, day and night. */
function dewatering(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  for (let atS = draw.between(0, 4000); atS < site.totalS; ) {
    visits.push([atS, 'ON']);
    atS += draw.skewed(2400, 0.4);
    visits.push([atS, 'OFF']);
    atS += draw.skewed(7000, 0.6);
  }
  const kw = draw.between(45, 80);
  return { id: 'dewatering pump', visits, load: ({ state }) => () => (state === 'ON' ? kw : 0) };
}

/** Filters on while anything dusty may run; cleaning pulses are a state. */
function bagHouse(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    if (dayOf(day * 86_400) % 7 < 6) {
      const fromS = (day * 24 + 6) * 3600;
      visits.push([fromS, 'FILTER']);
      for (let atS = fromS + 3600; atS < fromS + 12 * 3600; atS += draw.skewed(3600, 0.3)) {
        visits.push([atS, 'CLEAN'], [atS + 400, 'FILTER']);
      }
      visits.push([fromS + 12.8 * 3600, 'OFF']);
    }
  }
  return { id: 'bag house', visits, wanderShare: () => 0.02, load: ({ state }) => () => ({ FILTER: 75, CLEAN: 96 })[state] ?? 0 };
}

function workshop(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(1.5); k > 0; k--) {
      const fromS = (day + draw.between(0.25, 0.8)) * 86_400;
      const kw = draw.between(20, 90);
      site.unmetered(fromS, fromS + draw.skewed(2000, 0.7), () => kw);
    }
  }
}

import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, thermostat } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** An injection moulding hall: everything heats together before the early shift, and what AUTOMATIC draws depends on the mould in the machine. */

interface Press {
  readonly clampKw: number;
  readonly barrelKw: number;
  readonly runnerKw: number;
}

export function moulding(seed: number): LabelledPlant {
  const site = new Site({ kind: 'moulding', seed, days: 9, fineS: 5, truthS: 15, startMs: Date.UTC(2025, 4, 12) });
  const { draw } = site;
  const presses = draw.whole(8, 13);
  const warmUpH = draw.between(4.6, 5.4);
  for (let i = 0; i < presses; i++) {
    const sizeT = draw.pick([80, 120, 160, 220, 300, 420]);
    const press = { clampKw: sizeT * draw.between(0.09, 0.14), barrelKw: sizeT * draw.between(0.06, 0.09), runnerKw: draw.between(4, 14) };
    site.add(pressShape(site, `IMM-${String(i + 1).padStart(2, '0')}`, press, warmUpH));
  }
  for (let i = 0; i < Math.ceil(presses / 3); i++) {
    site.add(dryer(site, `dryer-${i + 1}`, warmUpH));
  }
  site.add(cooler(site));
  conveying(site);
  const slow = wander(draw, site.n, 5, 7200, 60);
  site.base((atS) => 38 + 1.2 * slow[Math.round(atS / 5)] + (hourOf(atS) > 5 && hourOf(atS) < 22 && dayOf(atS) % 7 < 6 ? 14 : 0));
  return site.finish({ kind: 'power', stepS: 15, noiseKw: 0.6, roundKw: 0.1, gapShare: 0.004 });
}

/** States of EUROMAP's making: HEATING before AUTOMATIC, SETUP when the mould changes, SLEEP over night. */
function pressShape(site: Site, id: string, { clampKw, barrelKw, runnerKw }: Press, warmUpH: number): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'SLEEP']];
  const mouldOf = new Map<number, number>();
  let mould = draw.between(0.45, 1);
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 === 6 || draw.chance(0.08)) {
      continue;
    }
    let atS = day * 86_400 + (warmUpH + draw.between(0, 0.12)) * 3600;
    const endS = day * 86_400 + (day % 7 === 5 ? 13.9 : 21.9) * 3600 + draw.normal(0, 300);
    visits.push([atS, 'HEATING']);
    atS += draw.between(1300, 2300);
    while (atS < endS) {
      mouldOf.set(visits.length, mould);
      visits.push([atS, 'AUTOMATIC']);
      atS += draw.skewed(9000, 0.8);
      if (atS >= endS) {
        break;
      }
      const kind = draw.weighted({ ALARM: 5, MANUAL: 3, SETUP: 2 });
      visits.push([atS, kind]);
      atS += draw.skewed({ ALARM: 420, MANUAL: 600, SETUP: 2700 }[kind] ?? 600, 0.6);
      mould = kind === 'SETUP' ? draw.between(0.45, 1) : mould;
    }
    visits.push([Math.max(endS, atS), 'SLEEP']);
  }
  // The mould's level is kept for a stay by its start: the site moves starts to its grid, so the nearest one is looked up.
  const levelAt = [...mouldOf].map(([index, level]) => [visits[index][0], level] as const);
  const moulded = (atS: number): number => levelAt.reduce((best, one) => (Math.abs(one[0] - atS) < Math.abs(best[0] - atS) ? one : best), levelAt[0] ?? [0, 0.7])[1];
  const phase = draw.unit();
  return {
    id, visits, clock: { offsetS: Math.round(draw.normal(0, 4)), jitterS: 3 }, wanderShare: (state) => (state === 'AUTOMATIC' ? 0.06 : 0.01), wanderTauS: 40,
    load: ({ state, startS }) => {
      const level = moulded(startS);
      const heat = barrelKw + runnerKw;
      const courses: Readonly<Record<string, (ageS: number, atS: number) => number>> = {
        SLEEP: () => 0.4,
        // Barrel and hot runner at full power, then by thermostat once they are hot.
        HEATING: (ageS) => heat * (ageS < 1100 ? 1 : 0.35 + 0.65 * thermostat(ageS, 90, 0.3, phase)),
        AUTOMATIC: (_, atS) => clampKw * level + heat * 0.12 + 0.1 * heat * thermostat(atS, 60, 0.4, phase),
        MANUAL: (_, atS) => clampKw * 0.3 + heat * 0.2 * thermostat(atS, 80, 0.5, phase),
        SETUP: () => clampKw * 0.18,
        ALARM: (_, atS) => clampKw * 0.12 + heat * 0.25 * thermostat(atS, 90, 0.4, phase),
      };
      return courses[state];
    },
  };
}

/** Reports DRYING all day; its heater cycles without a word, and regenerates every two hours. */
function dryer(site: Site, id: string, warmUpH: number): MachineShape {
  const { draw } = site;
  const kw = draw.between(9, 22);
  const periodS = draw.between(400, 900);
  const phase = draw.unit();
  const visits: Visit[] = [[0, 'OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 !== 6) {
      const fromS = day * 86_400 + (warmUpH - draw.between(0, 0.5)) * 3600;
      const toS = fromS + draw.between(12, 16) * 3600;
      visits.push([fromS, 'DRYING']);
      for (let atS = fromS + 5400; atS + 1500 < toS; atS += 7200) {
        visits.push([atS, 'REGENERATION'], [atS + draw.between(900, 1300), 'DRYING']);
      }
      visits.push([toS, 'OFF']);
    }
  }
  return {
    id, visits, clock: { offsetS: Math.round(draw.between(0, 20)) },
    load: ({ state }) => state === 'OFF' ? () => 0 : state === 'REGENERATION' ? () => 1.5 * kw
      : (ageS) => 2 + (ageS < 900 ? kw : kw * thermostat(ageS, periodS, 0.55, phase)),
  };
}

/** Chiller of the hall: one or two circuits, more in the afternoon. */
function cooler(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'STANDBY']];
  for (let atS = 0; atS < site.totalS; ) {
    const hot = Math.max(0, Math.sin(((hourOf(atS) - 7) / 14) * Math.PI));
    const working = dayOf(atS) % 7 < 6 && hourOf(atS) > 5 && hourOf(atS) < 22;
    const state = !working ? 'STANDBY' : draw.chance(0.25 + 0.5 * hot) ? 'TWO_CIRCUITS' : 'ONE_CIRCUIT';
    visits.push([atS, state]);
    atS += draw.skewed(working ? 800 : 1800, 0.5);
  }
  const circuitKw = draw.between(22, 34);
  return {
    id: 'chiller', visits, wanderShare: () => 0.04, clock: { pollS: 15 },
    load: ({ state }) => {
      const level = { STANDBY: 0.06, ONE_CIRCUIT: 1, TWO_CIRCUITS: 2 }[state] ?? 0;
      return (ageS) => circuitKw * level * (1 + (state === 'STANDBY' ? 0 : 0.35 * Math.exp(-ageS / 12)));
    },
  };
}

/** Granulate conveying, regrinding and a maintenance bench: nobody reports them. */
function conveying(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(5); k > 0; k--) {
      const fromS = (day + draw.between(0.22, 0.9)) * 86_400;
      const kw = draw.between(8, 40);
      site.unmetered(fromS, fromS + draw.between(120, 1500), (ageS) => kw * (1 + 0.4 * Math.exp(-ageS / 10)));
    }
  }
}

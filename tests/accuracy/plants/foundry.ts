import type { LabelledPlant } from '../labelled';
import { hourOf, thermostat } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A foundry with heat treatment: few very large furnaces that melt in power steps, ramp for hours and cycle while they hold. */

export function foundry(seed: number): LabelledPlant {
  const site = new Site({ kind: 'foundry', seed, days: 14, fineS: 10, truthS: 60, startMs: Date.UTC(2025, 0, 13) });
  const { draw } = site;
  for (let i = 0; i < draw.whole(2, 3); i++) {
    site.add(induction(site, `MF${i + 1}`));
  }
  for (let i = 0; i < draw.whole(3, 5); i++) {
    site.add(heatTreatment(site, `HT-${i + 1}`, i));
  }
  for (let i = 0; i < 2; i++) {
    site.add(blaster(site, `shot_blast_${i + 1}`));
  }
  site.add(sandPlant(site));
  site.add(extraction(site));
  grinders(site);
  const slow = wander(draw, site.n, 10, 5400, 60);
  site.base((atS) => 95 + 3 * slow[Math.round(atS / 10)] + (hourOf(atS) > 5.5 && hourOf(atS) < 22 ? 45 : 0));
  return site.finish({ kind: 'power', stepS: 60, noiseKw: 2, roundKw: 1, gapShare: 0.006 });
}

/** CHARGE, MELT (ramping up as the charge sinks), HOLD by thermostat, POUR; two shifts. */
function induction(site: Site, id: string): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(450, 900);
  const phase = draw.unit();
  const visits: Visit[] = [[0, 'OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 > 4) {
      continue;
    }
    const endS = (day * 24 + 21) * 3600;
    let atS = (day * 24 + 5.7) * 3600 + draw.between(0, 1500);
    while (atS < endS) {
      for (const [state, stayS] of [['CHARGE', 1400], ['MELT', 3000], ['HOLD', 1500], ['POUR', 900]] as const) {
        visits.push([atS, state]);
        atS += draw.skewed(stayS, state === 'MELT' ? 0.15 : 0.5);
      }
    }
    visits.push([atS, 'OFF']);
  }
  return {
    id, visits, clock: { offsetS: Math.round(draw.normal(0, 20)) }, wanderShare: (state) => (state === 'MELT' ? 0.025 : 0),
    load: ({ state }) => {
      const full = ratedKw * draw.normal(1, 0.04);
      const courses: Readonly<Record<string, (ageS: number) => number>> = {
        OFF: () => 4, CHARGE: () => 0.08 * full,
        MELT: (ageS) => full * (ageS < 420 ? 0.6 : ageS < 900 ? 0.85 : 1),
        HOLD: (ageS) => full * (0.05 + 0.4 * thermostat(ageS, 360, 0.4, phase)),
        POUR: () => 0.12 * full,
      };
      return courses[state];
    },
  };
}

/** Batch furnace over night and weekend: RAMP with falling power, SOAK with shrinking duty, QUENCH with its pumps. */
function heatTreatment(site: Site, id: string, i: number): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(110, 260);
  const periodS = draw.between(240, 900);
  const visits: Visit[] = [[0, 'EMPTY']];
  for (let atS = (6 + 3 * i) * 3600 * draw.unit(); atS < site.totalS; ) {
    for (const [state, stayS] of [['RAMP', 6600], ['SOAK', 10_800], ['QUENCH', 900], ['EMPTY', 9000]] as const) {
      visits.push([atS, state]);
      atS += draw.skewed(stayS, state === 'EMPTY' ? 0.9 : 0.2);
    }
  }
  return {
    id, visits, clock: { offsetS: Math.round(draw.normal(0, 15)), jitterS: 10 },
    load: ({ state, startS, endS }) => {
      const lengthS = endS - startS;
      const phase = draw.unit();
      const courses: Readonly<Record<string, (ageS: number) => number>> = {
        EMPTY: () => 2,
        RAMP: (ageS) => ratedKw * (1 - (0.3 * ageS) / lengthS),
        SOAK: (ageS) => 0.04 * ratedKw + ratedKw * 0.96 * thermostat(ageS, periodS, 0.45 - (0.2 * ageS) / lengthS, phase),
        QUENCH: (ageS) => 30 + 15 * Math.exp(-ageS / 20),
      };
      return courses[state];
    },
  };
}

function blaster(site: Site, id: string): MachineShape {
  const { draw } = site;
  const kw = draw.between(45, 85);
  const visits: Visit[] = [[0, 'idle']];
  for (let day = 0; day < site.shape.days; day++) {
    for (let atS = (day * 24 + 6.5) * 3600; day % 7 < 5 && atS < (day * 24 + 20) * 3600; atS += draw.skewed(1500, 0.9)) {
      visits.push([atS, 'blasting']);
      atS += draw.skewed(720, 0.3);
      visits.push([atS, 'idle']);
    }
  }
  return {
    id, visits, clock: { pollS: 20 }, wanderShare: () => 0.05,
    load: ({ state }) => (state === 'blasting' ? (ageS) => kw * (1 + 0.8 * Math.exp(-ageS / 9)) : () => 0.08 * kw),
  };
}

function sandPlant(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'STOP']];
  for (let day = 0; day < site.shape.days; day++) {
    for (let atS = (day * 24 + 5.5) * 3600; day % 7 < 5 && atS < (day * 24 + 21.5) * 3600; ) {
      visits.push([atS, 'RUN']);
      atS += draw.skewed(5400, 0.6);
      visits.push([atS, draw.chance(0.3) ? 'BLOCKED' : 'STOP']);
      atS += draw.skewed(900, 0.8);
    }
    visits.push([(day * 24 + 22.5) * 3600, 'STOP']);
  }
  return {
    id: 'sand_plant', visits, wanderShare: (state) => (state === 'RUN' ? 0.09 : 0),
    load: ({ state }) => (state === 'RUN' ? (ageS) => 120 + 60 * Math.exp(-ageS / 15) : () => (state === 'BLOCKED' ? 25 : 3)),
  };
}

/** Fans with two speeds that follow the shift. */
function extraction(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'LOW']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 < 5) {
      visits.push([(day * 24 + 5.9) * 3600 + draw.between(0, 400), 'HIGH'], [(day * 24 + 21.8) * 3600 + draw.between(0, 400), 'LOW']);
    }
  }
  return { id: 'extraction', visits, load: ({ state }) => () => (state === 'HIGH' ? 110 : 28), wanderShare: () => 0.01 };
}

function grinders(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(day % 7 < 5 ? 4 : 0.5); k > 0; k--) {
      const fromS = (day + draw.between(0.25, 0.88)) * 86_400;
      const kw = draw.between(40, 160);
      site.unmetered(fromS, fromS + draw.between(300, 3600), () => kw);
    }
  }
}

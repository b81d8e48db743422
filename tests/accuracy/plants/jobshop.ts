import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A job shop behind a five-minute register: what RUN draws is set by the job, jobs last minutes to hours, a laser cutter stands out. */

export function jobshop(seed: number): LabelledPlant {
  const site = new Site({ kind: 'jobshop', seed, days: 28, fineS: 20, truthS: 60, startMs: Date.UTC(2025, 1, 3) });
  const { draw } = site;
  const count = draw.whole(12, 20);
  for (let i = 0; i < count; i++) {
    site.add(machiningCentre(site, i));
  }
  site.add(laser(site));
  site.add(washer(site));
  site.add(hardening(site));
  workshop(site);
  const slow = wander(draw, site.n, 20, 7200, 60);
  site.base((atS) => 30 + slow[Math.round(atS / 20)] + (dayOf(atS) % 7 < 5 && hourOf(atS) > 5.5 && hourOf(atS) < 17 ? 22 : 0));
  return site.finish({ kind: 'register', stepS: 300, quantumKwh: 0.1, wrapKwh: 100_000, raw: true, gapShare: 0.004 });
}

/** MTConnect's words: READY, ACTIVE, INTERRUPTED, STOPPED; some run on alone into the night. */
function machiningCentre(site: Site, i: number): MachineShape {
  const { draw } = site;
  const spindleKw = draw.pick([7, 11, 15, 22, 30]);
  const unmanned = i % 4 === 0;
  const visits: Visit[] = [[0, 'UNAVAILABLE_POWER_OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 > 4 || draw.chance(0.1)) {
      continue;
    }
    let atS = (day * 24 + 6) * 3600 + draw.between(-600, 1800);
    const endS = (day * 24 + (unmanned ? draw.between(19, 26) : draw.between(15, 17))) * 3600;
    visits.push([atS, 'READY']);
    atS += draw.skewed(900, 0.6);
    while (atS < endS) {
      visits.push([atS, 'ACTIVE']);
      atS += draw.skewed(draw.chance(0.3) ? 7200 : 1500, 0.7);
      visits.push([atS, draw.weighted({ READY: 6, INTERRUPTED: 2, SETUP: 2 })]);
      atS += draw.skewed(700, 0.9);
    }
    visits.push([atS, 'UNAVAILABLE_POWER_OFF']);
  }
  return {
    id: `${i % 3 === 0 ? 'lathe' : 'mill'}-${String(i + 1).padStart(2, '0')}`, visits, clock: { pollS: 10, offsetS: draw.whole(-10, 40) },
    wanderShare: (state) => (state === 'ACTIVE' ? 0.22 : 0), wanderTauS: 240,
    load: ({ state }) => {
      // Aluminium, steel or titanium: the job decides, and no state says which.
      const job = draw.between(0.3, 0.95) * spindleKw;
      return () => ({ READY: 1.6, ACTIVE: 1.6 + job, INTERRUPTED: 2, SETUP: 2.6 })[state] ?? 0.1;
    },
  };
}

function laser(site: Site): MachineShape {
  const { draw } = site;
  const kw = draw.between(38, 65);
  const visits: Visit[] = [[0, 'off']];
  for (let day = 0; day < site.shape.days; day++) {
    for (let atS = (day * 24 + 6.3) * 3600; day % 7 < 5 && atS < (day * 24 + 16) * 3600; ) {
      visits.push([atS, 'cutting']);
      atS += draw.skewed(1500, 0.6);
      visits.push([atS, 'standby']);
      atS += draw.skewed(1300, 0.9);
      if (atS > (day * 24 + 16) * 3600) {
        visits.push([atS, 'off']);
      }
    }
  }
  return { id: 'laser', visits, wanderShare: (state) => (state === 'cutting' ? 0.1 : 0), load: ({ state }) => () => (state === 'cutting' ? kw : state === 'standby' ? 0.28 * kw : 0.2) };
}

function washer(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 < 5) {
      const fromS = (day * 24 + 5.5) * 3600 + draw.between(0, 900);
      visits.push([fromS, 'HEATING'], [fromS + 3000, 'READY']);
      for (let k = draw.poisson(6), atS = fromS + 4000; k > 0; k--) {
        visits.push([atS, 'WASHING'], [atS + draw.between(500, 900), 'READY']);
        atS += draw.between(1500, 6000);
      }
      visits.push([(day * 24 + 17) * 3600, 'OFF']);
    }
  }
  return { id: 'parts-washer', visits, load: ({ state }) => () => ({ HEATING: 24, READY: 4, WASHING: 15 })[state] ?? 0 };
}

/** A small hardening furnace, twice a week over night. */
function hardening(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'COLD']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 === 1 || day % 7 === 3) {
      const fromS = (day * 24 + draw.between(13, 17)) * 3600;
      visits.push([fromS, 'HEAT'], [fromS + draw.skewed(5000, 0.2), 'HOLD'], [fromS + draw.between(14_000, 20_000), 'COLD']);
    }
  }
  const kw = draw.between(30, 48);
  return { id: 'hardening', visits, load: ({ state }) => (state === 'HEAT' ? (ageS) => kw * (1 - ageS / 40_000) : () => (state === 'HOLD' ? 0.35 * kw : 0.1)) };
}

function workshop(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(day % 7 < 5 ? 3 : 0.3); k > 0; k--) {
      const fromS = (day + draw.between(0.26, 0.68)) * 86_400;
      const kw = draw.between(10, 45);
      site.unmetered(fromS, fromS + draw.skewed(1500, 0.7), () => kw);
    }
  }
}

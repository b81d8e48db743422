import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, thermostat, walk, type Chain } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A site where few machines report and most load is dark: halls, canteen, car chargers and unconnected machines make most spikes. */

const LINE: Chain = {
  RUNNING: { stayS: 3600, cv: 0.7, next: { STOPPED: 2, FAULT: 1 } }, STOPPED: { stayS: 1500, cv: 0.8, next: { RUNNING: 1 } },
  FAULT: { stayS: 500, cv: 0.8, next: { RUNNING: 3, STOPPED: 1 } },
};

export function dark(seed: number): LabelledPlant {
  const site = new Site({ kind: 'dark', seed, days: 14, fineS: 10, truthS: 60, startMs: Date.UTC(2025, 10, 3) });
  const { draw } = site;
  for (let i = 0; i < 3; i++) {
    site.add(reporter(site, `Line ${i + 1}`, draw.between(18, 60), false));
  }
  site.add(granulator(site));
  for (let i = 0; i < draw.whole(5, 8); i++) {
    site.add(reporter(site, `unconnected ${i + 1}`, draw.between(15, 80), true));
  }
  heatPumps(site);
  canteen(site);
  carChargers(site);
  const slow = wander(draw, site.n, 10, 3600, 60);
  site.base((atS) => 85 + 4 * slow[Math.round(atS / 10)] + 40 * office(atS));
  return site.finish({ kind: 'power', stepS: 60, noiseKw: 0.8, roundKw: 0.1, gapShare: 0.006 });
}

function office(atS: number): number {
  const hour = hourOf(atS);
  return dayOf(atS) % 7 < 5 ? Math.max(0, Math.min(1, hour - 6, 19 - hour)) : 0;
}

function reporter(site: Site, id: string, kw: number, hidden: boolean): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'STOPPED']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 < 5 && !draw.chance(0.2)) {
      const endS = (day * 24 + draw.between(15, 22)) * 3600;
      visits.push(...walk(draw, LINE, 'RUNNING', (day * 24 + 6) * 3600 + Math.abs(draw.normal(0, 1800)), endS), [endS + 600, 'STOPPED']);
    }
  }
  const idle = draw.between(0.02, 0.12);
  return {
    id, visits, hidden, clock: { offsetS: draw.whole(-30, 30) }, wanderShare: (state) => (state === 'RUNNING' ? 0.07 : 0),
    load: ({ state }) => (state === 'RUNNING' ? (ageS) => kw * (1 + 0.3 * Math.exp(-ageS / 40)) : () => idle * kw * (state === 'FAULT' ? 2 : 1)),
  };
}

/** Short and heavy: the one clear thing that this site reports. */
function granulator(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'off']];
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = day % 7 < 5 ? draw.poisson(4) : 0, atS = (day * 24 + 7) * 3600; k > 0; k--) {
      atS += draw.skewed(5400, 0.6);
      visits.push([atS, 'grinding'], [atS + draw.skewed(700, 0.4), 'off']);
    }
  }
  return { id: 'Granulator', visits, wanderShare: () => 0.12, wanderTauS: 30, load: ({ state }) => () => (state === 'grinding' ? 75 : 0) };
}

function heatPumps(site: Site): void {
  const { draw } = site;
  for (let i = 0; i < 4; i++) {
    const kw = draw.between(12, 30);
    const periodS = draw.between(2400, 5400);
    const phase = draw.unit();
    site.unmetered(0, site.totalS, (_, atS) => {
      const cold = 0.45 + 0.25 * Math.cos(((hourOf(atS) - 5) / 12) * Math.PI);
      return kw * thermostat(atS, periodS, cold, phase);
    });
  }
}

function canteen(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = day % 7 < 5 ? draw.whole(6, 10) : 0; k > 0; k--) {
      const fromS = (day * 24 + draw.between(9.5, 13.5)) * 3600;
      const kw = draw.between(4, 18);
      const periodS = draw.between(120, 400);
      site.unmetered(fromS, fromS + draw.between(900, 5400), (ageS) => kw * (ageS < 600 ? 1 : thermostat(ageS, periodS, 0.5, 0)));
    }
  }
}

/** 11 or 22 kW from the morning's arrival until the battery is full. */
function carChargers(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = day % 7 < 5 ? draw.poisson(5) : 0; k > 0; k--) {
      const fromS = (day * 24 + draw.between(6.5, 16)) * 3600;
      const kw = draw.pick([11, 11, 22]);
      site.unmetered(fromS, fromS + draw.skewed(7000, 0.5), () => kw);
    }
  }
}

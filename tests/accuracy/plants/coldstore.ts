import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A cold store: defrosts by the clock, a compressor rack that answers the heat, doors in the shifts, forklifts that charge unreported. */

export function coldstore(seed: number): LabelledPlant {
  const site = new Site({ kind: 'coldstore', seed, days: 21, fineS: 10, truthS: 60, startMs: Date.UTC(2025, 5, 2) });
  const { draw } = site;
  const rooms = draw.whole(4, 6);
  const defrosting: Array<readonly [number, number]> = [];
  for (let i = 0; i < rooms; i++) {
    site.add(evaporator(site, i, defrosting));
  }
  const freezing: Array<readonly [number, number]> = [];
  for (let i = 0; i < 2; i++) {
    site.add(blastFreezer(site, i, freezing));
  }
  rack(site, freezing, defrosting).forEach((machine) => site.add(machine));
  site.add(doors(site));
  forklifts(site);
  const slow = wander(draw, site.n, 10, 7200, 60);
  site.base((atS) => 26 + 0.6 * slow[Math.round(atS / 10)] + (hourOf(atS) > 6 && hourOf(atS) < 20 && dayOf(atS) % 7 < 6 ? 12 : 3));
  return site.finish({ kind: 'power', stepS: 60, noiseKw: 0.5, roundKw: 0.1, gapShare: 0.005 });
}

/** COOLING with its fans, DEFROST three or four times a day by a timer, DRIP after it. */
function evaporator(site: Site, i: number, defrosting: Array<readonly [number, number]>): MachineShape {
  const { draw } = site;
  const heaterKw = draw.between(12, 34);
  const fanKw = draw.between(2.5, 6);
  const everyH = draw.pick([6, 8]);
  const visits: Visit[] = [[0, 'COOLING']];
  for (let atS = (i * 0.7 + draw.between(0, 0.3)) * 3600; atS < site.totalS; atS += everyH * 3600) {
    const lengthS = draw.skewed(1500, 0.25);
    visits.push([atS, 'DEFROST'], [atS + lengthS, 'DRIP'], [atS + lengthS + 300, 'COOLING']);
    defrosting.push([atS, atS + lengthS]);
  }
  return {
    id: `Room ${i + 1} evaporator`, visits, clock: { pollS: 60 },
    load: ({ state }) => () => ({ COOLING: fanKw, DEFROST: heaterKw, DRIP: 0.3 })[state] ?? 0,
  };
}

/** A load of warm goods: full power first, then less as it freezes. */
function blastFreezer(site: Site, i: number, freezing: Array<readonly [number, number]>): MachineShape {
  const { draw } = site;
  const kw = draw.between(35, 60);
  const visits: Visit[] = [[0, 'EMPTY']];
  for (let day = 0; day < site.shape.days; day++) {
    if (day % 7 > 5) {
      continue;
    }
    for (let k = 0, atS = (day * 24 + 7 + 2 * i) * 3600 + draw.between(0, 3600); k < draw.whole(1, 3); k++) {
      const lengthS = draw.skewed(9000, 0.25);
      visits.push([atS, 'FREEZE'], [atS + lengthS, 'KEEP'], [atS + lengthS + draw.between(600, 5400), 'EMPTY']);
      freezing.push([atS, atS + lengthS]);
      atS += lengthS + draw.between(7000, 12_000);
    }
  }
  return {
    id: `Blast freezer ${i + 1}`, visits, clock: { offsetS: draw.whole(-60, 60) }, wanderShare: (state) => (state === 'FREEZE' ? 0.05 : 0),
    load: ({ state }) => (state === 'FREEZE' ? (ageS) => kw * (0.6 + 0.5 * Math.exp(-ageS / 2400)) : () => (state === 'KEEP' ? 0.25 * kw : 0.4)),
  };
}

/** Compressors in a rack, switched by the suction pressure: their states follow the heat, and so do their stamps. */
function rack(site: Site, freezing: ReadonlyArray<readonly [number, number]>, defrosting: ReadonlyArray<readonly [number, number]>): MachineShape[] {
  const { draw } = site;
  const count = 4;
  const heat = heatCourse(site, freezing, defrosting);
  const visits: Visit[][] = Array.from({ length: count }, () => [[0, 'OFF']]);
  const heldS = new Array<number>(count).fill(1e6);
  const on = new Array<boolean>(count).fill(false);
  let stored = 0;
  for (let atS = 0; atS < site.totalS; atS += 30) {
    stored = Math.max(-2, Math.min(6, stored + (heat(atS) - on.filter(Boolean).length) * 0.05));
    for (let i = 0; i < count; i++) {
      heldS[i] += 30;
      if (heldS[i] > 240 && (on[i] ? stored < i * 0.5 - 1 : stored > i * 0.5 + 0.5)) {
        on[i] = !on[i];
        heldS[i] = 0;
        visits[i].push([atS, on[i] ? 'ON' : 'OFF']);
      }
    }
  }
  const kw = draw.between(28, 40);
  return visits.map((log, i): MachineShape => ({
    id: `Rack compressor ${i + 1}`, visits: log, clock: { offsetS: 12 }, wanderShare: (state) => (state === 'ON' ? 0.05 : 0), wanderTauS: 600,
    load: ({ state }) => (state === 'ON' ? (ageS) => kw * (1 + 0.3 * Math.exp(-ageS / 20)) : () => 0.3),
  }));
}

/** Compressors' worth of heat, by the half minute. */
function heatCourse(site: Site, freezing: ReadonlyArray<readonly [number, number]>, defrosting: ReadonlyArray<readonly [number, number]>): (atS: number) => number {
  const half = new Float32Array(site.totalS / 30 + 1);
  const pour = (spans: ReadonlyArray<readonly [number, number]>, amount: number, delayS: number): void => {
    for (const [fromS, toS] of spans) {
      for (let k = Math.round((fromS + delayS) / 30); k < Math.min(half.length, (toS + delayS) / 30); k++) {
        half[k] += amount;
      }
    }
  };
  pour(freezing, 0.8, 300);
  pour(defrosting, 0.35, 1500);
  const noise = wander(site.draw, site.n, site.shape.fineS, 2400, 60);
  return (atS) => {
    const warm = 0.4 * Math.max(0, Math.sin(((hourOf(atS) - 8) / 14) * Math.PI));
    return Math.max(0.3, 0.9 + warm + half[Math.round(atS / 30)] + 0.25 * noise[Math.round(atS / site.shape.fineS)]);
  };
}

/** The loading dock: OPEN switches an air curtain. */
function doors(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'CLOSED']];
  for (let day = 0; day < site.shape.days; day++) {
    for (let atS = (day * 24 + 6) * 3600; day % 7 < 6 && atS < (day * 24 + 19) * 3600; atS += draw.skewed(1800, 1)) {
      visits.push([atS, 'OPEN']);
      atS += draw.skewed(500, 0.7);
      visits.push([atS, 'CLOSED']);
    }
  }
  return { id: 'Dock 1', visits, load: ({ state }) => () => (state === 'OPEN' ? 14 : 0.2) };
}

/** Constant current for an hour or two, then falling: at lunch and after the shift, several at once. */
function forklifts(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (const [hour, trucks] of day % 7 < 6 ? ([[12, 3], [18.5, 5]] as const) : []) {
      for (let k = 0; k < trucks; k++) {
        const fromS = (day * 24 + hour) * 3600 + draw.between(0, 2400);
        const kw = draw.between(5, 11);
        const fullS = draw.skewed(hour < 15 ? 1500 : 6000, 0.4);
        site.unmetered(fromS, fromS + fullS + 3600, (ageS) => (ageS < fullS ? kw : kw * Math.exp(-(ageS - fullS) / 1500)));
      }
    }
  }
}

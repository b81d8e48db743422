import type { LabelledPlant } from '../labelled';
import { hourOf, thermostat } from './chain';
import type { Clock, Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** A chemical batch plant around the clock whose clocks are its trouble: offsets by controller, drift, polling, outages, UNKNOWN, one an hour off. */

export function batch(seed: number): LabelledPlant {
  const site = new Site({ kind: 'batch', seed, days: 14, fineS: 5, truthS: 10, startMs: Date.UTC(2025, 3, 7) });
  const { draw } = site;
  const machines = [...trains(site), ...vacuum(site), ...offsites(site)];
  const clocks = clocksFor(site, machines.length);
  machines.forEach((machine, i) => site.add({ ...machine, clock: clocks[i] }));
  unreported(site);
  const slow = wander(draw, site.n, 5, 3600, 60);
  site.base((atS) => 60 + 1.5 * slow[Math.round(atS / 5)] + 8 * Math.max(0, Math.sin(((hourOf(atS) - 7) / 12) * Math.PI)));
  return site.finish({ kind: 'power', stepS: 10, noiseKw: 0.7, roundKw: 0.01, gapShare: 0.008 });
}

/** Three controllers with a clock each; then single machines with faults of their own. */
function clocksFor({ draw, totalS }: Site, count: number): Clock[] {
  const controllers = [draw.whole(-75, 75), draw.whole(-40, 40), draw.whole(5, 60)];
  const clocks = Array.from({ length: count }, (_, i): Clock => ({ offsetS: controllers[i % 3], jitterS: 2 }));
  const order = clocks.map((_, i) => ({ i, key: draw.unit() })).sort((a, b) => a.key - b.key).map(({ i }) => i);
  const fault = (k: number, change: Clock): void => {
    clocks[order[k]] = { ...clocks[order[k]], ...change };
  };
  const span = (hours: number): { readonly fromS: number; readonly toS: number } => {
    const fromS = draw.between(0.1, 0.85) * totalS;
    return { fromS, toS: fromS + hours * 3600 };
  };
  fault(0, { driftSPerDay: draw.between(8, 20) * (draw.chance(0.5) ? 1 : -1) });
  fault(1, { pollS: draw.whole(20, 60) });
  fault(2, { pollS: draw.whole(10, 30) });
  fault(3, { outages: [{ ...span(5), as: 'COMMUNICATION LOST' }, { ...span(2), as: 'COMMUNICATION LOST' }] });
  fault(4, { outages: [span(4)] });
  fault(5, { offsetS: draw.chance(0.5) ? 3600 : -3600 });
  fault(6, { outages: Array.from({ length: 12 }, () => ({ ...span(0.4), as: 'UNKNOWN' })) });
  return clocks;
}

/** Reactor, its agitator, a centrifuge and a dryer; a batch runs through all four. */
function trains(site: Site): MachineShape[] {
  const { draw } = site;
  return Array.from({ length: draw.whole(1, 2) }, (_, k) => train(site, k + 1)).flat();
}

function train(site: Site, k: number): MachineShape[] {
  const { draw } = site;
  const reactor: Visit[] = [[0, 'EMPTY']];
  const agitator: Visit[] = [[0, 'OFF']];
  const centrifuge: Visit[] = [[0, 'IDLE']];
  const dryer: Visit[] = [[0, 'IDLE']];
  for (let atS = draw.between(0, 7200); atS < site.totalS; atS += draw.skewed(14_000, 0.8)) {
    const [chargeS, heatS, reactS, coolS] = [900, 2600, 6500, 2400].map((mean) => draw.skewed(mean, 0.2));
    const hotS = atS + chargeS + heatS;
    const coolAtS = hotS + reactS;
    const endS = coolAtS + coolS;
    reactor.push([atS, 'CHARGE'], [atS + chargeS, 'HEAT'], [hotS, 'REACT'], [coolAtS, 'COOL'], [endS, 'EMPTY']);
    agitator.push([atS + chargeS / 2, 'SLOW'], [hotS + draw.between(0, 300), 'FAST'], [coolAtS + draw.between(100, 600), 'SLOW'], [endS, 'OFF']);
    let spinS = endS + draw.between(200, 600);
    for (let drop = 0; drop < 4; drop++) {
      centrifuge.push([spinS, 'SPIN_UP'], [spinS + 150, 'SPIN'], [spinS + draw.between(500, 800), 'BRAKE'], [spinS + 900, 'IDLE']);
      spinS += draw.between(1000, 1500);
    }
    dryer.push([spinS, 'DRY'], [spinS + draw.skewed(5400, 0.2), 'COOL_DOWN'], [spinS + 8000, 'IDLE']);
    atS = endS;
  }
  const heaterKw = draw.between(70, 130);
  const motorKw = draw.between(18, 35);
  const spinKw = draw.between(40, 70);
  const dryKw = draw.between(35, 60);
  const phase = draw.unit();
  return [
    {
      id: `R${k}01`, visits: reactor, wanderShare: (state) => (state === 'HEAT' ? 0.02 : 0.01),
      load: ({ state }) => state === 'HEAT' ? (ageS) => heaterKw * (1 - ageS / 20_000) : state === 'REACT' ? (ageS) => heaterKw * (0.03 + 0.3 * thermostat(ageS, 420, 0.35, phase))
        : () => ({ CHARGE: 6, COOL: 9 })[state] ?? 0.5,
    },
    {
      // Viscosity rises with the reaction: FAST costs more the longer it lasts.
      id: `AG${k}01`, visits: agitator, wanderShare: () => 0.03,
      load: ({ state, startS, endS }) => (state === 'FAST' ? (ageS) => motorKw * (0.7 + (0.5 * ageS) / (endS - startS)) : () => (state === 'SLOW' ? 0.25 * motorKw : 0)),
    },
    {
      id: `Z${k}01`, visits: centrifuge, wanderShare: (state) => (state === 'SPIN' ? 0.04 : 0),
      // Braking feeds back: the drive's own losses are all that is left.
      load: ({ state }) => (state === 'SPIN_UP' ? (ageS) => spinKw * Math.min(1, 0.4 + ageS / 150) : () => ({ SPIN: 0.35 * spinKw, BRAKE: 2 })[state] ?? 1),
    },
    {
      id: `TR${k}01`, visits: dryer, load: ({ state }) => (state === 'DRY' ? (ageS) => dryKw * (ageS < 1800 ? 1 : 0.6) : () => (state === 'COOL_DOWN' ? 8 : 0.4)),
    },
  ];
}

function vacuum(site: Site): MachineShape[] {
  const { draw } = site;
  return [1, 2].map((k): MachineShape => {
    const kw = draw.between(14, 28);
    const visits: Visit[] = [[0, 'OFF']];
    for (let atS = draw.between(0, 5000); atS < site.totalS; atS += draw.skewed(16_000, 0.6)) {
      visits.push([atS, 'PULL_DOWN'], [atS + 420, 'HOLD']);
      atS += draw.skewed(3600, 0.4);
      visits.push([atS, 'OFF']);
    }
    return { id: `VP${k}`, visits, load: ({ state }) => (state === 'PULL_DOWN' ? () => kw : state === 'HOLD' ? (ageS) => kw * (0.55 + 0.1 * Math.exp(-ageS / 300)) : () => 0) };
  });
}

/** Brine chiller, nitrogen compressor and tank heater. */
function offsites(site: Site): MachineShape[] {
  const { draw } = site;
  const shapes: ReadonlyArray<readonly [id: string, on: string, kw: number, onS: number, offS: number]> = [
    ['BRINE', 'RUN', draw.between(30, 50), 1500, 4200], ['N2', 'LOAD', draw.between(10, 18), 240, 420], ['TK-HEAT', 'ON', draw.between(25, 45), 1300, 7000],
  ];
  return shapes.map(([id, on, kw, onS, offS]): MachineShape => {
    const visits: Visit[] = [[0, 'OFF']];
    for (let atS = draw.between(0, offS); atS < site.totalS; ) {
      visits.push([atS, on]);
      atS += draw.skewed(onS, 0.35);
      visits.push([atS, 'OFF']);
      atS += draw.skewed(offS, 0.5);
    }
    return { id, visits, wanderShare: (state) => (state === on ? 0.03 : 0), load: ({ state }) => (state === on ? (ageS) => kw * (1 + 0.5 * Math.exp(-ageS / 8)) : () => 0.2) };
  });
}

function unreported(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(4); k > 0; k--) {
      const fromS = (day + draw.unit()) * 86_400;
      const kw = draw.between(15, 70);
      site.unmetered(fromS, fromS + draw.skewed(1100, 0.8), (ageS) => kw * (1 + 0.25 * Math.exp(-ageS / 20)));
    }
  }
}

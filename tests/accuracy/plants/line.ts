import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, shiftsOf, thermostat, walk, type Chain } from './chain';
import type { Clock, Visit } from './clocks';
import { wander, type Draw } from './draw';
import type { Meter } from './meters';
import { Site, type MachineShape } from './site';

/** Discrete manufacturing, two shifts, in six grades of difficulty: idle, easy, skewed clocks, twins with hidden cycling, coarse registers. */

export type Grade = 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5';

interface Knobs {
  readonly machines: number;
  readonly days: number;
  readonly meter: Meter;
  readonly skewS: number;
  readonly unmeteredPerDay: number;
  readonly twins: boolean;
  readonly cycling: boolean;
  readonly stale: boolean;
  readonly baseKw: number;
  readonly dayKw: number;
  /** Spread of the morning start, s. */
  readonly startSpreadS: number;
  readonly idle: boolean;
}

const MEDIUM: Knobs = {
  machines: 12, days: 7, meter: { kind: 'power', stepS: 10, noiseKw: 1, gapShare: 0.005 }, skewS: 30, unmeteredPerDay: 2, twins: false, cycling: false,
  stale: false, baseKw: 50, dayKw: 15, startSpreadS: 600, idle: false,
};
const HARD: Knobs = {
  ...MEDIUM, machines: 20, meter: { kind: 'power', stepS: 10, noiseKw: 2, gapShare: 0.01 }, skewS: 90, unmeteredPerDay: 6, twins: true, cycling: true, stale: true,
  baseKw: 80, dayKw: 30, startSpreadS: 240,
};
const GRADES: Readonly<Record<Grade, Knobs>> = {
  L0: { ...MEDIUM, unmeteredPerDay: 12, idle: true },
  L1: { ...MEDIUM, machines: 6, meter: { kind: 'power', stepS: 10, noiseKw: 0.5 }, skewS: 0, unmeteredPerDay: 0, baseKw: 30, dayKw: 5, startSpreadS: 900 },
  L2: MEDIUM,
  L3: HARD,
  L4: { ...HARD, days: 14, meter: { kind: 'register', stepS: 60, quantumKwh: 0.1, wrapKwh: 20_000, raw: false, gapShare: 0.01 }, skewS: 120, startSpreadS: 300 },
  L5: { ...MEDIUM, days: 28, meter: { kind: 'register', stepS: 900, quantumKwh: 1, raw: false, gapShare: 0.005 }, skewS: 60, twins: true, baseKw: 60, dayKw: 20 },
};

interface StateShape {
  /** Share of the machine's rated power. */
  readonly share: number;
  readonly wander: number;
  /** Start-up on top: share of rated power, decaying with tauS. */
  readonly kick?: readonly [share: number, tauS: number];
}

interface Type {
  readonly name: string;
  readonly ratedKw: number;
  readonly rest: string;
  readonly first: string;
  readonly chain: Chain;
  readonly states: Readonly<Record<string, StateShape>>;
}

const TYPES: readonly Type[] = [
  {
    name: 'screw-compressor', ratedKw: 48, rest: 'STOPPED', first: 'LOAD',
    chain: { LOAD: { stayS: 210, cv: 0.5, next: { UNLOAD: 1 } }, UNLOAD: { stayS: 140, cv: 0.6, next: { LOAD: 1 } } },
    states: { STOPPED: { share: 0, wander: 0 }, LOAD: { share: 1, wander: 0.02, kick: [0.5, 6] }, UNLOAD: { share: 0.3, wander: 0.02 } },
  },
  {
    name: 'annealer', ratedKw: 125, rest: 'COLD', first: 'RAMP',
    chain: {
      RAMP: { stayS: 2300, cv: 0.2, next: { HOLD: 1 } }, HOLD: { stayS: 8600, cv: 0.3, next: { RAMP: 6, SOAK: 3, TRIP: 1 } },
      SOAK: { stayS: 3100, cv: 0.3, next: { HOLD: 1 } }, TRIP: { stayS: 900, cv: 0.6, next: { RAMP: 1 } },
    },
    states: {
      COLD: { share: 0, wander: 0 }, RAMP: { share: 0.9, wander: 0.02, kick: [0.25, 400] }, HOLD: { share: 0.36, wander: 0.24 },
      SOAK: { share: 0.52, wander: 0.2 }, TRIP: { share: 0.05, wander: 0.02 },
    },
  },
  {
    name: 'stamping-press', ratedKw: 62, rest: 'OFF', first: 'SPINUP',
    chain: {
      SPINUP: { stayS: 60, cv: 0.3, next: { STROKE: 1 } }, STROKE: { stayS: 2600, cv: 0.6, next: { WAIT: 3, JAM: 1 } },
      WAIT: { stayS: 850, cv: 0.8, next: { SPINUP: 2, STROKE: 3 } }, JAM: { stayS: 600, cv: 0.8, next: { SPINUP: 1 } },
    },
    states: {
      OFF: { share: 0, wander: 0 }, SPINUP: { share: 1.3, wander: 0.05, kick: [0.5, 10] }, STROKE: { share: 0.8, wander: 0.1 },
      WAIT: { share: 0.15, wander: 0.03 }, JAM: { share: 0.2, wander: 0.03 },
    },
  },
  {
    name: 'transfer-pump', ratedKw: 18, rest: 'STOPPED', first: 'STOPPED',
    chain: {
      STOPPED: { stayS: 1500, cv: 0.7, next: { RUN: 1 } }, RUN: { stayS: 4000, cv: 0.6, next: { STOPPED: 7, FLUSH: 3 } },
      FLUSH: { stayS: 1200, cv: 0.25, next: { STOPPED: 1 } },
    },
    states: { STOPPED: { share: 0, wander: 0 }, RUN: { share: 1, wander: 0.03, kick: [0.6, 8] }, FLUSH: { share: 1.6, wander: 0.04, kick: [0.3, 20] } },
  },
  {
    name: 'wrapper', ratedKw: 9, rest: 'Stopped', first: 'Starting',
    chain: {
      Starting: { stayS: 45, cv: 0.3, next: { Execute: 1 } },
      Execute: { stayS: 1500, cv: 0.9, next: { Held: 30, Suspended: 45, Idle: 20, Aborted: 5 } },
      Held: { stayS: 240, cv: 0.8, next: { Execute: 1 } }, Suspended: { stayS: 180, cv: 0.8, next: { Execute: 1 } },
      Idle: { stayS: 900, cv: 0.7, next: { Starting: 1 } }, Aborted: { stayS: 900, cv: 0.6, next: { Clearing: 1 } },
      Clearing: { stayS: 120, cv: 0.3, next: { Idle: 1 } },
    },
    states: {
      Stopped: { share: 0.02, wander: 0.02 }, Starting: { share: 0.4, wander: 0.05, kick: [0.3, 10] }, Execute: { share: 0.6, wander: 0.05 },
      Held: { share: 0.15, wander: 0.03 }, Suspended: { share: 0.12, wander: 0.03 }, Idle: { share: 0.1, wander: 0.03 },
      Aborted: { share: 0.05, wander: 0.02 }, Clearing: { share: 0.08, wander: 0.02 },
    },
  },
  {
    name: 'cold-water', ratedKw: 55, rest: 'OFF', first: 'STAGE_1',
    chain: {
      OFF: { stayS: 1500, cv: 0.5, next: { STAGE_1: 1 } }, STAGE_1: { stayS: 1200, cv: 0.5, next: { STAGE_2: 2, OFF: 3 } },
      STAGE_2: { stayS: 900, cv: 0.5, next: { STAGE_1: 1 } },
    },
    states: { OFF: { share: 0, wander: 0 }, STAGE_1: { share: 0.5, wander: 0.04, kick: [0.6, 15] }, STAGE_2: { share: 1, wander: 0.04, kick: [0.2, 15] } },
  },
  {
    name: 'milling-cell', ratedKw: 17, rest: 'OFF', first: 'READY',
    chain: {
      READY: { stayS: 700, cv: 0.9, next: { SETUP: 3, CUT: 7 } }, SETUP: { stayS: 900, cv: 0.5, next: { CUT: 1 } },
      CUT: { stayS: 1300, cv: 0.7, next: { READY: 17, ALARM: 3 } }, ALARM: { stayS: 500, cv: 0.8, next: { READY: 1 } },
    },
    states: {
      OFF: { share: 0, wander: 0 }, READY: { share: 0.2, wander: 0.03 }, SETUP: { share: 0.3, wander: 0.08 }, CUT: { share: 0.75, wander: 0.18, kick: [0.3, 12] },
      ALARM: { share: 0.2, wander: 0.03 },
    },
  },
];

export function line(grade: Grade, seed: number): LabelledPlant {
  const knobs = GRADES[grade];
  const { stepS } = knobs.meter;
  const fineS = stepS <= 10 ? 2 : 10;
  const site = new Site({ kind: `line-${grade}`, seed, days: knobs.days, fineS, truthS: stepS, startMs: Date.UTC(2025, 2, 3) });
  const { draw } = site;
  const shapes: MachineShape[] = [];
  for (let i = 0; i < knobs.machines; i++) {
    shapes.push(machine(site, knobs, TYPES[i < TYPES.length ? i : draw.whole(0, TYPES.length - 1)], i));
  }
  if (knobs.twins) {
    shapes[shapes.length - 1] = twinOf(site, knobs, shapes[2]);
  }
  const silent = knobs.stale ? draw.whole(0, shapes.length - 1) : -1;
  const silentS = draw.between(0, site.totalS - 6 * 3600);
  shapes.forEach((shape, i) =>
    site.add(i === silent ? { ...shape, clock: { ...shape.clock, outages: [{ fromS: silentS, toS: silentS + 4 * 3600 }] } } : shape));
  addRest(site, knobs);
  return site.finish(knobs.meter);
}

function machine(site: Site, knobs: Knobs, type: Type, i: number): MachineShape {
  const visits = visitsOf(site, knobs, type);
  const clock: Clock = { offsetS: Math.round(site.draw.between(-knobs.skewS, knobs.skewS)) };
  return shapeOf(site, knobs, type, `${String(i + 1).padStart(2, '0')}-${type.name}`, visits, clock);
}

function shapeOf(site: Site, knobs: Knobs, type: Type, id: string, visits: readonly Visit[], clock: Clock): MachineShape {
  const { draw } = site;
  const ratedKw = type.ratedKw * draw.skewed(1, 0.36);
  const ofState = Object.fromEntries(Object.keys(type.states).map((state) => [state, draw.normal(1, 0.08)]));
  return {
    id, visits, clock, wanderShare: (state) => type.states[state].wander,
    load: ({ state }) => {
      const shape = type.states[state];
      const level = shape.share * ofState[state] * draw.normal(1, 0.03);
      const [kick, tauS] = shape.kick ?? [0, 1];
      const phase = draw.unit();
      const cycles = knobs.cycling && state === 'HOLD';
      return (ageS) => ratedKw * (level + kick * Math.exp(-ageS / tauS)) * (cycles ? 0.5 + thermostat(ageS, 700, 0.5, phase) : 1);
    },
  };
}

/** The same sequence within three seconds, another size. */
function twinOf(site: Site, knobs: Knobs, first: MachineShape): MachineShape {
  const type = TYPES[2];
  const visits = first.visits.map(([atS, state]): Visit => [atS > 0 ? atS + site.draw.between(0, 3) : 0, state]);
  return shapeOf(site, knobs, type, `${String(knobs.machines).padStart(2, '0')}-${type.name}-twin`, visits, first.clock ?? {});
}

function visitsOf({ draw, shape }: Site, knobs: Knobs, type: Type): Visit[] {
  const visits: Visit[] = [[0, type.rest]];
  const around = type.rest in type.chain;
  for (const [fromS, toS] of shiftsOf({ days: shape.days, startH: 6, endH: 22, weekend: true })) {
    const working = dayOf(fromS) % 7 < 5 || (around && draw.chance(0.5));
    if (!working || draw.chance(0.12) || (knobs.idle && draw.chance(0.7))) {
      continue;
    }
    const endS = toS + draw.normal(0, 600);
    const walked = walk(draw, type.chain, type.first, fromS + Math.abs(draw.normal(0, knobs.startSpreadS)), endS);
    const last = walked[walked.length - 1]?.[0] ?? 0;
    visits.push(...walked, [Math.max(endS, last + 5), type.rest]);
  }
  return visits;
}

function addRest(site: Site, knobs: Knobs): void {
  const { draw } = site;
  const slow = wander(draw, site.n, site.shape.fineS, 3600, 60);
  const day = (atS: number): number => Math.max(-0.3, Math.sin(((hourOf(atS) - 6) / 12) * Math.PI));
  site.base((atS) => knobs.baseKw * (1 + 0.02 * slow[Math.round(atS / site.shape.fineS)]) + knobs.dayKw * day(atS));
  for (let d = 0; d < site.shape.days; d++) {
    for (let k = draw.poisson(knobs.unmeteredPerDay); k > 0; k--) {
      unmeteredLoad(site, draw, d);
    }
  }
}

function unmeteredLoad(site: Site, draw: Draw, d: number): void {
  const fromS = (d + draw.unit()) * 86_400;
  const kw = draw.between(20, 90);
  const lengthS = Math.max(60, Math.min(5400, draw.skewed(800, 0.9)));
  site.unmetered(fromS, fromS + lengthS, (ageS) => kw * (1 + 0.3 * Math.exp(-ageS / 15)));
}

import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf, thermostat } from './chain';
import type { Visit } from './clocks';
import { wander } from './draw';
import { Site, type MachineShape } from './site';

/** An industrial bakery at night: batches follow a plan, and what BAKE draws depends on the recipe, which no state tells. */

/** Share of the oven's power, minutes in the oven, dough behaviour of the mixer. */
const RECIPES = [
  { bake: 0.95, minutes: 34, knead: 1 }, { bake: 0.7, minutes: 22, knead: 0.75 }, { bake: 0.5, minutes: 16, knead: 0.55 }, { bake: 0.82, minutes: 48, knead: 1.2 },
] as const;
type Recipe = (typeof RECIPES)[number];

export function bakery(seed: number): LabelledPlant {
  const site = new Site({ kind: 'bakery', seed, days: 14, fineS: 10, truthS: 30, startMs: Date.UTC(2025, 8, 1) });
  const { draw } = site;
  const ovens = draw.whole(3, 5);
  for (let i = 0; i < ovens; i++) {
    const plan = batches(site, i);
    site.add(oven(site, `Oven ${i + 1}`, plan));
    site.add(mixer(site, `Mixer ${i + 1}`, plan));
    if (i % 2 === 0) {
      site.add(proofer(site, `Proofer ${i + 1}`, plan));
    }
  }
  site.add(coolingTunnel(site));
  site.add(dishwasher(site));
  refrigeration(site);
  const slow = wander(draw, site.n, 10, 5400, 60);
  site.base((atS) => 24 + 0.8 * slow[Math.round(atS / 10)] + 10 * Math.max(0, Math.cos(((hourOf(atS) - 3) / 12) * Math.PI)));
  return site.finish({ kind: 'power', stepS: 30, noiseKw: 0.4, roundKw: 0.1, gapShare: 0.003 });
}

interface Batch {
  readonly fromS: number;
  readonly recipe: Recipe;
}

/** One night's batches of one oven, 22:00 to 07:00; Saturday night is free. */
function batches({ draw, shape }: Site, oven: number): Batch[] {
  const plan: Batch[] = [];
  for (let night = 0; night < shape.days - 1; night++) {
    if (night % 7 === 5) {
      continue;
    }
    const endS = (night * 24 + 31) * 3600;
    for (let atS = (night * 24 + 22.5 + 0.3 * oven) * 3600 + draw.between(0, 1200), recipe = draw.pick(RECIPES); atS < endS; ) {
      plan.push({ fromS: atS, recipe });
      atS += recipe.minutes * 60 + draw.skewed(500, 0.6);
      recipe = draw.chance(0.4) ? draw.pick(RECIPES) : recipe;
    }
  }
  return plan;
}

/** The batch that a stay belongs to: the one whose start is nearest. */
function recipeAt(plan: readonly Batch[], atS: number): Recipe {
  let low = 0;
  for (let high = plan.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    [low, high] = plan[middle].fromS <= atS + 60 ? [middle, high] : [low, middle - 1];
  }
  return plan[low].recipe;
}

function oven(site: Site, id: string, plan: readonly Batch[]): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(55, 95);
  const phase = draw.unit();
  const visits: Visit[] = [[0, 'OFF']];
  plan.forEach(({ fromS, recipe }, i) => {
    const freshNight = i === 0 || fromS - plan[i - 1].fromS > 4 * 3600;
    if (freshNight) {
      visits.push([fromS - 2400, 'PREHEAT']);
    }
    visits.push([fromS, 'BAKE'], [fromS + recipe.minutes * 60, 'READY']);
    const next = plan[i + 1]?.fromS ?? Infinity;
    if (next - fromS > 4 * 3600) {
      visits.push([fromS + recipe.minutes * 60 + 900, 'OFF']);
    }
  });
  return {
    id, visits, clock: { offsetS: Math.round(draw.normal(0, 6)) }, wanderShare: (state) => (state === 'BAKE' ? 0.03 : 0),
    load: ({ state, startS }) => {
      const level = recipeAt(plan, startS).bake * ratedKw;
      const courses: Readonly<Record<string, (ageS: number) => number>> = {
        OFF: () => 0.2,
        PREHEAT: (ageS) => ratedKw * (ageS < 1700 ? 1 : 0.55),
        // Cold dough takes the heat at first; later the crust needs less.
        BAKE: (ageS) => level * (0.72 + 0.4 * Math.exp(-ageS / 420)),
        READY: (ageS) => ratedKw * 0.5 * thermostat(ageS, 300, 0.45, phase),
      };
      return courses[state];
    },
  };
}

function mixer(site: Site, id: string, plan: readonly Batch[]): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(14, 30);
  const visits: Visit[] = [[0, 'IDLE']];
  for (const { fromS } of plan) {
    const startS = fromS - 5400 - draw.between(0, 300);
    visits.push([startS, 'SLOW'], [startS + draw.between(200, 280), 'FAST'], [startS + draw.between(600, 800), 'IDLE']);
  }
  return {
    id, visits, clock: { jitterS: 4 }, wanderShare: (state) => (state === 'IDLE' ? 0 : 0.08), wanderTauS: 30,
    load: ({ state, startS, endS }) => {
      const knead = recipeAt(plan, startS + 5400).knead * ratedKw;
      const lengthS = endS - startS;
      // Dough stiffens while it is kneaded.
      return state === 'IDLE' ? () => 0.3 : state === 'SLOW' ? () => 0.45 * knead : (ageS) => knead * (0.75 + (0.35 * ageS) / lengthS);
    },
  };
}

function proofer(site: Site, id: string, plan: readonly Batch[]): MachineShape {
  const { draw } = site;
  const steamKw = draw.between(12, 26);
  const periodS = draw.between(260, 500);
  const phase = draw.unit();
  const visits: Visit[] = [[0, 'OFF']];
  for (const { fromS } of plan) {
    visits.push([fromS - 4200, 'PROOFING'], [fromS - draw.between(0, 400), 'EMPTY']);
  }
  return {
    id, visits: visits.filter(([atS]) => atS >= 0), clock: { pollS: 30 },
    load: ({ state }) => (state === 'PROOFING' ? (ageS) => 3 + steamKw * (ageS < 500 ? 1 : thermostat(ageS, periodS, 0.4, phase)) : () => (state === 'EMPTY' ? 2.5 : 0)),
  };
}

function coolingTunnel(site: Site): MachineShape {
  const { draw } = site;
  const kw = draw.between(30, 48);
  const visits: Visit[] = [[0, 'OFF']];
  for (let night = 0; night < site.shape.days - 1; night++) {
    if (night % 7 !== 5) {
      visits.push([(night * 24 + 23.2) * 3600 + draw.between(0, 900), 'RUN'], [(night * 24 + 32) * 3600 + draw.between(0, 1800), 'DEFROST'], [(night * 24 + 33) * 3600, 'OFF']);
    }
  }
  return {
    id: 'Cooling tunnel', visits, wanderShare: () => 0.03,
    load: ({ state }) => (state === 'RUN' ? (ageS) => kw * (0.8 + 0.4 * Math.exp(-ageS / 1500)) : () => (state === 'DEFROST' ? 0.45 * kw : 0.5)),
  };
}

function dishwasher(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  for (let day = 0; day < site.shape.days; day++) {
    let atS = (day * 24 + 5) * 3600 + draw.between(0, 3600);
    for (let k = draw.poisson(9); k > 0; k--) {
      visits.push([atS, 'HEAT'], [atS + draw.between(240, 400), 'WASH'], [atS + draw.between(900, 1200), 'OFF']);
      atS += 1300 + draw.skewed(900, 0.7);
    }
  }
  return {
    id: 'Tray washer', visits, clock: { offsetS: draw.whole(-40, 40) },
    load: ({ state }) => () => ({ HEAT: 28, WASH: 9 })[state] ?? 0.2,
  };
}

/** Cold rooms and a shop next door, unmetered. */
function refrigeration(site: Site): void {
  const { draw } = site;
  for (let atS = 0; atS < site.totalS; ) {
    const onS = draw.skewed(700, 0.25);
    const warm = hourOf(atS) > 9 && hourOf(atS) < 18 ? 1.2 : 1;
    site.unmetered(atS, atS + onS, () => 9 * warm);
    atS += onS + draw.skewed(1100, 0.25);
  }
  for (let day = 0; day < site.shape.days; day++) {
    if (dayOf(day * 86_400) % 7 < 6) {
      for (let k = draw.poisson(2); k > 0; k--) {
        const fromS = (day + draw.between(0.3, 0.8)) * 86_400;
        const kw = draw.between(12, 35);
        site.unmetered(fromS, fromS + draw.between(600, 3000), () => kw);
      }
    }
  }
}

import type { LabelledPlant } from '../labelled';
import { dayOf, hourOf } from './chain';
import type { Visit } from './clocks';
import { wander, type Draw } from './draw';
import { Site, type MachineShape } from './site';

/** A utilities building around the clock: compressors called by one pressure, chillers that follow the weather, pumps on converters. */

export function utilities(seed: number): LabelledPlant {
  const site = new Site({ kind: 'utilities', seed, days: 10, fineS: 5, truthS: 10, startMs: Date.UTC(2025, 6, 7) });
  const { draw } = site;
  const weather = outside(site);
  for (const machine of compressors(site)) {
    site.add(machine);
  }
  const chillers = draw.whole(2, 4);
  for (let i = 0; i < chillers; i++) {
    site.add(chiller(site, weather, i, chillers));
  }
  for (let i = 0; i < draw.whole(2, 4); i++) {
    site.add(pump(site, `P-${101 + i}`));
  }
  site.add(boilerFeed(site));
  site.add(steriliser(site));
  ventilation(site, weather);
  const slow = wander(draw, site.n, 5, 3600, 60);
  site.base((atS) => 55 + 1.5 * slow[Math.round(atS / 5)]);
  return site.finish({ kind: 'power', stepS: 10, noiseKw: 0.8, roundKw: 0.01, gapShare: 0.004 });
}

/** °C by hour: a daily course, warmer and cooler days. */
function outside({ draw, shape }: Site): (atS: number) => number {
  const ofDay = Array.from({ length: shape.days + 1 }, () => draw.normal(19, 3.5));
  return (atS) => {
    const day = dayOf(atS);
    const share = (atS % 86_400) / 86_400;
    return ofDay[day] * (1 - share) + ofDay[day + 1] * share + 6.5 * Math.sin(((hourOf(atS) - 9) / 12) * Math.PI);
  };
}

/** m³/min of compressed air: shifts, breaks, and consumers that come and go. */
function airDemand(site: Site): (atS: number) => number {
  const { draw } = site;
  const fast = wander(draw, site.n, site.shape.fineS, 500, 20);
  return (atS) => {
    const hour = hourOf(atS);
    const shift = dayOf(atS) % 7 < 5 ? (hour > 6 && hour < 14 ? 21 : hour >= 14 && hour < 22 ? 17 : 8) : 5;
    const pause = (hour > 9 && hour < 9.3) || (hour > 12 && hour < 12.5) ? 0.6 : 1;
    return Math.max(2, shift * pause * (1 + 0.1 * fast[Math.round(atS / site.shape.fineS)]));
  };
}

interface Compressor {
  readonly id: string;
  readonly flow: number;
  readonly kw: number;
  state: 'STOPPED' | 'LOADED' | 'UNLOADED';
  sinceS: number;
  readonly visits: Visit[];
}

/** A sequencer: the next one loads as pressure falls, unloads as it rises, and stops after ten idle minutes. */
function compressors(site: Site): MachineShape[] {
  const { draw } = site;
  const demand = airDemand(site);
  const all: Compressor[] = [16, 10, 7, 4].map((flow, i) => ({
    id: `COMP_${'ABCD'[i]}`, flow: flow * draw.between(0.9, 1.1), kw: flow * draw.between(5.6, 6.6), state: 'STOPPED', sinceS: 0, visits: [[0, 'STOPPED']],
  }));
  let bar = 7;
  for (let atS = 0; atS < site.totalS; atS += site.shape.fineS) {
    const flow = all.reduce((sum, one) => sum + (one.state === 'LOADED' ? one.flow : 0), 0);
    bar = Math.min(8, bar + ((flow - demand(atS)) * site.shape.fineS) / 60 / 14);
    all.forEach((one, rank) => switched(one, bar, rank, atS));
  }
  return all.map(({ id, kw, visits }) => ({
    id, visits, clock: { offsetS: Math.round(draw.normal(0, 3)) }, wanderShare: (state) => (state === 'LOADED' ? 0.015 : 0.03),
    load: ({ state }) => (state === 'LOADED' ? (ageS) => kw * (1 + 0.25 * Math.exp(-ageS / 5)) : state === 'UNLOADED' ? (ageS) => kw * (0.24 + 0.3 * Math.exp(-ageS / 14)) : () => 0.3),
  }));
}

function switched(one: Compressor, bar: number, rank: number, atS: number): void {
  const loadBelow = 6.9 - 0.12 * rank;
  const unloadAbove = 7.5 - 0.12 * rank;
  const next = one.state !== 'LOADED' && bar < loadBelow ? 'LOADED' : one.state === 'LOADED' && bar > unloadAbove ? 'UNLOADED'
    : one.state === 'UNLOADED' && atS - one.sinceS > 600 ? 'STOPPED' : one.state;
  if (next !== one.state) {
    one.state = next;
    one.sinceS = atS;
    one.visits.push([atS, next]);
  }
}

/** RUN says nothing about its slide valve, which follows the weather. */
function chiller(site: Site, weather: (atS: number) => number, i: number, count: number): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(60, 130);
  const startsAtC = 12 + (10 * i) / count;
  const visits: Visit[] = [[0, 'Off']];
  let on = false;
  for (let atS = 0, heldS = 0; atS < site.totalS; atS += 60, heldS += 60) {
    const flip = heldS > 1200 && (on ? weather(atS) < startsAtC - 1.5 : weather(atS) > startsAtC + draw.normal(0, 0.6));
    if (flip) {
      on = !on;
      heldS = 0;
      visits.push([atS + draw.between(0, 50), on ? 'Run' : 'Off']);
    } else if (on && heldS > 3600 && draw.chance(0.004)) {
      visits.push([atS, 'Fault'], [atS + draw.between(180, 900), 'Run']);
      heldS = 0;
    }
  }
  return {
    id: `Chiller ${i + 1}`, visits, wanderShare: (state) => (state === 'Run' ? 0.04 : 0), wanderTauS: 300, clock: { pollS: 30 },
    load: ({ state }) => state !== 'Run' ? () => 0.8
      : (ageS, atS) => ratedKw * Math.max(0.25, Math.min(1, 0.35 + 0.055 * (weather(atS) - startsAtC))) * Math.min(1, 0.3 + ageS / 240),
  };
}

/** On a converter: power goes with the cube of a speed that hunts around its set point; HIGH and LOW are set points. */
function pump(site: Site, id: string): MachineShape {
  const { draw } = site;
  const ratedKw = draw.between(15, 75);
  const speed = wander(draw, site.n, site.shape.fineS, 400, 20);
  const visits: Visit[] = [[0, 'LOW']];
  for (let atS = 0; atS < site.totalS; atS += draw.skewed(2600, 0.7)) {
    const working = dayOf(atS) % 7 < 5 && hourOf(atS) > 6 && hourOf(atS) < 22;
    visits.push([atS, draw.weighted(working ? { HIGH: 3, LOW: 6, STOP: 1 } : { HIGH: 1, LOW: 5, STOP: 4 })]);
  }
  return {
    id, visits, clock: { offsetS: draw.whole(-25, 25) },
    load: ({ state }) => {
      const set = { HIGH: 0.92, LOW: 0.6, STOP: 0 }[state] ?? 0;
      return (ageS, atS) => ratedKw * (set * Math.min(1, ageS / 25) * (1 + 0.05 * speed[Math.round(atS / site.shape.fineS)])) ** 3;
    },
  };
}

function boilerFeed(site: Site): MachineShape {
  const { draw } = site;
  const visits: Visit[] = [[0, 'OFF']];
  for (let atS = draw.between(0, 900); atS < site.totalS; ) {
    visits.push([atS, 'ON']);
    atS += draw.skewed(260, 0.3);
    visits.push([atS, 'OFF']);
    atS += draw.skewed(700, 0.5);
  }
  return { id: 'Boiler feed pump', visits, clock: { jitterS: 5 }, load: ({ state }) => (state === 'ON' ? (ageS) => 22 * (1 + 0.7 * Math.exp(-ageS / 6)) : () => 0) };
}

/** An electric steam boiler for a few cycles a day: the one large load that comes and goes. */
function steriliser(site: Site): MachineShape {
  const { draw } = site;
  const kw = draw.between(70, 140);
  const visits: Visit[] = [[0, 'READY']];
  for (let atS = 6 * 3600; atS < site.totalS; atS += draw.skewed(9000, 0.7)) {
    visits.push([atS, 'HEAT'], [atS + draw.skewed(900, 0.2), 'STEAM'], [atS + draw.skewed(3000, 0.15), 'VENT'], [atS + 3600, 'READY']);
    atS += 3700;
  }
  return {
    id: 'Steriliser', visits, clock: { jitterS: 8 }, wanderShare: (state) => (state === 'STEAM' ? 0.15 : 0.01),
    load: ({ state }) => (state === 'HEAT' ? () => kw : state === 'STEAM' ? (ageS) => kw * (0.3 + 0.3 * Math.exp(-ageS / 500)) : () => (state === 'VENT' ? 4 : 1.5)),
  };
}

/** Air handling follows the weather as well, and a tank heater comes and goes: neither reports. */
function ventilation(site: Site, weather: (atS: number) => number): void {
  const { draw } = site;
  site.unmetered(0, site.totalS, (_, atS) => 18 + 1.3 * Math.max(0, weather(atS) - 16));
  for (let day = 0; day < site.shape.days; day++) {
    heaters(site, draw, day);
  }
}

function heaters(site: Site, draw: Draw, day: number): void {
  for (let k = draw.poisson(3); k > 0; k--) {
    const fromS = (day + draw.unit()) * 86_400;
    const kw = draw.pick([24, 36, 60, 90]);
    site.unmetered(fromS, fromS + draw.skewed(1500, 0.7), () => kw);
  }
}

import type { LabelledPlant } from '../labelled';
import { thermostat } from './chain';
import type { Visit } from './clocks';
import { wander, type Draw } from './draw';
import { Site, type MachineShape } from './site';

/** A bottling line read every second: states last seconds, a stop runs up and down the line, and the meter always swings. */

/** One machine of the line, in the direction of flow. Power in kW; strokes are its own beat inside EXECUTE. */
interface Station {
  readonly name: string;
  readonly executeKw: number;
  readonly idleKw: number;
  readonly strokeKw: number;
  readonly strokeS: number;
  /** Seconds of bottles before it, from full to empty. */
  readonly bufferS: number;
  readonly failsEveryS: number;
  readonly repairS: number;
}

const STATIONS: readonly Station[] = [
  { name: 'blow_moulder', executeKw: 68, idleKw: 24, strokeKw: 26, strokeS: 3.2, bufferS: 60, failsEveryS: 2600, repairS: 240 },
  { name: 'filler', executeKw: 22, idleKw: 5, strokeKw: 3, strokeS: 7, bufferS: 40, failsEveryS: 3400, repairS: 150 },
  { name: 'labeller', executeKw: 9, idleKw: 2, strokeKw: 1, strokeS: 5, bufferS: 50, failsEveryS: 1500, repairS: 60 },
  { name: 'shrink_tunnel', executeKw: 46, idleKw: 30, strokeKw: 18, strokeS: 41, bufferS: 60, failsEveryS: 6000, repairS: 400 },
  { name: 'palletiser', executeKw: 16, idleKw: 3, strokeKw: 14, strokeS: 19, bufferS: 120, failsEveryS: 2200, repairS: 110 },
];

export function packaging(seed: number): LabelledPlant {
  const site = new Site({ kind: 'packaging', seed, days: 5, fineS: 1, truthS: 5, startMs: Date.UTC(2025, 9, 6) });
  const { draw } = site;
  const logs = flow(site);
  STATIONS.forEach((station, i) => site.add(shapeOf(site, station, logs[i])));
  site.add(compressor(site));
  site.add(washer(site));
  hall(site);
  const slow = wander(draw, site.n, 1, 1800, 20);
  const fast = wander(draw, site.n, 1, 12, 1);
  site.base((atS) => 42 + 0.9 * slow[atS] + 2.2 * fast[atS]);
  return site.finish({ kind: 'power', stepS: 1, noiseKw: 1.2, roundKw: 0.1, gapShare: 0.002 });
}

/** Runs the line second by second: a machine without bottles is Suspended, one that cannot let go is Held, its own fault is Aborted. */
function flow({ draw, totalS }: Site): Visit[][] {
  const logs: Visit[][] = STATIONS.map(() => [[0, 'Stopped']]);
  const now = STATIONS.map(() => 'Stopped');
  const fill = STATIONS.map(({ bufferS }) => bufferS / 2);
  const brokenUntilS = STATIONS.map(() => 0);
  const startS = 5.75 * 3600 + draw.between(0, 600);
  for (let atS = 0; atS < totalS; atS++) {
    const inDay = atS % 86_400;
    const open = inDay > startS && inDay < 21.5 * 3600;
    for (let i = STATIONS.length - 1; i >= 0; i--) {
      const state = open ? stationState(draw, i, atS, fill, brokenUntilS, now[i]) : 'Stopped';
      if (state !== now[i]) {
        now[i] = state;
        logs[i].push([atS, state]);
      }
    }
    move(now, fill);
  }
  return logs;
}

function stationState(draw: Draw, i: number, atS: number, fill: readonly number[], brokenUntilS: number[], before: string): string {
  const station = STATIONS[i];
  if (before === 'Execute' && draw.chance(1 / station.failsEveryS)) {
    brokenUntilS[i] = atS + draw.skewed(station.repairS, 0.8);
  }
  if (atS < brokenUntilS[i]) {
    return 'Aborted';
  }
  const next = STATIONS[i + 1];
  // Hysteresis: a starved or blocked machine waits until the buffer is a third clear.
  const starved = i > 0 && fill[i] < (before === 'Suspended' ? station.bufferS / 3 : 1);
  const blocked = next !== undefined && fill[i + 1] > (before === 'Held' ? (2 * next.bufferS) / 3 : next.bufferS - 1);
  return blocked ? 'Held' : starved ? 'Suspended' : 'Execute';
}

function move(now: readonly string[], fill: number[]): void {
  for (let i = 0; i < fill.length; i++) {
    const arrives = i === 0 || now[i - 1] === 'Execute' ? 1 : 0;
    const leaves = now[i] === 'Execute' ? 1.03 : 0;
    fill[i] = Math.max(0, Math.min(STATIONS[i].bufferS, fill[i] + arrives - leaves));
  }
}

function shapeOf({ draw }: Site, station: Station, visits: readonly Visit[]): MachineShape {
  const size = draw.between(0.75, 1.3);
  const phase = draw.unit();
  return {
    id: station.name, visits, clock: { offsetS: draw.whole(0, 3), jitterS: 1 }, wanderShare: (state) => (state === 'Execute' ? 0.06 : 0), wanderTauS: 8,
    load: ({ state }) => {
      const courses: Readonly<Record<string, (ageS: number) => number>> = {
        Stopped: () => 0.4,
        Execute: (ageS) => station.executeKw + station.strokeKw * (thermostat(ageS, station.strokeS, 0.4, phase) - 0.4) + 0.4 * station.executeKw * Math.exp(-ageS / 4),
        Suspended: () => station.idleKw, Held: () => station.idleKw * 1.1, Aborted: () => station.idleKw * 0.7,
      };
      return (ageS) => size * courses[state](ageS);
    },
  };
}

function compressor({ draw, totalS }: Site): MachineShape {
  const visits: Visit[] = [[0, 'LOAD']];
  for (let atS = 0; atS < totalS; ) {
    const working = atS % 86_400 > 5.7 * 3600 && atS % 86_400 < 21.6 * 3600;
    visits.push([atS, 'LOAD']);
    atS += draw.skewed(working ? 95 : 30, 0.3);
    visits.push([atS, 'UNLOAD']);
    atS += draw.skewed(working ? 40 : 260, 0.3);
  }
  const kw = draw.between(75, 110);
  return { id: 'compressor', visits, load: ({ state }) => (state === 'LOAD' ? (ageS) => kw * Math.min(1, 0.5 + ageS / 6) : (ageS) => kw * (0.26 + 0.2 * Math.exp(-ageS / 8))) };
}

/** Crate washer with a heating coil. */
function washer({ draw, totalS }: Site): MachineShape {
  const visits: Visit[] = [[0, 'OFF']];
  for (let atS = 6.5 * 3600; atS < totalS; atS += draw.skewed(5400, 0.8)) {
    visits.push([atS, 'HEAT'], [atS + draw.between(300, 600), 'WASH']);
    atS += draw.skewed(2700, 0.4);
    visits.push([atS, 'OFF']);
  }
  return { id: 'crate_washer', visits, clock: { offsetS: -4 }, load: ({ state }) => (state === 'HEAT' ? () => 54 : state === 'WASH' ? (ageS) => 14 + 30 * thermostat(ageS, 75, 0.3, 0) : () => 0.3) };
}

function hall(site: Site): void {
  const { draw } = site;
  for (let day = 0; day < site.shape.days; day++) {
    for (let k = draw.poisson(8); k > 0; k--) {
      const fromS = Math.round((day + draw.unit()) * 86_400);
      const kw = draw.between(15, 60);
      site.unmetered(fromS, fromS + draw.skewed(420, 0.8), (ageS) => kw * (1 + 0.5 * Math.exp(-ageS / 5)));
    }
  }
}

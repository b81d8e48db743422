import { machineLog } from '../../../src/base';
import type { LabelledPlant, TrueLog } from '../labelled';
import { GOOD_CLOCK, reported, tidy, type Clock, type Visit } from './clocks';
import { drawFor, wander, type Draw } from './draw';
import { metered, type Meter } from './meters';

/** The one mutable builder of a made-up plant: machines and loads are added on a fine grid, then the meter reads their sum. */

export interface SiteShape {
  readonly kind: string;
  readonly seed: number;
  readonly days: number;
  /** Everything true is computed in steps of this, s; it divides truthS. */
  readonly fineS: number;
  /** Truth is stored in steps of this, s. */
  readonly truthS: number;
  /** Midnight UTC of the first day, ms. */
  readonly startMs: number;
}

/** One stay in a state, s since the plant's start. */
export interface Stay {
  readonly state: string;
  readonly startS: number;
  readonly endS: number;
  readonly index: number;
}

/** kW while in the stay, by its age and by the time since the plant's start, both s. */
export type Course = (ageS: number, atS: number) => number;

export interface MachineShape {
  readonly id: string;
  readonly visits: readonly Visit[];
  /** Called once a stay, so a stay may draw its own level. */
  readonly load: (stay: Stay) => Course;
  /** Relative wander of its power: standard deviation as a share, by state; 0 where none is given. */
  readonly wanderShare?: (state: string) => number;
  readonly wanderTauS?: number;
  readonly clock?: Clock;
  /** Its states are never reported: its load counts as unmetered. */
  readonly hidden?: boolean;
}

export class Site {
  readonly draw: Draw;
  readonly totalS: number;
  readonly n: number;
  private readonly totalKw: Float64Array;
  private readonly baseFineKw: Float32Array;
  private readonly unmeteredFineKw: Float32Array;
  private readonly machines: Array<{ readonly id: string; readonly visits: readonly Visit[]; readonly reports: readonly Visit[]; readonly kw: Float32Array }> = [];

  constructor(readonly shape: SiteShape) {
    this.draw = drawFor(`${shape.kind}/${shape.seed}`);
    this.totalS = shape.days * 86_400;
    this.n = this.totalS / shape.fineS;
    this.totalKw = new Float64Array(this.n);
    this.baseFineKw = new Float32Array(this.n);
    this.unmeteredFineKw = new Float32Array(this.n);
  }

  /** Changes are moved to the fine grid first, so that truth and states agree exactly. */
  add(machine: MachineShape): void {
    const { fineS } = this.shape;
    const onGrid = tidy(machine.visits.map(([atS, state]): Visit => [Math.max(0, Math.round(atS / fineS) * fineS), state]));
    const visits = onGrid.filter(([atS]) => atS < this.totalS).map(([atS, state], i): Visit => [i === 0 ? 0 : atS, state]);
    const kw = this.courseOf(visits, machine);
    if (machine.hidden) {
      kw.forEach((value, i) => (this.unmeteredFineKw[i] += value));
      return;
    }
    const reports = reported(visits, machine.clock ?? GOOD_CLOCK, this.totalS, this.draw);
    this.machines.push({ id: machine.id, visits, reports, kw: this.coarse(kw) });
    for (let i = 0; i < this.n; i++) {
      this.totalKw[i] += kw[i];
    }
  }

  /** A load without any state, from fromS to toS. */
  unmetered(fromS: number, toS: number, course: Course): void {
    this.pour(this.unmeteredFineKw, fromS, toS, course);
  }

  base(course: (atS: number) => number): void {
    this.pour(this.baseFineKw, 0, this.totalS, (_, atS) => course(atS));
  }

  finish(meter: Meter): LabelledPlant {
    const { shape, draw } = this;
    const { startMs, truthS } = shape;
    for (let i = 0; i < this.n; i++) {
      this.totalKw[i] += this.baseFineKw[i] + this.unmeteredFineKw[i];
    }
    const { readings, scored } = metered(meter, means(this.totalKw, Math.round(meter.stepS / shape.fineS)), startMs, draw);
    const log = ({ id, reports }: { readonly id: string; readonly reports: readonly Visit[] }) =>
      machineLog(id, reports.map(([atS, state]) => [startMs + atS * 1000, state] as const));
    const trueLog = (visits: readonly Visit[]): TrueLog =>
      ({ timeMs: Float64Array.from(visits, ([atS]) => startMs + atS * 1000), states: visits.map(([, state]) => state) });
    return {
      kind: shape.kind, seed: shape.seed, meter: scored,
      plant: { meter: readings, machines: this.machines.map(log), zone: 'UTC' },
      truth: {
        timeMs: Float64Array.from({ length: Math.floor(this.totalS / truthS) }, (_, i) => startMs + i * truthS * 1000),
        machines: this.machines.map(({ id }) => id), kw: this.machines.map(({ kw }) => kw),
        unmeteredKw: this.coarse(this.unmeteredFineKw), baseKw: this.coarse(this.baseFineKw),
      },
      trueLogs: new Map(this.machines.map(({ id, visits }) => [id, trueLog(visits)])),
    };
  }

  private pour(into: Float32Array, fromS: number, toS: number, course: Course): void {
    const { fineS } = this.shape;
    const first = Math.max(0, Math.round(fromS / fineS));
    const end = Math.min(this.n, Math.round(toS / fineS));
    for (let i = first; i < end; i++) {
      into[i] += Math.max(0, course(i * fineS - fromS, i * fineS));
    }
  }

  private courseOf(visits: readonly Visit[], machine: MachineShape): Float32Array {
    const { fineS } = this.shape;
    const kw = new Float32Array(this.n);
    const share = machine.wanderShare;
    const noise = share ? wander(this.draw, this.n, fineS, machine.wanderTauS ?? 120, 10) : undefined;
    visits.forEach(([startS, state], index) => {
      const endS = visits[index + 1]?.[0] ?? this.totalS;
      const course = machine.load({ state, startS, endS, index });
      const swing = share ? share(state) : 0;
      for (let i = Math.round(startS / fineS), end = Math.round(endS / fineS); i < end; i++) {
        const level = course(i * fineS - startS, i * fineS);
        kw[i] = Math.max(0, noise && swing > 0 ? level * (1 + swing * noise[i]) : level);
      }
    });
    return kw;
  }

  /** Means over truth steps, in whole watts as an export would have them. */
  private coarse(fine: Float32Array): Float32Array {
    const k = Math.round(this.shape.truthS / this.shape.fineS);
    return Float32Array.from(means(fine, k), (kw) => Math.round(kw * 1000) / 1000);
  }
}

/** Means of k neighbours; a tail shorter than k is dropped. */
function means(values: ArrayLike<number>, k: number): Float64Array {
  const out = new Float64Array(Math.floor(values.length / k));
  for (let i = 0, at = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += values[at++];
    }
    out[i] = sum / k;
  }
  return out;
}

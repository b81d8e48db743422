import { HOUR_MS, LEAST_UNKNOWN, upperBound } from '../base';
import { meansOver } from './align';
import { isElsewhere } from './clock';
import { confidenceOf, type Line } from './confidence';
import { cycleMean, cycleVariance } from './cycle-mean';
import type { Expectation } from './expect';
import { shareOut, type Shared } from './remainder';
import type { Run } from './spot';
import type { Cause, Finding, Grid, Ranking } from './types';
import { wordFor } from './word';

/** Station 7, Attribute: a ledger for one spike, whose lines and remainder add up to what the meter shows. */

export interface Facts {
  readonly grid: Grid;
  readonly demandKw: Float64Array;
  readonly learning: { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
}

/** The meter's side of a finding: window, peak, means and excess. Undefined when the reference or the window has no reading. */
export function measure(run: Run, { grid, demandKw, learning }: Facts) {
  const spikeBins = known(run.first, run.last, demandKw);
  if (spikeBins.length === 0 || run.reference.length === 0) {
    return undefined;
  }
  let peak = spikeBins[0];
  for (const bin of spikeBins) {
    peak = demandKw[bin] > demandKw[peak] ? bin : peak;
  }
  const meanKw = mean(spikeBins, demandKw);
  const referenceKw = mean(run.reference, demandKw);
  const startMs = grid.startMs + run.first * grid.stepMs;
  const endMs = grid.startMs + (run.last + 1) * grid.stepMs;
  const reference = intervalsOf(run.reference, grid);
  return {
    startMs, endMs, peakMs: grid.startMs + peak * grid.stepMs, peakKw: demandKw[peak], meanKw, referenceKw,
    excessKw: meanKw - referenceKw, excessKwh: ((meanKw - referenceKw) * (endMs - startMs)) / HOUR_MS,
    reference: pairs(reference), learning, spikeIntervals: intervalsOf(spikeBins, grid), referenceIntervals: reference,
  };
}

type Measured = NonNullable<ReturnType<typeof measure>>;

/** A finding whose causes were not computed: the whole excess stays unexplained, and it says why. */
export function notRanked(measured: Measured, ranking: Ranking & { kind: 'not-ranked' }, skill: number): Finding {
  const { spikeIntervals: _spike, referenceIntervals: _reference, ...meter } = measured;
  return {
    ...meter, causes: [], unexplainedKw: meter.excessKw, unexplainedLowKw: meter.excessKw, unexplainedHighKw: meter.excessKw,
    confidence: 0, verdict: 'unexplained', ranking, skill,
  };
}

/** 90 % of a normal distribution lies within ± this many standard deviations. */
const Z90 = 1.645;
/**
 * How wide the bands are drawn against the formula, so that they hold the truth as often as they say. With it they hold 89 % on
 * the training seeds of all kinds, where tests/accuracy/calibrate.ts gives the conformal factor for 90 % as 1.05, and 93 % on
 * development seeds of another make: between the two.
 */
const WIDEN = 0.82;

/**
 * The ledger: c_j = b_j (mean x_j over the spike − mean x_j over the reference), summed by machine (or group) and state.
 * Exact means from the transitions, over the same bins as the meter's. What is left over is the unexplained line.
 * O(intervals × machines × log entries + columns)
 */
export function attribute(measured: Measured, model: Expectation): Finding {
  const { owner, members, isState } = ownership(model);
  const inSpike = meansOver(model.tracks, model.columns, measured.spikeIntervals);
  const around = meansOver(model.tracks, model.columns, measured.referenceIntervals);
  const excessKw = measured.excessKw;
  const moved = movedKw(model, inSpike, around);
  const cycled = cycledIn(model, measured, inSpike);
  const remainderKw = excessKw - sumKnown(model, moved) - cycled.kw.reduce((sum, kw) => sum + kw, 0);
  const varied = shareOut(model.variation, remainderKw, measured, inSpike, (j) => isState[j] === 1);
  const lines = linesOf(model, owner, { inSpike, around, moved, cycled, varied, excessKw });
  const causes = causesOf(lines, members);
  const unexplainedKw = excessKw - causes.reduce((sum, cause) => sum + cause.kw, 0);
  const judged = confidenceOf([...lines.values()], unexplainedKw, excessKw, {
    rows: (measured.endMs - measured.startMs) / model.rowMs, typicalErrorKw: model.typicalErrorKw, skill: model.skill,
    strangeShare: varied.strangeShare, remainderBeforeKw: remainderKw, entriesOf: (line) => entriesOfLargest(line, model), unknownInSpike: unknownDuring(model, measured.spikeIntervals),
    clockInDoubt: (top) => model.clocks.some((clock, t) => (top ? owner[t] === top.owner && isElsewhere(clock) : clock.kind === 'none' && clock.why === 'far')),
  });
  const { spikeIntervals: _spike, referenceIntervals: _reference, ...meter } = measured;
  const wide = WIDEN * Z90 * judged.unexplainedSdKw;
  return {
    ...meter, causes, unexplainedKw, unexplainedLowKw: unexplainedKw - wide, unexplainedHighKw: unexplainedKw + wide,
    confidence: judged.confidence, verdict: judged.topIsUnexplained ? 'unexplained' : wordFor(judged.confidence), ranking: { kind: 'ranked' }, skill: model.skill,
    judged: { features: judged.features },
  };
}

/** What is the same for every spike of one model. */
interface Ownership {
  /** Per track the first member of its group; itself when it stands alone. */
  readonly owner: Int32Array;
  /** Per owner the names of its machines, sorted. */
  readonly members: ReadonlyMap<number, readonly string[]>;
  /** Per column: 1 = a state that says something, and no start-up. */
  readonly isState: Uint8Array;
}

const ownerships = new WeakMap<Expectation, Ownership>();

function ownership(model: Expectation): Ownership {
  const known = ownerships.get(model);
  if (known) {
    return known;
  }
  const owner = ownersOf(model);
  const members = new Map<number, string[]>();
  model.tracks.forEach(({ machineId }, t) => members.set(owner[t], [...(members.get(owner[t]) ?? []), machineId].sort(byName)));
  const isState = Uint8Array.from(model.columns, (column) => (column.tauMs === 0 && !isUnknown(model, column) ? 1 : 0));
  const own = { owner, members, isState };
  ownerships.set(model, own);
  return own;
}

function isUnknown(model: Expectation, { track, stateCode }: { readonly track: number; readonly stateCode: number }): boolean {
  return model.tracks[track].unknown[stateCode];
}

/** Per column, kW: what the states' usual cost says it added. */
function movedKw({ kw }: Expectation, inSpike: Float64Array, around: Float64Array): Float64Array {
  const moved = new Float64Array(kw.length);
  for (let j = 0; j < kw.length; j++) {
    moved[j] = kw[j] * (inSpike[j] - around[j]);
  }
  return moved;
}

interface Cycled {
  /** Per column: how much higher its cycle was in the spike than around it, kW, and how far that may be off, kW². */
  readonly kw: Float64Array;
  readonly variance: Float64Array;
}

function cycledIn({ cycles, columns }: Expectation, { startMs, endMs, spikeIntervals, referenceIntervals }: Measured, inSpike: Float64Array): Cycled {
  const cycled = { kw: new Float64Array(columns.length), variance: new Float64Array(columns.length) };
  for (const cycle of cycles) {
    cycled.kw[cycle.column] = cycleMean(cycle, spikeIntervals) - cycleMean(cycle, referenceIntervals);
    cycled.variance[cycle.column] = cycleVariance(cycle, endMs - startMs) * Math.min(1, inSpike[cycle.column]);
  }
  return cycled;
}

/** What a machine drew while nobody knew its state is unexplained by definition. */
function sumKnown(model: Expectation, moved: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < moved.length; j++) {
    sum += isUnknown(model, model.columns[j]) ? 0 : moved[j];
  }
  return sum;
}

interface Parts {
  readonly inSpike: Float64Array;
  readonly around: Float64Array;
  readonly moved: Float64Array;
  readonly cycled: Cycled;
  readonly varied: Shared;
  readonly excessKw: number;
}

function linesOf(model: Expectation, owner: Int32Array, parts: Parts): Map<number, Line> {
  const lines = new Map<number, Line>();
  const all = parts.moved.reduce((sum, kw) => sum + Math.abs(kw), 1e-9);
  for (let j = 0; j < model.columns.length; j++) {
    if (!isUnknown(model, model.columns[j])) {
      const own = owner[model.columns[j].track];
      const line = lines.get(own) ?? newLine(own);
      lines.set(own, line);
      addColumn(line, model, j, parts, all);
    }
  }
  return lines;
}

const NO_PART = { kw: 0, variance: 0, variationKw: 0, shown: false };

/** One state, or start-up, of a line: its kW, and how far that may be off. @param all sum of what all columns moved, kW */
function addColumn(line: Line, model: Expectation, j: number, { inSpike, around, moved, cycled, varied, excessKw }: Parts, all: number): void {
  const { track, stateCode } = model.columns[j];
  const sd = deviation(model, j, excessKw) * Math.abs(inSpike[j] - around[j]);
  const swungKw = cycled.kw[j] + varied.kw[j];
  const kw = moved[j] + swungKw;
  // What the model is usually off by is shared between the lines as they moved.
  const usual = (model.typicalErrorKw * moved[j]) / all;
  const variance = sd * sd + usual * usual + varied.left[j] + cycled.variance[j];
  line.kw += kw;
  line.variance += variance;
  const state = model.tracks[track].states[stateCode];
  const part = line.states.get(state) ?? NO_PART;
  const shown = (model.variation.known[j] === 1 && varied.kw[j] !== 0) || cycled.kw[j] !== 0;
  line.states.set(state, { kw: part.kw + kw, variance: part.variance + variance, variationKw: part.variationKw + swungKw, shown: part.shown || shown });
}

/** How often the state that adds most to a line was entered while learning. */
function entriesOfLargest(line: Line, model: Expectation): number {
  let name = '';
  let most = -Infinity;
  line.states.forEach(({ kw }, state) => {
    if (kw > most) {
      most = kw;
      name = state;
    }
  });
  const track = model.tracks[line.owner];
  const j = model.columns.findIndex((column) => column.track === line.owner && column.tauMs === 0 && track.states[column.stateCode] === name);
  return j >= 0 ? model.entries[j] : 0;
}

/** What b_j may be off by: the fit's own error, what its visits differ by and at least 8 % of its size for what the model leaves out, 2 % of the spike; more where it was rarely seen. */
function deviation(model: Expectation, j: number, excessKw: number): number {
  const kw = model.kw[j];
  const excess = Math.abs(excessKw);
  const usual = Math.sqrt(model.errorKw[j] ** 2 + Math.max(0.08 * kw, model.visitKw[j]) ** 2 + (0.02 * excess) ** 2);
  return model.entries[j] < 3 ? Math.max(usual, 0.5 * Math.abs(kw) + 0.1 * excess) : usual;
}

/** Per track the first member of its group; itself when it stands alone. */
function ownersOf(model: Expectation): Int32Array {
  const owner = Int32Array.from(model.tracks, (_, t) => t);
  for (const group of model.groups) {
    for (const t of group) {
      owner[t] = Math.min(...group);
    }
  }
  return owner;
}

function newLine(owner: number): Line {
  return { owner, kw: 0, variance: 0, states: new Map() };
}

function causesOf(lines: ReadonlyMap<number, Line>, members: ReadonlyMap<number, readonly string[]>): Cause[] {
  const causes: Cause[] = [];
  for (const line of lines.values()) {
    for (const [state, part] of line.states) {
      if (Math.abs(part.kw) > 1e-9) {
        const wide = WIDEN * Z90 * Math.sqrt(part.variance);
        causes.push({
          machines: [...(members.get(line.owner) ?? [])], state, kw: part.kw, lowKw: part.kw - wide, highKw: part.kw + wide,
          variationKw: part.variationKw, ...(part.shown ? { variationShown: true } : {}),
        });
      }
    }
  }
  return causes.sort((a, b) => b.kw - a.kw || byName(a.machines[0], b.machines[0]) || byName(a.state, b.state));
}

/** Code point order: the same on every machine, whatever its language. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when some machine's state was not known for so much of the spike that it counts. O(machines × (log entries + changes in it)) */
function unknownDuring(model: Expectation, intervals: Float64Array): boolean {
  return model.tracks.some((track) => {
    let unknownMs = 0;
    let totalMs = 0;
    for (let k = 0; k < intervals.length; k += 2) {
      totalMs += intervals[k + 1] - intervals[k];
      const first = Math.max(0, upperBound(track.timeMs, intervals[k]) - 1);
      for (let i = first; i < track.timeMs.length && track.timeMs[i] < intervals[k + 1]; i++) {
        if (track.unknown[track.stateCode[i]]) {
          const endMs = i + 1 < track.timeMs.length ? track.timeMs[i + 1] : track.endMs;
          unknownMs += Math.max(0, Math.min(endMs, intervals[k + 1]) - Math.max(track.timeMs[i], intervals[k]));
        }
      }
    }
    return unknownMs > LEAST_UNKNOWN * totalMs;
  });
}

function known(first: number, last: number, demandKw: Float64Array): Int32Array {
  const bins: number[] = [];
  for (let i = first; i <= last; i++) {
    if (demandKw[i] === demandKw[i]) {
      bins.push(i);
    }
  }
  return Int32Array.from(bins);
}

function mean(bins: Int32Array, demandKw: Float64Array): number {
  let sum = 0;
  for (const bin of bins) {
    sum += demandKw[bin];
  }
  return sum / bins.length;
}

/** Neighbouring bins joined: flat pairs of start and end, ms. */
function intervalsOf(bins: Int32Array, grid: Grid): Float64Array {
  const flat: number[] = [];
  for (let k = 0; k < bins.length; k++) {
    const startMs = grid.startMs + bins[k] * grid.stepMs;
    if (k > 0 && bins[k] === bins[k - 1] + 1) {
      flat[flat.length - 1] = startMs + grid.stepMs;
    } else {
      flat.push(startMs, startMs + grid.stepMs);
    }
  }
  return Float64Array.from(flat);
}

function pairs(flat: Float64Array): Array<readonly [number, number]> {
  return Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k], flat[2 * k + 1]] as const);
}

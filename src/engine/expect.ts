import { HOUR_MS, type MachineLog } from '../base';
import { holdOf, trackOf, type AlignOptions, type Column, type Track } from './align';
import { HATS } from './base-load';
import { correctedLog, correctionOf, type ClockOffset } from './clock';
import { contrastError, contrastRows, drawWindows, lessOf, type ContrastWindows } from './contrast';
import { costErrors } from './cost-errors';
import { cheapestOf, costOfStates, levelled } from './cost-levels';
import { cyclesOf, withoutCycles, type Cycle } from './cycle';
import { withFarClocks } from './far-clock';
import { fitRobust, type Fit } from './fit';
import { switchingTogether } from './groups';
import { entriesOf, learning, pose, stateColumns, until, usableRowsOf, type Learn, type Posed } from './learn';
import { estimateClocks, middleOf, type Clock } from './offsets';
import { baseLoadOn, expectedOn, largestOf } from './predict';
import { startUps } from './start-up-search';
import type { Grid } from './types';
import { variationOf, type Variation } from './variation';
import { visitSpread } from './visits';

/** Station 5, Expect: what each state costs in kW and the base load of the day, learnt from the readings themselves. */

export interface Expectation {
  /** Over the whole grid, clock offsets applied. */
  readonly tracks: readonly Track[];
  readonly offsetsMs: Float64Array;
  /** Per track; an offset that is sure was applied. */
  readonly clocks: readonly ClockOffset[];
  /** Indices of tracks that always switch together. */
  readonly groups: readonly (readonly number[])[];
  readonly columns: readonly Column[];
  /** Per column, kW. */
  readonly kw: Float64Array;
  /** Per column: how often it was entered while learning, and what its cost may be off by (cost-errors.ts), kW. */
  readonly entries: Int32Array;
  readonly errorKw: Float64Array;
  /** Length of a row of the fit, ms. */
  readonly rowMs: number;
  readonly skill: number;
  /** Mean error over ten minutes against the hour around them, the largest twentieth cut, kW (contrast.ts). */
  readonly typicalErrorKw: number;
  readonly variation: Variation;
  /** Per column, kW: how much its visits differ (visits.ts). */
  readonly visitKw: Float64Array;
  /** What states do again and again while they last; it is no part of `expectedKw`. */
  readonly cycles: readonly Cycle[];
  /** Per bin of the meter's grid, kW: the base load, and with it what the states cost. */
  readonly baseKw: Float64Array;
  readonly expectedKw: Float64Array;
}

/** What there is to learn from. */
export interface Lesson {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  readonly machines: readonly MachineLog[];
  readonly zone: string;
  readonly learnFrom: number;
  readonly learnTo: number;
  /** Length of a row of the fit: whole bins (align.ts fitStepMs). */
  readonly rowMs: number;
  readonly align?: AlignOptions;
  /** Called between the steps with 0..1; throw from it to cancel. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Learns on the bins [learnFrom, learnTo) of the grid and predicts for all.
 * Order: groups on the stamps as reported, one clock offset per group, the error model by contrast error, start-ups, cycles inside states last.
 * @returns undefined when no row can teach: no machine, or never two neighbouring readings
 */
export function expect({ grid, demandKw, machines, zone, learnFrom, learnTo, rowMs, align = {}, onProgress }: Lesson): Expectation | undefined {
  const endMs = grid.startMs + grid.count * grid.stepMs;
  const learn = learning(grid, demandKw, zone, learnFrom, learnTo, rowMs);
  const place = (clocks: readonly ClockOffset[]) => machines.map((log, m) => {
    const correction = correctionOf(clocks[m], middleOf(learn.fine.grid));
    return trackOf(correction ? correctedLog(log, correction) : log, grid.startMs, endMs, holdOf(align, log.machineId));
  });
  const offsets = machines.map((): ClockOffset => ({ kind: 'none', why: 'coarse-readings' }));
  let tracks = place(offsets);
  const reported = tracks.map((track) => until(track, learn));
  const groups = switchingTogether(reported, Math.max(15_000, grid.stepMs));
  const windows = drawWindows(learn.grid, learn.demandKw, reported);
  let posed = pose(tracks, learn, stateColumns(tracks, learn), []);
  if (usableRowsOf(posed) < 2 * HATS) {
    return undefined;
  }
  let best = judged(posed, windows, learn, tracks);
  onProgress?.(0.2);
  if (grid.stepMs <= SHORTEST_UNCLOCKED_MS) {
    const clocks = clocksOf(machines.length, groups);
    const found = estimateClocks(clocks, reported, costOfStates(tracks, posed.columns, best.fit.kw), learn.fine.demandKw, learn.fine.grid);
    clocks.forEach((clock, c) => clock.tracks.forEach((t) => (offsets[t] = found[c])));
    if (offsets.some((offset) => correctionOf(offset, 0))) {
      tracks = place(offsets);
      const next = pose(tracks, learn, stateColumns(tracks, learn), []);
      // Each is sure by itself: ten-minute windows hardly see a clock, so the contrast error is not asked.
      best = judged(next, windows, learn, tracks);
      posed = next;
    }
  }
  onProgress?.(0.5);
  const nothingKw = contrastError(windows, best.contrasts, new Float64Array(best.fit.kw.length));
  for (const { knotMs, atMost, skillBelow } of CANDIDATES) {
    if (1 - best.errorKw / Math.max(nothingKw, 1e-9) >= skillBelow) {
      continue;
    }
    const next = { ...posed, problem: { ...posed.problem, knotRows: Math.max(Math.round(knotMs / learn.grid.stepMs), Math.ceil(learn.grid.count / MOST_KNOTS)) } };
    const attempt = judged(next, windows, learn, tracks, best);
    if (attempt.errorKw < atMost * best.errorKw) {
      [posed, best] = [next, attempt];
    }
  }
  onProgress?.(0.7);
  const starts = startUps(tracks, learn, posed, best.fit);
  if (starts.length > 0) {
    const next = pose(tracks, learn, posed.columns, starts, posed.problem);
    const attempt = judged(next, windows, learn, tracks, best);
    if (attempt.errorKw < best.errorKw) {
      [posed, best] = [next, attempt];
    }
  }
  onProgress?.(0.9);
  const lowest = cheapestOf(tracks, posed.columns, best.fit.kw);
  const fit = levelled(best.fit, posed.columns, lowest);
  const baseKw = baseLoadOn(grid, fit, zone, learn, posed.problem.knotRows);
  const learnt = tracks.map((track) => until(track, learn));
  const clocks = withFarClocks(offsets, learnt, costOfStates(tracks, posed.columns, fit.kw), learn.fine.demandKw, learn.fine.grid);
  const mayVaryKw = costThatMayVary(learnt, posed.columns, fit.kw);
  const cycles = cyclesOf(learn.grid, fit.residualKw, fit.trustedKw, tracks, posed.columns, mayVaryKw);
  const variation = variationOf(learn.grid, withoutCycles(fit.residualKw, cycles), posed.problem.design, mayVaryKw);
  const errorKw = contrastError(cycles.reduce((rest, { sum }) => lessOf(rest, sum), windows), best.contrasts, best.fit.kw);
  return {
    tracks, offsetsMs: Float64Array.from(offsets, shiftOf), clocks, groups, columns: posed.columns, kw: fit.kw,
    entries: entriesOf(tracks, posed.columns, learn), errorKw: costErrors(best.fit, posed.problem, tracks, posed.columns, lowest, Float64Array.from(offsets, offBy)),
    rowMs: learn.grid.stepMs,
    typicalErrorKw: errorKw, skill: nothingKw > 1e-9 * largestOf(baseKw) ? 1 - errorKw / nothingKw : 0,
    variation, cycles, visitKw: visitSpread(learnt, posed.columns, mayVaryKw, variation.leftOver),
    baseKw, expectedKw: expectedOn(grid, baseKw, tracks, posed.columns, fit),
  };
}

function shiftOf(offset: ClockOffset): number {
  return offset.kind === 'sure' ? offset.shiftMs : 0;
}

/** What the stamps of a clock that was not found may be off by, ms: controllers without a common clock were seen to differ by so much. */
const UNSURE_MS = 15_000;

function offBy(offset: ClockOffset): number {
  return offset.kind === 'sure' ? offset.errorMs : UNSURE_MS;
}

/** How many typical errors a reading may be off before it counts less. */
const HUB = 1.5;
interface Candidate {
  /** From one knot of a slow base load to the next, ms; 0 = the same every day. */
  readonly knotMs: number;
  /** Its contrast error must be below this share of the best one's. */
  readonly atMost: number;
  /** Tried where the states explain less than this share of the meter's swings. */
  readonly skillBelow: number;
}

/**
 * What else is tried, and taken when its contrast error is clearly lower: where states leave a fifth or more unexplained,
 * a base load that may drift within hours, so that what nobody reports (a second hall, a shift's worth of small loads) is
 * not laid on the states that happen to share its hours. On the training seeds it takes the mostly unmetered site from
 * 0.76 to 0.97 of its clear spikes.
 */
const CANDIDATES: readonly Candidate[] = [
  { knotMs: 1.5 * HOUR_MS, atMost: 0.95, skillBelow: 0.8 },
];

/** A year would have six thousand knots, and work grows with their cube: where it is longer than three months they lie farther apart. */
const MOST_KNOTS = 1500;

/** Coarser readings than this cannot tell clocks apart, ms. */
const SHORTEST_UNCLOCKED_MS = 60_000;

interface Judged {
  readonly fit: Fit;
  readonly contrasts: Float64Array;
  readonly errorKw: number;
}

/** @param before the same with fewer columns or without a slow base load: its fit is gone on from, and its contrasts are kept */
function judged(posed: Posed, windows: ContrastWindows, learn: Learn, tracks: readonly Track[], before?: Judged): Judged {
  const fit = fitRobust(posed.problem, HUB, before?.fit);
  const contrasts = contrastRows(windows, learn.grid, tracks, posed.columns, before?.contrasts);
  return { fit, contrasts, errorKw: contrastError(windows, contrasts, fit.kw) };
}

/** Only a state of a machine that changed while learning can be told from the base load, so only that may be said to vary. */
function costThatMayVary(learnt: readonly Track[], columns: readonly Column[], kw: Float64Array): Float64Array {
  return Float64Array.from(columns, (column, j) =>
    column.tauMs > 0 || learnt[column.track].unknown[column.stateCode] || learnt[column.track].timeMs.length < 2 ? 0 : kw[j]);
}

function clocksOf(count: number, groups: readonly (readonly number[])[]): Clock[] {
  const grouped = new Set(groups.flat());
  const alone = Array.from({ length: count }, (_, t) => t).filter((t) => !grouped.has(t));
  return [...groups.map((tracks) => ({ tracks })), ...alone.map((t) => ({ tracks: [t] }))];
}


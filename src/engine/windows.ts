import { DAY_MS, HOUR_MS, zoneOffsetMs, type CounterReadings } from '../base';
import { registerDifference } from './register';
import type { DemandOptions, DemandWindow, Grid } from './types';

/** Cuts time into demand windows as a tariff counts them, and says how much energy the meter counted in each. */

/** Below this share of measured time a window's demand is not compared with others. */
export const LEAST_COVERAGE = 0.9;

/**
 * Edges of the block windows that cover [startMs, endMs): n + 1 ascending instants, the first ≤ startMs, the last ≥ endMs.
 * Blocks begin where the site's wall clock shows a multiple of their length: in Kathmandu (+05:45) a 30 min block begins
 * at :15 and :45 UTC. On a day with a changed clock each block is as long as any other, for clocks move by whole blocks;
 * where they do not (Lord Howe moves by 30 min, against blocks of 60) the block in which it happens ends there.
 * O(windows)
 */
export function blockEdges(startMs: number, endMs: number, lengthMs: number, zone: string): Float64Array {
  if (!(lengthMs > 0) || !(endMs > startMs)) {
    throw new RangeError(`blockEdges needs a length and a range: got ${lengthMs} ms, ${startMs} to ${endMs}`);
  }
  let offsetMs = zoneOffsetMs(startMs, zone);
  const edges = [Math.floor((startMs + offsetMs) / lengthMs) * lengthMs - offsetMs];
  let sameUntilMs = -Infinity;
  for (let atMs = edges[0]; atMs < endMs; ) {
    if (atMs >= sameUntilMs) {
      // Asking the calendar is slow: once a day is enough on a day whose clock does not change.
      offsetMs = zoneOffsetMs(atMs, zone);
      sameUntilMs = zoneOffsetMs(atMs + DAY_MS, zone) === offsetMs ? atMs + DAY_MS : atMs;
    }
    const wholeMs = (Math.floor((atMs + offsetMs) / lengthMs) + 1) * lengthMs - offsetMs;
    atMs = wholeMs <= sameUntilMs || zoneOffsetMs(wholeMs - 1, zone) === offsetMs ? wholeMs : clockChange(atMs, wholeMs, zone);
    edges.push(atMs);
  }
  return Float64Array.from(edges);
}

/** First instant in (fromMs, toMs] at which the clock is ahead of UTC by something else than at fromMs. */
function clockChange(fromMs: number, toMs: number, zone: string): number {
  const before = zoneOffsetMs(fromMs, zone);
  let low = fromMs;
  let high = toMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffsetMs(middle, zone) === before) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/** Running sums of the readings, by which any window's energy costs two look-ups. */
export interface Energy {
  readonly grid: Grid;
  /** grid.count + 1: kW times ms, and the ms that were measured, from the grid's start to each bin's start. */
  readonly kwMs: Float64Array;
  readonly knownMs: Float64Array;
}

/** @param demandKw grid.count, kW; NaN = no reading. O(n) */
export function energyOf(grid: Grid, demandKw: Float64Array): Energy {
  const kwMs = new Float64Array(grid.count + 1);
  const knownMs = new Float64Array(grid.count + 1);
  for (let i = 0; i < grid.count; i++) {
    const known = demandKw[i] === demandKw[i];
    kwMs[i + 1] = kwMs[i] + (known ? demandKw[i] * grid.stepMs : 0);
    knownMs[i + 1] = knownMs[i] + (known ? grid.stepMs : 0);
  }
  return { grid, kwMs, knownMs };
}

/** A running sum at an instant; within a bin it grows evenly, outside the grid not at all. O(1) */
export function runningAt(sum: Float64Array, grid: Grid, instantMs: number): number {
  const at = Math.max(0, Math.min(grid.count, (instantMs - grid.startMs) / grid.stepMs));
  const bin = Math.min(grid.count - 1, Math.floor(at));
  return sum[bin] + (sum[bin + 1] - sum[bin]) * (at - bin);
}

/** The parts of [fromMs, toMs) that were measured: flat pairs of start and end, ms, in time order. O(bins of the window) */
export function measuredParts({ grid, knownMs }: Energy, fromMs: number, toMs: number): number[] {
  const parts: number[] = [];
  const first = Math.max(0, Math.floor((fromMs - grid.startMs) / grid.stepMs));
  const end = Math.min(grid.count, Math.ceil((toMs - grid.startMs) / grid.stepMs));
  for (let bin = first; bin < end; bin++) {
    if (knownMs[bin + 1] === knownMs[bin]) {
      continue;
    }
    const startMs = Math.max(fromMs, grid.startMs + bin * grid.stepMs);
    const endMs = Math.min(toMs, grid.startMs + (bin + 1) * grid.stepMs);
    if (parts.length > 0 && parts[parts.length - 1] === startMs) {
      parts[parts.length - 1] = endMs;
    } else {
      parts.push(startMs, endMs);
    }
  }
  return parts;
}

/**
 * The windows of a given length that stand highest, none overlapping another: above the limit, or else the `highest` first.
 * A window may begin at any bin; of windows that overlap the higher one stands, of equals the earlier.
 * @returns flat pairs of start and end, ms, in time order; windows under 90 % measured are left out
 * O(n log n)
 */
export function slidingPeaks({ grid, kwMs, knownMs }: Energy, lengthMs: number, limitKw: number | undefined, highest: number): Float64Array {
  const length = Math.round(lengthMs / grid.stepMs);
  if (length < 1 || Math.abs(length * grid.stepMs - lengthMs) > 1e-6) {
    return new Float64Array(0);
  }
  const starts: number[] = [];
  const kw = (bin: number) => (kwMs[bin + length] - kwMs[bin]) / lengthMs;
  for (let bin = 0; bin + length <= grid.count; bin++) {
    const enough = knownMs[bin + length] - knownMs[bin] >= LEAST_COVERAGE * lengthMs;
    if (enough && (limitKw === undefined || kw(bin) > limitKw)) {
      starts.push(bin);
    }
  }
  starts.sort((a, b) => kw(b) - kw(a) || a - b);
  const taken = new Uint8Array(grid.count);
  const chosen: number[] = [];
  for (const bin of starts) {
    if (limitKw === undefined && chosen.length === highest) {
      break;
    }
    // Every window is as long as this one, so one that overlaps it covers its first or its last bin.
    if (!taken[bin] && !taken[bin + length - 1]) {
      taken.fill(1, bin, bin + length);
      chosen.push(bin);
    }
  }
  return Float64Array.from(chosen.sort((a, b) => a - b).flatMap((bin) => [grid.startMs + bin * grid.stepMs, grid.startMs + bin * grid.stepMs + lengthMs]));
}

/** A meter on its grid. */
export interface Metered {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  readonly zone: string;
  /** The register that the readings come from, if they do: its own difference is exact across a silence. */
  readonly register?: CounterReadings;
}

/** A window with its demand, without its lines. */
export type Measured = Pick<DemandWindow, 'startMs' | 'endMs' | 'kwh' | 'kw' | 'coverage' | 'incomplete' | 'measuredBy'>;

/** What windows are measured with. */
export interface Gauge {
  readonly energy: Energy;
  readonly register?: (fromMs: number, toMs: number) => number;
}

/** O(n) */
export function gaugeOf({ grid, demandKw, register }: Metered): Gauge {
  return { energy: energyOf(grid, demandKw), register: register && registerDifference(register, grid.stepMs) };
}

/** One window's demand: by the register where it knows both edges, else by the sum of the readings. O(log n) */
export function measureWindow(startMs: number, endMs: number, { energy, register }: Gauge): Measured {
  const { grid } = energy;
  const counted = register?.(startMs, endMs) ?? NaN;
  const summed = (runningAt(energy.kwMs, grid, endMs) - runningAt(energy.kwMs, grid, startMs)) / HOUR_MS;
  const known = (runningAt(energy.knownMs, grid, endMs) - runningAt(energy.knownMs, grid, startMs)) / (endMs - startMs);
  const byRegister = counted === counted;
  const coverage = byRegister ? 1 : Math.min(1, known);
  const kwh = byRegister ? counted : summed;
  return {
    startMs, endMs, kwh, kw: (kwh * HOUR_MS) / (endMs - startMs), coverage, incomplete: coverage < LEAST_COVERAGE,
    measuredBy: byRegister ? 'register' : 'readings',
  };
}

const HIGHEST = 10;

/** All block windows that the readings touch, or the highest sliding ones; oldest first. O(bins + windows) */
export function measuredWindows({ grid, zone }: Metered, gauge: Gauge, options: DemandOptions): Measured[] {
  if (grid.count === 0) {
    return [];
  }
  if (options.how === 'sliding') {
    const flat = slidingPeaks(gauge.energy, options.lengthMs, options.contractKw, options.highest ?? HIGHEST);
    return Array.from({ length: flat.length / 2 }, (_, k) => measureWindow(flat[2 * k], flat[2 * k + 1], gauge));
  }
  const edges = blockEdges(grid.startMs, grid.startMs + grid.count * grid.stepMs, options.lengthMs, zone);
  return Array.from({ length: edges.length - 1 }, (_, k) => measureWindow(edges[k], edges[k + 1], gauge));
}

/** Indices of the windows above the limit, or of the highest; never one that was not measured well enough. */
export function peaksOf(windows: readonly Measured[], options: DemandOptions): ReadonlySet<number> {
  const whole = windows.map((_, at) => at).filter((at) => !windows[at].incomplete);
  const limitKw = options.contractKw;
  return new Set(
    limitKw !== undefined
      ? whole.filter((at) => windows[at].kw > limitKw)
      : whole.sort((a, b) => windows[b].kw - windows[a].kw || a - b).slice(0, options.highest ?? HIGHEST)
  );
}

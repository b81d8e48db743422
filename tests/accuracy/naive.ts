import { lowerBound, upperBound, type MachineLog } from '../../src/base';
import type { Answer, AnsweredCause } from './score';

/**
 * What a plant could use instead, on the same spikes: the last transition, lift, Pearson's correlation, and plain non-negative
 * least squares. None of them masks UNKNOWN, moves a clock, or knows a base load of the day; a log's first state also holds before it.
 */

/** A spike as found by the engine: only its window, its reference and its excess are used. */
export interface Spot {
  readonly startMs: number;
  readonly endMs: number;
  readonly reference: ReadonlyArray<readonly [startMs: number, endMs: number]>;
  readonly excessKw: number;
}

/** The meter on an even grid; NaN = no reading. */
export interface Readings {
  readonly startMs: number;
  readonly stepMs: number;
  readonly demandKw: Float64Array;
}

export type NaiveMethod = 'last-transition' | 'lift' | 'pearson' | 'nnls';
export const NAIVE_METHODS: readonly NaiveMethod[] = ['last-transition', 'lift', 'pearson', 'nnls'];

interface Column {
  readonly machineId: string;
  readonly state: string;
}

interface Prepared {
  readonly logs: readonly MachineLog[];
  readonly columns: readonly Column[];
  /** Per machine the index of its first column; its states follow in the log's order. */
  readonly firstColumn: readonly number[];
  readonly moments: Moments;
}

/** All four on the same spikes. O(changes × machines² + sweeps × columns²) */
export function naiveAnswers(readings: Readings, logs: readonly MachineLog[], spots: readonly Spot[]): Readonly<Record<NaiveMethod, readonly Answer[]>> {
  const used = logs.filter((log) => log.timeMs.length > 0);
  const firstColumn: number[] = [];
  const columns = used.flatMap((log) => {
    firstColumn.push((firstColumn[firstColumn.length - 1] ?? 0) + (firstColumn.length > 0 ? used[firstColumn.length - 1].states.length : 0));
    return log.states.map((state): Column => ({ machineId: log.machineId, state }));
  });
  const prepared = { logs: used, columns, firstColumn, moments: momentsOf(readings, used, firstColumn, columns.length) };
  const during = spots.map((spot) => sharesOver(prepared, [[spot.startMs, spot.endMs]]));
  return {
    'last-transition': spots.map((spot) => lastTransition(prepared, spot, readings.stepMs)),
    lift: byLift(prepared, spots, during), pearson: byPearson(prepared, spots, during), nnls: byLeastSquares(prepared, spots, during),
  };
}

/** The whole excess to one (machine, state). */
function allTo(spot: Spot, column: Column | undefined, confidence: number): Answer {
  const kw = spot.excessKw;
  const causes: AnsweredCause[] = column ? [{ machines: [column.machineId], state: column.state, kw, lowKw: kw, highKw: kw }] : [];
  return { ...spot, causes, unexplainedKw: column ? 0 : kw, confidence };
}

/** The change nearest before the end of the spike's first reading; the more changes within five minutes, the less sure. */
function lastTransition({ logs }: Prepared, spot: Spot, stepMs: number): Answer {
  const untilMs = spot.startMs + stepMs;
  let bestMs = -Infinity;
  let best: Column | undefined;
  let near = 0;
  for (const log of logs) {
    const i = upperBound(log.timeMs, untilMs) - 1;
    if (i >= 0 && log.timeMs[i] > bestMs) {
      bestMs = log.timeMs[i];
      best = { machineId: log.machineId, state: log.states[log.stateCode[i]] };
    }
    near += Math.max(0, lowerBound(log.timeMs, untilMs + 300_000) - upperBound(log.timeMs, untilMs - 300_000));
  }
  return allTo(spot, best, 1 / (1 + Math.max(near - 1, 0)));
}

/** Share of spikes in which a state was in force over its share of all time; at least two spikes. */
function byLift({ columns, moments }: Prepared, spots: readonly Spot[], during: readonly Float64Array[]): Answer[] {
  const lift = columns.map((_, j) => {
    const inSpikes = during.reduce((sum, shares) => sum + (shares[j] > 0.5 ? 1 : 0), 0);
    return inSpikes < 2 ? 0 : inSpikes / spots.length / Math.max(moments.meanShare(j), 1e-3);
  });
  return spots.map((spot, i) => {
    const active = lift.map((value, j) => (during[i][j] > 0.5 ? value : 0));
    const best = indexOfLargest(active);
    const total = active.reduce((sum, value) => sum + value, 0);
    return allTo(spot, columns[best], active[best] / (total + 1e-9));
  });
}

/** Correlation of being in the state with the meter, over all time; the best of those in force. */
function byPearson({ columns, moments }: Prepared, spots: readonly Spot[], during: readonly Float64Array[]): Answer[] {
  const r = columns.map((_, j) => moments.correlation(j));
  return spots.map((spot, i) => {
    const best = indexOfLargest(r.map((value, j) => (during[i][j] > 0.5 ? value : -9)));
    return allTo(spot, columns[best], Math.max(0, Math.min(1, r[best] ?? 0)));
  });
}

/** kW of each state by ridge NNLS on all readings with one constant; contribution = kW × (share in the spike − share in the reference). */
function byLeastSquares(prepared: Prepared, spots: readonly Spot[], during: readonly Float64Array[]): Answer[] {
  const kw = prepared.moments.leastSquares();
  return spots.map((spot, i) => {
    const around = sharesOver(prepared, spot.reference);
    const causes = prepared.columns
      .map(({ machineId, state }, j): AnsweredCause => {
        const part = kw[j] * (during[i][j] - around[j]);
        return { machines: [machineId], state, kw: part, lowKw: part, highKw: part };
      })
      .filter((cause) => Math.abs(cause.kw) > 1e-9)
      .sort((a, b) => b.kw - a.kw);
    const unexplainedKw = spot.excessKw - causes.reduce((sum, cause) => sum + cause.kw, 0);
    const ofMachine = new Map<string, number>();
    causes.forEach((cause) => ofMachine.set(cause.machines[0], (ofMachine.get(cause.machines[0]) ?? 0) + cause.kw));
    const top = Math.max(unexplainedKw, ...ofMachine.values());
    return { ...spot, causes, unexplainedKw, confidence: Math.max(0, Math.min(1, top / spot.excessKw)) };
  });
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}

/** Exact share of the intervals' time that each column was in force. */
function sharesOver({ logs, columns, firstColumn }: Prepared, intervals: ReadonlyArray<readonly [number, number]>): Float64Array {
  const shares = new Float64Array(columns.length);
  const totalMs = intervals.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0);
  logs.forEach((log, m) => {
    for (const [fromMs, toMs] of intervals) {
      for (let i = Math.max(0, upperBound(log.timeMs, fromMs) - 1); i < log.timeMs.length; i++) {
        const startMs = i === 0 ? -Infinity : log.timeMs[i];
        if (startMs >= toMs) {
          break;
        }
        shares[firstColumn[m] + log.stateCode[i]] += (Math.min(toMs, log.timeMs[i + 1] ?? Infinity) - Math.max(fromMs, startMs)) / totalMs;
      }
    }
  });
  return shares;
}

interface Moments {
  readonly meanShare: (column: number) => number;
  readonly correlation: (column: number) => number;
  /** kW of each column. */
  readonly leastSquares: () => Float64Array;
}

/**
 * Sums of products over all readings, from the changes: between two changes of any machine every reading has the same row,
 * so such a run is added at once. O(readings + changes × machines²)
 */
function momentsOf(readings: Readings, logs: readonly MachineLog[], firstColumn: readonly number[], columns: number): Moments {
  const p = columns + 1;
  const gram = new Float64Array(p * p);
  const withKw = new Float64Array(p);
  let sumSquares = 0;
  const at: number[] = [];
  const value: number[] = [];
  forEachRun(readings, logs, firstColumn, at, value, (count, sumKw, squares) => {
    sumSquares += squares;
    for (let a = 0; a < at.length; a++) {
      withKw[at[a]] += value[a] * sumKw;
      for (let b = 0; b < at.length; b++) {
        gram[at[a] * p + at[b]] += count * value[a] * value[b];
      }
    }
  });
  const n = gram[0];
  const meanShare = (j: number): number => gram[j + 1] / n;
  const meanKw = withKw[0] / n;
  return {
    meanShare,
    correlation: (j) => {
      const varies = gram[(j + 1) * p + j + 1] / n - meanShare(j) ** 2;
      const together = withKw[j + 1] / n - meanShare(j) * meanKw;
      return varies > 1e-12 ? together / Math.sqrt(varies * Math.max(sumSquares / n - meanKw ** 2, 1e-12)) : 0;
    },
    leastSquares: () => nonNegative(gram, withKw, p, 1e-4 * n).subarray(1),
  };
}

/**
 * Calls `add(count, Σ kW, Σ kW²)` for each run of readings with the same row; the row stands in `at` (column + 1; 0 is the constant) and `value`.
 */
function forEachRun(
  readings: Readings, logs: readonly MachineLog[], firstColumn: readonly number[], at: number[], value: number[],
  add: (count: number, sumKw: number, squares: number) => void
): void {
  const { startMs, stepMs, demandKw } = readings;
  const entry = new Int32Array(logs.length);
  for (let bin = 0; bin < demandKw.length; ) {
    const fromMs = startMs + bin * stepMs;
    const quietMs = rowAt(logs, firstColumn, entry, fromMs, fromMs + stepMs, at, value);
    const until = Math.min(demandKw.length, Math.max(bin + 1, Math.floor((quietMs - startMs) / stepMs)));
    let count = 0;
    let sumKw = 0;
    let squares = 0;
    for (; bin < until; bin++) {
      const kw = demandKw[bin];
      if (kw === kw) {
        count++;
        sumKw += kw;
        squares += kw * kw;
      }
    }
    if (count > 0) {
      add(count, sumKw, squares);
    }
  }
}

/** Fills the row of [fromMs, toMs) and moves the entries on. @returns until when the row stays as it is; toMs when something changed inside */
function rowAt(
  logs: readonly MachineLog[], firstColumn: readonly number[], entry: Int32Array, fromMs: number, toMs: number, at: number[], value: number[]
): number {
  at.length = 1;
  value.length = 1;
  at[0] = 0;
  value[0] = 1;
  let quietMs = Infinity;
  for (let m = 0; m < logs.length; m++) {
    const { timeMs, stateCode } = logs[m];
    while (entry[m] + 1 < timeMs.length && timeMs[entry[m] + 1] <= fromMs) {
      entry[m]++;
    }
    let i = entry[m];
    let sinceMs = fromMs;
    for (; i + 1 < timeMs.length && timeMs[i + 1] < toMs; i++) {
      at.push(firstColumn[m] + stateCode[i] + 1);
      value.push((timeMs[i + 1] - sinceMs) / (toMs - fromMs));
      sinceMs = timeMs[i + 1];
      quietMs = toMs;
    }
    at.push(firstColumn[m] + stateCode[i] + 1);
    value.push((toMs - sinceMs) / (toMs - fromMs));
    quietMs = Math.min(quietMs, timeMs[i + 1] ?? Infinity);
  }
  return quietMs;
}

/** Cyclic descent on the normal equations, every coefficient ≥ 0, ridge on all but the constant; at most 300 sweeps. */
export function nonNegative(gram: Float64Array, withKw: Float64Array, p: number, ridge: number): Float64Array {
  const beta = new Float64Array(p);
  const gradient = withKw.slice();
  const tolerance = 1e-5 * Math.sqrt(withKw.reduce((most, value) => Math.max(most, Math.abs(value)), 0) + 1);
  for (let sweep = 0, moved = Infinity; sweep < 300 && moved >= tolerance; sweep++) {
    moved = 0;
    for (let j = 0; j < p; j++) {
      const own = gram[j * p + j];
      const damped = own + (j === 0 ? 0 : ridge);
      if (damped <= 1e-12) {
        continue;
      }
      const step = Math.max(0, (gradient[j] + own * beta[j]) / damped) - beta[j];
      if (step !== 0) {
        for (let k = 0; k < p; k++) {
          gradient[k] -= gram[k * p + j] * step;
        }
        beta[j] += step;
        moved = Math.max(moved, Math.abs(step) * Math.sqrt(damped));
      }
    }
  }
  return beta;
}

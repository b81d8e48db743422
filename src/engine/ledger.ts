import { HOUR_MS } from '../base';
import { meansOver } from './align';
import type { Expectation } from './expect';
import type { DemandOptions, DemandWindow, Overshoot, WindowExcess, WindowLine } from './types';
import { energyOf, measuredParts, measuredWindows, measureWindow, peaksOf, type Energy, type Gauge, type Measured, type Metered } from './windows';

/** Splits each demand window's energy into base load, machine and state, start-ups and what stays unexplained, closing to the meter. */

/** What the ledger needs to know of what was learnt. */
export type Load = Pick<Expectation, 'tracks' | 'columns' | 'kw' | 'groups' | 'expectedKw'>;

/** A peak is compared with the windows that are none within this many on both sides, */
const NEARBY = 8;
/** or, when fewer than two of those exist, with the first eight within this many. */
const FARTHEST = 96;

/**
 * All block windows that the readings touch, or the highest sliding ones. Without `load` (nothing may be ranked) the whole
 * energy stays unexplained. Peaks say why they are higher than the windows nearby, and by which lines they pass the limit.
 * @returns oldest first
 * O(bins + windows × (machines × log transitions + columns))
 */
export function demandWindows(metered: Metered, gauge: Gauge, load: Load | undefined, options: DemandOptions): DemandWindow[] {
  const book = bookOf(gauge, load);
  const windows = measuredWindows(metered, book, options);
  const peaks = peaksOf(windows, options);
  const spans = peakRanges(windows, peaks);
  const out: DemandWindow[] = [];
  windows.forEach((window, at) => {
    if (options.within && !(window.startMs >= options.within.startMs && window.startMs < options.within.endMs)) {
      return;
    }
    const account = accountOf(window, book);
    const hours = (window.endMs - window.startMs) / HOUR_MS;
    const lines = linesOf(account.kwh, hours, book);
    const excess = peaks.has(at) ? excessOf(window, account, spans, book) : undefined;
    const overshoot = peaks.has(at) && options.contractKw !== undefined ? overshootOf(window.kw, options.contractKw, excess?.lines ?? lines) : undefined;
    out.push({
      ...window, baseLoadKwh: account.baseKwh, lines, unexplainedKwh: account.unexplainedKwh,
      ...(excess ? { excess } : {}), ...(overshoot ? { overshoot } : {}),
    });
  });
  return out;
}

/** One line of every account: an owner (machine or group), a state, and whether it is the state itself or its start-up. */
interface Heading {
  readonly kind: WindowLine['kind'];
  readonly machines: readonly string[];
  readonly state: string;
}

interface Book extends Gauge {
  readonly load?: Load;
  /** Running sum of the expected load, to find the base load in it. */
  readonly expected?: Energy;
  readonly headings: readonly Heading[];
  /** Per column, kW above the least that its machine draws in any state; that least belongs to the base load. */
  readonly aboveLeastKw: Float64Array;
  /** Sum of those least kW over the machines. */
  readonly leastKw: number;
  /** Per column its heading; −1 = its state says that nothing is known, so what was drawn then stays unexplained. */
  readonly headingOf: Int32Array;
}

function bookOf(gauge: Gauge, load: Load | undefined): Book {
  const headings: Heading[] = [];
  const known = new Map<string, number>();
  const headingOf = Int32Array.from(load?.columns ?? [], ({ track, stateCode, tauMs }) => {
    const { unknown, states } = load!.tracks[track];
    if (unknown[stateCode]) {
      return -1;
    }
    const group = load!.groups.find((members) => members.includes(track)) ?? [track];
    const heading: Heading = { kind: tauMs > 0 ? 'start-up' : 'state', machines: group.map((t) => load!.tracks[t].machineId).sort(), state: states[stateCode] };
    const key = JSON.stringify(heading);
    const at = known.get(key) ?? headings.push(heading) - 1;
    known.set(key, at);
    return at;
  });
  const least = load ? leastOf(load) : [];
  return {
    aboveLeastKw: Float64Array.from(load?.columns ?? [], ({ track, tauMs }, j) => load!.kw[j] - (tauMs > 0 ? 0 : least[track])),
    leastKw: least.reduce((sum, kw) => sum + kw, 0),
    ...gauge, load, expected: load && energyOf(gauge.energy.grid, load.expectedKw), headings, headingOf,
  };
}

/**
 * Per track the kW of its cheapest known state. The readings cannot tell what a machine draws in all of its states alike
 * from the base load, so a ledger counts it there: a machine that is OFF then has no line of its own.
 */
function leastOf({ tracks, columns, kw }: Load): number[] {
  return tracks.map((track, t) => {
    const known = columns.flatMap((column, j) => (column.track === t && column.tauMs === 0 && !track.unknown[column.stateCode] ? [kw[j]] : []));
    return known.length > 0 ? Math.min(...known) : 0;
  });
}

interface Account {
  readonly baseKwh: number;
  /** Per heading. */
  readonly kwh: Float64Array;
  readonly unexplainedKwh: number;
}

/** Where one window's energy went. Closing is arithmetic: the unexplained is what the others leave of the meter's kWh. */
function accountOf(window: Measured, book: Book): Account {
  const kwh = new Float64Array(book.headings.length);
  if (!book.load || !book.expected) {
    return { baseKwh: 0, kwh, unexplainedKwh: window.kwh };
  }
  const { tracks, columns } = book.load;
  const parts = window.measuredBy === 'register' ? [window.startMs, window.endMs] : measuredParts(book.energy, window.startMs, window.endMs);
  let hours = 0;
  for (let k = 0; k < parts.length; k += 2) {
    hours += (parts[k + 1] - parts[k]) / HOUR_MS;
  }
  const means = meansOver(tracks, columns, parts);
  const baseKwh = hours > 0 ? hours * (book.leastKw + baseKwDuring(window, book.expected, book.load)) : 0;
  let rest = window.kwh - baseKwh;
  for (let j = 0; j < columns.length; j++) {
    if (book.headingOf[j] >= 0) {
      const drawn = book.aboveLeastKw[j] * means[j] * hours;
      kwh[book.headingOf[j]] += drawn;
      rest -= drawn;
    }
  }
  return { baseKwh, kwh, unexplainedKwh: rest };
}

/**
 * Mean base load over the bins that the window touches: the expected load less what every state adds to it. It changes over
 * hours, so its mean over those whole bins serves for any part of them.
 */
function baseKwDuring({ startMs, endMs }: Measured, { grid, kwMs }: Energy, { tracks, columns, kw }: Load): number {
  const first = Math.max(0, Math.floor((startMs - grid.startMs) / grid.stepMs));
  const end = Math.min(grid.count, Math.ceil((endMs - grid.startMs) / grid.stepMs));
  const means = meansOver(tracks, columns, [grid.startMs + first * grid.stepMs, grid.startMs + end * grid.stepMs]);
  let baseKw = (kwMs[end] - kwMs[first]) / ((end - first) * grid.stepMs);
  for (let j = 0; j < columns.length; j++) {
    baseKw -= kw[j] * means[j];
  }
  return baseKw;
}

/** Lines that drew anything, largest kW first. */
function linesOf(kwh: Float64Array, hours: number, book: Book): WindowLine[] {
  return book.headings
    .map(({ kind, machines, state }, h) => ({ kind, machines, state, kwh: kwh[h], kw: kwh[h] / hours }))
    .filter((line) => Math.abs(line.kwh) > 1e-12)
    .sort((a, b) => b.kw - a.kw || byHeading(a, b));
}

function byHeading(a: Heading, b: Heading): number {
  const [first, second] = [JSON.stringify([a.machines, a.state, a.kind]), JSON.stringify([b.machines, b.state, b.kind])];
  return first < second ? -1 : first > second ? 1 : 0;
}

type Span = readonly [startMs: number, endMs: number];

function peakRanges(windows: readonly Measured[], peaks: ReadonlySet<number>): Span[] {
  return windows.filter((_, at) => peaks.has(at)).map(({ startMs, endMs }) => [startMs, endMs]);
}

/** Windows of the same length around a peak, in time order, that overlap no peak and were measured well enough. */
function nearbyOf(peak: Measured, peaks: readonly Span[], book: Book): Measured[] {
  const found: Measured[] = [];
  let least = 2;
  for (let away = 1; away <= FARTHEST && (away <= NEARBY || found.length < least); away++) {
    // Where the hours around are all peaks, a few windows from farther away are better than none.
    least = away > NEARBY ? NEARBY : least;
    found.push(...[-away, away].flatMap((steps) => free(peak, steps, peaks, book)));
  }
  return found.sort((a, b) => a.startMs - b.startMs);
}

/** The window that many lengths away, or none. */
function free({ startMs, endMs }: Measured, steps: number, peaks: readonly Span[], book: Book): Measured[] {
  const { grid } = book.energy;
  const fromMs = startMs + steps * (endMs - startMs);
  const toMs = endMs + steps * (endMs - startMs);
  const outside = fromMs < grid.startMs || toMs > grid.startMs + grid.count * grid.stepMs;
  if (outside || peaks.some(([from, to]) => from < toMs && fromMs < to)) {
    return [];
  }
  const window = measureWindow(fromMs, toMs, book);
  return window.incomplete ? [] : [window];
}

/** Why a peak is higher than usual: each line's mean kW in it less that in the windows nearby. Undefined when there are none. */
function excessOf(window: Measured, account: Account, peaks: readonly Span[], book: Book): WindowExcess | undefined {
  const nearby = nearbyOf(window, peaks, book);
  if (nearby.length === 0) {
    return undefined;
  }
  const hours = (window.endMs - window.startMs) / HOUR_MS;
  const share = 1 / (hours * nearby.length);
  const kwh = account.kwh.map((drawn) => drawn / hours);
  let referenceKw = 0;
  let baseLoadKw = account.baseKwh / hours;
  for (const other of nearby) {
    const usual = accountOf(other, book);
    referenceKw += other.kwh * share;
    baseLoadKw -= usual.baseKwh * share;
    usual.kwh.forEach((drawn, h) => (kwh[h] -= drawn * share));
  }
  const excessKw = window.kw - referenceKw;
  const lines = linesOf(kwh, 1, book).map(({ kwh: _, ...line }) => line);
  const unexplainedKw = excessKw - baseLoadKw - lines.reduce((sum, { kw }) => sum + kw, 0);
  return { reference: joined(nearby), referenceKw, excessKw, baseLoadKw, lines, unexplainedKw };
}

/** Neighbouring windows become one interval. */
function joined(windows: readonly Measured[]): Span[] {
  const out: Array<[number, number]> = [];
  for (const { startMs, endMs } of windows) {
    const last = out[out.length - 1];
    if (last && last[1] === startMs) {
      last[1] = endMs;
    } else {
      out.push([startMs, endMs]);
    }
  }
  return out;
}

/** The largest lines until together they pass what the window is over the limit. */
function overshootOf(demandKw: number, limitKw: number, ranked: Overshoot['lines']): Overshoot {
  const overKw = demandKw - limitKw;
  const lines: Array<Overshoot['lines'][number]> = [];
  let sumKw = 0;
  for (const { kind, machines, state, kw } of ranked) {
    if (sumKw >= overKw || !(kw > 0)) {
      break;
    }
    lines.push({ kind, machines, state, kw });
    sumKw += kw;
  }
  return { limitKw, overKw, lines, enough: sumKw >= overKw };
}

import type { StateClass } from './classes';
import { over, packed, rgbaOf, type Rgba } from './colour';
import type { Lane } from './lanes';
import { markOf, type Palette, type StateMark } from './palette';

/** Paints lanes as pixels: one row of fills is computed and copied, so the cost follows the picture and not the transitions. */

export interface LaneGeometry {
  /** Device pixels. */
  readonly columns: number;
  /** Of one lane, device px. */
  readonly lanePx: number;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  /** Columns of the picked spike; outside them fills are veiled. */
  readonly clear?: readonly [from: number, to: number];
}

/** Share of a fill that the veil takes; key lines and patterns keep their strength. */
const VEIL = 0.4;
/** Share of its height that a low bar leaves free above it. */
const ABOVE_LOW = 0.25;

/** Packed pixels of one class: fill, clear and veiled, and the one of key line and pattern. */
interface Ink {
  readonly mark: StateMark;
  readonly fill: readonly [clear: number, veiled: number];
  readonly faint: readonly [clear: number, veiled: number];
  readonly half: readonly [clear: number, veiled: number];
  readonly line: number;
}

export interface Inks {
  /** Of a class, in the colour that an author chose for one of its states if any. */
  readonly of: (name: StateClass, colour?: string) => Ink;
  /** Of the dotted edge over hidden states. */
  readonly edge: number;
}

export function inksOf(palette: Palette): Inks {
  const surface = over(rgbaOf(palette.surface), [0, 0, 0, 1]);
  const made = new Map<string, Ink>();
  const inkOf = (mark: StateMark): Ink => {
    const line = over(rgbaOf(mark.line), surface);
    const ground = mark.fill === undefined ? undefined : over(rgbaOf(mark.fill), surface);
    const filled = (share: number) => both(ground && over(ground, surface, share), surface);
    return { mark, fill: filled(1), faint: filled(0.4), half: filled(0.5), line: packed(line) };
  };
  const of = (name: StateClass, colour?: string): Ink => {
    const key = `${name} ${colour ?? ''}`;
    const known = made.get(key) ?? inkOf(markOf(palette, name, colour));
    made.set(key, known);
    return known;
  };
  return { of, edge: packed(over(rgbaOf(palette.text), surface)) };
}

function both(colour: Rgba | undefined, surface: Rgba): readonly [number, number] {
  return colour ? [packed(colour), packed(over(colour, surface, 1 - VEIL))] : [0, 0];
}

/**
 * @param pixels columns · lanePx · lanes.length: transparent, or an earlier picture of the same geometry, which is painted over
 * O(pixels), whatever the number of transitions
 */
export function paintLanes(pixels: Uint32Array, lanes: readonly Lane[], geometry: LaneGeometry, inks: Inks): void {
  const fills = new Uint32Array(geometry.columns);
  const upper = new Uint32Array(geometry.columns);
  const keys = new Uint32Array(geometry.columns);
  lanes.forEach((lane, i) => paintLane(pixels.subarray(i * geometry.columns * geometry.lanePx), lane, geometry, inks, fills, upper, keys));
}

function paintLane(pixels: Uint32Array, lane: Lane, geometry: LaneGeometry, inks: Inks, fills: Uint32Array, upper: Uint32Array, keys: Uint32Array): void {
  const { columns, lanePx, ratio } = geometry;
  const top = Math.round((lanePx > 16 * ratio ? 2 : 1) * ratio);
  const bottom = lanePx - Math.round((lanePx > 16 * ratio ? 4 : 2) * ratio);
  const key = Math.max(1, Math.round(1.6 * ratio));
  // Above the fills may stand dots of an earlier picture; all other rows are painted over.
  pixels.fill(0, 0, top * columns);
  // By code + 1, looked up once a lane and not once a run.
  const inkOf = lane.classes.map((one, i) => inks.of(one, lane.colours[i]));
  rowOf(lane, geometry, inkOf, fills, upper, keys);
  const low = lowOf(bottom - key - top) + top;
  for (let y = top; y < bottom - key; y++) {
    pixels.set(y < low ? upper : fills, y * columns);
  }
  for (let y = bottom - key; y < bottom; y++) {
    pixels.set(keys, y * columns);
  }
  patterns(pixels, lane, geometry, inkOf, inks.edge, top, bottom - key);
}

/** One row of fills, one as it is above low bars, and one of key lines, run by run; a gap of one pixel parts runs that are wide enough to spare it. */
function rowOf({ runs, faint, stale }: Lane, { columns, ratio, clear = [0, columns] }: LaneGeometry, inkOf: readonly Ink[], fills: Uint32Array, upper: Uint32Array, keys: Uint32Array): void {
  const { from, code } = runs;
  const gap = Math.max(1, Math.round(ratio));
  for (let run = 0; run < from.length; run++) {
    const end = run + 1 < from.length ? from[run + 1] : columns;
    const ink = inkOf[code[run] + 1];
    const wide = end - from[run] > 3 * gap && end < columns;
    for (let x = from[run]; x < end; x++) {
      const isGap = wide && x >= end - gap;
      const veiled = x < clear[0] || x >= clear[1] ? 1 : 0;
      const fill = stale !== undefined && x >= stale.column ? ink.half : faint[code[run] + 1] ? ink.faint : ink.fill;
      fills[x] = isGap ? 0 : fill[veiled];
      upper[x] = ink.mark.pattern === 'low' ? 0 : fills[x];
      keys[x] = isGap ? 0 : ink.line;
    }
  }
}

/** What is not the same in every row: hatches, dots, the outline of silence, the dotted edge of hidden states. */
function patterns(pixels: Uint32Array, { runs, stale }: Lane, { columns, ratio }: LaneGeometry, inkOf: readonly Ink[], edge: number, top: number, bottom: number): void {
  const { from, code, several } = runs;
  const staleColumn = stale?.column ?? columns;
  const height = bottom - top;
  const hatch = tileOf('hatch', ratio, height);
  const tileOfCode = inkOf.map(({ mark }) => (mark.pattern === 'none' ? undefined : tileOf(mark.pattern, ratio, height)));
  for (let run = 0; run < from.length; run++) {
    const end = run + 1 < from.length ? from[run + 1] : columns;
    const ink = inkOf[code[run] + 1];
    const tile = tileOfCode[code[run] + 1];
    const staleFrom = Math.max(from[run], staleColumn);
    if (tile) {
      const open = ink.mark.pattern === 'hatch';
      for (let x = from[run]; x < Math.min(end, staleFrom); x++) {
        stamp(pixels, columns, x, top, tile, ink.line);
        if (open) {
          pixels[top * columns + x] = ink.line;
        }
      }
    }
    for (let x = staleFrom; x < end; x++) {
      stamp(pixels, columns, x, top, hatch, ink.line);
    }
    if (several[run] === 1) {
      dottedEdge(pixels, columns, from[run], end, top, ratio, edge);
    }
  }
}

/** One column of a pattern: the rows that it covers. */
function stamp(pixels: Uint32Array, columns: number, x: number, top: number, { period, rows }: Tile, colour: number): void {
  const covered = rows[x % period];
  for (let i = 0; i < covered.length; i++) {
    pixels[(top + covered[i]) * columns + x] = colour;
  }
}

/** Short states are never dropped: 3 px high, every second pixel. */
function dottedEdge(pixels: Uint32Array, columns: number, from: number, to: number, top: number, ratio: number, colour: number): void {
  const size = Math.max(1, Math.round(ratio));
  for (let y = Math.max(0, top - size); y < top - size + 3 * size; y++) {
    for (let x = from; x < to; x++) {
      if (Math.floor(x / size) % 2 === 0) {
        pixels[y * columns + x] = colour;
      }
    }
  }
}

type Tiled = Exclude<StateMark['pattern'], 'none'>;

/** Where a low bar begins in a fill of so many rows. */
const lowOf = (height: number): number => Math.ceil(ABOVE_LOW * height);

/** A pattern that repeats every `period` columns, from a fixed origin, so that it runs on across neighbouring runs. */
interface Tile {
  readonly period: number;
  /** By column of the period: the rows that are covered. */
  readonly rows: ReadonlyArray<readonly number[]>;
}

const tiles = new Map<string, Tile>();

function tileOf(pattern: Tiled, ratio: number, height: number): Tile {
  const key = `${pattern} ${ratio} ${height}`;
  const known = tiles.get(key) ?? madeTile(pattern, Math.max(1, Math.round(ratio)), height);
  tiles.set(key, known);
  return known;
}

/** @param unit whole device pixels in a CSS pixel */
function madeTile(pattern: Tiled, unit: number, height: number): Tile {
  const period = { diagonal: 4, hatch: 6, cross: 6, dots: 5, lines: 1, top: 1, low: 1, thick: 1 }[pattern] * unit;
  const covers = (x: number, y: number): boolean => {
    switch (pattern) {
      case 'diagonal':
      case 'hatch':
        return mod(x + y, period) < unit;
      case 'cross':
        return mod(x + y, period) < unit || mod(x - y, period) < unit;
      case 'dots':
        return x < 1.5 * unit && mod(y - 3 * unit, 6 * unit) < 1.5 * unit;
      case 'lines':
        return y % (4 * unit) < unit;
      case 'top':
        return y < unit;
      case 'low':
        return y >= lowOf(height) && y < lowOf(height) + unit;
      case 'thick':
        return y >= height - 3 * unit;
    }
  };
  const rows = Array.from({ length: period }, (_, x) => Array.from({ length: height }, (_row, y) => y).filter((y) => covers(x, y)));
  return { period, rows };
}

const mod = (a: number, n: number): number => ((a % n) + n) % n;

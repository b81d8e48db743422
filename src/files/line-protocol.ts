import { stableOrder } from '../base';
import { bytesOf, lineEnd, lineText } from './bytes';
import { pointOf, type LineValue } from './line';
import { Refused } from './refused';
import type { FileSeries, FileValues } from './series';

/** Reads a file of InfluxDB line protocol, as `influx_inspect export` or `influx write` have it, to one column a field of each series. */

/** Different series than this are no plant any more. */
const MOST_SERIES = 2_000;
const MOST_TEXTS = 65_536;

/** Lines that the exports of InfluxDB put around their points. */
const NO_POINT = /^\s*(#|CREATE DATABASE |$)/;

interface Growing {
  readonly measurement: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly field: string;
  readonly timeMs: number[];
  readonly values: LineValue[];
  readonly firstLine: number;
}

/**
 * @param content text, or UTF-8 bytes
 * @throws Refused with file, line and what was expected; nothing of such a file is used. O(bytes + n log n)
 */
export function readLineProtocol(file: string, content: string | Uint8Array): FileSeries[] {
  const bytes = bytesOf(content);
  const found = new Map<string, Growing>();
  for (let at = 0, line = 1, end = 0; at < bytes.length; at = end + 1, line++) {
    end = lineEnd(bytes, at);
    const text = lineText(bytes, at, end);
    if (NO_POINT.test(text)) {
      continue;
    }
    const point = pointOf(text);
    if (point.kind === 'wrong') {
      throw new Refused(`${file}, line ${line}: expected ${point.expected}, got ${JSON.stringify(point.got.slice(0, 60))}.`);
    }
    for (const [field, value] of point.fields) {
      const key = `${point.series} ${field}`;
      const known = found.get(key);
      const series = known ?? { measurement: point.measurement, tags: point.tags(), field, timeMs: [], values: [], firstLine: line };
      if (!known) {
        found.set(key, series);
        if (found.size > MOST_SERIES) {
          throw new Refused(`${file}, line ${line}: expected at most ${MOST_SERIES} series, and there are more. Open a file of one line or a few machines.`);
        }
      }
      if (series.values.length > 0 && typeof series.values[0] !== typeof value) {
        throw new Refused(`${file}, line ${line}: expected field ${field} of ${point.measurement} to be a ${typeof series.values[0]} as in line ${series.firstLine}, got ${JSON.stringify(value)}.`);
      }
      series.timeMs.push(point.timeMs);
      series.values.push(value);
    }
  }
  if (found.size === 0) {
    throw new Refused(`${file}: expected points of InfluxDB line protocol, got none.`);
  }
  return [...found.values()].map((one) => columnsOf(file, one));
}

/** Whether a text looks like line protocol and not like a table with a head: its first point can be read as one. */
export function isLineProtocol(content: string | Uint8Array): boolean {
  const bytes = bytesOf(content);
  for (let at = 0, end = 0, lines = 0; at < bytes.length && lines < 50; at = end + 1, lines++) {
    end = lineEnd(bytes, at);
    const text = lineText(bytes, at, end);
    if (!NO_POINT.test(text)) {
      // A broken point is told as one of line protocol, by its line, rather than as a table with a strange head.
      return pointOf(text).kind === 'point' || /^[^,\s=]+(,[^=]+=[^\s]+)* [^\s=]+=/.test(text);
    }
  }
  return false;
}

function columnsOf(file: string, { measurement, tags, field, timeMs: given, values }: Growing): FileSeries {
  const order = stableOrder(Float64Array.from(given));
  const rows = order ? Array.from(order) : given.map((_, row) => row);
  // The last of equal stamps counts: points are written over one another in InfluxDB too.
  const kept = rows.filter((row, i) => i + 1 === rows.length || given[rows[i + 1]!] !== given[row]);
  return { measurement, tags, field, timeMs: Float64Array.from(kept, (row) => given[row]!), value: valuesOf(file, field, kept.map((row) => values[row]!)) };
}

function valuesOf(file: string, field: string, values: readonly LineValue[]): FileValues {
  if (typeof values[0] === 'number') {
    return { kind: 'numbers', numbers: Float64Array.from(values, Number) };
  }
  const codeOf = new Map<string, number>();
  const code = Uint16Array.from(values, (value) => {
    const text = String(value);
    const known = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, known);
    return known;
  });
  if (codeOf.size > MOST_TEXTS) {
    throw new Refused(`${file}: expected at most ${MOST_TEXTS} different texts in field ${field}, got ${codeOf.size}.`);
  }
  return { kind: 'texts', code, texts: [...codeOf.keys()] };
}

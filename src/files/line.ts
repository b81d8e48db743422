/** One line of InfluxDB line protocol. @see docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference */

export type LineValue = number | string | boolean;

export type Point =
  | {
      readonly kind: 'point';
      /** Measurement and tags as they stand, escapes and all: equal for equal series of one writer. */
      readonly series: string;
      readonly measurement: string;
      readonly tags: () => ReadonlyMap<string, string>;
      readonly fields: ReadonlyArray<readonly [name: string, value: LineValue]>;
      readonly timeMs: number;
    }
  | { readonly kind: 'wrong'; readonly expected: string; readonly got: string };

/** A pass over the line; never throws. */
export function pointOf(line: string): Point {
  const seriesEnd = unescaped(line, 0, ' ');
  const series = line.slice(0, seriesEnd);
  const fieldsEnd = fieldsEndOf(line, seriesEnd + 1);
  const names = split(series, ',', false);
  const measurement = plain(names[0] ?? '');
  if (seriesEnd >= line.length || measurement === '' || names.slice(1).some((tag) => unescaped(tag, 0, '=') >= tag.length - 1)) {
    return { kind: 'wrong', expected: 'measurement,tag=value field=value timestamp', got: line };
  }
  const timeMs = timeOfStamp(line.slice(fieldsEnd).trim());
  if (Number.isNaN(timeMs)) {
    return { kind: 'wrong', expected: 'a timestamp at the end: whole seconds, ms, µs or ns since 1970 (10, 13, 16 or 19 digits)', got: line.slice(fieldsEnd).trim() };
  }
  const fields: Array<readonly [string, LineValue]> = [];
  for (const pair of split(line.slice(seriesEnd + 1, fieldsEnd), ',', true)) {
    const at = unescaped(pair, 0, '=');
    const value = valueOf(pair.slice(at + 1));
    if (at === 0 || value === undefined) {
      return { kind: 'wrong', expected: 'fields like power_kw=12.5, code=3i, on=true or state="RUN"', got: pair };
    }
    fields.push([plain(pair.slice(0, at)), value]);
  }
  return { kind: 'point', series, measurement, fields, timeMs, tags: () => new Map(names.slice(1).map(tagOf)) };
}

function tagOf(tag: string): readonly [string, string] {
  const at = unescaped(tag, 0, '=');
  return [plain(tag.slice(0, at)), plain(tag.slice(at + 1))];
}

/** Where `mark` stands without a backslash before it; the length of the text where it does not. */
function unescaped(text: string, from: number, mark: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') {
      i++;
    } else if (text[i] === mark) {
      return i;
    }
  }
  return text.length;
}

/** The space after the fields: one that stands neither in a text nor behind a backslash. */
function fieldsEndOf(line: string, from: number): number {
  let quoted = false;
  for (let i = from; i < line.length; i++) {
    if (line[i] === '\\') {
      i++;
    } else if (line[i] === '"') {
      quoted = !quoted;
    } else if (line[i] === ' ' && !quoted) {
      return i;
    }
  }
  return line.length;
}

/** Parts between marks that do not stand behind a backslash, nor in a text where quotes mean one (in names they mean nothing). */
function split(text: string, mark: string, texts: boolean): string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') {
      i++;
    } else if (text[i] === '"' && texts) {
      quoted = !quoted;
    } else if (text[i] === mark && !quoted) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Names: a backslash escapes comma, equals sign and space, and is itself before anything else. */
function plain(name: string): string {
  return name.replace(/\\([,= ])/g, '$1');
}

const TRUTH = new Map<string, boolean>([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((text) => [text, true] as const), ...['f', 'F', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[iu]?$/;

function valueOf(text: string): LineValue | undefined {
  if (/^"[\s\S]*"$/.test(text) && text.length > 1) {
    return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
  }
  return TRUTH.get(text) ?? (NUMBER.test(text) ? Number(text.replace(/[iu]$/, '')) : undefined);
}

/** The number of digits tells the unit: all four mean an instant between 2001 and 2286. NaN for anything else. */
function timeOfStamp(text: string): number {
  if (!/^\d+$/.test(text)) {
    return NaN;
  }
  switch (text.length) {
    case 10:
      return Number(text) * 1000;
    case 13:
      return Number(text);
    case 16:
    case 19:
      return Number(text.slice(0, 13));
    default:
      return NaN;
  }
}

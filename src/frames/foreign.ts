import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { metaOf, roleOf, stateFields } from './fields';

/** Frames of other data sources, one for each series: tables come apart by their tags, whole numbers of machines are states, and a maximum stands beside its mean. */

/** A machine has few states; a counter of pieces has many values. */
const MOST_CODES = 32;

/** Ours, and what is no series, go through as they are. O(cells) of the others */
export function seriesIn(frames: readonly DataFrame[]): DataFrame[] {
  const pieces = withMeter(frames.flatMap((frame) => (metaOf(frame) ? [frame] : apart(frame))));
  const meters = pieces.filter((frame) => !metaOf(frame) && roleOf(frame) === 'meter');
  const codes = meters.filter((frame) => frame.fields.length === 2 && frame.fields.some(isCode));
  // Codes alone may be the power of a machine, in whole kW.
  const states = new Set(codes.length < meters.length ? codes : []);
  const told = new Set(pieces.filter(({ fields }) => fields.some(({ type }) => type === FieldType.string)).map(machineIn));
  const maxima = meters.filter((frame) => !states.has(frame) && isMaximum(frame));
  return joined(pieces.flatMap((frame) => {
    if (states.has(frame)) {
      const texts = asStates(frame);
      return told.has(machineIn(texts)) ? [] : [texts];
    }
    return maxima.includes(frame) && meters.some((one) => hasMaximum(one, frame)) ? [] : [withMaximum(frame, maxima)];
  }));
}

/** Where no frame is a meter: the numbers beside the texts of one that has both, as after a join by time; those of a machine are no meter's. */
function withMeter(pieces: readonly DataFrame[]): readonly DataFrame[] {
  return pieces.some((frame) => roleOf(frame) === 'meter') ? pieces : pieces.flatMap((frame) => {
    const numbers = roleOf(frame) === 'machine' && !metaOf(frame) ? frame.fields.filter(({ type, labels }) => type === FieldType.time || (type === FieldType.number && labels?.['machine'] === undefined)) : [];
    return numbers.length > 1 ? [framed(frame, numbers), frame] : [frame];
  });
}

/** A table, as of InfluxQL or after a transformation: rows of several series under one another, their tags in columns of texts. */
function apart(frame: DataFrame): DataFrame[] {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const rest = frame.fields.filter(({ type }) => type === FieldType.string || type === FieldType.boolean || type === FieldType.number);
  if (!time || frame.fields.some(({ name }) => name === 'timeEnd')) {
    return [frame];
  }
  const named = rest.findLastIndex(({ name }) => name === 'machine' || name === 'meter');
  const plain = rest.findIndex((field) => !isTag(field, time));
  // One column is left, for the value.
  const end = Math.min(rest.length - 1, named >= 0 ? named + 1 : plain < 0 ? rest.length : plain);
  // The first label names a machine that has none called so: what tells the rows apart goes before what all of them share.
  const shared = ({ values }: Field) => Number(values.every((value) => value === values[0]));
  const tags = rest.slice(0, Math.max(0, end)).filter(({ type }) => type === FieldType.string).sort((a, b) => shared(a) - shared(b));
  if (tags.length === 0) {
    return [frame];
  }
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const key = JSON.stringify(tags.map(({ values }) => String(values[row])));
    const rows = rowsOf.get(key);
    if (rows) {
      rows.push(row);
    } else {
      rowsOf.set(key, [row]);
    }
  }
  return [...rowsOf].map(([key, rows]) => {
    const labels = Object.fromEntries((JSON.parse(key) as string[]).map((value, i) => [tags[i]?.name ?? '', value]));
    return framed(frame, frame.fields.filter((field) => !tags.includes(field)).map((field) => at(field, rows.map((row) => [field, row]), { ...field.labels, ...labels })));
  });
}

/** Its value is the same throughout, or changes where the next series begins: there time steps back. */
function isTag({ type, values }: Field, time: Field): boolean {
  return type === FieldType.string && values.every((value, i) => i === 0 || value === values[i - 1] || time.values[i] < time.values[i - 1]);
}

function isCode({ type, labels, values }: Field): boolean {
  const codes = new Set<unknown>();
  return type === FieldType.number && labels?.['machine'] !== undefined
    && values.every((value) => value === null || (Number.isInteger(value) && codes.add(value).size <= MOST_CODES));
}

const asStates = (frame: DataFrame): DataFrame =>
  framed(frame, frame.fields.map((field) => (field.type === FieldType.time ? field : { ...field, type: FieldType.string, values: field.values.map((value: unknown) => (value === null ? null : String(value))) })));

const numberIn = ({ fields }: DataFrame): Field | undefined => fields.find(({ type }) => type === FieldType.number);

/** What it is called on screen, where its own name says nothing: of InfluxQL "energy_meter.max { meter: incomer 1 }". */
export const shownName = (frame: DataFrame, field: Field): string => (/^_?value$/i.test(field.name) ? field.config.displayNameFromDS ?? frame.name ?? field.name : field.name);

function isMaximum(frame: DataFrame): boolean {
  const field = numberIn(frame);
  return field !== undefined && frame.fields.length === 2 && /(^|\.)max(?= \{|$)/i.test(shownName(frame, field));
}

function hasMaximum(mean: DataFrame, maximum: DataFrame): boolean {
  const [one, other] = [numberIn(mean), numberIn(maximum)];
  return !metaOf(mean) && !isMaximum(mean) && mean.fields.length === 2 && mean.length === maximum.length && JSON.stringify(one?.labels) === JSON.stringify(other?.labels)
    && timesOf(mean).every((ms, i) => ms === timesOf(maximum)[i]);
}

const timesOf = ({ fields }: DataFrame): readonly unknown[] => fields.find(({ type }) => type === FieldType.time)?.values ?? [];

function withMaximum(frame: DataFrame, maxima: readonly DataFrame[]): DataFrame {
  const maximum = roleOf(frame) === 'meter' ? maxima.find((one) => hasMaximum(frame, one)) : undefined;
  const field = maximum && numberIn(maximum);
  return field ? framed(frame, [...frame.fields, { ...field, name: 'max' }]) : frame;
}

/** A machine of which several frames came, such as its state before the range beside its changes, is one; of its texts, codes and truth values the first kind that there is counts. */
function joined(frames: readonly DataFrame[]): DataFrame[] {
  const kinds = new Map<string, DataFrame[]>();
  for (const frame of frames) {
    const machine = machineIn(frame);
    if (machine !== undefined) {
      kinds.set(machine, [...(kinds.get(machine) ?? []), frame]);
    }
  }
  return frames.flatMap((frame) => {
    const all = kinds.get(machineIn(frame) ?? '') ?? [frame];
    const texts = all.filter(({ fields }) => fields.some(({ type }) => type === FieldType.string));
    const same = texts.length > 0 ? texts : all;
    return frame !== same[0] ? [] : same.length === 1 ? [frame]
      : [framed(frame, frame.fields.map((field) => at(field, same.flatMap(({ fields, length }) => {
        const from = fields.find(({ type }) => (type === FieldType.time) === (field.type === FieldType.time)) ?? field;
        return Array.from({ length }, (_, row): [Field, number] => [from, row]);
      }))))];
  });
}

/** Whose states a foreign frame has, where a label says so and it is one machine. */
function machineIn(frame: DataFrame): string | undefined {
  const [one, other] = metaOf(frame) || roleOf(frame) !== 'machine' ? [] : stateFields(frame);
  return one?.field.labels && !other ? JSON.stringify(one.field.labels) : undefined;
}

const framed = (frame: DataFrame, fields: Field[]): DataFrame => ({ ...frame, fields, length: fields[0]?.values.length ?? 0 });

/** A field of other rows; its links are still those of the rows where they came from. */
function at(field: Field, cells: ReadonlyArray<readonly [from: Field, row: number]>, labels = field.labels): Field {
  return {
    ...field, labels, values: cells.map(([{ values }, row]) => values[row] as unknown),
    ...(field.getLinks ? { getLinks: (options) => {
      const [from, row] = cells[options.valueRowIndex ?? -1] ?? [field, undefined];
      return from.getLinks?.({ ...options, valueRowIndex: row }) ?? [];
    } } : {}),
  };
}

import { COMPLETE, HOUR_MS, MINUTE_MS, type Completeness, type TimeRange } from '../base';
import { STATE_ROWS } from './ask';
import type { Asking } from './asking';
import { beforeRequests } from './states-before';
import type { Piece } from './state-rows';
import { iso, some } from './text';
import type { MachineSource } from './types';

/**
 * Where a field changed its type from one shard to another InfluxDB gives the values of one type alone: numbers before texts, texts before truth values.
 * The others are missing without a word, and the last state of the type that is given would hold for ever. To count them costs next to nothing where there
 * are none: 2 to 5 ms over 2.4 million rows (1.6.7), of which not one is decoded.
 */

export type StateType = 'string' | 'boolean';

const WORDS: Readonly<Record<StateType, string>> = { string: 'texts', boolean: 'truth values' };

/** The types that could be hidden behind what was read; none where truth values came, or nothing. A row's first value is that of its field, also where a tag is the state. */
export function hideable(pieces: readonly Piece[]): readonly StateType[] {
  const seen = new Set(pieces.map(({ series: { columns, rows } }) => typeof rows[0]?.find((cell, i) => i !== columns.indexOf('time') && cell !== null && cell !== undefined)));
  return seen.has('number') ? ['string', 'boolean'] : seen.has('string') ? ['boolean'] : [];
}

export type TypeCheck = (asking: Asking, from: MachineSource, range: TimeRange, types: readonly StateType[]) => Promise<Completeness>;

/** What was found holds for ten minutes, for every range within the one that was looked at: a refresh asks nothing again. */
export function typeCheck(nowMs: () => number): TypeCheck {
  const known = new Map<string, { readonly atMs: number; readonly range: TimeRange; readonly found: Completeness }>();
  return async (asking, from, range, types) => {
    const key = JSON.stringify([from, types]);
    const before = known.get(key);
    if (before && nowMs() - before.atMs < HOLD_MS && before.range.startMs <= range.startMs && range.endMs <= before.range.endMs + HOLD_MS) {
      return before.found;
    }
    const found = await typesIn(asking, from, range, types);
    known.set(key, { atMs: nowMs(), range, found });
    return found;
  };
}

const HOLD_MS = 10 * MINUTE_MS;

/** Unknown, with the field and what is hidden, where something is. One statement for each column of states, none where nothing could be hidden. */
export const typesIn: TypeCheck = async (asking, from, range, types) => {
  const hidden: string[] = [];
  for (const { machines } of types.length === 0 ? [] : beforeRequests(from, range)) {
    // Of all machines together: their tag is not asked for.
    const read = await asking.wish({ kind: 'state-types', machines: { ...machines, idTag: undefined }, range, types, rowLimit: STATE_ROWS }, `types of ${from.measurement} ${machines.field}`);
    const found = types.filter((type) => read?.series.some(({ columns, rows }) => rows.some((row) => Number(row[columns.indexOf(type)] ?? 0) > 0)));
    hidden.push(...found.map((type) => `${WORDS[type]} in field ${machines.field}`));
  }
  return hidden.length === 0 ? COMPLETE : {
    kind: 'unknown', reason: `${from.measurement} also holds ${some(hidden)} in this range, a type that InfluxDB does not give beside the one that was read. Write one type alone, or choose a range that has one.`,
  };
};

/**
 * Flux cannot ask for a type. Of a range it gives that of the first shard, and hides what later ones hold; the newest value alone it takes from the last shard (seen on 1.13.2).
 * So a stretch that ends in a long silence is asked once more; one without any, as of most plants, is not. Late rows of the newest minutes are none of it.
 */
export async function hiddenBehind(asking: Asking, from: MachineSource, { endMs }: TimeRange, given: readonly Piece[]): Promise<readonly Piece[]> {
  const lastMs = given.reduce((last, { series: { columns, rows } }) => Math.max(last, Number(rows[rows.length - 1]?.[columns.indexOf('time')] ?? -Infinity)), -Infinity);
  if (lastMs === -Infinity || endMs - lastMs < HOUR_MS) {
    return [];
  }
  const read = await asking.wish({ kind: 'state-before', machines: from, range: { startMs: lastMs + 1, endMs }, rowLimit: STATE_ROWS }, `what comes behind ${iso(lastMs)}`);
  return (read?.rows ?? 0) === 0 ? [] : [{
    series: { name: '', tags: new Map(), columns: ['time'], rows: [] },
    completeness: { kind: 'unknown', reason: `${from.measurement} also holds values of another type behind ${iso(lastMs)} UTC, in ${from.stateFields ? 'its state columns' : `field ${from.field}`}; Flux gives one type of a range alone. Write one type, or choose a range that has one.` },
  }];
}

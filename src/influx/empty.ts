import { DAY_MS, type Notice, type TimeRange } from '../base';
import { NAME_ROWS } from './ask';
import { Stop, type Asking } from './asking';
import { otherPolicies } from './policies';
import { iso, some } from './text';
import type { Failure, InfluxSource, MachineSource, MeterSource } from './types';

/** Says why nothing came: a name that is not there, or a range without readings. */

/** How far back a last reading is looked for. */
const LONGEST_LOOK_MS = 400 * DAY_MS;

/** The database that was looked into. */
export interface Place {
  readonly database: string;
  /** A trial zone is set: what else there is must not be named. */
  readonly zoned: boolean;
  /** What is spoken there. */
  readonly dialect: InfluxSource['dialect'];
}

export interface EmptyMeter {
  readonly notice: Notice;
  readonly lastReadingMs?: number;
}

/**
 * An empty range is not an error, but says what to look at, and when the meter last gave a reading.
 * @throws Stop when the measurement or the field is not there at all
 */
export async function emptyMeter(asking: Asking, place: Place, meter: MeterSource, range: TimeRange, nowMs: number): Promise<EmptyMeter> {
  const missing = await missingName(asking, place, meter);
  if (missing) {
    throw new Stop(missing);
  }
  const tags = Object.entries(meter.tags).map(([name, value]) => `${name} = ${value}`).join(', ');
  const lastReadingMs = await lastReading(asking, meter, { startMs: range.endMs - LONGEST_LOOK_MS, endMs: Math.max(range.endMs, nowMs) });
  const last = lastReadingMs === undefined ? '' : ` Its last reading is of ${iso(lastReadingMs)} UTC.`;
  return {
    lastReadingMs,
    notice: {
      severity: 'warning', code: 'no-readings',
      text: `No readings of ${meter.id} between ${iso(range.startMs)} and ${iso(range.endMs)} UTC in ${meter.measurement}, field ${meter.field}${tags === '' ? '' : `, where ${tags}`}.${last} Choose another range, or check these names in the plant map.`,
    },
  };
}

/** undefined when there is none, or where it cannot be told: it is only a help. */
async function lastReading(asking: Asking, meter: MeterSource, range: TimeRange): Promise<number | undefined> {
  const read = await asking.wish({ kind: 'last-reading', meter, range, rowLimit: 1 }, `last reading of ${meter.id}`);
  const time = read?.series[0]?.rows[0]?.[read.series[0].columns.indexOf('time')];
  return typeof time === 'number' ? time : undefined;
}

/** The meter can still be drawn, so this is a notice even where a name is wrong. */
export async function emptyMachines(asking: Asking, place: Place, machines: MachineSource, range: TimeRange): Promise<Notice> {
  const missing = await missingName(asking, place, { ...machines, field: machines.stateFields?.[0] ?? machines.field });
  return missing
    ? { severity: 'warning', code: 'no-states', text: `${missing.text} ${missing.advice} Until then these machines are left out.` }
    : { severity: 'warning', code: 'no-states', text: `${machines.measurement} holds no state of a machine between ${iso(range.startMs)} and ${iso(range.endMs)} UTC, nor in the 30 days before. Check its field ${machines.field}${machines.idTag === undefined ? '' : `, its tag ${machines.idTag}`} and its tags in the plant map.` };
}

/** InfluxDB groups by a field, or by a name that nothing has, without a word: all rows come as one nameless machine. */
export async function namelessMachines(asking: Asking, { zoned }: Place, { measurement, idTag, policy }: MachineSource): Promise<Notice> {
  const read = await asking.wish({ kind: 'tag-keys', measurement, policy, rowLimit: NAME_ROWS }, `tags of ${measurement}`);
  const tags = read?.series.flatMap((one) => one.rows.map((row) => String(row[0]))) ?? [];
  const text = tags.includes(idTag ?? '')
    ? `Some rows of ${measurement} have no tag ${idTag}, so it is not known whose states they are; they are left out.`
    : `${measurement} has no tag ${idTag} that tells its machines apart${zoned ? '' : `; it has ${some(tags)}`}. Correct idTag in the plant map, or give the one machine an id. Until then they are left out.`;
  return { severity: 'warning', code: 'no-machine-tag', text };
}

/** undefined when both are there, or where it cannot be told. */
async function missingName(asking: Asking, { database, zoned }: Place, { measurement, field, policy }: { readonly measurement: string; readonly field: string; readonly policy?: string }): Promise<Failure | undefined> {
  const { series } = await asking.need({ kind: 'measurements', policy, rowLimit: NAME_ROWS }, 'which measurements there are');
  const names = series.flatMap((one) => one.rows.map((row) => String(row[0])));
  if (names.length < NAME_ROWS && !names.includes(measurement)) {
    return {
      kind: 'no-measurement', text: `There is no measurement ${measurement} in ${database}${zoned ? '' : `; it has ${some(names)}`}.`,
      advice: 'Check the measurement’s name in the plant map, and the database.',
    };
  }
  // Only a help: where it cannot be told, a notice about the range says enough.
  const keys = await asking.wish({ kind: 'field-keys', measurement, policy, rowLimit: NAME_ROWS }, `fields of ${measurement}`);
  const fields = keys?.series.flatMap((one) => (one.columns[0] === 'fieldKey' ? one.rows.map((row) => String(row[0])) : [])) ?? [];
  if (keys && fields.length === 0 && policy === undefined) {
    const others = await otherPolicies(asking)();
    return others.length === 0 ? undefined : {
      kind: 'no-measurement', text: `Measurement ${measurement} holds nothing in the default retention policy of ${database}.`,
      advice: `Name its own one in the plant map, as "retentionPolicy"${zoned ? '' : `; there ${others.length === 1 ? 'is' : 'are'} ${some(others)} beside the default one`}.`,
    };
  }
  return fields.length > 0 && fields.length < NAME_ROWS && !fields.includes(field)
    ? { kind: 'no-measurement', text: `Measurement ${measurement} has no field ${field}${zoned ? '' : `; it has ${some(fields)}`}.`, advice: 'Check the field’s name in the plant map.' }
    : undefined;
}

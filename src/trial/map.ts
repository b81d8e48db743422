import type { FileSeries } from '../files';
import type { MachineSource, MeterSource, PlantMap, ShiftSource, Tags } from '../influx';

/** The plant map that the names in the files suggest; a person may correct it. */

const SHIFT = /shift/i;
const CREW = /^crew$/i;
/** What a machine's state is called where several fields are told of it. */
const STATE = /state|status|mode/i;

/** More of either are not suggested: nobody reads so long a list, and a map by hand may name all that it likes. */
const MOST_SUGGESTED = 50;

/** The zone is UTC: no file says where the plant is. At most {@link MOST_SUGGESTED} meters, and entries of machines, in the order of the files. */
export function mapOfFiles(series: readonly FileSeries[]): PlantMap {
  const meters = metersOf(meterSeries(series).slice(0, MOST_SUGGESTED));
  const shift = series.find((one) => SHIFT.test(one.field) && one.value.kind === 'texts');
  const shifts: ShiftSource | undefined = shift && { measurement: shift.measurement, field: shift.field, tags: {} };
  const machines = machinesOf(series.filter((one) => !SHIFT.test(one.field) && !CREW.test(one.field) && !SHIFT.test(one.measurement)));
  return { zone: 'UTC', meters, machines: machines.slice(0, MOST_SUGGESTED), ...(shifts ? { shifts } : {}) };
}

/** How many series are named like meters and stand in no suggestion. */
export function metersLeftOut(series: readonly FileSeries[]): number {
  return Math.max(0, meterSeries(series).length - MOST_SUGGESTED);
}

function meterSeries(series: readonly FileSeries[]): readonly FileSeries[] {
  return series.filter((one) => one.value.kind === 'numbers' && /kw/i.test(one.field));
}

/** Named by its field where that alone tells it apart, else by its tags too. */
function metersOf(found: readonly FileSeries[]): MeterSource[] {
  return found.map((one) => {
    const alone = found.filter((other) => other.field === one.field).length === 1;
    const own = [...one.tags].filter(([name, value]) => found.some((other) => other.field === one.field && (other.tags.get(name) ?? '') !== value));
    const byTags = own.map(([, value]) => value).join(' ');
    const id = alone ? one.field : [byTags === '' ? one.measurement : byTags, one.field].join(' ');
    return { id, measurement: one.measurement, field: one.field, tags: tagsOf(one), kind: /kwh/i.test(one.field) ? 'counter' : 'power', parent: null };
  });
}

function tagsOf({ tags }: FileSeries): Tags {
  return Object.fromEntries(tags);
}

/** One entry for each measurement and field that holds states; its idTag is the tag with the most different values. */
function machinesOf(series: readonly FileSeries[]): MachineSource[] {
  const places = new Map<string, FileSeries[]>();
  for (const one of series.filter(isState)) {
    const key = JSON.stringify([one.measurement, one.field]);
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  const entries = [...places.values()].map((found) => entryOf(found));
  // Text and code of the same machines would count them twice: the field that is called a state stands for all.
  return entries.filter((one) => STATE.test(one.field) || !entries.some((other) => other.measurement === one.measurement && STATE.test(other.field)));
}

/** Texts, and whole numbers under the name of a state. */
function isState({ field, value }: FileSeries): boolean {
  return value.kind === 'texts' || (STATE.test(field) && value.numbers.every((one) => Number.isInteger(one)));
}

function entryOf(found: readonly FileSeries[]): MachineSource {
  const [first] = found;
  const { measurement = '', field = '' } = first ?? {};
  const values = (tag: string) => new Set(found.map((one) => one.tags.get(tag) ?? '')).size;
  const [idTag] = [...new Set(found.flatMap((one) => [...one.tags.keys()]))].sort((a, b) => preference(b, values) - preference(a, values));
  return idTag === undefined ? { measurement, field, id: measurement, tags: {} } : { measurement, field, idTag, tags: {} };
}

/** Of equally many values the tag whose name says machine. */
function preference(tag: string, values: (tag: string) => number): number {
  return values(tag) + (/machine|equipment|asset|device|unit/i.test(tag) ? 0.5 : 0);
}

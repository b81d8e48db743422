import { DAY_MS, HOUR_MS, type TimeRange } from '../base';
import { NAME_ROWS } from './ask';
import { Stop, type Asking } from './asking';
import { otherPolicies } from './policies';
import { guessPreset, type PresetId } from './presets';
import type { Series } from './read';
import type { MachineSource, MeterSource, PlantMap, ShiftSource } from './types';

/** Looks what a database holds, within bounds and on demand, and proposes meters, machines and shifts. A person decides; nothing is saved here. */

export const MOST_MEASUREMENTS = 200;
/** Only so many are looked into by itself, those whose names tell most; the others when a person asks for them. */
const LOOKED_INTO = 12;
/** Fields of one measurement of which a sample is read, and series of one field that become proposals of their own. */
const MOST_SAMPLED = 4;
const MOST_SERIES = 20;
const STATE_SAMPLE_ROWS = 500;

export interface ProposedMeter {
  readonly kind: 'meter';
  readonly source: MeterSource;
  readonly because: string;
}

export interface ProposedMachines {
  readonly kind: 'machines';
  readonly source: MachineSource;
  /** Values that the field showed lately, at most twelve. */
  readonly values: readonly string[];
  /** Of idTag, at most {@link MOST_SERIES}. */
  readonly machines: readonly string[];
  readonly because: string;
}

export interface ProposedShifts {
  readonly kind: 'shifts';
  readonly source: ShiftSource;
  readonly because: string;
}

export type Proposal = ProposedMeter | ProposedMachines | ProposedShifts;

/** What one measurement holds. */
export interface Found {
  readonly measurement: string;
  readonly fields: ReadonlyArray<{ readonly name: string; readonly type: string }>;
  readonly tags: readonly string[];
  readonly proposals: readonly Proposal[];
}

export interface Discovery {
  /** At most {@link MOST_MEASUREMENTS}, in the order of the database. */
  readonly measurements: readonly string[];
  /** true: there are more, which were not read. */
  readonly cut: boolean;
  readonly found: readonly Found[];
}

interface Known {
  readonly map: PlantMap;
  readonly nowMs: () => number;
}

const TELLING = [/energy|power|meter|kw|electric|strom|verbrauch|leistung|z(ä|ae)hler/i, /state|status|machine|mode|zustand|betrieb|anlage/i, /shift|schicht|crew/i];
const POWER = /(^|[_\s.-])(power|kw|demand|leistung|p_?(sum|tot|total)?)($|[_\s.-])/i;
const ENERGY = /kwh|energy|energie|register|counter|z(ä|ae)hler|count/i;
const STATE = /state|status|mode|modus|zustand|betrieb|code|running|active|aktiv|l(ä|ae)uft|on$/i;
const MACHINE_TAG = /machine|asset|equipment|station|unit|device|maschine|anlage/i;
const METER_TAG = /meter|feeder|incomer|device|channel|z(ä|ae)hler|messstelle/i;
const SHIFT = /shift|schicht/i;

/** @throws Stop when a trial zone is set: outside of it nothing is looked at */
export async function discover(ask: Asking, known: Known): Promise<Discovery> {
  insideScope(known.map);
  const names = namesOf((await ask.need({ kind: 'measurements', rowLimit: MOST_MEASUREMENTS }, 'discovery: measurements')).series);
  const telling = (name: string) => TELLING.reduce((sum, pattern, i) => sum + (pattern.test(name) ? 3 - i : 0), 0);
  const first = [...names].sort((a, b) => telling(b) - telling(a)).slice(0, LOOKED_INTO);
  const found: Found[] = [];
  const policies = otherPolicies(ask);
  for (const measurement of first) {
    found.push(await lookInto(ask, known, measurement, policies));
  }
  return { measurements: names, cut: names.length >= MOST_MEASUREMENTS, found };
}

/** At most 2 + tags + 4 samples statements, and once more as many samples for each other retention policy where the default one holds nothing. */
export async function lookInto(ask: Asking, known: Known, measurement: string, policies = otherPolicies(ask)): Promise<Found> {
  insideScope(known.map);
  const place = await placed<Pick<MeterSource, 'measurement' | 'policy'>, Found['fields']>(policies, { measurement }, (there) => fieldsOf(ask, there));
  const fields = place?.said ?? [];
  const tags = namesOf((await ask.need({ kind: 'tag-keys', measurement, rowLimit: NAME_ROWS }, `discovery: tags of ${measurement}`)).series);
  const about: About = { ask, known, measurement, policy: place?.source.policy, fields, tags, policies };
  const proposals = [...(await proposedShifts(about)), ...(await proposedMachines(about)), ...(await proposedMeters(about))];
  return { measurement, fields, tags, proposals };
}

/** Each with its type; undefined where the policy has none of the measurement. */
async function fieldsOf(ask: Asking, { measurement, policy }: Pick<MeterSource, 'measurement' | 'policy'>): Promise<Found['fields'] | undefined> {
  const { series } = await ask.need({ kind: 'field-keys', measurement, policy, rowLimit: NAME_ROWS }, `discovery: fields of ${measurement}`);
  const fields = series.flatMap(({ columns, rows }) => rows.map((row) => ({ name: String(row[columns.indexOf('fieldKey')] ?? row[0]), type: String(row[columns.indexOf('fieldType')] ?? '') })));
  return fields.length > 0 ? fields : undefined;
}

interface About {
  readonly ask: Asking;
  readonly known: Known;
  readonly measurement: string;
  /** The first that knows fields of it; undefined = the default one. */
  readonly policy: string | undefined;
  readonly fields: Found['fields'];
  readonly tags: readonly string[];
  readonly policies: () => Promise<readonly string[]>;
}

/** What a sample says of a source as it stands, else of the same one in another retention policy; undefined where none says anything. */
async function placed<S extends { readonly policy?: string }, T>(policies: About['policies'], source: S, sample: (source: S) => Promise<T | undefined>): Promise<{ readonly source: S; readonly said: T } | undefined> {
  const here = await sample(source);
  if (here !== undefined) {
    return { source, said: here };
  }
  for (const policy of (await policies()).filter((one) => one !== source.policy)) {
    const there = { ...source, policy };
    const said = await sample(there);
    if (said !== undefined) {
      return { source: there, said };
    }
  }
  return undefined;
}

/** A text that is called a shift, with few rows a day. */
async function proposedShifts({ measurement, policy, fields }: About): Promise<readonly Proposal[]> {
  const field = fields.find(({ name, type }) => SHIFT.test(name) && isText(type)) ?? (SHIFT.test(measurement) ? fields.find(({ name, type }) => isText(type) && /name|text|event/i.test(name)) : undefined);
  return field ? [{ kind: 'shifts', source: { measurement, field: field.name, tags: {}, ...at(policy) }, because: `field ${field.name} is a text and named like shifts${inPolicy({ policy })}` }] : [];
}

/** A text, whole number or truth value that is named like a state, with a tag of machines (or the one tag that there is). */
async function proposedMachines(about: About): Promise<readonly Proposal[]> {
  const { ask, measurement, policy, fields, tags, policies } = about;
  if (SHIFT.test(measurement)) {
    return [];
  }
  const field = [...fields].filter(({ name, type }) => STATE.test(name) && !isFloat(type)).sort((a, b) => rankOfState(a) - rankOfState(b))[0];
  const idTag = tags.find((tag) => MACHINE_TAG.test(tag)) ?? (tags.length === 1 ? tags[0] : undefined);
  if (!field || idTag === undefined) {
    return [];
  }
  const machines = await valuesOf(ask, measurement, idTag);
  const bare: MachineSource = { measurement, field: field.name, idTag, tags: {}, ...at(policy) };
  const { source, said: values } = (await placed(policies, bare, (there) => valuesLately(about, there))) ?? { source: bare, said: [] };
  const preset: PresetId | undefined = guessPreset(values);
  return [{
    kind: 'machines', source: { ...source, ...(preset ? { preset } : {}) }, values: values.slice(0, 12), machines: machines.slice(0, MOST_SERIES),
    because: `field ${field.name}${values.length > 0 ? ` (${values.slice(0, 4).join(', ')})` : ''}, told apart by the tag ${idTag}${inPolicy(source)}`,
  }];
}

/** States of the last week, each once; undefined without any. */
async function valuesLately({ ask, known }: About, machines: MachineSource): Promise<readonly string[] | undefined> {
  const read = await ask.wish({ kind: 'states', machines, range: lately(known, 7 * DAY_MS), rowLimit: STATE_SAMPLE_ROWS }, `discovery: values of ${machines.measurement} ${machines.field}`);
  const values = [...new Set((read?.series ?? []).flatMap(({ columns, rows }) => rows.map((row) => String(row[columns.indexOf('state')] ?? ''))))].filter((value) => value !== '');
  return values.length > 0 ? values : undefined;
}

const at = (policy: string | undefined): { readonly policy?: string } => (policy === undefined ? {} : { policy });

const inPolicy = ({ policy }: { readonly policy?: string }): string => (policy === undefined ? '' : `, in the retention policy ${policy}`);

/** A text says most about a state, then a code, then on or off. */
function rankOfState({ type }: { readonly type: string }): number {
  return isText(type) ? 0 : /bool/i.test(type) ? 2 : 1;
}

/** A number that is named like a power or an energy; one entry a value of its meter tag. */
async function proposedMeters(about: About): Promise<readonly Proposal[]> {
  const { ask, measurement, policy, fields, tags, policies } = about;
  const numbers = fields.filter(({ name, type }) => isNumber(type) && (POWER.test(name) || ENERGY.test(name))).slice(0, MOST_SAMPLED);
  if (numbers.length === 0) {
    return [];
  }
  const tag = tags.find((one) => METER_TAG.test(one)) ?? (tags.length === 1 ? tags[0] : undefined);
  const ids = tag === undefined ? [undefined] : (await valuesOf(ask, measurement, tag)).slice(0, MOST_SERIES);
  const proposals: Proposal[] = [];
  for (const { name } of numbers) {
    const tagsOf = (id: string | undefined) => (tag === undefined || id === undefined ? {} : { [tag]: id });
    const sample: MeterSource = { id: measurement, measurement, field: name, tags: tagsOf(ids[0]), kind: 'counter', parent: null, ...at(policy) };
    const found = await placed(policies, sample, (there) => risesAlone(about, there));
    if (!found) {
      continue;
    }
    const { said: rising, source: { policy: seenIn } } = found;
    const kind = rising && (ENERGY.test(name) || !POWER.test(name)) ? 'counter' as const : 'power' as const;
    for (const id of ids) {
      const own = id === undefined ? measurement : id;
      proposals.push({
        kind: 'meter', source: { id: `${own}${kind === 'counter' && numbers.length > 1 ? ' register' : ''}`, measurement, field: name, tags: tagsOf(id), kind, parent: null, ...at(seenIn) },
        because: `${kind === 'counter' ? `${name} only rises in the sample: a register, in kWh` : `${name} is named like a power, in kW`}${inPolicy({ policy: seenIn })}`,
      });
    }
  }
  return proposals;
}

/** Whether the last values of the hours of a week, else of the half days of a month, never fall; undefined without two of them. */
async function risesAlone({ ask, known }: About, meter: MeterSource): Promise<boolean | undefined> {
  for (const [backMs, windowMs] of [[7 * DAY_MS, HOUR_MS], [30 * DAY_MS, 12 * HOUR_MS]] as const) {
    const read = await ask.wish({ kind: 'counter', meter, range: lately(known, backMs), windowMs, rowLimit: NAME_ROWS }, `discovery: sample of ${meter.measurement} ${meter.field}`);
    const values = (read?.series[0]?.rows ?? []).map((row) => Number(row[read?.series[0]?.columns.indexOf('last') ?? 1])).filter(Number.isFinite);
    if (values.length > 2) {
      return values.every((value, i) => i === 0 || value >= values[i - 1]!) && values[values.length - 1]! > values[0]!;
    }
  }
  return undefined;
}

async function valuesOf(ask: Asking, measurement: string, key: string): Promise<readonly string[]> {
  const { series } = await ask.need({ kind: 'tag-values', measurement, key, rowLimit: NAME_ROWS }, `discovery: values of ${measurement} ${key}`);
  return series.flatMap(({ columns, rows }) => rows.map((row) => String(row[columns.indexOf('value')])));
}

function lately({ nowMs }: Known, backMs: number): TimeRange {
  // Whole hours, so that the same look within the hour is answered from memory.
  const endMs = Math.ceil(nowMs() / HOUR_MS) * HOUR_MS;
  return { startMs: endMs - backMs, endMs };
}

function insideScope({ scope }: PlantMap): void {
  if (scope) {
    throw new Stop({ kind: 'refused', text: 'A trial zone is set, so nothing outside of it is looked at.', advice: 'Take scope out of the plant map to look at the whole database.' });
  }
}

const namesOf = (series: readonly Series[]): string[] => series.flatMap(({ rows }) => rows.map((row) => String(row[0])));
const isText = (type: string): boolean => type === '' || /string/i.test(type);
const isFloat = (type: string): boolean => /float|double/i.test(type);
const isNumber = (type: string): boolean => type === '' || /float|double|int|long/i.test(type);

/** The plant map with what a person picked of the proposals, added to what is there already. Ids are made unique. */
export function mapWith(map: PlantMap | undefined, picked: readonly Proposal[], zone: string): PlantMap {
  const meters = [...(map?.meters ?? [])];
  for (const proposal of picked) {
    if (proposal.kind === 'meter') {
      const taken = new Set(meters.map(({ id }) => id));
      let id = proposal.source.id;
      for (let n = 2; taken.has(id); n++) {
        id = `${proposal.source.id} ${n}`;
      }
      meters.push({ ...proposal.source, id });
    }
  }
  const machines = [...(map?.machines ?? []), ...picked.flatMap((one) => (one.kind === 'machines' ? [one.source] : []))];
  const shifts = picked.flatMap((one) => (one.kind === 'shifts' ? [one.source] : []))[0] ?? map?.shifts;
  return { zone: map?.zone ?? zone, meters, machines, ...(shifts ? { shifts } : {}), ...(map?.scope ? { scope: map.scope } : {}) };
}

/** As it stands in provisioning: plain JSON, which YAML takes as it is. */
export function mapText(map: PlantMap): string {
  const written = <T extends { readonly policy?: string }>({ policy, ...rest }: T) => ({ ...rest, ...(policy === undefined ? {} : { retentionPolicy: policy }) });
  return JSON.stringify({
    ...map, meters: map.meters.map(written), ...(map.shifts ? { shifts: written(map.shifts) } : {}),
    machines: map.machines.map(({ states, staleMs, ...rest }) => ({ ...written(rest), ...(states ? { states: Object.fromEntries(states) } : {}), ...(staleMs === undefined ? {} : { staleHours: staleMs / HOUR_MS }) })),
  }, null, 2);
}

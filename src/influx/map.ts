import { HOUR_MS, isZone } from '../base';
import { PRESETS, presetOf, type PresetId } from './presets';
import type { MachineSource, MeterSource, Outcome, PlantMap, Scope, ShiftSource, Tags } from './types';

/** The plant map: which measurement, field and tag is a meter, a machine, a shift. Checked at the door, with the path of what is wrong. */

/** The names of the sample plant, used where no map is given. */
export const DEFAULT_PLANT_MAP: PlantMap = {
  zone: 'Europe/Berlin',
  meters: [
    { id: 'incomer-1', line: 'line-1', measurement: 'energy_meter', field: 'power_kw', tags: { meter: 'incomer 1' }, kind: 'power', parent: null },
    { id: 'incomer-1-register', line: 'line-1', measurement: 'energy_meter', field: 'energy_kwh', tags: { meter: 'incomer 1' }, kind: 'counter', parent: null },
  ],
  machines: [{ measurement: 'machine_state', field: 'state', idTag: 'machine', tags: {}, line: 'line-1' }],
  shifts: { measurement: 'shift_event', field: 'shift', tags: {} },
};

class Wrong extends Error {}

type Json = Readonly<Record<string, unknown>>;

/** Accepts the object, or its JSON text. */
export function parsePlantMap(input: unknown): Outcome<PlantMap> {
  try {
    const json = typeof input === 'string' ? parsed(input) : input;
    const map = objectAt(json, 'plant map', ['zone', 'meters', 'machines', 'shifts', 'scope']);
    const zone = map['zone'] === undefined ? 'UTC' : textAt(map, 'zone', 'plant map');
    if (!isZone(zone)) {
      throw new Wrong(`zone must be an IANA name like "Europe/Berlin": got "${zone}"`);
    }
    const meters = listAt(map, 'meters').map(meterOf);
    if (meters.length === 0) {
      throw new Wrong('meters must name at least one meter');
    }
    const twice = meters.find((meter, i) => meters.findIndex((other) => other.id === meter.id) !== i);
    if (twice) {
      throw new Wrong(`meters has two entries with the id "${twice.id}"`);
    }
    const machines = map['machines'] === undefined || map['machines'] === null ? [] : listAt(map, 'machines').map(machineOf);
    const alone = machines.findIndex(({ meter }) => meter !== undefined && !meters.some(({ id }) => id === meter));
    if (alone >= 0) {
      throw new Wrong(`machines[${alone}].meter "${machines[alone]!.meter}" is the id of no meter`);
    }
    const shifts = map['shifts'] === undefined || map['shifts'] === null ? undefined : shiftOf(map['shifts']);
    const scope = map['scope'] === undefined || map['scope'] === null ? undefined : scopeOf(map['scope'], meters, machines);
    return { kind: 'ok', value: { zone, meters, machines, shifts, ...(scope ? { scope } : {}) } };
  } catch (error) {
    if (error instanceof Wrong) {
      return { kind: 'failed', failure: { kind: 'bad-map', text: `The plant map is not right: ${error.message}.`, advice: 'Correct it in the data source’s settings, or in the file it comes from.' } };
    }
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Wrong(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function meterOf(entry: unknown, i: number): MeterSource {
  const at = `meters[${i}]`;
  const meter = objectAt(entry, at, ['id', 'line', 'measurement', 'field', 'tags', 'kind', 'parent', 'retentionPolicy']);
  const kind = meter['kind'] ?? 'power';
  if (kind !== 'power' && kind !== 'counter') {
    throw new Wrong(`${at}.kind must be "power" (kW) or "counter" (kWh): got ${JSON.stringify(kind)}`);
  }
  const parent = meter['parent'] ?? null;
  if (parent !== null && typeof parent !== 'string') {
    throw new Wrong(`${at}.parent must be the id of a meter, or null`);
  }
  return {
    id: textAt(meter, 'id', at), line: optionalAt(meter, 'line', at), measurement: textAt(meter, 'measurement', at),
    field: textAt(meter, 'field', at), tags: tagsAt(meter, at), kind, parent, ...policyAt(meter, at),
  };
}

function machineOf(entry: unknown, i: number): MachineSource {
  const at = `machines[${i}]`;
  const machine = objectAt(entry, at, ['measurement', 'field', 'idTag', 'id', 'tags', 'stateTag', 'stateFields', 'preset', 'states', 'staleHours', 'meter', 'line', 'retentionPolicy']);
  const idTag = optionalAt(machine, 'idTag', at);
  const id = optionalAt(machine, 'id', at);
  if ((idTag === undefined) === (id === undefined)) {
    throw new Wrong(`${at} needs either idTag (one machine for every value of that tag) or id (one machine)`);
  }
  const states = machine['states'] === undefined ? undefined : statesAt(machine, at);
  const stateTag = optionalAt(machine, 'stateTag', at);
  const stateFields = machine['stateFields'] === undefined ? undefined : stateFieldsAt(machine, at);
  if (stateTag !== undefined && stateFields) {
    throw new Wrong(`${at} has a stateTag and stateFields: its states are stored in one way only`);
  }
  return {
    measurement: textAt(machine, 'measurement', at), field: textAt(machine, 'field', at), idTag, id, tags: tagsAt(machine, at),
    preset: presetAt(machine, at), meter: optionalAt(machine, 'meter', at), line: optionalAt(machine, 'line', at), ...(states ? { states } : {}),
    ...(stateTag === undefined ? {} : { stateTag }), ...(stateFields ? { stateFields } : {}), ...staleAt(machine, at), ...policyAt(machine, at),
  };
}

/** Where the rows are not in the database's default retention policy. */
function policyAt(from: Json, at: string): { readonly policy?: string } {
  const policy = optionalAt(from, 'retentionPolicy', at);
  return policy === undefined ? {} : { policy };
}

function staleAt(machine: Json, at: string): { readonly staleMs?: number } {
  const hours = machine['staleHours'] ?? undefined;
  if (hours !== undefined && !(typeof hours === 'number' && hours > 0 && hours <= 720)) {
    throw new Wrong(`${at}.staleHours must be a number of hours over 0 and up to 720: got ${JSON.stringify(hours)?.slice(0, 40)}`);
  }
  return hours === undefined ? {} : { staleMs: hours * HOUR_MS };
}

function stateFieldsAt(machine: Json, at: string): readonly string[] {
  const fields = machine['stateFields'];
  if (!Array.isArray(fields) || fields.length === 0 || !fields.every((name): name is string => typeof name === 'string' && name !== '')) {
    throw new Wrong(`${at}.stateFields must be a list of columns, one for each state: got ${JSON.stringify(fields)?.slice(0, 40)}`);
  }
  return fields;
}

function presetAt(machine: Json, at: string): PresetId | undefined {
  const name = optionalAt(machine, 'preset', at);
  const preset = name === undefined ? undefined : presetOf(name);
  if (name !== undefined && !preset) {
    throw new Wrong(`${at}.preset must be one of ${PRESETS.map(({ id }) => id).join(', ')}: got "${name}". For other values give the entry "states"`);
  }
  return preset?.id;
}

/** Raw value to state name. A Map, for the raw values are names from data. */
function statesAt(machine: Json, at: string): ReadonlyMap<string, string> {
  const entries = Object.entries(objectAt(machine['states'], `${at}.states`));
  return new Map(entries.map(([raw, name]) => {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new Wrong(`${at}.states.${raw} must be the name of a state, like "RUNNING": got ${JSON.stringify(name)?.slice(0, 40)}`);
    }
    return [raw, name.trim()];
  }));
}

function scopeOf(entry: unknown, meters: readonly MeterSource[], machines: readonly MachineSource[]): Scope {
  const scope = objectAt(entry, 'scope', ['line', 'machine', 'meters', 'shifts']);
  const [line, machine] = [optionalAt(scope, 'line', 'scope'), optionalAt(scope, 'machine', 'scope')];
  if (line === undefined && machine === undefined) {
    throw new Wrong('scope must name a line or a machine; leave it out to read the whole plant');
  }
  if (line !== undefined && ![...meters, ...machines].some((one) => one.line === line)) {
    throw new Wrong(`scope.line "${line}" is the line of no meter and no machine`);
  }
  const named = scope['meters'] === undefined ? undefined : listAt(scope, 'meters').map((id) => {
    if (typeof id !== 'string' || !meters.some((meter) => meter.id === id)) {
      throw new Wrong(`scope.meters must be ids of meters: got ${JSON.stringify(id)?.slice(0, 40)}`);
    }
    return id;
  });
  return { ...(line === undefined ? {} : { line }), ...(machine === undefined ? {} : { machine }), ...(named ? { meters: named } : {}), ...(scope['shifts'] === true ? { shifts: true } : {}) };
}

function shiftOf(entry: unknown): ShiftSource {
  const shifts = objectAt(entry, 'shifts', ['measurement', 'field', 'tags', 'retentionPolicy']);
  return { measurement: textAt(shifts, 'measurement', 'shifts'), field: textAt(shifts, 'field', 'shifts'), tags: tagsAt(shifts, 'shifts'), ...policyAt(shifts, 'shifts') };
}

/** @param keys those that are read; empty = any. A key that is nearly one of them would be left out without a word, and a meter without its tags is an average of several. */
function objectAt(value: unknown, at: string, keys: readonly string[] = []): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Wrong(`${at} must be an object: got ${JSON.stringify(value)?.slice(0, 40)}`);
  }
  for (const key of Object.keys(value)) {
    const meant = keys.includes(key) ? undefined : keys.find((known) => !Object.hasOwn(value, known) && (bare(key) === bare(known) || (known.length > 3 && isTypo(key, known))));
    if (meant !== undefined) {
      throw new Wrong(`${at} has "${key}", which must be written "${meant}"`);
    }
  }
  return value as Json;
}

/** Without what writers differ in: capitals, lines between words, the plural; a time zone is a zone. */
function bare(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '').replace(/^(time)?zone$|^tz$/, 'zone').replace(/s$/, '');
}

/** One letter too many, too few, or another one; or two that changed places. */
function isTypo(key: string, known: string): boolean {
  let i = 0;
  while (i < known.length && key[i] === known[i]) {
    i++;
  }
  const [rest, wanted] = [key.slice(i), known.slice(i)];
  return rest.slice(1) === wanted || rest === wanted.slice(1) || rest.slice(1) === wanted.slice(1) || (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2));
}

function listAt(map: Json, key: string): readonly unknown[] {
  const value = map[key];
  if (!Array.isArray(value)) {
    throw new Wrong(`${key} must be a list: got ${JSON.stringify(value)?.slice(0, 40)}`);
  }
  return value;
}

function textAt(from: Json, key: string, at: string): string {
  const value = from[key];
  if (typeof value !== 'string' || value === '') {
    throw new Wrong(`${at}.${key} must be a text that is not empty: got ${JSON.stringify(value)?.slice(0, 40)}`);
  }
  return value;
}

function optionalAt(from: Json, key: string, at: string): string | undefined {
  return from[key] === undefined || from[key] === null ? undefined : textAt(from, key, at);
}

function tagsAt(from: Json, at: string): Tags {
  const tags = from['tags'] === undefined ? {} : objectAt(from['tags'], `${at}.tags`);
  for (const [name, value] of Object.entries(tags)) {
    if (typeof value !== 'string') {
      throw new Wrong(`${at}.tags.${name} must be a text: got ${JSON.stringify(value)}`);
    }
  }
  return tags as Tags;
}

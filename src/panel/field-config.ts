import { colorManipulator, FieldColorModeId, FieldType, getDisplayProcessor, type DataFrame, type Field, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import { isUnknownState, type MachineLog } from '../base';
import { rgbaOf, stateClass, type StateLook, type StateLooks } from '../chart';
import { metaOf, meterField, roleOf, seriesIn, stateFields, type OwnedField } from '../frames';
import type { NumberSettings } from './display';
import type { StateNames } from './state-names';

/** What a dashboard's author set on the fields of meter and machines: names and colours of states, by value mappings, unit and decimals of the readings, and data links. */

export interface FieldConfigs {
  readonly meter: OwnedField | undefined;
  /** Unit and decimals in which an override wants the meter shown. */
  readonly shown: NumberSettings;
  readonly machines: readonly OwnedField[];
}

export function fieldConfigsOf(frames: readonly DataFrame[]): FieldConfigs {
  const shown = seriesIn(frames).filter((frame) => metaOf(frame)?.purpose !== 'learn');
  const meter = shown.find((frame) => roleOf(frame) === 'meter');
  const owned = meter && meterField(meter);
  const { unit, decimals } = owned?.field.config ?? {};
  // What the data source itself says of its readings is nobody's wish, and with others the unit says what the readings are.
  const wished = meter && metaOf(meter) && unit !== 'kwatt' && unit !== 'kwatth' ? unit : undefined;
  return { meter: owned, shown: { unit: wished, decimals }, machines: shown.filter((frame) => roleOf(frame) === 'machine').flatMap(stateFields) };
}

/** A colour that no mapping gives: what a field's own colour is where the mappings say nothing. */
const NONE = '#01020300';

/** What the value mappings say of states: names, by machine and state as it came, and looks, by machine and that name. */
export interface StateSettings {
  readonly names: StateNames;
  readonly looks: StateLooks;
}

/**
 * By the mappings of each machine's own field, defaults and overrides in them. Silence keeps its name and its mark. A text that another
 * state of the machine has too stands before the state's own name; one that says more than the state's name gives it its class.
 * O(states)
 */
export function stateSettingsOf({ machines: fields }: FieldConfigs, machines: readonly MachineLog[], theme: GrafanaTheme2): StateSettings {
  const logs = new Map(machines.map((log) => [log.machineId, log]));
  const names = new Map<string, ReadonlyMap<string, string>>();
  const looks = new Map<string, ReadonlyMap<string, StateLook>>();
  for (const { id, field: { config: { mappings } } } of fields) {
    const states = mappings && mappings.length > 0 ? logs.get(id)?.states.filter((state) => !isUnknownState(state)) : undefined;
    if (!states) {
      continue;
    }
    const display = getDisplayProcessor({ field: { type: FieldType.string, config: { mappings, color: { mode: FieldColorModeId.Fixed, fixedColor: NONE } } }, theme });
    const said = states.map((state) => ({ state, ...understood(() => display(state)) }));
    const taken = said.map(({ state, text }) => text?.trim() || state);
    const named = new Map<string, string>();
    const looked = new Map<string, StateLook>();
    said.forEach(({ state, color }, i) => {
      const text = taken[i]!;
      const name = text === state || taken.filter((one) => one === text).length === 1 ? text : `${text} (${state})`;
      const colour = understood(() => readable(color));
      if (name !== state) {
        named.set(state, name);
      }
      if (name !== state || colour) {
        const of = stateClass(state);
        looked.set(name, { of: of === 'other' ? stateClass(text) : of, colour });
      }
    });
    if (looked.size > 0) {
      looks.set(id, looked);
    }
    if (named.size > 0) {
      names.set(id, named);
    }
  }
  return { names, looks };
}

function readable(colour: string | undefined): string | undefined {
  const plain = colour === undefined || colour === NONE ? undefined : colorManipulator.asHexString(colour);
  return plain !== undefined && rgbaOf(plain) ? plain : undefined;
}

/** An expression or a colour may be anything that was typed. */
function understood<T>(asked: () => T): T | undefined {
  try {
    return asked();
  } catch {
    return undefined;
  }
}

/** Of the meter at an instant; variables of the value are those of that reading. Grafana itself made the addresses harmless. */
export function meterLinks({ meter }: FieldConfigs, atMs: number | undefined): LinkModel<Field>[] {
  return meter && hasLinks(meter) ? linksAt(meter, atMs === undefined ? undefined : rowAt(meter, atMs + 1)) : [];
}

/** Of machines, each at its last entry into a state before an instant. O(entries) */
export function machineLinks({ machines }: FieldConfigs, ids: readonly string[], state: string, beforeMs: number): LinkModel<Field>[] {
  return machines.filter((one) => ids.includes(one.id) && hasLinks(one)).flatMap((one) => linksAt(one, rowAt(one, beforeMs, state) ?? rowAt(one, beforeMs)));
}

const hasLinks = ({ field: { config, getLinks } }: OwnedField): boolean => getLinks !== undefined && (config.links?.length ?? 0) > 0;

const linksAt = ({ field }: OwnedField, row: number | undefined): LinkModel<Field>[] => (field.getLinks?.({ valueRowIndex: row }) ?? []).filter(({ href, onClick }) => href || onClick);

/** The last row before an instant, and of that value if one is wanted. */
function rowAt({ field, time }: OwnedField, beforeMs: number, value?: string): number | undefined {
  for (let row = time.values.length - 1; row >= 0; row--) {
    if (Number(time.values[row]) < beforeMs && (value === undefined || String(field.values[row]) === value)) {
      return row;
    }
  }
  return undefined;
}

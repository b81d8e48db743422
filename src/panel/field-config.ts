import { colorManipulator, FieldColorModeId, FieldType, getDisplayProcessor, type DataFrame, type Field, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import type { MachineLog } from '../base';
import { rgbaOf, type StateColours } from '../chart';
import { metaOf, meterField, roleOf, seriesIn, stateFields, type OwnedField } from '../frames';

/** What a dashboard's author set on the fields of meter and machines: colours of states, by value mappings, and data links. */

export interface FieldConfigs {
  readonly meter: OwnedField | undefined;
  readonly machines: readonly OwnedField[];
}

export function fieldConfigsOf(frames: readonly DataFrame[]): FieldConfigs {
  const shown = seriesIn(frames).filter((frame) => metaOf(frame)?.purpose !== 'learn');
  const meter = shown.find((frame) => roleOf(frame) === 'meter');
  return { meter: meter && meterField(meter), machines: shown.filter((frame) => roleOf(frame) === 'machine').flatMap(stateFields) };
}

/** A colour that no mapping gives: what a field's own colour is where the mappings say nothing. */
const NONE = '#01020300';

/** By the mappings of each machine's own field, defaults and overrides in them. A text that is no colour counts as none. O(states) */
export function stateColoursOf({ machines: fields }: FieldConfigs, machines: readonly MachineLog[], theme: GrafanaTheme2): StateColours {
  const logs = new Map(machines.map((log) => [log.machineId, log]));
  return new Map(fields.flatMap(({ id, field: { config: { mappings } } }) => {
    const states = mappings && mappings.length > 0 ? logs.get(id)?.states : undefined;
    if (!states) {
      return [];
    }
    const display = getDisplayProcessor({ field: { type: FieldType.string, config: { mappings, color: { mode: FieldColorModeId.Fixed, fixedColor: NONE } } }, theme });
    const chosen = states.flatMap((state) => {
      const colour = readable(() => display(state).color);
      return colour === undefined ? [] : [[state, colour] as const];
    });
    return chosen.length > 0 ? [[id, new Map(chosen)] as const] : [];
  }));
}

/** An expression or a colour may be anything that was typed. */
function readable(chosen: () => string | undefined): string | undefined {
  try {
    const colour = chosen();
    const plain = colour === undefined || colour === NONE ? undefined : colorManipulator.asHexString(colour);
    return plain !== undefined && rgbaOf(plain) ? plain : undefined;
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

/** State models that plants use, as data: raw value → name of the state. Nothing here is guessed: each list says where its numbers are from. */

export interface Preset {
  readonly id: PresetId;
  /** For people who choose one. */
  readonly label: string;
  /** Raw value as text → state name. Texts are compared without case, spaces, hyphens and underscores. */
  readonly states: ReadonlyMap<string, string>;
}

export type PresetId = 'packml' | 'opc-40001-1' | 'opc-40001-1-mode' | 'euromap' | 'mtconnect';

/**
 * PackML states by number. @see ANSI/ISA-TR88.00.02 as PackTags v3.0 numbers them; the same list stands in Beckhoff's Tc3_PackML, E_PMLState
 * (infosys.beckhoff.com, tcplclib_tc3_packml), and OPC 30050 §6.3.6–6.3.8 gives StateNumber 1 Clearing, 2 Stopped, 9 Aborted. 0 is "undefined".
 * Not the numbers of OPC 30060 (tobacco), which counts the same names in another order: that needs an own mapping.
 */
const PACKML = [
  'UNKNOWN', 'CLEARING', 'STOPPED', 'STARTING', 'IDLE', 'SUSPENDED', 'EXECUTE', 'STOPPING', 'ABORTING', 'ABORTED',
  'HOLDING', 'HELD', 'UNHOLDING', 'SUSPENDING', 'UNSUSPENDING', 'RESETTING', 'COMPLETING', 'COMPLETE',
];

/** MachineryItemState by name alone: its StateNumbers were not seen in a source that can be cited. @see OPC 40001-1 §12.2 */
const ITEM_STATES = ['NOT AVAILABLE', 'OUT OF SERVICE', 'NOT EXECUTING', 'EXECUTING'];

/** MachineryOperationMode: 0 None, 1 Maintenance, 2 Setup, 3 Processing. @see OPC 40001-1 §13.2; numbers as OPC 40082-5 §11.3 repeats them */
const OPERATION_MODES = ['NONE', 'MAINTENANCE', 'SETUP', 'PROCESSING'];

/**
 * MachineMode of EUROMAP 77 (injection moulding) and 83 (plastics and rubber, general types). @see OPC 40083 §12.4, Table 38.
 * EUROMAP 63 has no such list for all makers: its status texts need an own mapping.
 */
const MACHINE_MODES = ['OTHER', 'AUTOMATIC', 'SEMI AUTOMATIC', 'MANUAL', 'SETUP', 'SLEEP'];

/** Execution of a controller, by name alone. @see MTConnect Standard Part 2 (2.0), Execution */
const EXECUTION = [
  'READY', 'ACTIVE', 'INTERRUPTED', 'FEED HOLD', 'STOPPED', 'OPTIONAL STOP', 'PROGRAM STOPPED', 'PROGRAM COMPLETED', 'PROGRAM OPTIONAL STOP', 'WAIT',
];

const byNumber = (names: readonly string[]): Array<readonly [string, string]> => names.map((name, number) => [String(number), name]);
const byName = (names: readonly string[]): Array<readonly [string, string]> => names.map((name) => [plain(name), name]);
const both = (names: readonly string[]): ReadonlyMap<string, string> => new Map([...byNumber(names), ...byName(names)]);

export const PRESETS: readonly Preset[] = [
  { id: 'packml', label: 'PackML (ISA-TR88.00.02)', states: new Map([...both(PACKML), ['undefined', 'UNKNOWN'], ['completed', 'COMPLETE'], ['unsuspend', 'UNSUSPENDING']]) },
  { id: 'opc-40001-1', label: 'OPC 40001-1, item state', states: new Map(byName(ITEM_STATES)) },
  { id: 'opc-40001-1-mode', label: 'OPC 40001-1, operation mode', states: both(OPERATION_MODES) },
  { id: 'euromap', label: 'EUROMAP 77 / 83, machine mode', states: both(MACHINE_MODES) },
  { id: 'mtconnect', label: 'MTConnect, execution', states: new Map(byName(EXECUTION)) },
];

export function presetOf(id: string): Preset | undefined {
  return PRESETS.find((one) => one.id === id);
}

/** One spelling of a text: "Semi_Automatic", "semi-automatic" and "SEMI AUTOMATIC" are the same state. */
export function plain(text: string): string {
  return text.trim().toLowerCase().replace(/[\s_-]+/g, '');
}

/**
 * The preset that knows most of these raw values, for a proposal; a person decides.
 * @returns undefined unless it knows at least two of them and four fifths; of equals the first of {@link PRESETS}. Numbers alone say nothing
 *   unless one is there that only PackML has (6 and above), for small numbers fit every list.
 */
export function guessPreset(values: readonly string[]): PresetId | undefined {
  const known = [...new Set(values.map(plain))].filter((value) => value !== '');
  const telling = known.some((value) => !/^\d+$/.test(value) || Number(value) > 5);
  let best: { readonly id: PresetId; readonly share: number } | undefined;
  for (const { id, states } of PRESETS) {
    const hits = known.filter((value) => states.has(value)).length;
    const share = hits / known.length;
    if (hits >= 2 && share >= 0.8 && share > (best?.share ?? 0)) {
      best = { id, share };
    }
  }
  return telling ? best?.id : undefined;
}

import {
  applyFieldOverrides, createTheme, dataLinksOverrideProcessor, FieldConfigProperty, MappingType, Registry, SpecialValueMatch, unitOverrideProcessor, valueMappingsOverrideProcessor,
  type ConfigOverrideRule, type DataFrame, type FieldConfigSource, type ValueMapping,
} from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS } from '../../src/base';
import { gather, machineFrame, meterFrame } from '../../src/frames';
import { displayOf } from '../../src/panel/display';
import { fieldConfigsOf, machineLinks, meterLinks, stateSettingsOf } from '../../src/panel/field-config';
import { cameAs, namedPlant, namedResult, namedVerdict, withState } from '../../src/panel/state-names';

const theme = createTheme();
const context = { refId: 'A', zone: 'UTC' };
const oven = machineLog('oven <1>', [[0, 'OFF'], [MINUTE_MS, 'HEATING'], [3 * MINUTE_MS, 'HOLD'], [5 * MINUTE_MS, 'HEATING']]);
const press = machineLog('press', [[0, 'OFF'], [2 * MINUTE_MS, 'HEATING']]);
const meter = { kind: 'power' as const, meterId: 'incomer', timeMs: Float64Array.of(0, MINUTE_MS, 2 * MINUTE_MS), demandKw: Float64Array.of(100, 150, 120), windowMs: MINUTE_MS, completeness: COMPLETE, notices: [] };
const frames = [meterFrame(meter, 'learn', context), meterFrame(meter, 'view', context), machineFrame(oven, context), machineFrame(press, context)];

/** As Grafana does it before a panel is given its data: with its own functions. */
const registry = new Registry(() => ([
  [FieldConfigProperty.Unit, unitOverrideProcessor], [FieldConfigProperty.Mappings, valueMappingsOverrideProcessor], [FieldConfigProperty.Links, dataLinksOverrideProcessor],
] as const).map(([id, process]) => ({ id, path: id, name: id, process, settings: {}, shouldApply: () => true })) as never);

function given(defaults: FieldConfigSource['defaults'], overrides: ConfigOverrideRule[] = [], data: DataFrame[] = frames): DataFrame[] {
  return applyFieldOverrides({
    data, fieldConfig: { defaults, overrides }, fieldConfigRegistry: registry as never, theme,
    replaceVariables: (text, vars) => text.replace(/\$\{__value\.row\}/, String((vars?.['__dataContext']?.value as { rowIndex?: number } | undefined)?.rowIndex)),
  });
}

const settingsOf = (series: DataFrame[], machines = [oven, press]) => stateSettingsOf(fieldConfigsOf(series), machines, theme);
const plain = <T, U = T>(by: ReadonlyMap<string, ReadonlyMap<string, T>>, of: (value: T) => U = (value) => value as unknown as U) =>
  Object.fromEntries([...by].map(([id, states]) => [id, Object.fromEntries([...states].map(([state, value]) => [state, of(value)]))]));
const coloursOf = (series: DataFrame[]) => plain(settingsOf(series).looks, ({ colour }) => colour);
const to = (color: string, state: string): ValueMapping => ({ type: MappingType.ValueToText, options: { [state]: { color } } });

describe('the colours of states', () => {
  it('are those of the value mappings, named as Grafana names them, and none where a mapping gives none', () => {
    const mappings: ValueMapping[] = [to('green', 'OFF'), { type: MappingType.RegexToText, options: { pattern: '/^HEAT/', result: { color: '#ABCDEF' } } }, { type: MappingType.ValueToText, options: { HOLD: { index: 1 } } }];
    const states = { OFF: theme.visualization.getColorByName('green'), HEATING: '#ABCDEF' };
    expect(coloursOf(given({ mappings }))).toEqual({ 'oven <1>': states, press: states });
    expect(coloursOf(given({}))).toEqual({});
  });

  it('may differ from machine to machine: an override counts for its own field', () => {
    const overrides: ConfigOverrideRule[] = [{ matcher: { id: 'byName', options: 'state press' }, properties: [{ id: FieldConfigProperty.Mappings, value: [to('#111111', 'HEATING')] }] }];
    const named = frames.map((frame) => ({ ...frame, fields: frame.fields.map((field) => ({ ...field, ...(field.labels?.['machine'] === 'press' ? { name: 'state press' } : {}) })) }));
    expect(coloursOf(given({}, overrides, named))).toEqual({ press: { HEATING: '#111111' } });
  });

  it('leave aside what is no colour, and what cannot be understood as a mapping', () => {
    const mappings: ValueMapping[] = [to('#zzz', 'OFF'), { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.Null, result: { color: 'red' } } }, { type: MappingType.RegexToText, options: { pattern: '/(/', result: { color: 'red' } } }];
    expect(coloursOf(given({ mappings }))).toEqual({});
  });
});

describe('the names of states', () => {
  const text = (given: Record<string, string>): ValueMapping => ({ type: MappingType.ValueToText, options: Object.fromEntries(Object.entries(given).map(([state, name]) => [state, { text: name }])) });
  const caster = machineLog('caster', [[0, '0'], [MINUTE_MS, '3'], [2 * MINUTE_MS, '4'], [3 * MINUTE_MS, 'UNKNOWN']]);
  const series = (...mappings: ValueMapping[]) => given({ mappings }, [], [frames[1]!, machineFrame(caster, context)]);

  it('are the texts of value mappings, and a text says what the state is where its own name does not', () => {
    const { names, looks } = settingsOf(series(text({ 0: 'Off', 3: ' Casting ', UNKNOWN: 'silent' })), [caster]);
    expect(plain(names)).toEqual({ caster: { 0: 'Off', 3: 'Casting' } });
    expect(plain(looks, ({ of }) => of)).toEqual({ caster: { Off: 'off', Casting: 'other' } });
    // The state's own name goes before: a translation changes no mark.
    expect(plain(settingsOf(given({ mappings: [text({ HEATING: 'Heizt' })] })).looks, ({ of }) => of)).toEqual({ 'oven <1>': { Heizt: 'starting' }, press: { Heizt: 'starting' } });
  });

  it('stay apart where two states have one text, or one has the name of another', () => {
    expect(plain(settingsOf(series(text({ 3: 'Casting', 4: 'Casting' })), [caster]).names)).toEqual({ caster: { 3: 'Casting (3)', 4: 'Casting (4)' } });
    expect(plain(settingsOf(series(text({ 3: '4', 4: '' })), [caster]).names)).toEqual({ caster: { 3: '4 (3)' } });
  });

  it('are read everywhere and stored nowhere', () => {
    const { names } = settingsOf(series(text({ 3: 'Casting' })), [caster]);
    const gathered = gather(series());
    expect(gathered.kind === 'plant' && namedPlant(gathered, names).machines[0]?.states).toEqual(['0', 'Casting', '4', 'UNKNOWN']);
    const notices = [{ severity: 'warning', code: 'stale-source', text: '', silence: { machineId: 'caster', state: '3', startMs: 0, endMs: 1 } }];
    const result = { notices, findings: [{ causes: [{ machines: ['caster'], state: '3', kw: 1 }] }], machines: [{ machineId: 'caster', states: [{ state: '3', kw: 1 }, { state: '4', kw: 2 }] }] };
    expect(namedResult(result as never, names)).toMatchObject({ notices: [{ silence: { state: 'Casting' } }], findings: [{ causes: [{ state: 'Casting', kw: 1 }] }], machines: [{ states: [{ state: 'Casting' }, { state: '4' }] }] });
    const verdict = { kind: 'confirmed' as const, meterId: 'incomer', machines: ['caster'], state: '3', startMs: 0, endMs: 1 };
    const read = namedVerdict(verdict, names);
    expect([read.state, withState(read, names, cameAs)]).toEqual(['Casting', verdict]);
    expect([cameAs(names, 'other', 'Casting'), cameAs(names, 'caster', 'Pouring')]).toEqual(['Casting', 'Pouring']);
  });
});

describe('data links', () => {
  const links = [{ title: 'Log book', url: 'https://logbook.example/?row=${__value.row}', targetBlank: true }, { title: 'Hostile', url: 'javascript:alert(1)' }];

  it('of the meter are those of its reading at the peak, of the view and not of the learning range', () => {
    const fields = fieldConfigsOf(given({ links }));
    expect(meterLinks(fields, MINUTE_MS).map(({ href, target, title }) => [title, href, target])).toEqual([['Log book', 'https://logbook.example/?row=1', '_blank'], ['Hostile', 'about:blank', undefined]]);
    expect(meterLinks(fieldConfigsOf(given({})), MINUTE_MS)).toEqual([]);
  });

  it('of a machine are those of its last entry into the state before the spike’s end, or of its last entry', () => {
    const fields = fieldConfigsOf(given({ links }));
    const rows = (state: string, beforeMs: number) => machineLinks(fields, ['oven <1>'], state, beforeMs).map(({ href }) => href);
    expect(rows('HEATING', 5 * MINUTE_MS)).toEqual(['https://logbook.example/?row=1', 'about:blank']);
    expect(rows('COOLING', 4 * MINUTE_MS)[0]).toBe('https://logbook.example/?row=2');
    expect(machineLinks(fields, ['oven <1>', 'press'], 'HEATING', 5 * MINUTE_MS)).toHaveLength(4);
    // Frames that came past no field config have none.
    expect(machineLinks(fieldConfigsOf(frames), ['press'], 'OFF', 5 * MINUTE_MS)).toEqual([]);
  });
});

it('a unit that an override gives to a field of ours changes no reading: they are kW whatever somebody calls them', () => {
  const gathered = gather(given({}, [{ matcher: { id: 'byName', options: 'demand' }, properties: [{ id: FieldConfigProperty.Unit, value: 'megwatt' }] }]));
  expect(gathered.kind === 'plant' && gathered.view.kind === 'power' && [...gathered.view.demandKw]).toEqual([100, 150, 120]);
});

describe('how numbers are written', () => {
  const over = (...properties: ConfigOverrideRule['properties']): ConfigOverrideRule[] => [{ matcher: { id: 'byName', options: 'demand' }, properties }];
  const display = (overrides: ConfigOverrideRule[], defaults: FieldConfigSource['defaults'] = {}) => displayOf({ defaults, overrides }, 'en-GB', fieldConfigsOf(given(defaults, overrides)).shown, 300);

  it('follows an override of the meter’s unit before the panel’s own', () => {
    expect(display(over({ id: FieldConfigProperty.Unit, value: 'megwatt' }))).toMatchObject({ unit: 'MW', perKw: 0.001, decimals: 3 });
    expect(display(over({ id: FieldConfigProperty.Unit, value: 'megwatt' }), { unit: 'watt' })).toMatchObject({ unit: 'MW' });
    expect(display([], { unit: 'watt' })).toMatchObject({ unit: 'W', decimals: 0 });
    expect(display(over({ id: FieldConfigProperty.Unit, value: 'celsius' }))).toMatchObject({ unit: 'kW', perKw: 1 });
  });

  it('has whole kW, and for a small meter as many decimals as tell its numbers apart, unless the author set them', () => {
    const decimals = (highestKw: number, set?: number) => displayOf({ defaults: { ...(set === undefined ? {} : { decimals: set }) }, overrides: [] }, 'en-GB', {}, highestKw).decimals;
    expect([0.9, 9, 19, 20, 34_000, NaN].map((kw) => decimals(kw))).toEqual([3, 2, 1, 0, 0, 0]);
    expect(decimals(0.9, 1)).toBe(1);
  });
});

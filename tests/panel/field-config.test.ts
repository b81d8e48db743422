import {
  applyFieldOverrides, createTheme, dataLinksOverrideProcessor, FieldConfigProperty, MappingType, Registry, SpecialValueMatch, unitOverrideProcessor, valueMappingsOverrideProcessor,
  type ConfigOverrideRule, type DataFrame, type FieldConfigSource, type ValueMapping,
} from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS } from '../../src/base';
import { gather, machineFrame, meterFrame } from '../../src/frames';
import { fieldConfigsOf, machineLinks, meterLinks, stateColoursOf } from '../../src/panel/field-config';

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

const coloursOf = (series: DataFrame[]) => Object.fromEntries([...stateColoursOf(fieldConfigsOf(series), [oven, press], theme)].map(([id, states]) => [id, Object.fromEntries(states)]));
const to = (color: string, state: string): ValueMapping => ({ type: MappingType.ValueToText, options: { [state]: { color } } });

describe('the colours of states', () => {
  it('are those of the value mappings, named as Grafana names them, and none where a mapping gives none', () => {
    const mappings: ValueMapping[] = [to('green', 'OFF'), { type: MappingType.RegexToText, options: { pattern: '/^HEAT/', result: { color: '#ABCDEF' } } }, { type: MappingType.ValueToText, options: { HOLD: { text: 'keeps warm' } } }];
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

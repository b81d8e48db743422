/** What Grafana 12.3's own InfluxDB data source answered, as the panel is given it: recorded answers through Grafana's own reading of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { toDataQueryResponse } from '@grafana/runtime';
import { describe, expect, test } from 'vitest';
import { gather, seriesIn } from '../../src/frames';
import { column, plantIn as plant, table as frame } from '../support/frames';
import { fieldConfigsOf, machineLinks } from '../../src/panel/field-config';

const FOLDER = join(import.meta.dirname, '../fixtures/grafana-12.3-influxdb-1.13');
interface Recorded { readonly status: number; readonly body: unknown; readonly request: { readonly queries: never } }
const recorded = (...names: readonly string[]): DataFrame[] => names.flatMap((name) => {
  const { body, status, request } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Recorded;
  return toDataQueryResponse({ data: body, status } as never, request.queries).data as DataFrame[];
});
const table = (...fields: Field[]): DataFrame => frame('table', ...fields);
const states = (frames: readonly DataFrame[]) => plant([...frames, table(column('Time', FieldType.time, [0]), column('kw', FieldType.number, [1], { labels: { meter: 'm' } }))]).machines
  .map(({ machineId, states: names, timeMs }) => [machineId, names, timeMs.length]);

describe('a meter', () => {
  test('asked for mean, maximum and count is one meter with its maxima; what is left out is named as Grafana names it', () => {
    const { view, notices, machines } = plant(recorded('influxql-meter-5m'));
    expect(view).toMatchObject({ kind: 'power', meterId: 'incomer 1' });
    expect(view.kind === 'power' ? [view.demandKw[0], view.maxKw?.[0], view.demandKw.length, view.maxKw?.length] : view.kind).toEqual([29.638, 31.07, 48, 48]);
    expect(notices.map(({ text }) => text)).toEqual(['Only the first meter is investigated; energy_meter.n { meter: incomer 1 } is left out.']);
    expect(machines).toEqual([]);
  });

  test('is the same one as a table, in Flux, and with its columns the other way round', () => {
    const { view } = plant(recorded('influxql-meter-5m'));
    expect(plant(recorded('influxql-meter-table')).view).toEqual(view);
    expect(plant([...recorded('influxql-meter-5m')].reverse()).view).toMatchObject({ meterId: 'incomer 1', kind: 'power' });
    const flux = plant(recorded('flux-meter-5m')).view;
    expect(flux.kind === 'power' && view.kind === 'power' ? [flux.meterId, [...flux.demandKw].map((kw) => kw.toFixed(6))] : '').toEqual(['incomer 1', view.kind === 'power' ? [...view.demandKw].map((kw) => kw.toFixed(6)) : '']);
  });

  test('stands beside the states in one frame, as after a join by time, unless the numbers are a machine’s', () => {
    const joined = (labels?: Record<string, string>) => [table(column('Time', FieldType.time, [0, 1]), column('kw', FieldType.number, [5, 6], { labels }), column('state', FieldType.string, ['ON', 'OFF'], { labels: { machine: 'press' } }))];
    const { view, machines } = plant(joined({ meter: 'incomer' }));
    expect([view.meterId, view.kind === 'power' && [...view.demandKw], machines.map(({ machineId, states: names }) => [machineId, names])]).toEqual(['incomer', [5, 6], [['press', ['ON', 'OFF']]]]);
    expect(gather(joined({ machine: 'press' })).kind).toBe('missing');
  });

  test('that only rises is shown as it came, with what to do if it is a register', () => {
    const [frame] = recorded('influxql-counter');
    expect(plant([frame!]).notices.map(({ code }) => code)).toEqual(['rises-only']);
    const chosen = { ...frame!, fields: frame!.fields.map((field) => (field.type === FieldType.number ? { ...field, config: { ...field.config, unit: 'kwatth' } } : field)) };
    expect([plant([chosen]).view.kind, plant([chosen]).notices]).toEqual(['counter', []]);
  });

  test('of a column that is called kWh is a register; a unit that somebody chose goes before the name', () => {
    const of = (unit?: string) => plant([table(column('Time', FieldType.time, [0, 1]), column('E_kWh', FieldType.number, [5, 6], { config: { unit } }))]).view.kind;
    expect([of(), of('kwatt'), of('watt')]).toEqual(['counter', 'counter', 'power']);
  });

  test('in watt-hours is a register in kWh, by its unit or by its name, and so is one in megawatt-hours', () => {
    const of = (name: string, unit?: string) => {
      const { view } = plant([table(column('Time', FieldType.time, [0, 1]), column(name, FieldType.number, [5000, 6000], { config: { unit } }))]);
      return view.kind === 'counter' ? [...view.energyKwh] : view.kind;
    };
    expect([of('E', 'watth'), of('E_Wh'), of('total wh'), of('E', 'mwatth'), of('white'), of('wh_rate', 'watt')]).toEqual([[5, 6], [5, 6], [5, 6], [5_000_000, 6_000_000], 'power', 'power']);
  });
});

describe('machines', () => {
  test.each(['influxql-state-string', 'flux-state-string'])('of %s are logs under their own names', (name) => {
    expect(states(recorded(name)).map(([id, names]) => [id, (names as string[])[0]])).toEqual([['M01_compressor', 'LOADED'], ['M02_furnace', 'HEATUP'], ['M04_pump', 'RUNNING'], ['M06_chiller', 'STAGE1']]);
  });

  test('of a table are told apart by its tags, and not taken for one machine called “machine”', () => {
    expect(states(recorded('influxql-state-before')).map(([id]) => id)).toEqual(['M01_compressor', 'M02_furnace', 'M03_press', 'M04_pump', 'M05_packer', 'M06_chiller']);
  });

  test('of which the state before the range came by a second query begin with it', () => {
    const [inside, before] = [recorded('flux-state-string'), recorded('flux-state-before')];
    const alone = new Map(states(inside).map(([id, , rows]) => [id, rows as number]));
    for (const [id, , rows] of states([...inside, ...before])) {
      expect([id, rows]).toEqual([id, (alone.get(id) ?? 0) + 1]);
    }
    expect(plant([...inside, ...before, ...recorded('flux-meter-5m')]).machines.find((one) => one.machineId === 'M02_furnace')?.states.slice(0, 3)).toEqual(['OFF', 'HEATUP', 'HOLD']);
  });

  test('that report whole numbers and truth values: the numbers are their states, and never a meter beside one', () => {
    const frames = recorded('influxql-state-int-bool');
    expect(states(frames).slice(0, 2)).toEqual([['M01_compressor', ['3', '6'], 67], ['M02_furnace', ['8', '11'], 3]]);
    expect(states(frames).flatMap(([, names]) => names as string[]).filter((name) => !/^\d+$/.test(name))).toEqual([]);
    // The meter is the meter though it comes last.
    const got = plant([...frames, ...recorded('influxql-meter-5m')]);
    expect([got.view.meterId, got.notices.length]).toEqual(['incomer 1', 1]);
  });

  test('whose text came beside a number are known by the text', () => {
    expect(states([...recorded('influxql-state-int-bool'), ...recorded('influxql-state-string')]).map(([id, names]) => [id, (names as string[])[0]]))
      .toEqual([['M01_compressor', 'LOADED'], ['M02_furnace', 'HEATUP'], ['M04_pump', 'RUNNING'], ['M06_chiller', 'STAGE1']]);
  });

  test('whole kilowatts of one machine and nothing else are its power', () => {
    expect(plant([table(column('Time', FieldType.time, [0, 1]), column('Value', FieldType.number, [40, 41], { labels: { machine: 'oven' } }))]).view.meterId).toBe('oven');
  });

  test('of a table without the names of the contract are told apart where time steps back', () => {
    const frame = table(
      column('Time', FieldType.time, [1, 2, 1, 3]), column('Werk', FieldType.string, ['A', 'A', 'A', 'A']), column('Anlage', FieldType.string, ['P1', 'P1', 'P2', 'P2']),
      column('Zustand', FieldType.string, ['an', 'aus', 'aus', 'an'])
    );
    expect(seriesIn([frame]).map(({ fields }) => [fields[1]?.labels, fields[1]?.values])).toEqual([[{ Werk: 'A', Anlage: 'P1' }, ['an', 'aus']], [{ Werk: 'A', Anlage: 'P2' }, ['aus', 'an']]]);
    expect(states([frame]).map(([id]) => id)).toEqual(['P1', 'P2']);
  });

  test('that never changed keep their one state, which is no tag', () => {
    expect(states([table(column('Time', FieldType.time, [1, 2]), column('state', FieldType.string, ['OFF', 'OFF'], { labels: { machine: 'oven' } }))])).toEqual([['oven', ['OFF'], 1]]);
  });

  test('have the links of the rows where they came from', () => {
    const rows: Array<number | undefined> = [];
    const getLinks: Field['getLinks'] = ({ valueRowIndex }) => {
      rows.push(valueRowIndex);
      return [{ href: '/x', title: '', target: '_self', origin: undefined as never }];
    };
    const frame = table(column('Time', FieldType.time, [1, 2, 1, 3]), column('machine', FieldType.string, ['a', 'a', 'b', 'b']), column('state', FieldType.string, ['ON', 'OFF', 'OFF', 'ON'], { config: { links: [{ title: '', url: '/x' }] }, getLinks }));
    machineLinks(fieldConfigsOf([frame]), ['b'], 'ON', 10);
    expect(rows).toEqual([3]);
  });
});

test('what our own data source sends goes through untouched', () => {
  const frame: DataFrame = { ...table(column('time', FieldType.time, [1, 2]), column('state', FieldType.string, ['a', 'a'])), meta: { custom: { spiketrace: { role: 'machine' } } } };
  expect(seriesIn([frame])[0]).toBe(frame);
});

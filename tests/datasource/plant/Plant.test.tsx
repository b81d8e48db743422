/** The plant section shows the map as a tree, asks only when a button is pressed, and changes nothing but the text that a person then saves. */
import React, { useState } from 'react';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Closure, Discovery, Found } from '../../../src/influx';
import { Plant } from '../../../src/datasource/plant/Plant';
import type { PlantReaderOf } from '../../../src/datasource/plant/reading';
import type { SpiketraceJsonData } from '../../../src/datasource/types';

// A list that is open looks whether its end is in view.
beforeEach(() => void vi.stubGlobal('IntersectionObserver', class { observe(): void {} unobserve(): void {} disconnect(): void {} }));
afterEach(cleanup);

const PLANT = {
  zone: 'UTC',
  meters: [
    { id: 'incomer', measurement: 'em', field: 'kw', tags: { meter: 'in' } }, { id: 'oven', measurement: 'em', field: 'kwh', kind: 'counter', parent: 'incomer', line: 'one' },
    { id: 'lost', measurement: 'em', field: 'kw', parent: 'gone' },
  ],
  machines: [
    { measurement: 'st', field: 'state', idTag: 'machine', preset: 'packml', meter: 'incomer' }, { measurement: 'st2', field: 'code', id: 'robot', states: { 7: 'WARM-UP' } },
  ],
};
const meter = { kind: 'meter', because: 'power_kw is named like a power, in kW', source: { id: 'incomer 1', measurement: 'energy', field: 'power_kw', tags: { meter: 'incomer 1' }, kind: 'power', parent: null } } as const;
const machines = { kind: 'machines', because: 'field state (6, 4), told apart by the tag machine', values: ['6', '4'], machines: ['press-1'], source: { measurement: 'st', field: 'state', idTag: 'machine', tags: {}, preset: 'packml' } } as const;
const DISCOVERY: Discovery = { measurements: ['energy', 'st', 'weather'], cut: false, found: [{ measurement: 'energy', fields: [], tags: [], proposals: [meter] }, { measurement: 'st', fields: [], tags: [], proposals: [machines] }] };
const WEATHER: Found = { measurement: 'weather', fields: [], tags: [], proposals: [{ ...meter, source: { ...meter.source, id: 'roof', measurement: 'weather' } }] };
const CLOSURE: Closure = {
  parent: { meterId: 'incomer', kwh: 1000, coverage: 1 }, children: [{ meterId: 'oven', kwh: 900, coverage: 1 }], remainderKwh: 100, remainderShare: 0.1, coverage: 1, verdict: { kind: 'compared' },
};

function show(jsonData: Partial<SpiketraceJsonData> = { plant: PLANT }, answers: Partial<Record<'discover' | 'lookInto' | 'closures', unknown>> = {}) {
  const reader = {
    discover: vi.fn(async () => answers.discover ?? { kind: 'ok', value: DISCOVERY }), lookInto: vi.fn(async () => answers.lookInto ?? { kind: 'ok', value: WEATHER }),
    closures: vi.fn(async () => answers.closures ?? { kind: 'ok', value: [CLOSURE] }),
  };
  const readerOf = (async () => ({ kind: 'ready', reader })) as unknown as PlantReaderOf;
  let kept = jsonData as SpiketraceJsonData;
  function Page() {
    const [now, setNow] = useState(kept);
    kept = now;
    return <Plant uid="u" jsonData={now} set={(change) => setNow({ ...now, ...change })} readerOf={readerOf} />;
  }
  render(<Page />);
  return { reader, saved: () => kept };
}
const tree = () => within(screen.getByLabelText('Plant as a tree'));

test('meters stand below their parents with what runs behind them, and a parent that is missing is named', () => {
  show();
  const items = tree().getAllByRole('listitem').map((item) => item.firstChild?.textContent ?? '');
  expect(items).toEqual(['incomer', 'every machine: st, state, PackML (ISA-TR88.00.02)', 'oven', 'lost', 'robot: st2, code']);
  expect(tree().getByText(/its parent “gone” is not in the plant map/)).toBeTruthy();
  expect(tree().getByText(/7 is WARM-UP: starting/)).toBeTruthy();
  expect(tree().getByText('oven').closest('ul')?.closest('li')?.textContent).toMatch(/^incomer kW/);
});

test('nothing is asked before a button is pressed, and the closure is said with its remainder', async () => {
  const { reader } = show();
  expect([reader.discover, reader.closures].flatMap((asked) => asked.mock.calls)).toEqual([]);
  fireEvent.click(screen.getByText(/Do the meters close/));
  expect(await screen.findByText('incomer: 1,000 kWh = oven 900 kWh + remainder 100 kWh (10.0 %).')).toBeTruthy();
  expect(reader.closures).toHaveBeenCalledTimes(1);
});

test('what is picked is added to the text, which is saved by nobody but the person', async () => {
  const { saved } = show({});
  fireEvent.click(screen.getByText('Look into the database'));
  fireEvent.click(await screen.findByLabelText(/Meter incomer 1, kW/));
  fireEvent.click(screen.getByLabelText(/Machines press-1.*preset packml/));
  expect(saved().plant).toBeUndefined();
  fireEvent.click(screen.getByText('Add 2 to the plant map'));
  const map = JSON.parse(String(saved().plant)) as { meters: unknown[]; machines: unknown[] };
  expect(map).toMatchObject({ meters: [{ id: 'incomer 1', field: 'power_kw' }], machines: [{ idTag: 'machine', preset: 'packml' }] });
  expect(tree().getByText('incomer 1')).toBeTruthy();
});

test('another measurement is looked into when it is asked for', async () => {
  const { reader } = show({});
  fireEvent.click(screen.getByText('Look into the database'));
  fireEvent.click(await screen.findByText('weather'));
  expect(await screen.findByLabelText(/Meter roof, kW: weather/)).toBeTruthy();
  expect(reader.lookInto).toHaveBeenCalledWith('weather', expect.anything());
});

test('where no meter is proposed it is said what would make one', async () => {
  show({}, { discover: { kind: 'ok', value: { ...DISCOVERY, found: DISCOVERY.found.slice(1) } } });
  fireEvent.click(screen.getByText('Look into the database'));
  expect(await screen.findByText(/No meter is among them: one is proposed only where the last month has values/)).toBeTruthy();
});

test('a failure is said in its own words', async () => {
  show({}, { discover: { kind: 'failed', failure: { kind: 'refused', text: 'A trial zone is set.', advice: 'Take scope out.' } } });
  fireEvent.click(screen.getByText('Look into the database'));
  expect(await screen.findByText('A trial zone is set. Take scope out.')).toBeTruthy();
});

test('before the first save it says that saving comes first', async () => {
  render(<Plant uid="u" jsonData={{} as SpiketraceJsonData} set={() => undefined} />);
  fireEvent.click(screen.getByText('Look into the database'));
  expect(await screen.findByText(/Save the settings first/)).toBeTruthy();
});

test('a trial zone shows what is left of the plant', () => {
  show({ plant: { ...PLANT, scope: { line: 'one' } } });
  expect(tree().getByText(/only line one is read/)).toBeTruthy();
  expect(tree().queryByText('incomer')).toBeNull();
  expect(tree().getByText('oven')).toBeTruthy();
});

const scopeIn = (plant: unknown) => (JSON.parse(String(plant)) as { readonly scope?: unknown }).scope;

test('a trial zone is chosen by line and named by machine, keeps the rest of the map, and is taken back', async () => {
  const plant = { ...PLANT, machines: [...PLANT.machines, { measurement: 'st3', field: 'state', idTag: 'machine', line: 'one', meter: 'oven' }] };
  const { saved } = show({ plant });
  fireEvent.keyDown(screen.getByLabelText('Trial zone: a line'), { key: 'ArrowDown', keyCode: 40 });
  fireEvent.click(await screen.findByText('one'));
  expect(scopeIn(saved().plant)).toEqual({ line: 'one' });
  expect(tree().queryByText('incomer')).toBeNull();
  const machine = screen.getByLabelText('Trial zone: a machine');
  fireEvent.change(machine, { target: { value: ' loaf 3 ' } });
  expect(scopeIn(saved().plant)).toEqual({ line: 'one' });
  fireEvent.blur(machine);
  expect(scopeIn(saved().plant)).toEqual({ line: 'one', machine: 'loaf 3' });
  expect(tree().getByText(/only line one, machine loaf 3 is read/)).toBeTruthy();
  fireEvent.change(machine, { target: { value: '' } });
  fireEvent.blur(machine);
  fireEvent.keyDown(screen.getByLabelText('Trial zone: a line'), { key: 'Backspace', keyCode: 8 });
  expect(scopeIn(saved().plant)).toBeUndefined();
  expect(JSON.parse(String(saved().plant))).toMatchObject({ meters: [{ id: 'incomer' }, { id: 'oven' }, { id: 'lost' }], machines: [{ preset: 'packml' }, { states: { 7: 'WARM-UP' } }, { line: 'one' }] });
});

test('what else a zone names in the text stays when another line is chosen; without a map of its own there is no zone to choose', () => {
  const { saved } = show({ plant: { ...PLANT, scope: { line: 'one', meters: ['oven'], shifts: true } } });
  const machine = screen.getByLabelText('Trial zone: a machine');
  fireEvent.change(machine, { target: { value: 'm' } });
  fireEvent.blur(machine);
  expect(scopeIn(saved().plant)).toEqual({ line: 'one', machine: 'm', meters: ['oven'], shifts: true });
  cleanup();
  show({});
  expect(screen.queryByLabelText('Trial zone: a machine')).toBeNull();
});

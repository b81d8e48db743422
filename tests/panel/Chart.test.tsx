import React from 'react';
import { DataHoverClearEvent, DataHoverEvent, EventBusSrv } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMPLETE, machineLog, MINUTE_MS, type PowerReadings } from '../../src/base';
import { estimatedWidth, lanePlan, NARROW_PX, type ChartInput } from '../../src/chart';
import type { Finding } from '../../src/engine';
import { Chart, type ChartProps } from '../../src/panel/Chart';
import { legendPx } from '../../src/panel/Legend';
import { IN_KW } from '../support/in-kw';

const HOUR = 60 * MINUTE_MS;
const HOSTILE = '<img src=x onerror=alert(1)>';
const readings: PowerReadings = {
  kind: 'power', meterId: 'incomer', windowMs: MINUTE_MS, completeness: COMPLETE, notices: [],
  timeMs: Float64Array.from({ length: 60 }, (_, i) => i * MINUTE_MS), demandKw: Float64Array.from({ length: 60 }, (_, i) => 100 + i),
};

const spike = (fromMinute: number, toMinute: number): Finding => ({
  startMs: fromMinute * MINUTE_MS, endMs: toMinute * MINUTE_MS, peakMs: fromMinute * MINUTE_MS, peakKw: 160, meanKw: 150, referenceKw: 100, excessKw: 50, excessKwh: 12,
  reference: [[0, fromMinute * MINUTE_MS]], causes: [], unexplainedKw: 50, unexplainedLowKw: 40, unexplainedHighKw: 60, confidence: 0.9, verdict: 'unexplained',
  ranking: { kind: 'ranked' }, learning: { startMs: 0, endMs: HOUR, stepMs: MINUTE_MS }, skill: 0.8,
});

const machines = [machineLog('furnace', [[-MINUTE_MS, 'OFF'], [20 * MINUTE_MS, 'HEATUP']]), machineLog(HOSTILE, [[-MINUTE_MS, 'OFF'], [40 * MINUTE_MS, 'RUNNING']])];

const calls = { pick: vi.fn(), zoom: vi.fn(), mark: vi.fn(), hover: vi.fn(), open: vi.fn(), opened: vi.fn() };
const bus = new EventBusSrv();

function show(over: Partial<ChartProps> = {}, findings: readonly Finding[] = [spike(15, 25), spike(45, 55)], more: Partial<ChartInput> = {}) {
  const range = { startMs: 0, endMs: HOUR };
  const input: ChartInput = { range, zone: 'UTC', readings, machines, shifts: [], spikes: findings, picked: 0, power: IN_KW, ...more };
  const props: ChartProps = {
    input, findings, addedKw: new Map([['furnace', 41]]), lanes: lanePlan(input.machines, range, new Map([['furnace', 41]]), false), label: 'Demand rose 50 kW.', narrow: (over.widthPx ?? 900) < NARROW_PX, verdicts: [], widthPx: 900, heightPx: 600,
    onPick: calls.pick, opened: false, onOpened: calls.opened, expected: 'none', onExpected: () => undefined, onZoom: calls.zoom, onMark: calls.mark, hoveredMachine: undefined, onHoverMachine: calls.hover, onOpenMachine: calls.open, ...over,
  };
  return render(<PanelContextProvider value={{ eventBus: bus, eventsScope: 'test', sync: () => 1 }}><Chart {...props} /></PanelContextProvider>);
}

const reader = () => screen.getByTestId('spiketrace-time');
const rows = (name: string) => within(screen.getByRole('table', { name })).getAllByRole('row').slice(1).map((row) => Array.from(row.children, (cell) => cell.textContent));
const lane = (id: string) => screen.getAllByTestId('spiketrace-lane').find((one) => one.dataset['machine'] === id)!;

beforeEach(() => Object.values(calls).forEach((call) => call.mockClear()));
afterEach(cleanup);

describe('the chart', () => {
  it('is a picture named by its sentence, with the spikes as buttons beside it in time order', () => {
    show();
    expect(screen.getByRole('img', { name: 'Demand rose 50 kW.' })).toBeTruthy();
    const buttons = within(screen.getByRole('group', { name: 'Spikes' })).getAllByRole('button');
    expect(buttons.map((button) => [button.dataset['start'], button.dataset['end'], button.dataset['kw']])).toEqual([['900000', '1500000', '50'], ['2700000', '3300000', '50']]);
    fireEvent.click(buttons[1]!);
    expect(calls.pick.mock.calls[0]?.[0]).toMatchObject({ startMs: 45 * MINUTE_MS });
  });

  it('says in the chip and to those who hear it what people said about a spike', () => {
    show({ verdicts: [{ startMs: 15 * MINUTE_MS, endMs: 25 * MINUTE_MS, kind: 'confirmed', text: 'confirmed by Ada, 6 Mar, 08:12' }] });
    const [first, second] = screen.getAllByTestId('spiketrace-spike');
    expect(first?.textContent).toBe('✓ +50 kW');
    expect(first?.getAttribute('aria-label')).toMatch(/confirmed by Ada, 6 Mar, 08:12$/);
    expect(second?.textContent).toBe('+50 kW');
  });

  it('calls a spike by name where the chip has room for it, and drops first the name, then the unit', () => {
    const kinds: Finding['kinds'] = [{ kind: 'inrush', peakKw: 160, seconds: 30, movesByKw: 2 }];
    show({}, [{ ...spike(5, 25), kinds }, { ...spike(30, 34), kinds }, { ...spike(40, 42.5), kinds }]);
    expect(screen.getAllByTestId('spiketrace-spike').map((one) => one.textContent)).toEqual(['+50 kW · inrush', '+50 kW', '+50']);
    expect(screen.getAllByTestId('spiketrace-spike')[2]?.getAttribute('aria-label')).toContain('+50 kW, inrush, ');
  });

  it('tells no states of times to come: lanes end now, and there the hairline reads none', () => {
    const widthOf = () => Number.parseFloat(screen.getByTestId('spiketrace-chart').querySelector<HTMLElement>('canvas[aria-hidden]')!.style.width);
    show();
    const whole = widthOf();
    cleanup();
    show({}, undefined, { told: { startMs: 0, endMs: HOUR / 4 } });
    expect(widthOf()).toBe(whole / 4);
    const at = (minute: number) => {
      act(() => bus.publish(Object.assign(new DataHoverEvent({ point: { time: minute * MINUTE_MS } }), { origin: new EventBusSrv() })));
      return lane('furnace').querySelector('[data-part=at]')?.textContent;
    };
    expect([at(10), at(16)]).toEqual(['off', '']);
  });

  it('says how long a mean and a demand window are', () => {
    show({}, undefined, { windows: [{ startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, kw: 412, coverage: 1, incomplete: false }] });
    expect(within(screen.getAllByRole('list', { name: 'What the marks mean' })[0]!).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['mean of 60 s', 'baseline (3 h median)', '15 min demand window', 'the hour around it']);
  });

  it('writes whole words of a shift or none', () => {
    show({}, undefined, { shifts: [{ startMs: 0, endMs: 4 * MINUTE_MS, text: 'Night shift, crew A' }, { startMs: 4 * MINUTE_MS, endMs: 11 * MINUTE_MS, text: 'Early shift, crew B' }, { startMs: 11 * MINUTE_MS, endMs: HOUR, text: 'Late shift, crew C' }] });
    expect(screen.getAllByTitle(/shift, crew/).map((cell) => cell.textContent)).toEqual(['Night', 'Early shift', 'Late shift, crew C']);
  });

  it('keeps a button for every spike under a chip that several share', () => {
    const dense = Array.from({ length: 6 }, (_, i) => spike(30 + i / 2, 30.3 + i / 2));
    show({}, [spike(5, 15), ...dense]);
    const buttons = screen.getAllByTestId('spiketrace-spike');
    expect(buttons).toHaveLength(7);
    buttons[0]!.focus();
    buttons.slice(1).forEach((button) => {
      fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
      expect(document.activeElement).toBe(button);
    });
  });

  it('shows names from data as text, and hands a lane to its evidence', () => {
    const { container } = show();
    expect(container.querySelector('img')).toBeNull();
    expect(lane(HOSTILE).title).toBe(HOSTILE);
    fireEvent.pointerEnter(lane('furnace'));
    fireEvent.click(lane('furnace'));
    expect([calls.hover.mock.lastCall, calls.open.mock.lastCall]).toEqual([['furnace'], ['furnace']]);
  });

  it('lights the lane whose row is under the pointer, and no other', () => {
    const { unmount } = show();
    const plain = lane('furnace').className;
    unmount();
    show({ hoveredMachine: 'furnace' });
    expect(lane('furnace').className).not.toBe(plain);
    expect(lane(HOSTILE).className).toBe(plain);
  });
});

describe('reading the chart by keyboard', () => {
  it('moves one hairline through plot and lanes and says what stands there', () => {
    show();
    fireEvent.keyDown(reader(), { key: 'Home' });
    for (let i = 0; i < 2; i++) {
      fireEvent.keyDown(reader(), { key: 'PageUp' });
    }
    expect(reader().getAttribute('aria-valuetext')).toBe(`00:20 · 120 kW; furnace heatup, for 0 s; ${HOSTILE} off, for 21 min`);
    expect(lane('furnace').textContent).toContain('heatup');
    expect(screen.getByTestId('spiketrace-hairline').style.visibility).toBe('visible');
    fireEvent.blur(reader());
    expect(screen.getByTestId('spiketrace-hairline').style.visibility).toBe('hidden');
  });

  it('marks a window with shift, attributes it with Enter, and drops it with Escape', () => {
    show();
    fireEvent.keyDown(reader(), { key: 'Home' });
    fireEvent.keyDown(reader(), { key: 'PageUp', shiftKey: true });
    expect(screen.getByTestId('spiketrace-marking')).toBeTruthy();
    fireEvent.keyDown(reader(), { key: 'Enter' });
    expect(calls.mark).toHaveBeenCalledWith({ startMs: 0, endMs: 10 * MINUTE_MS });
    expect(screen.queryByTestId('spiketrace-marking')).toBeNull();
    fireEvent.keyDown(reader(), { key: 'ArrowRight', shiftKey: true });
    expect(reader().getAttribute('aria-valuetext')).toBe('Window 00:10 to 00:11. Enter attributes it, Escape drops it.');
    fireEvent.keyDown(reader(), { key: 'Escape' });
    // The slider says where the hairline is, and not where the range begins.
    expect(reader().getAttribute('aria-valuetext')).toMatch(/^00:11 · 111 kW; /);
    expect([calls.mark.mock.calls.length, screen.queryByTestId('spiketrace-marking')]).toEqual([1, null]);
  });

  it('zooms with + and goes back with 0', () => {
    show();
    fireEvent.keyDown(reader(), { key: '+' });
    fireEvent.keyDown(reader(), { key: '0' });
    expect(calls.zoom.mock.calls).toEqual([[{ startMs: 15 * MINUTE_MS, endMs: 45 * MINUTE_MS }], [{ startMs: 0, endMs: HOUR }]]);
  });
});

describe('the shared crosshair', () => {
  it('tells other panels where it is and when it is gone, also where the picture goes away under it', () => {
    const heard: unknown[] = [];
    const hovers = bus.getStream(DataHoverEvent).subscribe((event) => heard.push(event.payload.point?.['time']));
    const clears = bus.getStream(DataHoverClearEvent).subscribe(() => heard.push('gone'));
    const { unmount } = show();
    fireEvent.keyDown(reader(), { key: 'End' });
    fireEvent.blur(reader());
    expect(heard).toEqual([HOUR, 'gone']);
    fireEvent.keyDown(reader(), { key: 'Home' });
    unmount();
    expect(heard.slice(2)).toEqual([0, 'gone']);
    hovers.unsubscribe();
    clears.unsubscribe();
  });

  it('follows the hairline of another panel, inside its own range', () => {
    show();
    const another = (event: DataHoverEvent | DataHoverClearEvent) => act(() => bus.publish(Object.assign(event, { origin: new EventBusSrv() })));
    another(new DataHoverEvent({ point: { time: 20 * MINUTE_MS } }));
    expect(screen.getByTestId('spiketrace-hairline').textContent).toBe('00:20 · 120 kW');
    another(new DataHoverEvent({ point: { time: 5 * HOUR } }));
    expect(screen.getByTestId('spiketrace-hairline').style.visibility).toBe('hidden');
    another(new DataHoverEvent({ point: { time: 20 * MINUTE_MS } }));
    expect(screen.getByTestId('spiketrace-hairline').style.visibility).toBe('visible');
    another(new DataHoverClearEvent());
    expect(screen.getByTestId('spiketrace-hairline').style.visibility).toBe('hidden');
  });
});

describe('at any size', () => {
  it('has no lanes on a phone until they are asked for', () => {
    show({ widthPx: 390 });
    expect(screen.queryAllByTestId('spiketrace-lane')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Show lanes' }));
    expect(screen.getAllByTestId('spiketrace-lane')).toHaveLength(2);
  });

  it('begins a number at the edge where it has no room beside the plot of a phone', () => {
    const { container } = show({ widthPx: 390 }, undefined, { readings: { ...readings, demandKw: readings.demandKw.map((kw) => 120 * kw), maxKw: undefined } });
    const ticks = [...container.querySelectorAll('svg text')].filter((one) => one.getAttribute('text-anchor') !== 'middle' && one.closest('[data-mark]') === null);
    expect(ticks.map((tick) => [tick.textContent, tick.getAttribute('x'), tick.getAttribute('text-anchor')])).toEqual([['0', '48', 'end'], ['10000', '48', 'end'], ['20000 kW', '0', null]]);
  });

  it('folds the quiet machines of forty into one line that says what they add together', () => {
    const forty = Array.from({ length: 40 }, (_, i) => machineLog(`m${i}`, [[-MINUTE_MS, 'OFF'], [20 * MINUTE_MS, 'ON']]));
    const added = new Map(forty.map((log, i) => [log.machineId, i < 12 ? 50 - i : i < 21 ? 1 : 0]));
    show({ addedKw: added, lanes: lanePlan(forty, { startMs: 0, endMs: HOUR }, added, false) }, undefined, { machines: forty });
    expect(screen.getAllByTestId('spiketrace-lane')).toHaveLength(12);
    const fold = screen.getByTestId('spiketrace-folded-lanes');
    expect([fold.textContent, fold.getAttribute('aria-expanded')]).toEqual(['▸ 28 more, together +9 kW', 'false']);
    fireEvent.click(fold);
    expect(calls.opened).toHaveBeenCalledWith(true);
  });

  it('opens the quiet machines on a phone too, where none has a lane of its own', () => {
    show({ narrow: true, lanes: { open: [], folded: machines, lanePx: 24 } });
    expect(screen.queryByTestId('spiketrace-folded-lanes')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show lanes' }));
    fireEvent.click(screen.getByTestId('spiketrace-folded-lanes'));
    expect(calls.opened).toHaveBeenCalledWith(true);
  });

  it('says the picture as tables: spikes, demand windows, and the states during the picked spike', () => {
    show({}, undefined, { windows: [{ startMs: 15 * MINUTE_MS, endMs: 30 * MINUTE_MS, kw: 412, coverage: 1, incomplete: false }], contractKw: 400 });
    fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(rows('Spikes')[0]).toEqual(['1 Jan, 00:15', '00:25', '+50', '+12', 'mostly unexplained']);
    expect(rows('Demand windows')).toEqual([['1 Jan, 00:15', '00:30', '412', '12']]);
    expect(rows('States during the picked spike')).toEqual([['furnace', 'off', 'heatup', '1', '+41'], [HOSTILE, 'off', 'off', '0', '–']]);
  });

  it('says in the table what the rows of the answer say, where rounding each alone would say less', () => {
    const cause = (machine: string, kw: number) => ({ machines: [machine], state: 'HEATUP', kw, lowKw: kw - 1, highKw: kw + 1, variationKw: 0 });
    // 25 + 24 + 0 is 49 and the excess 50: the largest remainder, 0.4, is rounded up.
    const known: Finding = { ...spike(15, 25), causes: [cause('furnace', 25.4), cause('press', 24.3)], unexplainedKw: 0.3, unexplainedLowKw: 0, unexplainedHighKw: 1, verdict: 'likely' };
    show({}, [known]);
    fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(rows('Spikes')[0]?.at(-1)).toBe('furnace heatup, +26 kW');
  });

  it('does not list a demand window as 0 that was not measured, and calls one that was in part a lower bound', () => {
    const window = (quarter: number, kw: number, coverage: number) => ({ startMs: quarter * 15 * MINUTE_MS, endMs: (quarter + 1) * 15 * MINUTE_MS, kw, coverage, incomplete: coverage < 0.9 });
    show({}, undefined, { windows: [window(0, 0, 0), window(1, 210, 0.5), window(2, 405, 0.8), window(3, 0, 1)], contractKw: 400 });
    fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(rows('Demand windows').map((row) => row.slice(2))).toEqual([['not measured', '–'], ['at least 210', '–'], ['at least 405', 'at least 5'], ['0', '–']]);
  });
});

describe('what the fills mean', () => {
  const legend = () => within(screen.getAllByRole('list', { name: 'What the marks mean' }).at(-1)!).getAllByRole('listitem').map((item) => item.textContent);

  it('is said by class, and by state where the dashboard’s author chose a colour', () => {
    const { unmount } = show();
    expect(legend()).toEqual(['running', 'starting', 'off']);
    unmount();
    show({}, undefined, { looks: new Map([['furnace', new Map([['OFF', { of: 'off' as const, colour: '#f2495c' }], ['HEATUP', { of: 'starting' as const, colour: '#5794f2' }]])]]) });
    // OFF of the other machine has no colour of its own.
    expect(legend()).toEqual(['running', 'heatup', 'off', 'off: others']);
  });

  it('takes as many lines as its entries need, three at most', () => {
    const entries = Array.from({ length: 12 }, (_, i) => ({ text: `state ${i}`, mark: { fill: undefined, line: '#fff', pattern: 'none' as const } }));
    const [two, one] = [2, 1].map((lines) => legendPx(entries.slice(0, 4), lines === 1 ? 1000 : 200, estimatedWidth));
    expect(two! - one!).toBe(18);
    expect(legendPx(entries, 10, estimatedWidth) - one!).toBe(36);
  });
});

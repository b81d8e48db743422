import React from 'react';
import { dateTime, LoadingState, MappingType, type DataFrame, type DateTime, type PanelProps } from '@grafana/data';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { of, Subject, throwError, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMPLETE, HOUR_MS, machineLog, MINUTE_MS, type Completeness } from '../../src/base';
import { machineFrame, meterFrame, progressFrame, STOP_READING_EVENT } from '../../src/frames';
import type { InvestigationOptions } from '../../src/panel/options';

/** The address of the page: what is written there is heard by all. */
const address = { search: '', heard: new Set<() => void>() };
const goTo = (search: string) => {
  address.search = search;
  address.heard.forEach((hear) => hear());
};
const partial = vi.fn((params: Readonly<Record<string, string>>, _replace: boolean) => goTo(`?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(address.search)), ...params }).toString()}`));
const locationService = {
  partial, getLocation: () => ({ search: address.search }),
  getHistory: () => ({ listen: (hear: () => void) => {
    address.heard.add(hear);
    return () => address.heard.delete(hear);
  } }),
};
const toRange = vi.fn();
/** What Grafana answers: rights, and no verdicts. */
const fetched = vi.fn(({ url }: { readonly url: string }) => url.startsWith('/api/dashboards/')
  ? of({ data: { meta: { annotationsPermissions: { organization: { canAdd: true } } } } })
  : url === '/api/annotations' ? of({ data: [] }) : throwError(() => new Error('not here')));
vi.mock('@grafana/runtime', () => ({
  locationService, config: { appSubUrl: '' }, getBackendSrv: () => ({ fetch: fetched }), isFetchError: (error: unknown) => typeof error === 'object' && error !== null && 'status' in error,
}));
const { InvestigationPanel } = await import('../../src/panel/InvestigationPanel');

const start = Date.UTC(2025, 2, 3);
const HOSTILE = '<img src=x onerror=alert(1)>';
const context = { refId: 'A', zone: 'UTC' };

/** Four days; a furnace heats for 40 minutes four times a day (+60 kW), a hostile name runs every other hour (+15 kW). */
function plantFrames(completeness: Completeness = COMPLETE): DataFrame[] {
  const count = 4 * 24 * 60;
  const furnaceOn = (i: number) => i % 360 >= 200 && i % 360 < 240;
  const pumpOn = (i: number) => i % 120 >= 45 && i % 120 < 105;
  const log = (id: string, isOn: (i: number) => boolean, on: string) => machineLog(id, Array.from({ length: count }, (_, i) => [start + i * MINUTE_MS, isOn(i) ? on : 'OFF'] as const));
  const timeMs = Float64Array.from({ length: count }, (_, i) => start + i * MINUTE_MS);
  const demandKw = Float64Array.from({ length: count }, (_, i) => 100 + (furnaceOn(i) ? 60 : 0) + (pumpOn(i) ? 15 : 0) + Math.sin(i * 12.9898) * 2);
  const meter = { kind: 'power' as const, meterId: 'incomer 1', timeMs, demandKw, windowMs: MINUTE_MS, completeness, notices: [] };
  return [meterFrame(meter, 'view', context), machineFrame(log('furnace-1', furnaceOn, 'HEATUP'), context), machineFrame(log(HOSTILE, pumpOn, 'RUNNING'), context)];
}

/** Four days; eight machines of 10 to 17 kW that run twice a day at times of their own, and together for an hour on the last day. */
function manyFrames(): DataFrame[] {
  const count = 4 * 24 * 60;
  const at = (i: number) => start + i * MINUTE_MS;
  const ids = Array.from({ length: 8 }, (_, k) => k);
  const isOn = (k: number, i: number) => (i >= 3 * 1440 + 600 && i < 3 * 1440 + 660) || (i < 3 * 1440 && (i + 83 * k) % 720 < 40 + 3 * k);
  const timeMs = Float64Array.from({ length: count }, (_, i) => at(i));
  const demandKw = timeMs.map((_, i) => 100 + ids.reduce((sum, k) => sum + (isOn(k, i) ? 10 + k : 0), 0) + Math.sin(i * 12.9898));
  const meter = { kind: 'power' as const, meterId: 'incomer 1', timeMs, demandKw, windowMs: MINUTE_MS, completeness: COMPLETE, notices: [] };
  return [meterFrame(meter, 'view', context), ...ids.map((k) => machineFrame(machineLog(`machine-${k}`, Array.from({ length: count }, (_, i) => [at(i), isOn(k, i) ? 'RUNNING' : 'OFF'] as const)), context))];
}

function panel(series: DataFrame[], over: { readonly spike?: string; readonly seen?: string; readonly lines?: unknown; readonly requestId?: string; readonly unit?: string; readonly minimumKw?: number; readonly state?: LoadingState; readonly error?: string; readonly hours?: readonly [from: number, to: number] } = {}) {
  const [from, to] = (over.hours ?? [72, 96]).map((hours) => dateTime(start + hours * HOUR_MS)) as [DateTime, DateTime];
  const props = {
    data: { series, state: over.state ?? LoadingState.Done, request: { requestId: over.requestId }, timeRange: { from, to, raw: { from, to } }, ...(over.error ? { error: { message: over.error } } : {}) },
    ...(over.unit ? { fieldConfig: { defaults: { unit: over.unit }, overrides: [] } } : {}),
    options: { minimumExcessKw: over.minimumKw ?? 20, showShifts: true }, width: 1200, height: 700, timeZone: 'utc',
    onChangeTimeRange: toRange,
    replaceVariables: (text: string, _scoped: unknown, format?: (chosen: unknown) => string) => (text === '${spike}' ? over.spike ?? text : text === '${seen}' ? over.seen ?? text : text === '${line}' && over.lines ? format?.(over.lines) : text),
  } as unknown as PanelProps<InvestigationOptions>;
  return <InvestigationPanel {...props} />;
}
const show = (...given: Parameters<typeof panel>) => render(panel(...given));

const spikes = () => screen.findAllByTestId('spiketrace-spike', {}, { timeout: 15_000 });
const pickedKw = () => Number(screen.getAllByTestId('spiketrace-spike').find((one) => one.getAttribute('aria-pressed') === 'true')?.dataset['kw']);
const rowsKw = () => [...screen.queryAllByTestId('spiketrace-cause'), screen.getByTestId('spiketrace-unexplained')].reduce((sum, row) => sum + Number(row.dataset['kw']), 0);

beforeEach(() => {
  partial.mockClear();
  address.search = '';
});
afterEach(cleanup);

describe('the investigation panel', () => {
  it('has rows and a remainder that add up to the picked spike, whichever is picked by mouse', async () => {
    show(plantFrames());
    const buttons = await spikes();
    expect(buttons.length).toBeGreaterThan(2);
    const starts = buttons.map((button) => Number(button.dataset['start']));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(Math.abs(rowsKw() - pickedKw())).toBeLessThan(1e-6);
    for (const button of buttons.slice(0, 3)) {
      fireEvent.click(button);
      expect(button.getAttribute('aria-pressed')).toBe('true');
      expect(Math.abs(rowsKw() - pickedKw())).toBeLessThan(1e-6);
      expect(partial).toHaveBeenLastCalledWith({ 'var-spike': `${button.dataset['start']}-${button.dataset['end']}`, 'var-seen': '' }, true);
    }
    expect(screen.getAllByTestId('spiketrace-cause')[0]?.dataset['machine']).toBe('furnace-1');
  });

  it('folds the smallest rows where they would push the remainder and the sum out of sight, and says no less', async () => {
    // Rows of 36 px beside 300 px of other things, in a column of 480 px.
    const heights = vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(function (this: HTMLElement) { return 300 + 36 * this.querySelectorAll('[data-testid=spiketrace-cause]').length; });
    const room = vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(480);
    show(manyFrames());
    await spikes();
    const rows = screen.getAllByTestId('spiketrace-cause');
    expect(rows.map((row) => row.dataset['machine']).at(-1)).toBe('*');
    expect(rows).toHaveLength(5);
    expect(Math.abs(rowsKw() - pickedKw())).toBeLessThan(1e-6);
    // Unfolded by hand they scroll.
    fireEvent.click(screen.getByRole('button', { name: /4 smaller/ }));
    expect(screen.getAllByTestId('spiketrace-cause')).toHaveLength(8);
    heights.mockRestore();
    room.mockRestore();
  });

  it('moves among spikes with the arrow keys, in time order', async () => {
    show(plantFrames());
    const [first, second] = await spikes();
    first?.focus();
    fireEvent.keyDown(first!, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(second);
    fireEvent.keyDown(second!, { key: 'ArrowLeft' });
    expect(document.activeElement).toBe(first);
  });

  it('opens on the spike of a link, and says so when a link names none or cannot be read', async () => {
    show(plantFrames());
    const first = (await spikes())[0]!;
    const { start: from, end: to } = first.dataset;
    cleanup();
    show(plantFrames(), { spike: `${Number(from) + 60_000}-${to}` });
    expect((await spikes())[0]?.getAttribute('aria-pressed')).toBe('true');
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    cleanup();
    show(plantFrames(), { spike: 'yesterday' });
    await spikes();
    expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/yesterday.*largest one in view/);
    cleanup();
    show(plantFrames(), { spike: '1000-2000' });
    await spikes();
    expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/No spike in view/);
  });

  it('follows the address while the page stands open, though Grafana draws it anew for neither variable', async () => {
    show(plantFrames());
    const first = (await spikes())[0]!;
    const pressed = () => screen.getAllByTestId('spiketrace-spike').find((one) => one.getAttribute('aria-pressed') === 'true')?.dataset['start'];
    expect(pressed()).not.toBe(first.dataset['start']);
    act(() => goTo(`?from=1&var-spike=${first.dataset['start']}-${first.dataset['end']}`));
    expect(pressed()).toBe(first.dataset['start']);
    act(() => goTo(`?var-spike=1000-2000&var-spike=${first.dataset['start']}-${first.dataset['end']}`));
    expect([pressed(), screen.queryByTestId('spiketrace-notice')]).toEqual([first.dataset['start'], null]);
    act(() => goTo('?var-spike=1000-2000'));
    expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/No spike in view/);
    act(() => goTo('?from=1&to=2'));
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    expect(pressed()).not.toBe(first.dataset['start']);
  });

  it('means no spike by a link without one, whatever its variable keeps', async () => {
    show(plantFrames());
    const first = (await spikes())[0]!;
    cleanup();
    const { start: from, end: to } = first.dataset;
    address.search = `?var-spike=${from}-${to}`;
    show(plantFrames(), { spike: `${from}-${to}` });
    expect((await spikes())[0]?.getAttribute('aria-pressed')).toBe('true');
    act(() => goTo('?from=1&to=2'));
    expect(screen.getAllByTestId('spiketrace-spike')[0]?.getAttribute('aria-pressed')).toBe('false');
  });

  it('says nothing of a link when the spike that was picked here leaves the view, as on a range that moves on', async () => {
    const { rerender } = show(plantFrames());
    const first = (await spikes())[0]!;
    const picked = first.dataset['start'];
    fireEvent.click(first);
    // The first twelve hours are over.
    rerender(panel(plantFrames().map((frame) => ({ ...frame, fields: frame.fields.map((field) => ({ ...field, values: field.values.slice(720) })), length: frame.length - 720 })), { hours: [72, 96] }));
    await waitFor(() => expect(screen.getAllByTestId('spiketrace-spike')[0]!.dataset['start']).not.toBe(picked), { timeout: 15_000 });
    await waitFor(() => expect(document.querySelector('[aria-busy=true]')).toBeNull(), { timeout: 15_000 });
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    expect(screen.getAllByTestId('spiketrace-spike').filter((one) => one.getAttribute('aria-pressed') === 'true')).toHaveLength(1);
  });

  it('picks what is picked in another panel of the page where it has that spike, and keeps its own, without a word, where it has not', async () => {
    render(<>{[[72, 96], [72, 96], [48, 72]].map((hours, i) => <div key={i} data-testid={`panel-${i}`}>{panel(plantFrames(), { hours: hours as [number, number] })}</div>)}</>);
    const of = (i: number) => within(screen.getByTestId(`panel-${i}`));
    const first = async (i: number) => (await of(i).findAllByTestId('spiketrace-spike', {}, { timeout: 15_000 }))[0]!;
    const pressed = (i: number) => of(i).getAllByTestId('spiketrace-spike').find((one) => one.getAttribute('aria-pressed') === 'true')?.dataset['start'];
    const [one, , own] = [await first(0), await first(1), await first(2)];
    expect(pressed(2)).not.toBe(own.dataset['start']);
    fireEvent.click(own);
    fireEvent.click(one);
    expect([0, 1, 2].map(pressed)).toEqual([one.dataset['start'], one.dataset['start'], own.dataset['start']]);
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    // A link is another thing: whoever follows it is told.
    act(() => goTo('?var-spike=1000-2000'));
    expect(screen.getAllByTestId('spiketrace-notice').length).toBe(3);
  });

  it.each([[['line-1'], 'line-1'], ['line-1', 'line-1'], [['line-1', 'line-2'], null], ['all', null], ['', null]])('has of the lines %o in its link %s', async (lines, linked) => {
    show(plantFrames(), { lines });
    await spikes();
    expect(new URL(screen.getByTestId('spiketrace-copy-link').dataset['link']!).searchParams.get('var-line')).toBe(linked);
  });

  it('shows names from data as text, never as markup', async () => {
    const { container } = show(plantFrames());
    await spikes();
    expect(screen.getAllByTestId('spiketrace-lane').map((lane) => lane.dataset['machine'])).toContain(HOSTILE);
    expect(container.querySelector('img')).toBeNull();
  });

  it('ranks nothing on cut data, and says that it was cut', async () => {
    show(plantFrames({ kind: 'truncated', by: 'row-limit', got: 5760, cap: 5760 }));
    await spikes();
    expect(screen.getAllByTestId('spiketrace-notice')[0]?.textContent).toMatch(/^incomer 1: .*cut.*ranked/);
    expect(screen.queryAllByTestId('spiketrace-cause')).toEqual([]);
    expect(screen.getByText('Not ranked')).toBeTruthy();
    expect(screen.getAllByTestId('spiketrace-spike').some(({ textContent }) => / · (?!not ranked)/.test(textContent ?? ''))).toBe(false);
    expect(Math.abs(rowsKw() - pickedKw())).toBeLessThan(1e-6);
  });

  it('says in its head on which day a spike was, where more than one is in view', async () => {
    show(plantFrames(), { hours: [72, 96] });
    await spikes();
    expect(screen.getByTestId('spiketrace-panel').textContent).toMatch(/^incomer 1Thu 6 Mar 2025, 00:00 to Fri 7 Mar 2025, 00:00 UTCspike \d+ of \d+, \w{3} \d Mar, \d\d:\d\d/);
    cleanup();
    show(plantFrames(), { hours: [72, 90] });
    await spikes();
    expect(screen.getByTestId('spiketrace-panel').textContent).toMatch(/^incomer 1Thu 6 Mar 2025, 00:00 to 18:00 UTCspike \d+ of \d+Demand/);
  });

  it('says a failure once, though it leaves every answer in doubt', async () => {
    show(plantFrames(), { error: 'timeout (504)' });
    await spikes();
    expect(screen.getAllByTestId('spiketrace-notice').map(({ textContent }) => textContent)).toEqual(['The data source answered: timeout (504)']);
    expect(screen.getByText('Not ranked')).toBeTruthy();
  });

  it('offers the rest of a picture that ends early, and what of it is loaded', async () => {
    const frames = plantFrames({ kind: 'truncated', by: 'row-limit', got: 5400, cap: 5400 });
    // Six hours of the last day are missing.
    frames[0] = { ...frames[0]!, fields: frames[0]!.fields.map((field) => ({ ...field, values: field.values.slice(0, 5400) })), length: 5400 };
    show(frames);
    await spikes();
    const [notice] = screen.getAllByTestId('spiketrace-notice');
    expect(notice?.textContent).toMatch(/^Only 1080 of 1440 minutes are loaded\. The answer was cut at 5,400 rows; there are more\./);
    const end = start + 96 * HOUR_MS;
    fireEvent.click(within(notice!).getByRole('button', { name: 'Load the rest, 18:00 to 00:00' }));
    expect(toRange).toHaveBeenLastCalledWith({ from: end - 6 * HOUR_MS, to: end });
    fireEvent.click(within(notice!).getByRole('button', { name: 'Zoom to 00:00–18:00' }));
    expect(toRange).toHaveBeenLastCalledWith({ from: start + 72 * HOUR_MS, to: end - 6 * HOUR_MS });
  });

  it('names states as value mappings do, in lane, row and sentence, and stores the name that the data have', async () => {
    const mappings = [{ type: MappingType.ValueToText as const, options: { HEATUP: { text: 'Anheizen' } } }];
    show(plantFrames().map((frame) => ({ ...frame, fields: frame.fields.map((field) => ({ ...field, config: { ...field.config, mappings } })) })));
    await spikes();
    const [row] = screen.getAllByTestId('spiketrace-cause');
    expect([row?.dataset['machine'], row?.dataset['state']]).toEqual(['furnace-1', 'HEATUP']);
    expect(row?.textContent).toMatch(/^furnace-1Anheizen/);
    expect(screen.getByTestId('spiketrace-panel').textContent).toMatch(/furnace-1 Anheizen added \d+ of the/);
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(fetched).toHaveBeenCalledWith(expect.objectContaining({ method: 'POST', data: expect.objectContaining({ tags: expect.arrayContaining(['machine:furnace-1', 'state:HEATUP']) }) })));
  });

  it('says an error in the data source’s own words, and an empty range with what to check', () => {
    show([], { state: LoadingState.Error, error: 'password refused' });
    expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/password refused/);
    cleanup();
    show([]);
    expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/No meter readings between 6 Mar.*and 7 Mar/);
  });

  it('offers the way to the last reading where the range is empty, at the same length', () => {
    const none = { kind: 'power' as const, meterId: 'incomer 1', timeMs: new Float64Array(0), demandKw: new Float64Array(0), windowMs: MINUTE_MS, completeness: COMPLETE };
    const notices = [{ severity: 'warning' as const, code: 'no-readings', text: 'No readings of incomer 1. Its last reading is old.' }];
    show([meterFrame({ ...none, notices }, 'view', { ...context, lastReadingMs: start })]);
    expect(screen.getByTestId('spiketrace-notice').textContent).toBe('No readings of incomer 1. Its last reading is old.');
    fireEvent.click(screen.getByRole('button', { name: /Go to the last reading, 3 Mar 2025, 00:00/ }));
    expect(toRange).toHaveBeenCalledWith({ from: start - 24 * HOUR_MS + MINUTE_MS, to: start + MINUTE_MS });
  });

  it('tells how far it is, can be cancelled, and asked again', async () => {
    show(plantFrames());
    expect(screen.getByTestId('spiketrace-work').textContent).toMatch(/^Analysing… 0 %/);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByTestId('spiketrace-work').textContent).toMatch(/was cancelled/);
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryAllByTestId('spiketrace-spike')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Analyse' }));
    await spikes();
    expect(screen.queryByTestId('spiketrace-work')).toBeNull();
  });

  it('tells how many queries are answered, ends the reading by the id of its request, and reads again on request', () => {
    const stopped = vi.fn();
    const hear = (event: Event) => stopped((event as CustomEvent).detail);
    window.addEventListener(STOP_READING_EVENT, hear);
    const progress = [progressFrame({ done: 2 }, 'A')];
    const { rerender } = show(progress, { state: LoadingState.Loading, requestId: 'Q7' });
    expect(screen.getByTestId('spiketrace-work').textContent).toBe('Reading meter and states… 2 queries answered. Cancel');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(stopped.mock.calls).toEqual([['Q7']]);
    window.removeEventListener(STOP_READING_EVENT, hear);
    // What was told last stays: so it is whoever ended it, this button or Grafana's own in the panel's header.
    rerender(panel(progress, { requestId: 'Q7' }));
    expect(screen.getByTestId('spiketrace-work').textContent).toBe('The reading was cancelled. Read again');
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    toRange.mockClear();
    fireEvent.click(screen.getByRole('button', { name: 'Read again' }));
    // Grafana asks nothing for the range that it has.
    expect(toRange).toHaveBeenCalledWith({ from: start + 72 * HOUR_MS, to: start + 96 * HOUR_MS + 1 });
  });

  it('reads again without stopping a range that moves on', async () => {
    address.search = '?from=now-24h&to=now&var-meter=x';
    show([], { state: LoadingState.Error, error: 'timeout' });
    toRange.mockClear();
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(toRange).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(partial).toHaveBeenCalledWith({ from: 'now-24h', to: 'now' }, true));
    partial.mockClear();
    address.search = '?from=1&to=2';
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await new Promise((done) => setTimeout(done, 20));
    expect([toRange.mock.calls.length, partial.mock.calls.length]).toEqual([2, 0]);
  });

  it('keeps the old picture, dimmed, while it reads and after that was cancelled', async () => {
    const { rerender } = show(plantFrames());
    await spikes();
    rerender(panel([progressFrame({ done: 0 }, 'A')], { state: LoadingState.Loading, requestId: 'Q8' }));
    expect(screen.getByTestId('spiketrace-work').textContent).toMatch(/0 queries answered/);
    expect(screen.getAllByTestId('spiketrace-spike').length).toBeGreaterThan(2);
    expect(document.querySelector('[aria-busy=true]')).not.toBeNull();
    rerender(panel([progressFrame({ done: 0 }, 'A')], { requestId: 'Q8' }));
    expect(screen.getByTestId('spiketrace-work').textContent).toMatch(/was cancelled/);
    expect(screen.getAllByTestId('spiketrace-spike').length).toBeGreaterThan(2);
  });

  it('says that it is reading while nothing has arrived', () => {
    show([], { state: LoadingState.Loading });
    expect(screen.getByTestId('spiketrace-work').textContent).toBe('Reading meter and states…');
  });

  it('attributes a window that was marked by hand on the spot, as it does a spike, and forgets it on request', async () => {
    // Six hours around minute 420 of the day, where the first key puts the hairline; a step is a minute.
    show(plantFrames(), { hours: [76, 82] });
    const before = (await spikes()).length;
    const number = () => screen.getByText(/^(spike \d+ of \d+|marked window)$/).textContent;
    const numbered = number();
    const time = screen.getByTestId('spiketrace-time');
    const press = (key: string, times: number, shiftKey = false) => Array.from({ length: times }, () => fireEvent.keyDown(time, { key, shiftKey }));
    // To the start of one run of 60 minutes, and with shift held to its end.
    press('ArrowLeft', 16);
    press('ArrowRight', 60, true);
    press('Enter', 1);
    await waitFor(() => expect(screen.getAllByTestId('spiketrace-spike').length).toBe(before + 1), { timeout: 15_000 });
    const notice = screen.getByTestId('spiketrace-notice');
    expect(notice.textContent).toBe('Marked by hand: 6 Mar, 06:45 to 07:45. Drop the mark');
    expect([numbered, number()]).toEqual([`spike 3 of ${before}`, 'marked window']);
    expect(screen.getAllByText((_text, element) => element?.tagName === 'P' && element.textContent === `In the window you marked, ${HOSTILE} running added 15 of the 15 kW above the hour around it, from 06:45 to 07:45.`).length).toBe(1);
    expect(Math.abs(rowsKw() - pickedKw())).toBeLessThan(1e-6);
    expect(Math.abs(pickedKw() - 15)).toBeLessThan(0.5);
    expect(screen.getAllByTestId('spiketrace-cause')[0]?.dataset).toMatchObject({ machine: HOSTILE, state: 'RUNNING' });
    fireEvent.click(screen.getByRole('button', { name: 'Drop the mark' }));
    await waitFor(() => expect(screen.getAllByTestId('spiketrace-spike').length).toBe(before), { timeout: 15_000 });
    expect(screen.queryByTestId('spiketrace-notice')).toBeNull();
    // Its button is gone: the keyboard is where windows are marked, and not at the top of the page.
    expect(document.activeElement).toBe(screen.getByTestId('spiketrace-time'));
    expect(screen.getAllByTestId('spiketrace-cause')[0]?.dataset['machine']).toBe('furnace-1');
    expect(number()).toBe(numbered);
  });

  it('leaves the numbers of the spikes as they are while a window is marked, though it lies in the hour that one is compared with', async () => {
    show(plantFrames(), { hours: [76, 82] });
    await spikes();
    const kws = () => screen.getAllByTestId('spiketrace-spike').map((spike) => spike.dataset['kw'] ?? '');
    const before = kws();
    const time = screen.getByTestId('spiketrace-time');
    // 08:30 to 09:00, part of it with the pump; the furnace heats from 09:20.
    Array.from({ length: 90 }, () => fireEvent.keyDown(time, { key: 'ArrowRight' }));
    Array.from({ length: 30 }, () => fireEvent.keyDown(time, { key: 'ArrowRight', shiftKey: true }));
    fireEvent.keyDown(time, { key: 'Enter' });
    await waitFor(() => expect(kws().length).toBe(before.length + 1), { timeout: 15_000 });
    expect(before.filter((kw) => !kws().includes(kw))).toEqual([]);
  });

  it('has its evidence in the unit of the field config too: sentences, axes and the states of the row', async () => {
    show(plantFrames(), { unit: 'megwatt' });
    await spikes();
    fireEvent.click(screen.getByRole('button', { name: 'Evidence for furnace-1' }));
    const evidence = screen.getByTestId('spiketrace-evidence').textContent ?? '';
    expect(evidence).not.toMatch(/\bkW\b/);
    expect(evidence).toMatch(/steps up by 0\.06\d MW/);
    expect(evidence).toMatch(/incomer mean 0\.1\d\d MW/);
    expect(evidence).toMatch(/heatup \+0\.0[56]\d.*: together \+0\.06\d MW/);
  });

  it('leaves no lane lit when it comes back from the evidence, whose row went away under the pointer', async () => {
    show(plantFrames());
    await spikes();
    const looks = () => screen.getAllByTestId('spiketrace-lane').map(({ className }) => className);
    const plain = looks();
    const row = screen.getAllByTestId('spiketrace-cause')[0]!;
    fireEvent.mouseEnter(row);
    expect(looks()).not.toEqual(plain);
    fireEvent.click(row.querySelector('button')!);
    fireEvent.click(screen.getByRole('button', { name: 'Answer' }));
    expect(looks()).toEqual(plain);
  });

  it('copies a link to the picked spike, and shows it where there is no clipboard', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    show(plantFrames());
    await spikes();
    fireEvent.click(screen.getByTestId('spiketrace-copy-link'));
    await screen.findByText('Link copied.');
    expect(writeText).toHaveBeenCalledWith(expect.stringMatching(/\/d\/spiketrace-investigation\?from=\d+&to=\d+&var-meter=incomer%201&var-spike=\d+-\d+&var-seen=1\.\d+\.[0-9a-f]{8}$/));
    writeText.mockImplementation(() => Promise.reject(new Error('denied')));
    fireEvent.click(screen.getByTestId('spiketrace-copy-link'));
    await waitFor(() => expect(screen.getByDisplayValue(/var-spike=/)).toBeTruthy());
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  it('lets a window be marked by hand after a spike was picked, though the pick reaches the variable only then', async () => {
    const { rerender } = show(plantFrames(), { hours: [76, 82] });
    const [first] = await spikes();
    fireEvent.click(first!);
    const picked = `${first!.dataset['start']}-${first!.dataset['end']}`;
    const time = screen.getByTestId('spiketrace-time');
    fireEvent.keyDown(time, { key: 'ArrowRight' });
    Array.from({ length: 20 }, () => fireEvent.keyDown(time, { key: 'ArrowRight', shiftKey: true }));
    fireEvent.keyDown(time, { key: 'Enter' });
    // Grafana draws the panel anew with the variable that the pick has set.
    rerender(panel(plantFrames(), { hours: [76, 82], spike: picked }));
    await screen.findByText('marked window', {}, { timeout: 15_000 });
    expect(screen.getByRole('button', { name: 'Drop the mark' })).toBeTruthy();
  });

  it('says its sentence to those who listen once, and not again after each refresh that changes nothing', async () => {
    const { rerender } = show(plantFrames());
    await spikes();
    const live = screen.getByTestId('spiketrace-panel').lastElementChild!;
    const heard: string[] = [];
    const observer = new MutationObserver(() => heard.push(live.textContent ?? ''));
    await waitFor(() => expect(live.textContent).toMatch(/^furnace-1 heatup added/));
    observer.observe(live, { childList: true, characterData: true, subtree: true });
    for (const id of ['Q1', 'Q2']) {
      rerender(panel([progressFrame({ done: 0 }, 'A')], { state: LoadingState.Loading, requestId: id }));
      rerender(panel(plantFrames(), { requestId: id }));
      await waitFor(() => expect(document.querySelector('[aria-busy=true]')).toBeNull(), { timeout: 15_000 });
    }
    observer.disconnect();
    expect(heard).toEqual([]);
  });
});

describe('the link of a window', () => {
  /** 06:45 to 07:45 of the fourth day: the pump alone, no spike. */
  const [from, to] = [start + 78.75 * HOUR_MS, start + 79.75 * HOUR_MS];
  const number = () => screen.findByText('marked window', {}, { timeout: 15_000 });

  it('that the sender marked by hand is attributed as such, and says whether the data are the same', async () => {
    show(plantFrames(), { hours: [76, 82], spike: `${from}-${to}` });
    await number();
    await waitFor(() => expect(document.querySelector('[aria-busy=true]')).toBeNull(), { timeout: 15_000 });
    expect(Math.abs(pickedKw() - 15)).toBeLessThan(0.5);
    const seen = /var-seen=([^&]+)$/.exec(screen.getByTestId('spiketrace-copy-link').dataset['link'] ?? '')?.[1];
    cleanup();
    show(plantFrames(), { hours: [76, 82], spike: `${from}-${to}`, seen });
    await number();
    expect((await screen.findAllByTestId('spiketrace-notice')).map(({ textContent }) => textContent)).toEqual(['Same data as when sent.', 'Marked by hand: 6 Mar, 06:45 to 07:45. Drop the mark']);
    fireEvent.click(screen.getByRole('button', { name: 'Drop the mark' }));
    await waitFor(() => expect(screen.getByTestId('spiketrace-notice').textContent).toMatch(/^No spike in view is the one of the link \(6 Mar 2025, 06:45 to 07:45\)/), { timeout: 15_000 });
    expect(screen.queryByText('marked window')).toBeNull();
  });

  it('inside a spike is that window and not the spike, where the readings are those that the sender saw', async () => {
    show(plantFrames(), { hours: [76, 82] });
    const spike = (await spikes())[0]!;
    const inner = `${Number(spike.dataset['start']) + 10 * MINUTE_MS}-${Number(spike.dataset['end']) - 10 * MINUTE_MS}`;
    const whole = Number(spike.dataset['kw']);
    cleanup();
    // Of somebody who saw other readings: the spike whose edges have moved.
    show(plantFrames(), { hours: [76, 82], spike: inner, seen: '1.10.00c0ffee' });
    await waitFor(() => expect(screen.getByTestId('spiketrace-notice').textContent).toBe(`Data changed since: it said 10 kW, now ${Math.round(whole)} kW.`), { timeout: 15_000 });
    expect(screen.queryByText('marked window')).toBeNull();
    cleanup();
    // Marked in these readings: 09:30 to 09:45 of the furnace's 09:20 to 10:00.
    show(plantFrames(), { hours: [79, 85] });
    await spikes();
    const time = screen.getByTestId('spiketrace-time');
    Array.from({ length: 31 }, () => fireEvent.keyDown(time, { key: 'ArrowLeft' }));
    Array.from({ length: 15 }, () => fireEvent.keyDown(time, { key: 'ArrowRight', shiftKey: true }));
    fireEvent.keyDown(time, { key: 'Enter' });
    await number();
    await waitFor(() => expect(document.querySelector('[aria-busy=true]')).toBeNull(), { timeout: 15_000 });
    const marked = pickedKw();
    const link = new URL(screen.getByTestId('spiketrace-copy-link').dataset['link'] ?? '').searchParams;
    cleanup();
    show(plantFrames(), { hours: [79, 85], spike: link.get('var-spike')!, seen: link.get('var-seen')! });
    await number();
    expect(screen.getAllByTestId('spiketrace-notice')[0]?.textContent).toBe('Same data as when sent.');
    expect(pickedKw()).toBe(marked);
  });

  it('that retention has taken, while the rest of the view is there, says so', async () => {
    const frames = plantFrames();
    const kept = 79 * 60;
    frames[0] = { ...frames[0]!, fields: frames[0]!.fields.map((field) => ({ ...field, values: field.values.slice(kept) })), length: frames[0]!.length - kept };
    show(frames, { hours: [76, 96], spike: `${start + 77 * HOUR_MS}-${start + 77.5 * HOUR_MS}` });
    await spikes();
    await waitFor(() => expect(screen.getAllByTestId('spiketrace-notice').map(({ textContent }) => textContent).join()).toContain('Expired by retention'), { timeout: 15_000 });
    expect(screen.queryByText('marked window')).toBeNull();
  });

  it.each([[[120, 144]], [[-48, -24]]] as const)('is not called expired in a range that it is no part of (hours %j)', (hours) => {
    show([noReadings()], { hours, spike: `${start + 77 * HOUR_MS}-${start + 77.5 * HOUR_MS}` });
    expect(screen.getAllByTestId('spiketrace-notice').map(({ textContent }) => textContent).join()).toMatch(/^No meter readings between/);
  });

  it('is called expired in its own range, where later readings are there', () => {
    show([noReadings()], { hours: [76, 78], spike: `${start + 77 * HOUR_MS}-${start + 77.5 * HOUR_MS}` });
    expect(screen.getAllByTestId('spiketrace-notice')[0]?.textContent).toMatch(/^Expired by retention/);
  });
});

describe('notices', () => {
  it.each([[4, -1], [40, 0]])('%i of them leave the answer where it is: more than four scroll, by keyboard too', async (count, tabIndex) => {
    const frames = plantFrames();
    const notices = Array.from({ length: count }, (_, i) => ({ severity: 'warning', code: 'state-stale', text: `M${i} has said nothing for 13.0 h.` }));
    show([withMeta(frames[0]!, { notices }), ...frames.slice(1)]);
    await spikes();
    const rows = screen.getAllByTestId('spiketrace-notice');
    expect([rows.length, rows.at(-1)?.parentElement?.tabIndex]).toEqual([count, tabIndex]);
  });
});

describe('a range that reaches beyond now', () => {
  it('has lanes until now', async () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(start + 78 * HOUR_MS);
    show(plantFrames());
    await spikes();
    now.mockRestore();
    const [lanes, plot] = [document.querySelector<HTMLElement>('canvas[aria-hidden]'), screen.getByTestId('spiketrace-time')].map((one) => Number.parseFloat(one!.style.width));
    expect(lanes! / plot!).toBeCloseTo(6 / 24, 6);
  });
});

describe('the evidence of a small meter', () => {
  it('is drawn on a scale of its own numbers', async () => {
    const frames = plantFrames();
    frames[0] = { ...frames[0]!, fields: frames[0]!.fields.map((field) => (field.type === 'number' ? { ...field, values: field.values.map((kw: number) => kw / 1000) } : field)) };
    show(frames, { minimumKw: 0.02 });
    await spikes();
    fireEvent.click(screen.getByRole('button', { name: 'Evidence for furnace-1' }));
    const highest = screen.getAllByRole('img').flatMap((one) => [...one.querySelectorAll('text')].flatMap(({ textContent }) => /^\+?([\d.]+) kW$/.exec(textContent)?.[1] ?? []));
    expect(highest.map(Number).every((kw) => kw > 0.05 && kw <= 0.2), highest.join()).toBe(true);
    expect(highest.length).toBeGreaterThan(1);
    const steps = [...document.querySelectorAll('circle')].map((dot) => Number(dot.getAttribute('cx')));
    expect(Math.max(...steps)).toBeGreaterThan(250);
  });
});

describe('a meter that feeds in', () => {
  it('has whole kW as one that takes as much', async () => {
    const frames = plantFrames();
    frames[0] = { ...frames[0]!, fields: frames[0]!.fields.map((field) => (field.type === 'number' ? { ...field, values: field.values.map((kw: number) => kw - 700) } : field)) };
    show(frames);
    await spikes();
    expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(/added \d\d of the \d\d kW /);
  });
});

describe('a verdict', () => {
  const answers = fetched.getMockImplementation()!;
  afterEach(() => void fetched.mockImplementation(answers));
  type Asked = { readonly url: string; readonly method?: string };
  const answering = (own: (asked: Asked) => Observable<{ readonly data: unknown }> | undefined) => fetched.mockImplementation(((asked: Asked) => own(asked) ?? answers(asked)) as typeof answers);

  it('that fails while another spike is looked at is said there, with what would have been stored', async () => {
    const saving = new Subject<never>();
    answering(({ method, url }) => (url === '/api/annotations' && method === 'POST' ? saving : undefined));
    show(plantFrames());
    const [first, second] = await spikes();
    fireEvent.click(first!);
    fireEvent.click(await screen.findByRole('button', { name: 'Reject' }));
    fireEvent.click(second!);
    saving.error({ status: 500, data: { message: 'database is locked \u202e' } });
    const notice = await screen.findByText(/database is locked \ufffd \(500\)/);
    expect(notice.textContent).toMatch(/Rejected: it was not .* that drew most of \+\d+ kW on incomer 1, .*var-spike=/);
    fireEvent.click(first!);
    expect((await screen.findByRole('alert')).textContent).toMatch(/^Not saved: database is locked/);
  });

  it('is not given up when it could not be found out once who may save: that is asked again with the next refresh', async () => {
    let failing = true;
    answering(({ url }) => (url.startsWith('/api/dashboards/') && failing ? throwError(() => ({ status: 502, statusText: 'Bad Gateway', data: '<html>' })) : undefined));
    const { rerender } = show(plantFrames());
    await spikes();
    await screen.findByText(/Grafana did not say who may annotate: Bad Gateway \(502\)/);
    failing = false;
    rerender(panel(plantFrames()));
    await screen.findByRole('button', { name: 'Confirm' });
  });

  it('that is being written stays while readings still arrive and move the end of its spike', async () => {
    const growing = (minutes: number) => {
      const frames = plantFrames();
      const count = 72 * 60 + 200 + minutes;
      frames[0] = { ...frames[0]!, fields: frames[0]!.fields.map((field) => ({ ...field, values: field.values.slice(0, count) })), length: count };
      return frames;
    };
    const { rerender } = show(growing(12), { hours: [70, 78] });
    fireEvent.click((await spikes()).at(-1)!);
    const end = () => screen.getAllByTestId('spiketrace-spike').find((one) => one.getAttribute('aria-pressed') === 'true')!.dataset['end'];
    const before = end();
    fireEvent.click(await screen.findByRole('button', { name: 'Reason, note' }));
    fireEvent.change(screen.getByLabelText('Note'), { target: { value: 'door open' } });
    rerender(panel(growing(20), { hours: [70, 78] }));
    await waitFor(() => expect(end()).not.toBe(before), { timeout: 15_000 });
    expect((screen.getByLabelText('Note') as HTMLInputElement).value).toBe('door open');
  });

  it('that is being written stays while a range without readings is looked at, and is about no other meter', async () => {
    const frames = plantFrames();
    const { rerender } = show(frames);
    fireEvent.click((await spikes()).at(-1)!);
    fireEvent.click(await screen.findByRole('button', { name: 'Reason, note' }));
    fireEvent.change(screen.getByLabelText('Note'), { target: { value: 'door open' } });
    rerender(panel([noReadings()], { hours: [120, 144] }));
    expect(screen.queryByLabelText('Note')).toBeNull();
    rerender(panel(frames));
    await spikes();
    expect((screen.getByLabelText('Note') as HTMLInputElement).value).toBe('door open');
    rerender(panel([withMeta(frames[0]!, { id: 'incomer 2' }), ...frames.slice(1)]));
    await screen.findByText('incomer 2', {}, { timeout: 15_000 });
    expect(screen.queryByLabelText('Note')).toBeNull();
  });
});

/** The same frame of which the data source says something else. */
function withMeta(frame: DataFrame, more: object): DataFrame {
  const { spiketrace } = frame.meta!.custom as { readonly spiketrace: object };
  return { ...frame, meta: { custom: { spiketrace: { ...spiketrace, ...more } } } };
}

/** What the data source sends for a range after the last reading. */
function noReadings(): DataFrame {
  return meterFrame({ kind: 'power', meterId: 'incomer 1', timeMs: new Float64Array(0), demandKw: new Float64Array(0), completeness: COMPLETE, notices: [] }, 'view', { ...context, lastReadingMs: start + 96 * HOUR_MS });
}

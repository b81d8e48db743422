/** The record of requests shows what the data source keeps, and believes nothing else. */
import React from 'react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RECORD_PROPERTY, recordText, type RequestRecord } from '../../src/influx';

let path = '/a/spiketrace-investigation-app/requests';
vi.mock('@grafana/runtime', async (real) => ({
  ...(await real<object>()),
  PluginPage: ({ children }: { readonly children: React.ReactNode }) => <main>{children}</main>,
  locationService: { getLocation: () => ({ pathname: path }), getHistory: () => ({ listen: () => () => undefined }) },
}));
const { Pages } = await import('../../src/app');
const { keepRecord } = await import('../../src/datasource/recording');

const record = (over: Partial<RequestRecord> = {}): RequestRecord => ({
  atMs: Date.UTC(2026, 2, 3, 8), source: 'Plant', purpose: 'incomer, 3 March', statement: 'SELECT MEAN("kw") FROM "em"', rows: 240, ms: 12.4, tries: 1, way: 'sent', outcome: 'complete', ...over,
});
const page = window as unknown as Record<string, unknown>;

beforeEach(() => {
  path = '/a/spiketrace-investigation-app/requests';
  page[RECORD_PROPERTY] = undefined;
});
afterEach(cleanup);

test('what is asked while the page is open comes on top, with the ways it went', () => {
  keepRecord(record());
  render(<Pages />);
  act(() => {
    keepRecord(record({ purpose: 'states', way: 'cached', tries: 0, rows: 7 }));
    keepRecord(record({ purpose: 'shifts', way: 'not-sent', tries: 0, rows: 0, outcome: 'paused' }));
  });
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent));
  expect(rows.map((cells) => [cells[2], cells[4], cells[6], cells[7]])).toEqual([
    ['shifts', '0', 'not sent', 'paused'], ['states', '7', 'from memory', 'complete'], ['incomer, 3 March', '240', 'sent', 'complete'],
  ]);
  expect(screen.getByText('3 questions, for which 1 HTTP request was sent and 240 rows read.')).toBeTruthy();
});

test('markup in a statement is text, and what is no record is left out', () => {
  page[RECORD_PROPERTY] = [recordText(record({ statement: '<img src=x onerror=alert(1)>' })), '{"atMs":"now"}', 7, 'not JSON', JSON.stringify({ ...record(), way: 'stolen' })];
  render(<Pages />);
  expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(2);
  expect(screen.getByText('<img src=x onerror=alert(1)>').tagName).toBe('CODE');
  expect(document.querySelector('img')).toBeNull();
});

test('at most 500 are kept, the oldest forgotten first', () => {
  for (let i = 0; i < 510; i++) {
    keepRecord(record({ purpose: `number ${i}` }));
  }
  expect((page[RECORD_PROPERTY] as unknown[]).length).toBe(500);
  render(<Pages />);
  expect(screen.queryByText('number 9')).toBeNull();
  expect(screen.getByText('number 10')).toBeTruthy();
});

test('without a clipboard the CSV stands there to be copied', async () => {
  keepRecord(record({ purpose: '=HYPERLINK("x")' }));
  render(<Pages />);
  fireEvent.click(screen.getByText('Copy as CSV'));
  const area = await screen.findByLabelText<HTMLTextAreaElement>('Copy this text by hand:');
  expect(area.value.split(/\r?\n/)[1]).toBe('2026-03-03T08:00:00.000Z,Plant,"\'=HYPERLINK(""x"")","SELECT MEAN(""kw"") FROM ""em""",240,12,1,sent,complete');
});

test('nothing asked yet says what to do, and the other path is the first page', () => {
  render(<Pages />);
  expect(screen.getByText(/Nothing has been asked in this tab yet/)).toBeTruthy();
  cleanup();
  path = '/a/spiketrace-investigation-app/how-it-works';
  render(<Pages />);
  expect(screen.getByText('Open the investigation')).toBeTruthy();
});

/** Answers recorded from Grafana 12.3.0 in front of InfluxDB 1.13.2 become the same columns as InfluxDB's own, and its errors are told apart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MachineSource, MeterSource, Read, SeriesRequest } from '../../src/influx';
import { dialectOf } from '../../src/influx';

const FOLDER = join(import.meta.dirname, '../fixtures/grafana-12.3-influxdb-1.13');
const recorded = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const range = { startMs: 1741064400000, endMs: 1741078800000 };
const meter: MeterSource = { id: 'm', measurement: 'energy_meter', field: 'power_kw', tags: {}, kind: 'power', parent: null };
const machines: MachineSource = { measurement: 'machine_state', field: 'state', idTag: 'machine', tags: {} };
const limit = { rowLimit: 5000 };
const states: SeriesRequest = { kind: 'states', machines, range, ...limit };
const before: SeriesRequest = { kind: 'state-before', machines, range, ...limit };
const power = (withMax: boolean): SeriesRequest => ({ kind: 'power', meter, range, windowMs: 300_000, withMax, ...limit });
const shifts: SeriesRequest = { kind: 'shifts', shifts: { measurement: 'shift_event', field: 'shift', tags: {} }, range, ...limit };

const spoken = {
  influxql: await dialectOf({ dialect: 'influxql', database: 'plant' }), flux: await dialectOf({ dialect: 'flux', database: 'plant' }),
  throughInfluxql: await dialectOf({ dialect: 'influxql', database: 'plant', wire: 'grafana' }), throughFlux: await dialectOf({ dialect: 'flux', database: 'plant', wire: 'grafana' }),
};

/** `{request, status, body}` as it was recorded. */
function through(dialect: 'influxql' | 'flux', name: string, request: SeriesRequest) {
  const { status, body } = JSON.parse(recorded(name)) as { status: number; body: unknown };
  return (dialect === 'flux' ? spoken.throughFlux : spoken.throughInfluxql).read({ status, contentType: 'application/json', body: JSON.stringify(body) }, request, { dialect, database: 'plant', wire: 'grafana' });
}
function direct(dialect: 'influxql' | 'flux', name: string, request: SeriesRequest, status = 200) {
  return spoken[dialect].read({ status, contentType: '', body: recorded(name) }, request, { dialect, database: 'plant' });
}
const ok = (outcome: ReturnType<typeof through>): Read => {
  if (outcome.kind === 'failed') {
    throw new Error(outcome.failure.text);
  }
  return outcome.value;
};
/** Machine → [time, state], so that the order of series does not matter. */
const logs = ({ series }: Read) => Object.fromEntries(series.map((one) => [one.tags.get('machine'), one.rows.map((row) => [row[one.columns.indexOf('time')], row[one.columns.indexOf('state')]])]));

describe('through Grafana', () => {
  test('text states are the same in InfluxQL, in Flux and from InfluxDB itself', () => {
    const here = logs(ok(through('influxql', 'influxql-state-string.json', states)));
    expect(Object.keys(here).sort()).toEqual(['M01_compressor', 'M02_furnace', 'M04_pump', 'M06_chiller']);
    // The first three lines of seed.lp of this machine after 05:00 UTC.
    expect(here['M01_compressor']?.slice(0, 3)).toEqual([[1741068234000, 'LOADED'], [1741068335000, 'UNLOADED'], [1741068439000, 'LOADED']]);
    expect(logs(ok(through('flux', 'flux-state-string.json', states)))).toEqual(here);
    expect(logs(ok(direct('flux', 'direct-flux.csv', states)))).toEqual(here);
  });

  test('the state before the range has its own time, of each machine, in both', () => {
    const here = logs(ok(through('influxql', 'influxql-state-before.json', before)));
    expect(here).toEqual({
      M01_compressor: [[1741038439000, 'OFF']], M02_furnace: [[1741037760000, 'OFF']], M03_press: [[1741039105000, 'OFF']],
      M04_pump: [[1741039635000, 'STOPPED']], M05_packer: [[1741039328000, 'STOPPED']], M06_chiller: [[1741038655000, 'OFF']],
    });
    expect(logs(ok(through('flux', 'flux-state-before.json', before)))).toEqual(here);
  });

  test('means and the largest of five minutes, as a table and as time series', () => {
    const table = ok(through('influxql', 'influxql-meter-table.json', power(true)));
    expect([table.completeness.kind, table.series.length, table.series[0]?.rows.length]).toEqual(['complete', 1, 48]);
    const columns = table.series[0]?.columns ?? [];
    const picked = table.series[0]?.rows.map((row) => ['time', 'mean', 'max'].map((name) => row[columns.indexOf(name)]));
    const series = ok(through('influxql', 'influxql-meter-5m.json', power(true))).series[0];
    expect(series?.columns).toEqual(['time', 'mean', 'max']);
    expect(series?.rows).toEqual(picked);
    const flux = ok(through('flux', 'flux-meter-5m.json', power(false))).series[0];
    expect(flux?.columns).toEqual(['time', 'mean']);
    flux?.rows.forEach((row, i) => {
      expect(row[0]).toBe(picked?.[i]?.[0]);
      expect(row[1]).toBeCloseTo(Number(picked?.[i]?.[1]), 9);
    });
  });

  test('a register, and the shifts with their crews', () => {
    const register = ok(through('influxql', 'influxql-counter.json', { kind: 'counter', meter: { ...meter, kind: 'counter' }, range, windowMs: 300_000, ...limit })).series[0];
    expect([register?.columns, register?.rows.slice(0, 2)]).toEqual([['time', 'last'], [[1741064400000, 1002.47], [1741064700000, 1004.95]]]);
    expect(ok(through('influxql', 'influxql-shift.json', shifts)).series[0]).toMatchObject({ columns: ['time', 'shift', 'crew'], rows: [[1741064400000, 'night', 'C'], [1741068000000, 'early', 'A']] });
  });

  test('whole numbers and truth values of one machine stand in columns of their own', () => {
    const both: SeriesRequest = { kind: 'states', machines: { ...machines, stateFields: ['code', 'running'] }, range, ...limit };
    const furnace = ok(through('influxql', 'influxql-state-int-bool.json', both)).series.find((one) => one.tags.get('machine') === 'M02_furnace');
    expect([furnace?.columns, furnace?.rows]).toEqual([['time', 'code', 'running'], [[1741068344000, 8, true], [1741070295000, 11, true], [1741077485000, 8, true]]]);
  });

  test('nothing found is a whole answer without series', () => {
    for (const name of ['influxql-empty.json', 'influxql-unknown-db-measurement.json']) {
      expect(ok(through('influxql', name, states))).toMatchObject({ series: [], rows: 0, completeness: { kind: 'complete' } });
    }
  });

  test('errors beside the refId are failures with the server’s words', () => {
    expect(through('influxql', 'influxql-syntax-error.json', states)).toMatchObject({ kind: 'failed', failure: { text: expect.stringContaining('found SELEKT') } });
    expect(through('flux', 'flux-error.json', states)).toMatchObject({ kind: 'failed', failure: { text: expect.stringContaining('undefined identifier nosuch') } });
    expect(direct('flux', 'direct-flux-error.csv', states)).toMatchObject({ kind: 'failed', failure: { kind: 'server-error' } });
    expect(direct('flux', 'direct-flux-error.csv', states, 500)).toMatchObject({ kind: 'failed', failure: { kind: 'server-error', text: expect.stringContaining('cannot convert string') } });
    expect(direct('influxql', 'direct-influxql-error.json', states, 400)).toMatchObject({ kind: 'failed', failure: { text: expect.stringContaining('found EOF') } });
  });
});

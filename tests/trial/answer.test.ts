/** Each question has the answer that a database with these rows would give. */
import { expect, test } from 'vitest';
import { readLineProtocol } from '../../src/files';
import type { MachineSource, MeterSource, SeriesRequest } from '../../src/influx';
import { answerFrom } from '../../src/trial';

const S = 1_740_960_000;
const series = readLineProtocol('p.lp', [
  ...[10, 12, 8, 30, 28].map((kw, i) => `em,meter=a kw=${kw} ${S + 30 * i}`), `em,meter=b kw=1 ${S}`, `em,meter=a name="x" ${S}`,
  `code,machine=m state=1i ${S}`, `code,machine=m state=1i ${S + 10}`, `code,machine=m state=4i ${S + 20}`, `code,machine=m state=2i ${S + 30}`,
  `tagged,machine=m,state=OFF value=1 ${S}`, `tagged,machine=m,state=RUN value=1 ${S + 40}`, `tagged,machine=m,state=OFF value=1 ${S + 70}`,
  `wide,machine=m run=false,idle=true ${S}`, `wide,machine=m run=true,idle=false ${S + 50}`,
  `shift_event shift="early",crew="A" ${S}`,
].join('\n'));
const meter: MeterSource = { id: 'a', measurement: 'em', field: 'kw', tags: { meter: 'a' }, kind: 'power', parent: null };
const machines = (measurement: string, over: Partial<MachineSource> = {}): MachineSource => ({ measurement, field: 'state', idTag: 'machine', tags: {}, ...over });
const range = { startMs: S * 1000, endMs: (S + 150) * 1000 };
const limited = { rowLimit: 100 };

/** Seconds behind the start in place of stamps. */
function rows(request: SeriesRequest) {
  const outcome = answerFrom(series, request);
  return outcome.kind === 'failed' ? outcome.failure.text
    : outcome.value.series.map((one) => [one.columns.join(' '), ...one.rows.map((row) => (one.columns[0] === 'time' ? [Number(row[0]) / 1000 - S, ...row.slice(1)] : row))]);
}

test('power by windows: mean and largest of each, labelled with its start', () => {
  expect(rows({ ...limited, kind: 'power', meter, range, windowMs: 60_000, withMax: true })).toEqual([['time mean max', [0, 11, 12], [60, 19, 30], [120, 28, 28]]]);
});
test('peaks keep the time of their sample', () => {
  expect(rows({ ...limited, kind: 'peaks', meter, range, windowMs: 60_000 })).toEqual([['time max', [30, 12], [90, 30], [120, 28]]]);
});
test('busy windows are those above the threshold', () => {
  expect(rows({ ...limited, kind: 'busy-windows', meter, range, windowMs: 60_000, aboveKw: 12 })).toEqual([['time max', [60, 30], [120, 28]]]);
});
test('an interval is one row with its number of readings', () => {
  expect(rows({ ...limited, kind: 'interval', meter, range })).toEqual([['time mean n', [0, 17.6, 5]]]);
  expect(rows({ ...limited, kind: 'interval', meter, range: { startMs: 0, endMs: 1 } })).toEqual([]);
});
test('a counter begins one window before the range', () => {
  const later = { startMs: range.startMs + 60_000, endMs: range.endMs };
  expect(rows({ ...limited, kind: 'counter', meter, range: later, windowMs: 60_000 })).toEqual([['time last', [0, 12], [60, 30], [120, 28]]]);
});
test('a field of texts is no meter', () => {
  expect(rows({ ...limited, kind: 'last-reading', meter: { ...meter, field: 'name' }, range })).toBe('It holds texts.');
});
test('polled codes are told by their steps', () => {
  expect(rows({ ...limited, kind: 'state-steps', machines: machines('code'), range })).toEqual([['time step', [20, 3], [30, -2]]]);
});
test('a state that is a tag: its rows of all states in order, and the newest of them all', () => {
  const tagged = machines('tagged', { field: 'value', stateTag: 'state' });
  expect(rows({ ...limited, kind: 'states', machines: tagged, range })).toEqual([['time value state', [0, null, 'OFF'], [40, null, 'RUN'], [70, null, 'OFF']]]);
  expect(rows({ ...limited, kind: 'state-before', machines: tagged, range: { ...range, endMs: range.startMs + 60_000 } })).toEqual([['time value state', [40, null, 'RUN']]]);
});
test('one column for each state, side by side', () => {
  expect(rows({ ...limited, kind: 'states', machines: machines('wide', { stateFields: ['idle', 'run'] }), range })).toEqual([['time idle run', [0, true, false], [50, false, true]]]);
});
test('shifts with their crew, from a day before', () => {
  const later = { startMs: range.startMs + 3_600_000, endMs: range.endMs + 3_600_000 };
  expect(rows({ ...limited, kind: 'shifts', shifts: { measurement: 'shift_event', field: 'shift', tags: {} }, range: later })).toEqual([['time shift crew', [0, 'early', 'A']]]);
});
test('names', () => {
  expect(rows({ ...limited, kind: 'measurements' })).toEqual([['name', ['code'], ['em'], ['shift_event'], ['tagged'], ['wide']]]);
  expect(rows({ ...limited, kind: 'field-keys', measurement: 'em' })).toEqual([['fieldKey fieldType', ['kw', 'float'], ['name', 'string']]]);
  expect(rows({ ...limited, kind: 'tag-keys', measurement: 'tagged' })).toEqual([['tagKey', ['machine'], ['state']]]);
  expect(rows({ ...limited, kind: 'tag-values', measurement: 'em', key: 'meter' })).toEqual([['key value', ['meter', 'a'], ['meter', 'b']]]);
  expect(rows({ ...limited, kind: 'series', measurement: 'em', tags: { meter: 'a' } })).toEqual([['key', ['em,meter=a']]]);
});

/** Values that a server hides behind those of another type are found out, and looked for only where they could be. */
import { expect, test } from 'vitest';
import type { Asking } from '../../src/influx/asking';
import { hiddenBehind, hideable, typeCheck } from '../../src/influx/state-types';
import type { MachineSource, Read, SeriesRequest } from '../../src/influx';

const HOUR = 3_600_000;
const from: MachineSource = { measurement: 'st', field: 'state', idTag: 'machine', tags: {} };
const piece = (...rows: unknown[][]) => ({ series: { name: '', tags: new Map([['machine', 'oven']]), columns: ['time', 'state'], rows }, completeness: { kind: 'complete' } as const });

/** Answers every question with these rows. */
function asking(columns: readonly string[], rows: readonly unknown[][]) {
  const asked: SeriesRequest[] = [];
  const wish = (request: SeriesRequest): Promise<Read> => {
    asked.push(request);
    return Promise.resolve({ series: rows.length === 0 ? [] : [{ name: '', tags: new Map(), columns, rows }], completeness: { kind: 'complete' }, rows: rows.length });
  };
  return { asked, ask: { wish } as unknown as Asking };
}

test('behind numbers texts and truth values may be hidden, behind texts truth values, behind those nothing', () => {
  expect([hideable([piece([1, 7])]), hideable([piece([1, 'RUN'])]), hideable([piece([1, true])]), hideable([piece()]), hideable([])]).toEqual([['string', 'boolean'], ['boolean'], [], [], []]);
  expect(hideable([piece([1, 'RUN']), piece([2, 7])])).toEqual(['string', 'boolean']);
  expect(hideable([piece([1, null]), piece([2, 7])])).toEqual(['string', 'boolean']);
});

test('what was found holds for ten minutes and every range within; a range that begins earlier is looked at', async () => {
  let nowMs = 0;
  const check = typeCheck(() => nowMs);
  const { ask, asked } = asking(['time', 'boolean'], [[0, 3]]);
  const looks = async (startMs: number, endMs: number) => [(await check(ask, from, { startMs, endMs }, ['boolean'])).kind, asked.length];
  expect(await looks(0, HOUR)).toEqual(['unknown', 1]);
  expect(await looks(HOUR / 2, HOUR + 1000)).toEqual(['unknown', 1]);
  expect(await looks(-HOUR, HOUR)).toEqual(['unknown', 2]);
  expect(await looks(0, 3 * HOUR)).toEqual(['unknown', 3]);
  nowMs = 10 * 60_000;
  expect(await looks(0, 3 * HOUR)).toEqual(['unknown', 4]);
  expect((await check(ask, from, { startMs: 0, endMs: HOUR }, [])).kind).toBe('complete');
  expect(asked).toHaveLength(4);
});

test('in Flux a stretch that ends in a long silence is asked once more for its newest value, and no other', async () => {
  const range = { startMs: 0, endMs: 10 * HOUR };
  const silent = asking(['time', 'state'], []);
  expect(await hiddenBehind(silent.ask, from, range, [piece([0, 7], [9.5 * HOUR, 8])])).toEqual([]);
  expect(await hiddenBehind(silent.ask, from, range, [piece()])).toEqual([]);
  expect(silent.asked).toEqual([]);
  expect(await hiddenBehind(silent.ask, from, range, [piece([0, 7]), piece([HOUR, 8])])).toEqual([]);
  expect(silent.asked).toMatchObject([{ kind: 'state-before', range: { startMs: HOUR + 1, endMs: 10 * HOUR } }]);
  const [hidden] = await hiddenBehind(asking(['time', 'state'], [[5 * HOUR, 'RUN']]).ask, from, range, [piece([HOUR, 8])]);
  expect(hidden?.completeness).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/^st also holds values of another type behind 1970-01-01 01:00 UTC, in field state/) });
});

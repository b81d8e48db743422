/** Settings may ask less of the database than the defaults, never more. */
import { expect, test } from 'vitest';
import { boundsOf, LOAD_DEFAULTS, parseLoadLimits, type LoadLimits } from '../../src/influx';

const NAMES = Object.keys(LOAD_DEFAULTS) as Array<keyof LoadLimits>;
const said = (given: unknown): string => {
  const outcome = parseLoadLimits(given);
  return outcome.kind === 'failed' ? `${outcome.failure.text} ${outcome.failure.advice}` : 'ok';
};

test('the defaults are those of the design, and stand when nothing is set', () => {
  expect(LOAD_DEFAULTS).toEqual({
    pointsPerQuery: 50_000, pointsPerRefresh: 150_000, seriesPerQuery: 100, freeRangeDays: 31, longestRangeDays: 400, rowsPerAnswer: 200_000,
    bytesPerAnswer: 20_000_000, deadlineSec: 20, inFlight: 2, waiting: 50, refreshSec: 5, cacheMb: 50, retries: 2, failuresToPause: 3, pauseSec: 30,
  });
  expect([undefined, null, '', {}].map(parseLoadLimits)).toEqual(Array(4).fill({ kind: 'ok', value: LOAD_DEFAULTS }));
});

test.each(NAMES)('%s: its bounds are taken, one beyond them is refused with the bound', (name) => {
  const [least, most] = boundsOf(name);
  expect([least, most].map((value) => parseLoadLimits({ [name]: value }))).toEqual([least, most].map((value) => ({ kind: 'ok', value: { ...LOAD_DEFAULTS, [name]: value } })));
  expect(said({ [name]: most + 1 })).toContain(`${name} must be a whole number from ${least} to ${most}`);
  expect(said({ [name]: least - 1 })).toContain(`${name} must be`);
});

test('no setting asks more of the database than its default does', () => {
  const gentler = new Set(['refreshSec', 'pauseSec']);
  expect(NAMES.filter((name) => (gentler.has(name) ? boundsOf(name)[0] < LOAD_DEFAULTS[name] : boundsOf(name)[1] > LOAD_DEFAULTS[name]))).toEqual([]);
});

test.each<[unknown, string]>([
  [{ inFlight: 1.5 }, 'got 1.5'], [{ inFlight: '1' }, 'got "1"'], [{ inflight: 1 }, 'no limit of load called “inflight”'], [{ inFlight: NaN }, 'must be'],
  [JSON.parse('{"__proto__": {"inFlight": 9}}'), 'called “__proto__”'], [[1], 'must be an object'], ['fast', 'must be an object'], [{ toString: 1 }, 'called “toString”'],
])('%j is refused in words', (given, words) => {
  expect(said(given)).toContain(words);
});

test('a value that an environment variable left empty keeps its default', () => {
  expect(parseLoadLimits({ inFlight: '', retries: null })).toEqual({ kind: 'ok', value: LOAD_DEFAULTS });
});

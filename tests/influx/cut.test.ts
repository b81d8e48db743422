/** What is too large is cut behind its last whole row, before a parser sees it. */
import { expect, test } from 'vitest';
import { cutToCaps, type AnswerCaps } from '../../src/influx/cut';

const caps = (rowsPerAnswer: number, bytesPerAnswer: number): AnswerCaps => ({ rowsPerAnswer, bytesPerAnswer });
const json = (rows: number, state: unknown = 1) => JSON.stringify({ results: [{ statement_id: 0, series: [{ name: 's', tags: { m: 'a' }, columns: ['time', 'v'], values: Array.from({ length: rows }, (_, i) => [i, state]) }] }] });
const rowsOf = (body: string): unknown[] => (JSON.parse(body) as { results: [{ series: [{ values: unknown[] }] }] }).results[0].series[0].values;

test('what is within the caps stays as it is', () => {
  const body = json(10);
  expect(cutToCaps(body, caps(10, body.length))).toEqual({ body });
});

test('more rows than may be read are cut off, and it is said', () => {
  const { body, completeness } = cutToCaps(json(1000), caps(3, 1e6));
  expect([rowsOf(body), completeness]).toEqual([[[0, 1], [1, 1], [2, 1]], { kind: 'truncated', by: 'row-limit', got: 3, cap: 3 }]);
});

test('at every size a cut answer is JSON of whole rows, and the first ones', () => {
  const whole = json(20, 'a "b" \\ ]}[{ c');
  const all = rowsOf(whole);
  for (let most = whole.length - 1; most > 160; most -= 3) {
    const { body, completeness } = cutToCaps(whole, caps(1e6, most));
    const rows = rowsOf(body);
    expect(rows).toEqual(all.slice(0, rows.length));
    expect(rows.length).toBeLessThanOrEqual(all.length);
    expect(completeness).toMatchObject({ kind: 'truncated', by: 'byte-cap', cap: most });
  }
});

test('brackets and quotes in texts are not taken for rows', () => {
  expect(rowsOf(cutToCaps(json(5, ']],[["\\"'), caps(2, 1e6)).body)).toEqual([[0, ']],[["\\"'], [1, ']],[["\\"']]);
});

test('the second of two series may be the one that is cut', () => {
  const two = JSON.stringify({ results: [{ series: ['a', 'b'].map((m) => ({ name: 's', tags: { m }, columns: ['time', 'v'], values: [[1, 1], [2, 2], [3, 3]] })) }] });
  const cut = JSON.parse(cutToCaps(two.padEnd(two.length), caps(4, 1e6)).body) as { results: [{ series: Array<{ values: unknown[] }> }] };
  expect(cut.results[0].series.map((one) => one.values.length)).toEqual([3, 1]);
});

test('lines are cut behind a whole one, with the blank line that ends an answer; a quoted line break ends none', () => {
  const csv = '#datatype,string\r\n,a\r\n,"b\r\nb"\r\n,c\r\n\r\n';
  expect(cutToCaps(csv, caps(3, 1e6))).toEqual({ body: '#datatype,string\r\n,a\r\n,"b\r\nb"\r\n\r\n', completeness: { kind: 'truncated', by: 'row-limit', got: 3, cap: 3 } });
  expect(cutToCaps(csv, caps(1e6, 27)).body).toBe('#datatype,string\r\n,a\r\n\r\n');
});

test('a row that alone is too large leaves nothing to read', () => {
  const body = json(1, 'x'.repeat(1000));
  expect(cutToCaps(body, caps(1e6, 500))).toEqual({ body });
});

test('twice the text takes about twice the steps: 4 MB and 8 MB are read in one pass each', () => {
  const stepsOf = (body: string) => {
    let steps = 0;
    const counted = new Proxy(new String(body), { get: (target, name) => { steps += name === 'charCodeAt' ? 1 : 0; const found: unknown = Reflect.get(target, name); return typeof found === 'function' ? (found as () => unknown).bind(body) : found; } });
    cutToCaps(counted as unknown as string, caps(10, body.length - 1));
    cutToCaps(counted as unknown as string, caps(1e9, body.length - 1));
    return steps;
  };
  const [one, two] = [stepsOf(json(2_000)), stepsOf(json(4_000))];
  expect(two / one).toBeGreaterThan(1.8);
  expect(two / one).toBeLessThan(2.3);
});

/** An answer is whole, marked as cut, or a failure with a name: nothing in between passes as data. */
import { expect, test } from 'vitest';
import type { QueryAnswer } from '../../src/influx';
import { readInfluxql } from '../../src/influx/influxql-answer';

const answer = (body: unknown, status = 200): QueryAnswer => ({ status, contentType: '', body: typeof body === 'string' ? body : JSON.stringify(body) });
const rows = (...values: unknown[][]) => ({ name: 'm', columns: ['time', 'v'], values });
const read = (body: unknown, limit = 10) => readInfluxql(answer(body), limit, 'plant');
const completeness = (outcome: ReturnType<typeof readInfluxql>) => (outcome.kind === 'ok' ? outcome.value.completeness.kind : outcome.failure.kind);

test('nothing found is a whole answer without series', () => {
  expect(read({ results: [{ statement_id: 0 }] })).toMatchObject({ kind: 'ok', value: { series: [], rows: 0, completeness: { kind: 'complete' } } });
});

test('n rows are complete; n + 1 are cut to n and marked', () => {
  expect(completeness(read({ results: [{ series: [rows([1, 1], [2, 2])] }] }, 2))).toBe('complete');
  const cut = read({ results: [{ series: [rows([1, 1], [2, 2], [3, 3])] }] }, 2);
  expect(cut).toMatchObject({ kind: 'ok', value: { completeness: { kind: 'truncated', by: 'row-limit', got: 2 }, series: [{ rows: [[1, 1], [2, 2]] }] } });
});

test('the server’s mark of a cut counts on a series and on a result', () => {
  expect(completeness(read({ results: [{ series: [{ ...rows([1, 1]), partial: true }] }] }))).toBe('partial');
  expect(completeness(read({ results: [{ partial: true, series: [rows([1, 1])] }] }))).toBe('partial');
});

test('repeated entries of one series are one', () => {
  expect(read({ results: [{ series: [rows([1, 1]), rows([2, 2])] }] })).toMatchObject({ kind: 'ok', value: { series: [{ rows: [[1, 1], [2, 2]] }] } });
});

test('rows beside an error are not shown', () => {
  expect(completeness(read({ results: [{ series: [rows([1, 1])], error: 'timeout' }] }))).toBe('server-error');
});

test.each<[number, unknown, string]>([
  [401, { error: 'authorization failed' }, 'wrong-credential'], [403, { error: 'forbidden' }, 'may-not-read'], [404, '404', 'not-found'],
  [413, '', 'over-budget'], [429, '', 'too-busy'], [302, '', 'not-influx'], [500, { error: 'x' }, 'server-error'], [502, '', 'unreachable'],
  [200, '<!doctype html>', 'not-influx'], [200, '', 'not-influx'], [200, '{"results":[{"se', 'broken-answer'], [200, { error: 'database not found: plant' }, 'no-database'],
  [200, { results: [{ series: [{ name: 'm', columns: ['time', 'v'], values: [[1]] }] }] }, 'broken-answer'],
])('status %i with %j is %s', (status, body, kind) => expect(completeness(readInfluxql(answer(body, status), 10, 'plant'))).toBe(kind));

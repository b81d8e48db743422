/** What "Save & test" finds out without ever writing. */
import { expect, test } from 'vitest';
import { checkReadOnly, createReader, type PlantMap, type QueryAnswer } from '../../src/influx';

const MAP: PlantMap = {
  zone: 'UTC', machines: [],
  meters: [{ id: 'main', measurement: 'em', field: 'kw', tags: { meter: "in 'A'" }, kind: 'power', parent: null }],
};
const answer = (columns: readonly string[], values: readonly (readonly unknown[])[]): QueryAnswer =>
  ({ status: 200, contentType: 'application/json', body: JSON.stringify({ results: [{ series: [{ columns, values }] }] }) });
const forbidden: QueryAnswer = { status: 403, contentType: 'application/json', body: '{"error":"not authorized"}' };

/** A reader's server with these series of the meter; `over` answers some statements otherwise. */
async function check(series: readonly string[], over: (statement: string) => QueryAnswer | undefined = () => undefined) {
  const sent: string[] = [];
  const reader = createReader({
    source: { dialect: 'influxql', database: 'plant' }, map: MAP,
    send: ({ statement }) => {
      sent.push(statement);
      return Promise.resolve(over(statement) ?? (statement.startsWith('SHOW SERIES') ? answer(['key'], series.map((key) => [key]))
        : statement === 'SHOW USERS' ? forbidden : statement === 'SHOW DATABASES' ? answer(['name'], [['plant']]) : answer(['name'], [['em']])));
    },
  });
  return { lines: await reader.check(new AbortController().signal), sent };
}
const troubles = (lines: readonly { severity: string; text: string; advice: string }[]) => lines.filter((one) => one.severity !== 'ok').map((one) => `${one.severity}: ${one.text} ${one.advice}`);

test('a reader of one database with a meter of one series is all right, and every statement is a read', async () => {
  const { lines, sent } = await check(["em,meter=in 'A'"]);
  expect(troubles(lines)).toEqual([]);
  expect(sent).toContain(`SHOW SERIES FROM "em" WHERE "meter" = 'in \\'A\\'' LIMIT 3`);
  expect(sent.filter((statement) => checkReadOnly(statement) !== undefined)).toEqual([]);
});

test('a meter whose tags leave two series is warned of, since they would be averaged', async () => {
  expect(troubles((await check(['em,meter=a', 'em,meter=b'])).lines)).toEqual([
    'warning: Meter main is more than one series: em,meter=a and em,meter=b; they would be averaged. Add tags in the plant map, so that it names one.',
  ]);
});

test('a meter of which nothing is stored is warned of', async () => {
  expect(troubles((await check([])).lines)).toEqual(["warning: Meter main: em holds nothing where meter = in 'A'. Check its measurement and tags in the plant map."]);
});

test('only a refusal tells that a credential is no administrator’s: a server that does not know the question leaves it open', async () => {
  const said = async (users: QueryAnswer) => (await check(["em,meter=in 'A'"], (statement) => (statement === 'SHOW USERS' ? users : undefined))).lines.filter(({ text }) => text.startsWith('The credential')).map(({ severity }) => severity);
  expect(await said(forbidden)).toEqual(['ok']);
  expect(await said(answer(['user', 'admin'], [['root', true]]))).toEqual(['error']);
  // As InfluxDB 2 words it, and a server that is busy.
  expect(await said({ status: 200, contentType: 'application/json', body: '{"results":[{"statement_id":0,"error":"not implemented: SHOW USERS"}]}' })).toEqual(['warning']);
  expect(await said({ status: 500, contentType: 'application/json', body: '{"error":"internal error"}' })).toEqual(['warning']);
});

test('where series may not be listed nothing is said of them', async () => {
  expect(troubles((await check([], (statement) => (statement.startsWith('SHOW SERIES') ? forbidden : undefined))).lines)).toEqual([]);
});

test('a database that cannot be read ends the check with the reason', async () => {
  const { lines, sent } = await check([], () => forbidden);
  expect(lines).toMatchObject([{ severity: 'error', text: expect.stringContaining('may not read plant') }]);
  expect(sent).toHaveLength(1);
});

/** A thousand hostile names as measurement, field, tag and value in real servers: each question gives exactly its own row, and nothing else ever happens. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialectOf, type InfluxSource, type Outcome, type Read, type SeriesRequest } from '../../src/influx';
import { grafanaSend } from '../support/grafana-datasource';
import { hostileNames } from '../support/hostile';
import { fluxProgram, startFluxInfluxd, startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_hostile_${process.pid}`;
const SEED = 20260303;
const FLUX = fluxProgram() !== undefined && process.env['SPIKETRACE_TEST_FLUX'] !== 'no';
if (!FLUX) {
  console.warn('Not run: hostile names in Flux. No InfluxDB with Flux has been built; npm test builds it where Go, Rust and gcc are installed.');
}
const START = Date.UTC(2026, 2, 3, 8);
const range = { startMs: START, endMs: START + 60_000 };
/** Half of a surrogate pair has no bytes, and cannot be sent to anybody. */
const NAMES = hostileNames(SEED, 1_100).filter((name) => !/[\ud800-\udbff](?![\udc00-\udfff])/.test(name)).slice(0, 1_000);
/** Asked for side by side: a server takes a thousand questions in a row longer than they are worth. */
const AT_ONCE = 8;

/** Every name in turn, a few at a time. */
async function forEachName(names: readonly string[], look: (name: string, i: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < names.length; from += AT_ONCE) {
    await Promise.all(names.slice(from, from + AT_ONCE).map((name, k) => look(name, from + k)));
  }
}

/** What line protocol cannot write, or InfluxDB keeps for itself: asked for, but never there. */
const cannotBeStored = (name: string) => /[\\\n\r\0]|^#|^_|^time$|\ufeff/.test(name) || name.trim() !== name;

const written = (name: string) => name.replace(/([,= ])/g, '\\$1');
/** Where a tag and a field have one name, InfluxQL means the field. */
const fieldOf = (name: string) => `${name}!`;
const line = (name: string, i: number) => `${written(name).replace(/\\=/g, '=')},${written(name)}=${written(name)} ${written(fieldOf(name))}=${i} ${START + 1000}`;
let servers: Influxd[] = [];
let stored: ReadonlySet<string>;
let before: unknown[];
const contents = (server: Influxd) => Promise.all([server.query('SHOW DATABASES'), server.query('SHOW SERIES', DB), server.query('SELECT COUNT(*) FROM /.*/', DB)]);

beforeAll(async () => {
  servers = [await startInfluxd(), ...(FLUX ? [await startFluxInfluxd()] : [])].filter((server) => server !== undefined);
  const kept = new Set<string>();
  for (const server of servers) {
    await server.query(`CREATE DATABASE "${DB}"`);
    await forEachName(NAMES, async (name, i) => {
      if (!cannotBeStored(name)) {
        await server.write(DB, line(name, i)).then(() => kept.add(name), () => undefined);
      }
    });
  }
  stored = kept;
  before = await Promise.all(servers.map(contents));
});
afterAll(async () => {
  for (const server of servers) {
    await server.query(`DROP DATABASE "${DB}"`);
    await server.stop();
  }
});

const ways: ReadonlyArray<readonly [string, number, InfluxSource]> = [
  ['InfluxQL', 0, { dialect: 'influxql', database: DB }], ['InfluxQL through Grafana', 0, { dialect: 'influxql', database: DB, wire: 'grafana' }],
  ...(FLUX ? [
    ['InfluxQL on 1.13', 1, { dialect: 'influxql', database: DB }], ['Flux', 1, { dialect: 'flux', database: DB }], ['Flux through Grafana', 1, { dialect: 'flux', database: DB, wire: 'grafana' }],
  ] as const : []),
];

async function asked(server: Influxd, source: InfluxSource, request: SeriesRequest): Promise<Outcome<Read>> {
  const dialect = await dialectOf(source);
  const rendered = dialect.render(request, source);
  if (rendered.kind === 'failed') {
    return rendered;
  }
  const send = source.wire === 'grafana' ? grafanaSend(server.send()) : server.send();
  return dialect.read(await send({ ...rendered.value, purpose: 'test' }, new AbortController().signal), request, source);
}

/** What InfluxQL has no sign for, or Grafana's own sign, is never sent; a tag called “time” is taken by InfluxQL for the time, which is no text. */
function refusalOf(name: string, kind: string, { dialect, wire }: InfluxSource): [boolean] {
  return [dialect === 'influxql' && (kind === 'refused' ? (wire === 'grafana' ? /[$\r\0]/ : /[\r\0]/).test(name) : kind === 'server-error' && name === 'time')];
}

test('enough of the names could be written to say something', () => expect(stored.size).toBeGreaterThan(400));

describe.each(ways)('in %s', (_name, at, source) => {
  const server = () => servers[at]!;

  // A tag that is called “$” is never found by Flux on 1.13: its storage means the value by that sign.
  test('the power of a hostile meter is its own row, or nothing', async () => {
    await forEachName(NAMES, async (name, i) => {
      const meter = { id: 'm', measurement: name, field: fieldOf(name), tags: Object.fromEntries([[name, name]]), kind: 'power', parent: null } as const;
      const outcome = await asked(server(), source, { kind: 'power', meter, range, windowMs: 60_000, withMax: false, rowLimit: 10 });
      if (outcome.kind === 'failed') {
        expect([name, ...refusalOf(name, outcome.failure.kind, source)]).toEqual([name, true]);
        return;
      }
      const there = stored.has(name) && !(source.dialect === 'flux' && name === '$');
      expect([name, outcome.value.series.map((one) => one.rows)]).toEqual([name, there ? [[[START, i]]] : []]);
    });
  });

  test('the state of a hostile machine is its own row, by its own tag', async () => {
    await forEachName(NAMES, async (name, i) => {
      const machines = { measurement: name, field: fieldOf(name), idTag: name, tags: {} };
      const outcome = await asked(server(), source, { kind: 'states', machines, range, rowLimit: 10 });
      if (outcome.kind === 'ok' && stored.has(name)) {
        expect([name, outcome.value.series.map((one) => [[...one.tags], one.rows])]).toEqual([name, [[[[name, name]], [[START + 1000, i]]]]]);
      } else {
        expect([name, ...(outcome.kind === 'failed' ? refusalOf(name, outcome.failure.kind, source) : [outcome.value.rows === 0])]).toEqual([name, true]);
      }
    });
  });

  test('names of a hostile measurement are its own', async () => {
    await forEachName([...stored].filter((one) => !(source.wire === 'grafana' && one.includes('$'))), async (name) => {
      const values = await asked(server(), source, { kind: 'tag-values', measurement: name, key: name, rowLimit: 10 });
      const fields = await asked(server(), source, { kind: 'field-keys', measurement: name, rowLimit: 10 });
      expect([values, fields].map((outcome) => (outcome.kind === 'ok' ? outcome.value.series.flatMap((one) => one.rows.map((row) => row[one.columns.indexOf(one.columns.includes('value') ? 'value' : 'fieldKey')])) : outcome.failure))).toEqual([[name], [fieldOf(name)]]);
    });
  });
});

test('databases, series and points are as they were', async () => {
  expect(await Promise.all(servers.map(contents))).toEqual(before);
});

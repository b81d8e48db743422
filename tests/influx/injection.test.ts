/**
 * A thousand hostile names through every place of every question, in every dialect and over both wires: what stands outside of quotes is what stands there
 * for a harmless name, what stands inside says the name and nothing else, and Grafana's rewriting of texts finds nothing to rewrite.
 */
import { describe, expect, test } from 'vitest';
import { checkReadOnly, dialectOf, type InfluxSource, type SeriesRequest } from '../../src/influx';
import { checkFluxReadOnly } from '../../src/influx/lint-flux';
import { rewrittenFlux, rewrittenInfluxql } from '../support/grafana-datasource';
import { hostileNames } from '../support/hostile';

const SEED = 20260303;
const NAMES = hostileNames(SEED, 1000);
const range = { startMs: 1_600_000_000_000, endMs: 1_600_003_600_000 };
const shared = { range, rowLimit: 10 };

/** Every kind of question, with the name in every place that takes one. */
function questions(name: string): readonly SeriesRequest[] {
  const tags = Object.fromEntries([[name, name]]);
  const meter = { id: 'm', measurement: name, field: name, tags, kind: 'power', parent: null } as const;
  const machines = [
    { measurement: name, field: name, idTag: name, tags }, { measurement: name, field: name, id: name, tags: {}, stateTag: name }, { measurement: name, field: name, idTag: name, tags, stateFields: [name, `${name}2`] },
  ];
  return [
    { kind: 'power', meter, windowMs: 60_000, withMax: true, ...shared }, { kind: 'counter', meter, windowMs: 60_000, ...shared }, { kind: 'last-reading', meter, ...shared }, { kind: 'interval', meter, ...shared },
    { kind: 'busy-windows', meter, windowMs: 60_000, aboveKw: 1, ...shared }, { kind: 'peaks', meter, windowMs: 60_000, ...shared },
    ...machines.flatMap((one): SeriesRequest[] => [
      { kind: 'state-before', machines: one, ...shared }, { kind: 'states', machines: one, ...shared }, { kind: 'polled-states', machines: one, windowMs: 60_000, ...shared }, { kind: 'state-steps', machines: one, ...shared },
    ]),
    { kind: 'shifts', shifts: { measurement: name, field: name, tags }, ...shared }, { kind: 'measurements', rowLimit: 10 }, { kind: 'field-keys', measurement: name, rowLimit: 10 }, { kind: 'tag-keys', measurement: name, rowLimit: 10 },
    { kind: 'tag-values', measurement: name, key: name, rowLimit: 10 }, { kind: 'series', measurement: name, tags, rowLimit: 10 }, { kind: 'databases', rowLimit: 10 },
  ];
}

interface Tokens {
  /** With 0 in place of each quoted text. */
  readonly outside: string;
  readonly inside: readonly string[];
}

/** A reader of quoted texts of its own, by the languages' references: a quote ends at the same quote, a backslash takes the next sign with it. */
function tokens(text: string, flux: boolean): Tokens {
  let outside = '';
  const inside: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const quote = text[at] ?? '';
    if (quote !== '"' && quote !== `'`) {
      outside += quote;
      continue;
    }
    let said = '';
    for (at++; text[at] !== quote; at++) {
      if (at >= text.length) {
        throw new Error(`a quote stays open in ${JSON.stringify(text)}`);
      }
      if (text[at] !== '\\') {
        if (flux && text.startsWith('${', at)) {
          throw new Error(`Flux would fill in a part of ${JSON.stringify(text)}`);
        }
        said += text[at];
        continue;
      }
      const sign = text[++at] ?? '';
      if (sign === 'x') {
        said += String.fromCharCode(parseInt(text.slice(at + 1, at + 3), 16));
        at += 2;
      } else {
        said += new Map([['n', '\n'], ['r', '\r'], ['t', '\t']]).get(sign) ?? sign;
      }
    }
    outside += '0';
    inside.push(said);
  }
  return { outside, inside };
}

const sources: ReadonlyArray<readonly [string, InfluxSource]> = [
  ['InfluxQL', { dialect: 'influxql', database: 'd' }], ['InfluxQL through Grafana', { dialect: 'influxql', database: 'd', wire: 'grafana' }],
  ['Flux', { dialect: 'flux', database: 'd' }], ['Flux through Grafana', { dialect: 'flux', database: 'd', wire: 'grafana' }],
];
const ways = await Promise.all(sources.map(async ([name, source]) => [name, source, await dialectOf(source)] as const));

describe.each(ways)('in %s', (_way, source, dialect) => {
  const rendered = (request: SeriesRequest) => dialect.render(request, source);
  const harmless = questions('harmless').map((request) => {
    const outcome = rendered(request);
    return outcome.kind === 'ok' ? tokens(outcome.value.statement, source.dialect === 'flux') : { outside: '', inside: [] };
  });

  test(`a thousand names (seed ${SEED}) stay names, in every question`, () => {
    let refused = 0;
    for (const name of NAMES) {
      questions(name).forEach((request, i) => {
        const outcome = rendered(request);
        if (outcome.kind === 'failed') {
          // Only what InfluxQL has no sign for may be refused, and Grafana's own sign where it can be rewritten.
          expect([source.dialect, outcome.failure.kind, (source.wire === 'grafana' ? /[\r\0$]/ : /[\r\0]/).test(name)]).toEqual(['influxql', 'refused', true]);
          refused++;
          return;
        }
        const { statement } = outcome.value;
        const { outside, inside } = tokens(statement, source.dialect === 'flux');
        expect(outside).toBe(harmless[i]?.outside);
        expect(inside).toEqual(harmless[i]?.inside.map((one) => (one === 'harmless' ? name : one === 'harmless2' ? `${name}2` : one)));
        expect((source.dialect === 'flux' ? checkFluxReadOnly : checkReadOnly)(statement)).toBeUndefined();
        if (source.dialect === 'flux') {
          // Before an escaped quote a “$” would end the text.
          expect(statement).not.toContain('$');
        }
        if (source.wire === 'grafana') {
          expect((source.dialect === 'flux' ? rewrittenFlux : rewrittenInfluxql)(statement)).toBe(statement);
        }
      });
    }
    expect(refused > 0).toBe(source.dialect === 'influxql');
  }, 60_000);

  test('a hostile database is a name, too', () => {
    for (const name of NAMES.slice(0, 200)) {
      const own = { ...source, database: name };
      const outcome = dialect.render({ kind: 'measurements', rowLimit: 10 }, own);
      const text = outcome.kind === 'ok' ? tokens(outcome.value.statement, source.dialect === 'flux') : undefined;
      const said = source.dialect === 'flux' ? text?.inside[1] : outcome.kind === 'ok' ? new URLSearchParams(outcome.value.body).get('db') : undefined;
      // A lone half of a surrogate pair has no bytes; a form replaces it.
      expect(said).toBe(source.dialect === 'flux' ? name : new TextDecoder().decode(new TextEncoder().encode(`x${name}`)).slice(1));
    }
  });
});

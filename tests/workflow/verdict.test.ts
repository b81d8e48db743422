/** Verdicts as annotations: the tags of contracts.md, and back. */
import { expect, test } from 'vitest';
import { isNamed, TAG_LIMITS, textOf, verdictFrom, verdictsOn, verdictTags, type StoredAnnotation, type VerdictDraft } from '../../src/workflow';

const draft: VerdictDraft = { kind: 'confirmed', meterId: 'incomer-1', startMs: 1000, endMs: 2000, machines: ['M02 furnace'], state: 'HEATUP', reason: 'warm-up' };
const stored = (over: Partial<StoredAnnotation> = {}): StoredAnnotation => ({
  id: 7, time: 1000, timeEnd: 2000, tags: verdictTags(draft), text: 'Confirmed. http://plant/d/spiketrace-investigation?from=1&to=2', login: 'ada', created: 5000, ...over,
});

test('a verdict has the tags of contracts.md', () => {
  expect(verdictTags(draft)).toEqual(['spiketrace', 'verdict:confirmed', 'meter:incomer-1', 'machine:M02 furnace', 'state:HEATUP', 'reason:warm-up']);
});

test('one that another program stored without a text or an instant is read all the same', () => {
  expect(verdictFrom(stored({ text: null, created: 'yesterday' as unknown as number }))).toMatchObject({ kind: 'confirmed', said: '', givenMs: 0 });
});

test('a group has a tag for each machine, and nothing is written for what was not said', () => {
  const { state: _state, reason: _reason, ...bare } = draft;
  expect(verdictTags({ ...bare, kind: 'planned', machines: ['A', 'B', 'A'] })).toEqual(['spiketrace', 'verdict:planned', 'meter:incomer-1', 'machine:A', 'machine:B']);
});

test('names with colons and per cent signs come back whole through tags that Grafana cuts at the second colon', () => {
  const odd = { ...draft, machines: ['press:3:100%'], state: 'A:B' };
  const cut = verdictTags(odd).map((tag) => tag.split(':').slice(0, 2).join(':'));
  expect(verdictFrom(stored({ tags: cut }))).toMatchObject({ machines: ['press:3:100%'], state: 'A:B' });
});

/** As Grafana counts: the tags as JSON, in bytes (validateTagsLength of its annotation store). */
const bytes = (tags: readonly string[]) => Buffer.byteLength(JSON.stringify(tags));

test('the tags of a large group stay within what Grafana takes, and say how many machines it has', () => {
  const machines = Array.from({ length: 24 }, (_, i) => `Förderband Süd ${i} – Antrieb`);
  const tags = verdictTags({ ...draft, machines });
  expect(bytes(tags)).toBeLessThanOrEqual(TAG_LIMITS.bytes);
  // One more of some forty bytes would not have fitted.
  expect(bytes(tags)).toBeGreaterThan(TAG_LIMITS.bytes - 50);
  expect(tags.slice(-2)).toEqual(['state:HEATUP', 'reason:warm-up']);
  const read = verdictFrom(stored({ tags }))!;
  expect(read.machines.length).toBeGreaterThan(5);
  expect(read.machines).toEqual(machines.slice(0, read.machines.length));
  expect(read.machines.length + read.unnamed!).toBe(24);
});

test('a long name is shortened in its tag, and known again by its digits', () => {
  const long = (what: string) => `${'Förderband Süd '.repeat(12)}${what}`;
  const tags = verdictTags({ ...draft, meterId: long('meter'), machines: [long('A')], state: long('heißt so') });
  expect(bytes(tags)).toBeLessThanOrEqual(TAG_LIMITS.bytes);
  expect(tags.slice(2, 5).map((tag) => tag.slice(tag.indexOf(':') + 1)).filter((value) => value.length > TAG_LIMITS.valueCharacters || Buffer.byteLength(value) > TAG_LIMITS.valueBytes)).toEqual([]);
  const given = verdictFrom(stored({ tags }))!;
  expect(given.machines[0]).toMatch(/^Förderband Süd Förderband .*…[0-9a-f]{8}$/);
  expect(isNamed(given.machines[0]!, long('A'))).toBe(true);
  expect(isNamed(given.machines[0]!, long('B'))).toBe(false);
  expect(verdictsOn({ startMs: 1000, endMs: 2000 }, long('meter'), [given])).toEqual([given]);
  expect(verdictsOn({ startMs: 1000, endMs: 2000 }, long('another'), [given])).toEqual([]);
});

test('the longest names in the widest letters leave room for one of each kind', () => {
  const wide = '炉'.repeat(300);
  const tags = verdictTags({ kind: 'confirmed', meterId: wide, startMs: 0, endMs: 1, machines: [wide, `${wide}2`], state: wide, reason: 'load-without-state' });
  expect([bytes(tags) <= TAG_LIMITS.bytes, tags.filter((tag) => tag.startsWith('machine:')).length]).toEqual([true, 1]);
  expect(verdictFrom(stored({ tags }))).toMatchObject({ unnamed: 1, reason: 'load-without-state' });
});

test('names that begin or end with spaces come back whole from tags that Grafana trims', () => {
  const odd = { ...draft, machines: [' press \n', '%20', '\u00a0kiln\u2003'], state: '\tON \u0085' };
  // Grafana's trim takes U+0085 too.
  const trimmed = verdictTags(odd).map((tag) => tag.replace(/^[\s\u0085]+|[\s\u0085]+$/g, ''));
  expect(verdictFrom(stored({ tags: trimmed }))).toMatchObject({ machines: odd.machines, state: odd.state });
});

test('a tag that was written by hand with a per cent sign is read as it stands', () => {
  expect(verdictFrom(stored({ tags: ['spiketrace', 'verdict:rejected', 'meter:incomer-1', 'state:100%'] }))?.state).toBe('100%');
});

test('what was stored is read back with author and time, and without its link', () => {
  expect(verdictFrom(stored())).toEqual({ ...draft, id: 7, author: 'ada', givenMs: 5000, said: 'Confirmed.' });
  expect(verdictFrom(stored({ text: 'So it was. https://plant/grafana/goto/abc?orgId=1' }))?.said).toBe('So it was.');
});

test('markup is stored as text for tooltips that render it, and read back as it was typed', () => {
  const text = textOf('<img src=x onerror=alert(1)> did it.', 'http://p/d/spiketrace-investigation?from=1&to=2');
  expect(text).not.toContain('<');
  expect(text).toContain('from=1&to=2');
  expect(verdictFrom(stored({ text }))?.said).toBe('<img src=x onerror=alert(1)> did it.');
});

test.each([
  ['another tag', { tags: ['spiketrace', 'log:event', 'meter:incomer-1'] }], ['no meter', { tags: ['spiketrace', 'verdict:confirmed'] }],
  ['somebody else’s', { tags: ['verdict:confirmed', 'meter:incomer-1'] }], ['no region', { timeEnd: 1000 }],
])('%s is no verdict', (_what, over) => {
  expect(verdictFrom(stored(over))).toBeUndefined();
});

test('the same spike is the same meter and half of the shorter region; all are listed, the later one last', () => {
  const given = (id: number, over: Partial<StoredAnnotation>) => verdictFrom(stored({ id, ...over }))!;
  const all = [given(1, { created: 9000 }), given(2, { created: 8000, time: 1500, timeEnd: 3000 }), given(3, { time: 1700, timeEnd: 3000 }), given(4, { tags: verdictTags({ ...draft, meterId: 'other' }) })];
  // 1500–2000 is half of 1000–2000; 1700–2000 is less.
  expect(verdictsOn({ startMs: 1000, endMs: 2000 }, 'incomer-1', all).map(({ id }) => id)).toEqual([2, 1]);
});

test('a book that somebody stored as text is cut, and read in a time that grows with its length alone', () => {
  // 200 of 60,000 letters without a space: by tries from every letter on it would be some 10¹¹ steps.
  const all = Array.from({ length: 200 }, (_, i) => verdictFrom(stored({ id: i, text: 'a'.repeat(60_000) })));
  expect(new Set(all.map((one) => one?.said.length))).toEqual(new Set([4000]));
  expect(verdictFrom(stored({ text: `${'b '.repeat(30_000)}http://p/goto/x` }))?.said.length).toBeLessThanOrEqual(4000);
}, 5000);

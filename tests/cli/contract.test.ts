import { afterAll, describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/base';
import { seededRandom } from '../scenarios/seeded';
import { csv, folderOf, investigate, METER_HEAD, rowsOf, STATES_HEAD } from '../support/command-line';
import { notFinite } from '../support/finite';
import { smallPlant, START_MS } from '../support/small-plant';

/** What other programs rely on: the document's fields and their promises, and that every option goes through the whole program. */

interface Spike {
  readonly startMs: number; readonly endMs: number; readonly peakMs: number; readonly peakKw: number; readonly meanKw: number;
  readonly referenceKw: number; readonly excessKw: number; readonly excessKwh: number; readonly reference: ReadonlyArray<readonly [number, number]>;
  readonly causes: ReadonlyArray<{ readonly machines: readonly string[]; readonly state: string; readonly kw: number; readonly lowKw: number; readonly highKw: number }>;
  readonly unexplainedKw: number; readonly confidence: number; readonly verdict: string; readonly spottedBy: string;
}

const folder = folderOf('contract');
const plant = smallPlant(31);
const rows = rowsOf(plant);
const files = ['--meter', folder.write('meter.csv', csv(METER_HEAD, rows.meter)), '--states', folder.write('states.csv', csv(STATES_HEAD, rows.states))];
const printed = (...given: readonly string[]): string => {
  const { status, stdout, stderr } = investigate(...given);
  expect(status, stderr).toBe(0);
  return stdout;
};
const documentOf = (text: string) => JSON.parse(text) as { readonly schema: string; readonly skill: number; readonly spikes: readonly Spike[]; readonly windows?: ReadonlyArray<{ startMs: number; endMs: number }> };
const whole = printed(...files, '--json');
const document = documentOf(whole);
afterAll(() => folder.remove());

describe('the document', () => {
  test('is one line of JSON with every field of the contract, each of its type and each number finite', () => {
    expect(whole.trimEnd()).not.toContain('\n');
    expect(Object.keys(document).slice(0, 3)).toEqual(['schema', 'skill', 'spikes']);
    expect(document.schema).toBe('spiketrace/findings@1');
    expect(notFinite(document)).toEqual([]);
    expect(document.spikes.length).toBeGreaterThan(20);
    for (const spike of document.spikes) {
      expect(Object.keys(spike).slice(0, 13)).toEqual([
        'startMs', 'endMs', 'peakMs', 'peakKw', 'meanKw', 'referenceKw', 'excessKw', 'excessKwh', 'reference', 'causes', 'unexplainedKw', 'confidence', 'verdict',
      ]);
      for (const cause of spike.causes) {
        expect(cause).toMatchObject({ machines: [expect.any(String)], state: expect.any(String), kw: expect.any(Number), lowKw: expect.any(Number), highKw: expect.any(Number) } as object);
        expect(cause.lowKw).toBeLessThanOrEqual(cause.kw);
        expect(cause.highKw).toBeGreaterThanOrEqual(cause.kw);
      }
    }
  });

  test('lists spikes by their start, none overlapping the next', () => {
    document.spikes.forEach(({ startMs, endMs, peakMs }, i) => {
      expect(startMs).toBeGreaterThanOrEqual(document.spikes[i - 1]?.endMs ?? 0);
      expect(peakMs).toBeGreaterThanOrEqual(startMs);
      expect(peakMs).toBeLessThan(endMs);
    });
  });

  test('gives references in time order, half open, outside their own spike', () => {
    for (const { startMs, endMs, reference } of document.spikes) {
      expect(reference.length).toBeGreaterThan(0);
      reference.forEach(([fromMs, toMs], i) => {
        expect(fromMs).toBeLessThan(toMs);
        expect(fromMs).toBeGreaterThanOrEqual(reference[i - 1]?.[1] ?? 0);
        expect(toMs <= startMs || fromMs >= endMs).toBe(true);
      });
    }
  });

  test('closes to a millionth: mean less reference is the excess, and so are causes plus unexplained', () => {
    for (const { meanKw, referenceKw, excessKw, excessKwh, causes, unexplainedKw, startMs, endMs } of document.spikes) {
      expect(Math.abs(meanKw - referenceKw - excessKw)).toBeLessThanOrEqual(1e-6 * excessKw);
      expect(Math.abs(causes.reduce((sum, { kw }) => sum + kw, unexplainedKw) - excessKw)).toBeLessThanOrEqual(1e-6 * excessKw);
      expect(Math.abs((excessKw * (endMs - startMs)) / HOUR_MS - excessKwh)).toBeLessThanOrEqual(1e-6 * excessKwh);
    }
  });

  test('has means that are those of the file’s rows, causes from the largest down, and the verdict that the confidence says', () => {
    const { meter } = plant;
    const demandKw = meter.kind === 'power' ? meter.demandKw : new Float64Array(0);
    for (const { startMs, endMs, meanKw, peakKw, causes, confidence, verdict } of document.spikes) {
      const inside = demandKw.filter((_, i) => meter.timeMs[i]! >= startMs && meter.timeMs[i]! < endMs);
      expect(inside.reduce((sum, kw) => sum + kw, 0) / inside.length).toBeCloseTo(meanKw, 9);
      expect(Math.max(...inside)).toBe(peakKw);
      expect(causes.map(({ kw }) => kw)).toEqual(causes.map(({ kw }) => kw).sort((a, b) => b - a));
      expect(verdict).toBe(verdict === 'unexplained' ? verdict : confidence >= 0.8 ? 'likely' : confidence >= 0.5 ? 'possible' : 'unclear');
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  test('is the same byte for byte when the program runs again', () => {
    expect(printed(...files, '--json')).toBe(whole);
  });

  test('seed 5: rows in any order give the same spikes, byte for byte', () => {
    const random = seededRandom(5);
    const shuffled = (list: readonly string[]) => list.map((row) => ({ row, at: random.next() })).sort((a, b) => a.at - b.at).map(({ row }) => row);
    const turned = printed('--meter', folder.write('meter-shuffled.csv', csv(METER_HEAD, shuffled(rows.meter))), '--states', folder.write('states-shuffled.csv', csv(STATES_HEAD, shuffled(rows.states))));
    expect(JSON.stringify(documentOf(turned).spikes)).toBe(JSON.stringify(document.spikes));
  });
}, 60_000);

describe('the options', () => {
  test('--from and --to choose among the spikes and change none', () => {
    const [fromMs, toMs] = [START_MS + 20 * HOUR_MS, START_MS + 44 * HOUR_MS];
    const { spikes } = documentOf(printed(...files, '--from', new Date(fromMs).toISOString(), '--to', new Date(toMs).toISOString()));
    expect(spikes.length).toBeGreaterThan(0);
    expect(spikes).toEqual(document.spikes.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs));
  });

  test('--zone moves the blocks of the demand window where it lies off the quarter hour', () => {
    const windows = (zone: string) => documentOf(printed(...files, '--zone', zone, '--demand-window', '60m')).windows!.map(({ startMs }) => startMs % HOUR_MS);
    expect(new Set(windows('Europe/Berlin'))).toEqual(new Set([0]));
    // Nepal is 5:45 ahead: its hours begin at a quarter past those of UTC.
    expect(new Set(windows('Asia/Kathmandu').slice(1))).toEqual(new Set([HOUR_MS / 4]));
  });

  test('--mark, --spot above and --spot week say what made each spike one', () => {
    const by = (...given: readonly string[]) => [...new Set(documentOf(printed(...files, ...given)).spikes.map(({ spottedBy }) => spottedBy))].sort();
    const mark = `${new Date(START_MS + 10 * HOUR_MS).toISOString()}/${new Date(START_MS + 11 * HOUR_MS).toISOString()}`;
    expect(by('--mark', mark)).toEqual(['hand', 'median']);
    expect(by('--spot', 'above:170')).toEqual(['threshold']);
    // Three days are too few for the same time of other weeks: the median stands in, and says so.
    expect(by('--spot', 'week')).toEqual(['median']);
    expect(investigate(...files, '--spot', 'week').stderr).toContain('needs 4 weeks');
  });

  test('--format markdown and csv carry the same spikes, without a number that is none', () => {
    const markdown = printed(...files, '--format', 'markdown', '--demand-window', '15m');
    const table = printed(...files, '--format', 'csv').trimEnd().split('\n');
    expect(markdown).toContain(`${document.spikes.length} spikes. States explain`);
    expect(table.length).toBe(1 + document.spikes.reduce((sum, { causes }) => sum + causes.length + 1, 0));
    expect(`${markdown}${table.join('\n')}`).not.toMatch(/NaN|Infinity|undefined|null/);
  });
}, 120_000);

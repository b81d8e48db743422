/** What the engine found in values, said for people. */
import { expect, test } from 'vitest';
import { COMPLETE, HOUR_MS, type CounterReadings } from '../../src/base';
import { analyse, analyseInValues, inWords, STATIONS } from '../../src/engine';
import { counterPower } from '../../src/engine/counter';
import { said } from '../../src/engine/words';
import { powerOf, smallPlant } from '../support/small-plant';

const register = (energyKwh: readonly number[], atHours = energyKwh.map((_, i) => i)): CounterReadings => ({
  kind: 'counter', meterId: 'm', timeMs: Float64Array.from(atHours, (hour) => hour * HOUR_MS), energyKwh: Float64Array.from(energyKwh), completeness: COMPLETE, notices: [],
});
const texts = (...given: Parameters<typeof counterPower>): string[] => counterPower(...given).notices.map((notice) => said(notice).text);

test('a register that fell, once and more often, and one that ran over, was set to zero or was silent', () => {
  expect(texts(register([5, 6, 2, 3]))).toEqual(['Register fell at 1970-01-01T01:00:00.000Z; that interval is left out.']);
  expect(texts(register([5, 2, 3, 1]))).toEqual(['Register fell 2 times, first at 1970-01-01T00:00:00.000Z; those intervals are left out.']);
  expect(texts(register([98, 1]), { modulusKwh: 100 })).toEqual(['Register ran over its end at 1970-01-01T00:00:00.000Z; counted through.']);
  expect(texts(register([98, 1]), { resetsMs: [HOUR_MS] })).toEqual(['Register was set to zero, as declared, at 1970-01-01T00:00:00.000Z; counted from zero.']);
  expect(texts(register([1, 2, 3, 9], [0, 1, 2, 8]))).toEqual(['The register was silent once; the energy of that time is spread evenly over it.']);
});

const plant = smallPlant(3);
const cases = {
  'the answer was cut': { ...plant, meter: { ...plant.meter, completeness: { kind: 'truncated', by: 'byte-cap', got: 1, cap: 8 } as const } },
  'no machine': { ...plant, machines: [] },
  'too many machines': { ...plant, machines: Array.from({ length: 280 }, (_, i) => ({ ...plant.machines[0]!, machineId: `m${i}` })) },
  'no reading': { ...plant, meter: powerOf(Float64Array.of(1)) },
};

test('why nothing is ranked is one plain sentence with its figures', () => {
  const why = (of: keyof typeof cases): string | undefined => {
    const { ranking } = analyse(cases[of]).findings[0] ?? {};
    return ranking?.kind === 'not-ranked' ? ranking.text : undefined;
  };
  expect(why('the answer was cut')).toBe('Based on incomplete data, so nothing is ranked. The answer was cut: it is larger than 8 bytes.');
  expect(why('no machine')).toBe('No machine reported a state, so nothing can be attributed.');
  expect(why('too many machines')).toBe('280 machines report behind this meter, more than the 200 that can be told apart. Give the plant map the machines of this meter alone, or choose one line.');
  expect(analyse(cases['no reading']).notices.map(({ text }) => text)).toEqual(['Meter m has fewer than two readings here that can be power, so there is nothing to compare.']);
});

test('an analysis in values has the same findings without a word, crosses to another thread, and is said there', () => {
  for (const one of [plant, ...Object.values(cases)]) {
    const values = structuredClone(analyseInValues(one, {}, STATIONS));
    expect(inWords(values)).toEqual(analyse(one));
    expect(JSON.stringify(inWords(values))).not.toContain('"saying"');
    expect(inWords(values).notices.every(({ text }) => text.length > 20)).toBe(true);
  }
  const [first] = analyseInValues(cases['no machine'], {}, STATIONS).findings;
  expect(first?.ranking).toEqual({ kind: 'not-ranked', why: 'no-machines', text: '', saying: ['no-states'] });
});

test('a notice with words of its own keeps them, and what is said twice stands once', () => {
  const notice = { severity: 'info', code: 'states-late', text: 'oven: 2 entries came later than a newer one.' } as const;
  expect(inWords({ findings: [], notices: [notice, { ...notice }] }).notices).toEqual([notice]);
});

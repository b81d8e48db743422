import { describe, expect, it } from 'vitest';
import { COMPLETE, type PowerReadings } from '../../src/base';
import { columnsOf, pyramidOf } from '../../src/chart';
import { seededRandom } from '../scenarios/seeded';

const series = (timeMs: readonly number[], kw: readonly number[], windowMs?: number): PowerReadings => ({
  kind: 'power', meterId: 'm', timeMs: Float64Array.from(timeMs), demandKw: Float64Array.from(kw), windowMs, completeness: COMPLETE, notices: [],
});

describe('columnsOf', () => {
  it('weighs readings by how long they hold', () => {
    // By hand: 10 kW for 3 s and 50 kW for 1 s are (30 + 50) / 4 = 20 kW.
    const { meanKw, maxKw } = columnsOf(pyramidOf(series([0, 1000, 2000, 3000], [10, 10, 10, 50], 1000)), 0, 4000, 1);
    expect([meanKw[0], maxKw[0]]).toEqual([20, 50]);
  });

  it('shares a reading between the columns it covers, and leaves what nobody read', () => {
    const { meanKw, maxKw } = columnsOf(pyramidOf(series([1000, 5000], [10, 30], 2000)), 0, 8000, 8);
    expect(Array.from(meanKw)).toEqual([NaN, 10, 10, NaN, NaN, 30, 30, NaN]);
    expect(Array.from(maxKw)).toEqual([NaN, 10, 10, NaN, NaN, 30, 30, NaN]);
  });

  it('holds a raw sample for two of the usual distances and no longer', () => {
    const { meanKw } = columnsOf(pyramidOf(series([0, 1000, 2000, 8000, 9000], [1, 1, 1, 1, 1])), 0, 10_000, 10);
    expect(Array.from(meanKw, (kw) => (kw === kw ? 1 : 0))).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1, 1]);
  });

  it('says nothing of a series without a reading', () => {
    expect(Array.from(columnsOf(pyramidOf(series([], [])), 0, 1000, 2).meanKw)).toEqual([NaN, NaN]);
  });

  it('equals the slow sum over every reading, with gaps, at any zoom (seeds 1 to 20)', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const n = 700;
      let at = 0;
      const timeMs = Array.from({ length: n }, () => (at += random.next() < 0.05 ? 50 : 10));
      const kw = timeMs.map(() => (random.next() < 0.05 ? NaN : random.between(-20, 400)));
      const windowMs = 10;
      const [startMs, endMs] = [random.between(-200, 2000), random.between(2500, 9000)];
      const columns = 37;
      const fast = columnsOf(pyramidOf(series(timeMs, kw, windowMs)), startMs, endMs, columns);
      for (let column = 0; column < columns; column++) {
        const [from, to] = [startMs + (column * (endMs - startMs)) / columns, startMs + ((column + 1) * (endMs - startMs)) / columns];
        let [energy, known, most] = [0, 0, -Infinity];
        timeMs.forEach((ms, i) => {
          const held = Math.min(to, ms + windowMs, timeMs[i + 1] ?? Infinity) - Math.max(from, ms);
          if (held > 1e-6 && kw[i] === kw[i]) {
            energy += kw[i]! * held;
            known += held;
            most = Math.max(most, kw[i]!);
          }
        });
        if (known > 1e-3) {
          expect(fast.meanKw[column], `seed ${seed}, column ${column}`).toBeCloseTo(energy / known, 6);
          expect(fast.maxKw[column], `seed ${seed}, column ${column}`).toBeCloseTo(most, 9);
        }
      }
    }
  });
});

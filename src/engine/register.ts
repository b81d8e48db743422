import { upperBound, type CounterReadings } from '../base';

/** What a cumulative register says of the energy between two instants, without going through power. */

/**
 * A register's own difference between two instants, kWh; NaN where it does not say: an instant that lies outside its
 * readings or in a silence, or a fall in between. Between neighbouring readings it is taken to grow evenly.
 * Exact even where readings are missing inside the window, which a sum of mean power is not.
 * @param stepMs usual distance of the readings; more than one and a half of it is a silence
 * A register whose readings are not in order says nothing here: which came first would be a guess.
 * @returns a function of O(log n)
 */
export function registerDifference(counter: CounterReadings, stepMs: number): (fromMs: number, toMs: number) => number {
  const isKnown = (_: number, i: number) => Number.isFinite(counter.energyKwh[i]);
  const timeMs = counter.timeMs.filter(isKnown);
  const kwh = counter.energyKwh.filter(isKnown);
  const falls = new Int32Array(kwh.length);
  for (let k = 1; k < kwh.length; k++) {
    if (!(timeMs[k] > timeMs[k - 1])) {
      return () => NaN;
    }
    falls[k] = falls[k - 1] + (kwh[k] < kwh[k - 1] ? 1 : 0);
  }
  const standing = (instantMs: number): readonly [kwh: number, falls: number] => {
    const k = upperBound(timeMs, instantMs) - 1;
    if (k >= 0 && timeMs[k] === instantMs) {
      return [kwh[k], falls[k]];
    }
    if (k < 0 || k + 1 >= kwh.length || timeMs[k + 1] - timeMs[k] > 1.5 * stepMs || falls[k + 1] > falls[k]) {
      return [NaN, 0];
    }
    return [kwh[k] + ((kwh[k + 1] - kwh[k]) * (instantMs - timeMs[k])) / (timeMs[k + 1] - timeMs[k]), falls[k]];
  };
  return (fromMs, toMs) => {
    const [before, fellBefore] = standing(fromMs);
    const [after, fellAfter] = standing(toMs);
    return fellBefore === fellAfter ? after - before : NaN;
  };
}

import type { PowerReadings } from '../../src/base';

/** Means of a window, as a query with GROUP BY time() would answer: what findings are learnt from. */
export function meansOf(meter: PowerReadings, windowMs = 30_000): PowerReadings {
  const times: number[] = [];
  const kw: number[] = [];
  let count = 0;
  meter.timeMs.forEach((ms, i) => {
    const start = Math.floor(ms / windowMs) * windowMs;
    if (times[times.length - 1] !== start) {
      times.push(start);
      kw.push(0);
      count = 0;
    }
    const last = kw.length - 1;
    kw[last] = ((kw[last] ?? 0) * count + (meter.demandKw[i] ?? NaN)) / (count + 1);
    count++;
  });
  return { ...meter, timeMs: Float64Array.from(times), demandKw: Float64Array.from(kw), windowMs };
}

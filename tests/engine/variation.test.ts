import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/engine/design';
import { shareOut } from '../../src/engine/remainder';
import { variationOf } from '../../src/engine/variation';

/**
 * A machine that is on in every second half day, 100 kW, whose power wanders and, when told to, cycles: six minutes up, six
 * down. And a meter with a little noise of its own.
 */
function plant(wanderKw: number, strange: ReadonlyArray<readonly [from: number, to: number, kw: number]>, cycleKw = 0) {
  const count = 7 * 2880;
  let seed = 7;
  const uniform = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const residualKw = new Float64Array(count);
  const segmentStart: number[] = [];
  const entryStart: number[] = [0];
  let drift = 0;
  for (let t = 0; t < count; t++) {
    const on = Math.floor(t / 1440) % 2 === 1;
    drift = 0.95 * drift + Math.sqrt(1 - 0.95 ** 2) * wanderKw * normal();
    residualKw[t] = normal() + (on ? drift + (t % 24 < 12 ? cycleKw : -cycleKw) : 0);
    if (t % 1440 === 0) {
      segmentStart.push(t);
      entryStart.push(entryStart[entryStart.length - 1]! + (on ? 1 : 0));
    }
  }
  for (const [from, to, kw] of strange) {
    for (let t = from; t < to; t++) {
      residualKw[t] += kw;
    }
  }
  const entries = entryStart[entryStart.length - 1]!;
  const design: Design = {
    rows: count, columns: 1, segmentStart: Int32Array.from([...segmentStart, count]), entryStart: Int32Array.from(entryStart),
    column: new Uint16Array(entries), value: new Float64Array(entries).fill(1),
  };
  return variationOf({ startMs: 0, stepMs: 30_000, count }, residualKw, design, Float64Array.of(100));
}

const isState = () => true;

/** A time of that length after all that was learnt, where nothing is known but the remainder itself. */
function later(lengthMs: number) {
  const startMs = 8 * 2880 * 30_000;
  return { startMs, endMs: startMs + lengthMs };
}

/** Rows [from, to). */
function rows(from: number, to: number) {
  return { startMs: from * 30_000, endMs: to * 30_000 };
}

describe('variation inside a state', () => {
  it('is measured as the variance of a window: a first-order process of σ = 20 kW and τ = 20 rows gives about 2 σ² τ/T', () => {
    const found = plant(20, []);
    const at = found.lengthsMs.indexOf(900_000);
    // T = 30 rows; −1/ln 0.95 = 19.5 rows; variance of the mean = 2σ²(τ/T)(1 − (τ/T)(1 − e^(−T/τ))) = 255 kW², plus the side hours' own.
    expect(found.ofState[at]![0]).toBeGreaterThan(170);
    expect(found.ofState[at]![0]).toBeLessThan(360);
    expect(found.ofMeter[at]).toBeLessThan(2);
  });

  it('varies less in a longer window', () => {
    const { ofState } = plant(20, []);
    ofState.slice(1).forEach((v, k) => expect(v[0]).toBeLessThanOrEqual(ofState[k]![0]!));
  });

  it('takes a remainder of the usual size into a state that many hours showed to swing', () => {
    expect(shareOut(plant(20, []), 15, later(600_000), Float64Array.of(1), isState).kw[0]).toBeGreaterThan(12);
  });

  it('never takes more than stays unexplained where only a few hours showed it', () => {
    const few = { ...plant(20, []), known: new Uint8Array(1) };
    expect(shareOut(few, 15, later(600_000), Float64Array.of(1), isState).kw[0]).toBeCloseTo(7.5, 6);
  });

  it('leaves a remainder that is far outside unexplained', () => {
    expect(shareOut(plant(20, []), 150, later(2_400_000), Float64Array.of(1), isState).kw[0]).toBeLessThan(9);
  });

  it('gives a machine that cycles the whole height of its high half above the low halves around it, for it does that all day', () => {
    // Row 1656 is in a half day that the machine is on; 24 rows are one cycle. The hour around a spike is its low halves alone.
    expect(shareOut(plant(1, [], 30), 60, rows(1656, 1668), Float64Array.of(1), isState).kw[0]).toBeGreaterThan(55);
  });

  it('gives a load as high as that, alone in its hours, to no machine, though the machine is known to cycle by half as much', () => {
    const found = plant(1, [[720, 732, 90]], 20);
    expect(shareOut(found, 90, rows(720, 732), Float64Array.of(1), isState).kw[0]).toBeLessThan(20);
  });

  it('gives nothing to a state that was not on', () => {
    expect(shareOut(plant(20, []), 15, later(600_000), Float64Array.of(0), isState).kw[0]).toBe(0);
  });

  it('does not take loads that no state shows for variation: 30 of them, on and off, leave the state steady', () => {
    const found = plant(1, Array.from({ length: 30 }, (_, k) => [100 + k * 660, 130 + k * 660, 60] as const));
    const at = found.lengthsMs.indexOf(300_000);
    expect(Math.sqrt(found.ofState[at]![0]!)).toBeLessThan(5);
    expect(found.strangeShare[at]).toBeGreaterThan(0.01);
    expect(shareOut(found, 60, later(900_000), Float64Array.of(1), isState).kw[0]).toBeLessThan(6);
  });

  it('is licensed by several hours, never by one unmetered load that happened to run while the state was on', () => {
    const found = plant(1, [[1500, 1620, 60]]);
    expect(found.ofState[0]![0]! ** 0.5).toBeLessThan(3);
  });

  it('is never more than four fifths of what the state costs, so that an idle machine explains nothing', () => {
    const found = plant(400, []);
    expect(Math.max(...found.ofState.map((v) => Math.sqrt(v[0]!)))).toBeLessThanOrEqual(80);
  });
});

import { describe, expect, test } from 'vitest';
import { DAY_MS, machineLog, MINUTE_MS, SECOND_MS } from '../../src/base';
import { trackOf } from '../../src/engine/align';
import { correctedLog, correctionOf, type ClockOffset } from '../../src/engine/clock';
import { estimateClocks, middleOf } from '../../src/engine/offsets';
import { normal, uniform } from '../../src/engine/random';

const grid = { startMs: Date.UTC(2025, 2, 3), stepMs: 10 * SECOND_MS, count: (7 * DAY_MS) / (10 * SECOND_MS) };
const endMs = grid.startMs + grid.count * grid.stepMs;

interface Machine {
  readonly kw: number;
  /** Instants at which it really goes on, off, on, … */
  readonly changesMs: readonly number[];
  /** What a fit believes that it draws; kw where that is right. */
  readonly learntKw?: number;
  /** What its controller stamps for an instant. */
  readonly stamped: (ms: number) => number;
}

/** On for 5 to 20 minutes, off for twenty minutes to two hours. */
function atRandom(seed: number): number[] {
  const next = uniform(seed);
  const changes: number[] = [];
  for (let ms = grid.startMs + 30 * MINUTE_MS; ms < endMs - 30 * MINUTE_MS;) {
    changes.push(ms);
    ms += MINUTE_MS * (changes.length % 2 === 1 ? 5 + 15 * next() : 20 + 100 * next());
  }
  return changes;
}

function evenly(everyMs: number): number[] {
  return Array.from({ length: Math.floor((6 * DAY_MS) / everyMs) }, (_, i) => grid.startMs + 30 * MINUTE_MS + i * everyMs);
}

const late = (seconds: number) => (ms: number) => ms + seconds * SECOND_MS;

/** The machines above 50 kW with 1 kW of noise, seven days in means of so long; each with a clock of its own. */
function clocksOf(machines: Readonly<Record<string, Machine>>, stepMs = grid.stepMs): { readonly offsets: Readonly<Record<string, ClockOffset>>; readonly logs: readonly ReturnType<typeof machineLog>[] } {
  const count = (7 * DAY_MS) / stepMs;
  const noise = normal(uniform(7));
  const demandKw = Float64Array.from({ length: count }, () => 50 + noise());
  const names = Object.keys(machines);
  const logs = Object.entries(machines).map(([name, { kw, changesMs, stamped }]) => {
    for (let k = 0; k < changesMs.length; k += 2) {
      const [onMs, offMs] = [changesMs[k]!, changesMs[k + 1] ?? endMs];
      for (let bin = Math.floor((onMs - grid.startMs) / stepMs); bin < Math.min(count, (offMs - grid.startMs) / stepMs); bin++) {
        const fromMs = grid.startMs + bin * stepMs;
        demandKw[bin]! += (kw * (Math.min(offMs, fromMs + stepMs) - Math.max(onMs, fromMs))) / stepMs;
      }
    }
    return machineLog(name, [[grid.startMs, 'OFF'], ...changesMs.map((ms, k) => [Math.round(stamped(ms)), k % 2 === 0 ? 'ON' : 'OFF'] as const)]);
  });
  const tracks = logs.map((log) => trackOf(log, grid.startMs, endMs));
  const kwOfState = tracks.map((track, t) => Float64Array.from(track.states, (state) => (state === 'ON' ? (machines[names[t]!]!.learntKw ?? machines[names[t]!]!.kw) : 0)));
  const found = estimateClocks(tracks.map((_, t) => ({ tracks: [t] })), tracks, kwOfState, demandKw, { ...grid, stepMs, count });
  return { logs, offsets: Object.fromEntries(names.map((name, t) => [name, found[t]!])) };
}

const driftS = (ms: number) => 5 + (6 * (ms - middleOf(grid))) / DAY_MS;
const { offsets, logs } = clocksOf({
  late: { kw: 40, changesMs: atRandom(1), stamped: late(33) },
  early: { kw: 25, changesMs: atRandom(2), stamped: late(-20) },
  right: { kw: 30, changesMs: atRandom(3), stamped: late(0) },
  drifting: { kw: 35, changesMs: atRandom(4), stamped: (ms) => ms + driftS(ms) * SECOND_MS },
  compressor: { kw: 20, changesMs: evenly(50 * SECOND_MS), stamped: late(20) },
  seldom: { kw: 60, changesMs: [grid.startMs + DAY_MS], stamped: late(40) },
});

/** The sure one of that name. */
function sure(name: string): Extract<ClockOffset, { kind: 'sure' }> {
  const offset = offsets[name];
  if (offset?.kind !== 'sure') {
    throw new RangeError(`${name} is ${JSON.stringify(offset)}`);
  }
  return offset;
}

describe('a constant offset', () => {
  test.each([['late', 33], ['early', -20]])('of a machine that is %s by %i s is found within its own error, and does not drift', (name, seconds) => {
    const { shiftMs, errorMs, driftMsPerDay } = sure(name);
    expect(Math.abs(shiftMs - seconds * SECOND_MS)).toBeLessThan(errorMs);
    expect(errorMs).toBeLessThan(5 * SECOND_MS);
    expect(driftMsPerDay).toBeUndefined();
  });

  test('of a clock that agrees with the meter’s is none, and that is certain', () => {
    expect(sure('right')).toMatchObject({ shiftMs: 0 });
    expect(sure('right').errorMs).toBeLessThan(5 * SECOND_MS);
  });
});

describe('a clock that drifts', () => {
  test('by 6 s a day is found as a line through the middle of the time', () => {
    const { shiftMs, driftMsPerDay = 0 } = sure('drifting');
    expect(Math.abs(driftMsPerDay - 6_000)).toBeLessThan(1_000);
    expect(Math.abs(shiftMs - 5_000)).toBeLessThan(3_000);
  });

  test('is put right to within five seconds at either end, its stamps still in order', () => {
    const log = logs.find(({ machineId }) => machineId === 'drifting')!;
    const { timeMs } = correctedLog(log, correctionOf(sure('drifting'), middleOf(grid))!);
    const trueMs = atRandom(4);
    expect(timeMs.length).toBe(trueMs.length + 1);
    expect(Math.max(...trueMs.map((ms, k) => Math.abs(timeMs[k + 1]! - ms)))).toBeLessThan(5_000);
    expect(timeMs.slice(1).every((ms, i) => ms > timeMs[i]!)).toBe(true);
  });
});

describe('what is not certain is not used', () => {
  test('a heater that goes off with the mill and on a minute and a half after it: the mill’s steps, taken for its own, are early when they rise and late when they fall', () => {
    const mill = atRandom(5);
    const heaterOff = mill.map((ms, k) => (k % 2 === 0 ? ms - 10 * SECOND_MS : ms + 90 * SECOND_MS));
    // Of machines that always change together a fit believes what it likes.
    const { offsets: found } = clocksOf({
      mill: { kw: 200, learntKw: 50, changesMs: mill, stamped: late(0) },
      heaterOff: { kw: -60, learntKw: 94, changesMs: heaterOff, stamped: late(0) },
    }, MINUTE_MS);
    expect(found['heaterOff']).toEqual({ kind: 'none', why: 'uncertain' });
  });

  test('a compressor that switches every 50 s fits again 100 s further: ambiguous', () => {
    const offset = offsets.compressor!;
    expect(offset.kind).toBe('ambiguous');
    expect(offset.kind === 'ambiguous' ? Math.abs(offset.shiftMs - offset.otherMs) : NaN).toBe(100_000);
  });

  test('one change says too little', () => {
    expect(offsets.seldom).toEqual({ kind: 'none', why: 'few-changes' });
  });

  test('a clock an hour off meets no step within reach, and that is said', () => {
    const hour = clocksOf({ press: { kw: 40, changesMs: atRandom(1), stamped: late(3600) } }).offsets;
    expect(hour.press).toEqual({ kind: 'none', why: 'nowhere' });
  });
});

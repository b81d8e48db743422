import { describe, expect, it } from 'vitest';
import { matchSpike, parseSpike, spikeParam } from '../../src/links';

describe('parseSpike', () => {
  it('reads back what spikeParam wrote', () => {
    expect(parseSpike(spikeParam(1741241220000, 1741244040000))).toEqual({ kind: 'spike', startMs: 1741241220000, endMs: 1741244040000 });
  });

  it('takes an empty or unresolved variable as no spike', () => {
    for (const text of ['', '  ', '${spike}', '$spike', '[[spike]]', '${spike:raw}']) {
      expect(parseSpike(text)).toEqual({ kind: 'none' });
    }
  });

  it('names what it cannot read instead of guessing', () => {
    for (const text of ['abc', '5-4', '5-5', '1-2-3', '-1-5', '1.5-2', `0-${32 * 86_400_000}`, '<script>', '1e3-2e3', '9'.repeat(40)]) {
      expect(parseSpike(text)).toEqual({ kind: 'malformed', text });
    }
  });
});

describe('matchSpike', () => {
  const spikes = [{ startMs: 0, endMs: 100 }, { startMs: 200, endMs: 300 }];

  it('finds the spike whose edges moved a little', () => {
    expect(matchSpike(spikes, { startMs: 190, endMs: 280 })).toBe(spikes[1]);
  });

  it('prefers the larger overlap', () => {
    expect(matchSpike([{ startMs: 0, endMs: 60 }, { startMs: 40, endMs: 200 }], { startMs: 50, endMs: 150 })).toEqual({ startMs: 40, endMs: 200 });
  });

  it('takes exactly half of the shorter, and nothing below', () => {
    expect(matchSpike(spikes, { startMs: 50, endMs: 150 })).toBe(spikes[0]);
    expect(matchSpike(spikes, { startMs: 51, endMs: 151 })).toBeUndefined();
    expect(matchSpike(spikes, { startMs: 100, endMs: 200 })).toBeUndefined();
  });
});

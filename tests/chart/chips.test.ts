import { describe, expect, it } from 'vitest';
import { chipsOf, cutMiddle, estimatedWidth, MOST_CHIPS, placeLabels, TARGET_PX, type ChartSpike } from '../../src/chart';

const spike = (excessKwh: number): ChartSpike => ({ startMs: 0, endMs: 1, excessKw: 1, excessKwh, meanKw: 1, referenceKw: 0, peakMs: 0, peakKw: 1, reference: [] });

describe('chipsOf', () => {
  it('gives every spike that can be hit its own chip, at its own time', () => {
    expect(chipsOf([{ x: 100, width: 30 }, { x: 140, width: 200 }], [spike(1), spike(1)], undefined))
      .toEqual([{ spikes: [0], x: 100, width: 30 }, { spikes: [1], x: 140, width: 200 }]);
  });

  it('joins slim neighbours, the one with the most energy on top', () => {
    expect(chipsOf([{ x: 100, width: 5 }, { x: 112, width: 5 }, { x: 300, width: 5 }], [spike(1), spike(7), spike(2)], undefined))
      .toEqual([{ spikes: [1, 0], x: 100, width: 17 }, { spikes: [2], x: 300, width: 5 }]);
  });

  it('never joins the picked spike', () => {
    const places = [{ x: 100, width: 5 }, { x: 106, width: 5 }, { x: 112, width: 5 }];
    expect(chipsOf(places, places.map(() => spike(1)), 1).map((chip) => chip.spikes)).toEqual([[0], [1], [2]]);
  });

  it('shows sixty chips at most and loses no spike', () => {
    const places = Array.from({ length: 500 }, (_, i) => ({ x: 3 * i, width: 2 }));
    const chips = chipsOf(places, places.map(() => spike(1)), 250);
    expect(chips.length).toBeLessThanOrEqual(MOST_CHIPS);
    expect(chips.flatMap((chip) => chip.spikes).sort((a, b) => a - b)).toEqual(places.map((_, i) => i));
  });

  it('leaves room for a finger between slim chips', () => {
    const places = Array.from({ length: 40 }, (_, i) => ({ x: 11 * i, width: 4 }));
    const middles = chipsOf(places, places.map(() => spike(1)), undefined).map(({ x, width }) => x + width / 2);
    middles.slice(1).forEach((middle, i) => expect(middle - middles[i]!).toBeGreaterThanOrEqual(TARGET_PX / 2));
  });
});

describe('placeLabels', () => {
  const within = { x: 0, y: 0, width: 200, height: 100 };
  const wish = (text: string, places: ReadonlyArray<{ x: number; y: number }>, withPrevious?: boolean) => ({ name: 'window' as const, text, fontPx: 10, width: 40, places, ...(withPrevious ? { withPrevious } : {}) });

  it('gives the better place to the higher rank, the next place to the other, and drops what has none', () => {
    const [at, other] = [{ x: 50, y: 50 }, { x: 150, y: 50 }];
    expect(placeLabels([wish('first', [at]), wish('second', [at, other]), wish('third', [at, other])], within).map(({ text, x }) => [text, x])).toEqual([['first', 50], ['second', 150]]);
  });

  it('covers nothing that is taken, leaves nothing outside, and drops what belongs to a dropped one', () => {
    expect(placeLabels([wish('out', [{ x: 10, y: 50 }]), wish('belongs', [{ x: 100, y: 50 }], true)], within)).toEqual([]);
    expect(placeLabels([wish('on the ring', [{ x: 50, y: 50 }])], within, [{ x: 45, y: 45, width: 10, height: 10 }])).toEqual([]);
  });
});

describe('cutMiddle', () => {
  it('keeps both ends of a name, since machines of one line differ at the end', () => {
    expect(cutMiddle('line-1/very-long-extruder-12', 100, 11, estimatedWidth)).toMatch(/^line-1.*….*12$/);
    expect(cutMiddle('short', 100, 11, estimatedWidth)).toBe('short');
  });

  it('cuts between letters and never inside one', () => {
    expect(cutMiddle('😀'.repeat(30), 60, 11, estimatedWidth)).toMatch(/^(😀)+…(😀)*$/u);
  });
});

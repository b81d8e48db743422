import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base';
import { investigate } from '../../src/engine';
import { smallPlant, START_MS } from '../support/small-plant';

/** Five days of the small plant; the views lie on the last two. */
const plant = smallPlant(8, 5 * 24);
const view = (fromHour: number, toHour: number) => ({ startMs: START_MS + 3 * DAY_MS + fromHour * HOUR_MS, endMs: START_MS + 3 * DAY_MS + toHour * HOUR_MS });
const demand = { lengthMs: 15 * MINUTE_MS, highest: 3 };

describe('investigate', () => {
  test('lists the demand windows of the view, each once, those at its edges too', () => {
    const { windows = [] } = investigate(plant, { startMs: view(20, 26).startMs + MINUTE_MS, endMs: view(20, 26).endMs }, { demand });
    expect([windows[0]!.startMs, windows[windows.length - 1]!.endMs]).toEqual([view(20, 26).startMs, view(20, 26).endMs]);
    expect(new Set(windows.map(({ startMs }) => startMs)).size).toBe(windows.length);
    expect(windows.length).toBe(6 * 4);
  });

  test('a window and a finding are the same in every view', () => {
    const narrow = investigate(plant, view(6, 9), { demand });
    const wide = investigate(plant, view(0, 24), { demand });
    expect(narrow.windows!.length).toBe(12);
    const same = wide.windows!.filter(({ startMs }) => startMs >= view(6, 9).startMs && startMs < view(6, 9).endMs);
    expect(JSON.stringify(narrow.windows)).toBe(JSON.stringify(same));
    expect(narrow.findings.length).toBeGreaterThan(0);
    expect(wide.findings).toEqual(expect.arrayContaining([...narrow.findings]));
  });

  test('a mark is attributed on its own day, and one outside the view leaves no notice', () => {
    const mark = view(10, 11);
    const { findings, notices } = investigate(plant, view(0, 24), { marked: [mark, { startMs: START_MS - 9 * DAY_MS, endMs: START_MS - 8 * DAY_MS }] });
    expect(findings.filter(({ spottedBy }) => spottedBy === 'hand')).toMatchObject([mark]);
    expect(notices).toEqual([]);
  });

  test('what is odd about the meter is said once, however many days are in view', () => {
    const { meter } = plant;
    const below = { ...plant, meter: meter.kind === 'power' ? { ...meter, demandKw: meter.demandKw.map((kw) => kw - 500) } : meter };
    const { notices } = investigate(below, view(0, 48));
    expect(notices.map(({ code }) => code)).toEqual(['negative-power']);
  });

  test('no windows are listed when none are asked for', () => {
    expect(investigate(plant, view(6, 9))).not.toHaveProperty('windows');
  });
});

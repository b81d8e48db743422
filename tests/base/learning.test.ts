import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, planLearning } from '../../src/base';

const berlin = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso);

describe('planLearning', () => {
  it('gives the same range to the same day in a view of an hour and in a view of a week', () => {
    const hour = planLearning({ startMs: at('2025-03-12T05:00Z'), endMs: at('2025-03-12T06:00Z') }, berlin);
    const week = planLearning({ startMs: at('2025-03-07T00:00Z'), endMs: at('2025-03-14T00:00Z') }, berlin);
    const day = hour.days[hour.days.length - 1]!;
    expect(week.days).toContainEqual(day);
    expect(day.learn).toEqual({ startMs: at('2025-02-26T23:00Z'), endMs: at('2025-03-12T23:00Z') });
    expect(hour.stepMs).toBe(30_000);
    expect(week.stepMs).toBe(hour.stepMs);
  });

  it('takes whole days of the site, 23 and 25 hours long when the clock is changed', () => {
    const spring = planLearning({ startMs: at('2025-03-30T12:00Z'), endMs: at('2025-03-30T13:00Z') }, berlin).days.at(-1)!;
    expect((spring.day.endMs - spring.day.startMs) / HOUR_MS).toBe(23);
    const autumn = planLearning({ startMs: at('2025-10-26T12:00Z'), endMs: at('2025-10-26T13:00Z') }, berlin).days.at(-1)!;
    expect((autumn.day.endMs - autumn.day.startMs) / HOUR_MS).toBe(25);
    expect((autumn.learn.endMs - autumn.learn.startMs) / HOUR_MS).toBe(14 * 24 + 1);
  });

  it('includes the day before when the view begins soon after midnight, for a late spike may reach into it', () => {
    const plan = planLearning({ startMs: at('2025-03-12T01:00Z'), endMs: at('2025-03-12T02:00Z') }, 'UTC');
    expect(plan.days.map((d) => d.day.startMs)).toEqual([at('2025-03-11T00:00Z'), at('2025-03-12T00:00Z')]);
    expect(plan.read.endMs).toBe(at('2025-03-13T03:00Z'));
    expect(plan.read.startMs).toBe(at('2025-03-12T00:00Z') - 14 * DAY_MS);
  });

  it('reads longer ranges in coarser steps, so that the number of points stays within the budget', () => {
    const plan = planLearning({ startMs: 0, endMs: HOUR_MS }, 'UTC', { days: 31, budgetPoints: 50_000, floorMs: 30_000, marginMs: 0 });
    expect(plan.stepMs).toBe(60_000);
  });

  it('throws on a view without length, with the values in the message', () => {
    expect(() => planLearning({ startMs: 5, endMs: 5 }, 'UTC')).toThrow('5 to 5');
  });
});

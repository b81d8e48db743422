/** Days on which a clock is changed, and credentials that could do more than read. */
import { expect } from 'vitest';
import { addZoneDays, DAY_MS, HOUR_MS, LEARNING_DEFAULTS, planLearning, zoneDayStartMs } from '../../src/base';
import { investigate } from '../../src/engine';
import { checkReadOnly } from '../../src/influx';
import { says, series } from '../support/fault-server';
import { smallPlant, START_MS } from '../support/small-plant';
import { failureIn, good, question, rig } from './rig';
import { row } from './rows';

const ZONE = 'Europe/Berlin';
/** Noon of the days on which Berlin changed its clock, and of one on which it did not; their hours. Source: Directive 2000/84/EC. */
const DAYS: ReadonlyArray<readonly [noonMs: number, hours: number]> = [[Date.UTC(2025, 2, 30, 10), 23], [Date.UTC(2025, 9, 26, 11), 25], [Date.UTC(2025, 6, 1, 10), 24]];

row('DST day, month windows, zone change', 'a day of the site has 23, 25 or 24 hours, and so many demand windows, whose energy is the meter’s to the last digit', () => {
  for (const [noonMs, hours] of DAYS) {
    const startMs = zoneDayStartMs(noonMs, ZONE);
    const day = { startMs, endMs: addZoneDays(startMs, 1, ZONE) };
    expect([hours, (day.endMs - day.startMs) / HOUR_MS]).toEqual([hours, hours]);
    const shiftMs = day.startMs - DAY_MS - START_MS;
    const plant = smallPlant(3, 72, shiftMs, ZONE);
    const { windows = [] } = investigate(plant, day, { demand: { lengthMs: HOUR_MS } });
    expect([hours, windows.length, windows[0]?.startMs, windows[windows.length - 1]?.endMs]).toEqual([hours, hours, day.startMs, day.endMs]);
    const { timeMs, demandKw } = plant.meter.kind === 'power' ? plant.meter : { timeMs: [], demandKw: [] };
    const meterKwh = Array.from(timeMs).reduce((sum, ms, i) => sum + (ms >= day.startMs && ms < day.endMs ? (demandKw[i] ?? 0) / 60 : 0), 0);
    expect([hours, windows.reduce((sum, one) => sum + one.kwh, 0)]).toEqual([hours, expect.closeTo(meterKwh, 6)]);
  }
}, 60_000);

row('DST day, month windows, zone change', 'what is learnt from are whole days of the site’s zone; another zone gives other days', () => {
  for (const [noonMs, hours] of DAYS) {
    const plan = planLearning({ startMs: noonMs, endMs: noonMs + HOUR_MS }, ZONE, { ...LEARNING_DEFAULTS, days: 1 });
    const [day] = plan.days;
    expect([hours, (day!.day.endMs - day!.day.startMs) / HOUR_MS, plan.days.length]).toEqual([hours, hours, 1]);
    const other = planLearning({ startMs: noonMs, endMs: noonMs + HOUR_MS }, 'Asia/Tokyo', { ...LEARNING_DEFAULTS, days: 1 });
    expect(other.days[0]!.day.startMs).not.toBe(day!.day.startMs);
    expect((other.days[0]!.day.endMs - other.days[0]!.day.startMs) / HOUR_MS).toBe(24);
  }
});

row('writing credential, admin credential', 'an administrator’s is red, one that reads more is a warning, and neither keeps an investigation from sending reads alone', async () => {
  for (const admin of [true, false]) {
    const { reader, read, server } = await rig((statement) => (/SHOW USERS/.test(statement) ? (admin ? says(series(['user', 'admin'], [['root', true]])) : says('{"error":"not authorized"}', 403))
      : /SHOW DATABASES/.test(statement) ? says(series(['name'], [['plant'], ['payroll']])) : good(statement)));
    const lines = await reader.check(new AbortController().signal);
    const rights = lines.filter((one) => /administrator/.test(one.text));
    expect([admin, rights.map((one) => one.severity)]).toEqual([admin, [admin ? 'error' : 'ok']]);
    expect(lines.filter((one) => one.severity === 'warning').map((one) => one.text)).toContain('The credential can read more than it needs: payroll.');
    expect(failureIn(await read(question({ machines: true }))).kind).toBe('ok');
    expect(server.heard.length).toBeGreaterThan(4);
    expect(server.heard.filter((one) => checkReadOnly(one.statement) !== undefined || /INTO|DROP|DELETE|CREATE/.test(one.statement))).toEqual([]);
  }
});

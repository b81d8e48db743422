/** The memory of a meter's past: bounded, and never of what may still change. */
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, LEARNING_DEFAULTS, MINUTE_MS, planLearning } from '../../src/base';
import { Stop, type Asking } from '../../src/influx/asking';
import { createRoom } from '../../src/influx/memory';
import { meterReader } from '../../src/influx/meter';
import { LOAD_DEFAULTS, type MeterSource } from '../../src/influx';

const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null };
const DAY = Date.UTC(2026, 2, 20);
const plan = planLearning({ startMs: DAY + 12 * HOUR_MS, endMs: DAY + 13 * HOUR_MS }, 'UTC', { ...LEARNING_DEFAULTS, days: 3 });
/** A server with a reading at every minute; remembers which ranges it was asked for. */
function minutes(): { readonly asking: Asking; readonly asked: [number, number][] } {
  const asked: [number, number][] = [];
  const need: Asking['need'] = (request) => {
    const { startMs: from, endMs: to } = 'range' in request ? request.range : { startMs: NaN, endMs: NaN };
    asked.push([from, to]);
    const rows = Array.from({ length: (to - from) / MINUTE_MS }, (_, i) => [from + i * MINUTE_MS, 100]);
    return Promise.resolve({ series: [{ name: 'em', tags: new Map(), columns: ['time', 'mean'], rows }], completeness: { kind: 'complete' }, rows: rows.length });
  };
  return { asking: { need, wish: need, sent: [] }, asked };
}

test('what is over is asked for once, the last hours of today again and again', async () => {
  const nowMs = DAY + 14 * HOUR_MS;
  const { asking, asked } = minutes();
  const reader = meterReader(() => nowMs, () => LOAD_DEFAULTS, createRoom(50e6));
  const first = await reader.learning(asking, meter, plan);
  asked.length = 0;
  expect(await reader.learning(asking, meter, plan)).toEqual(first);
  // 14:00 now: the hour before ended less than fifteen minutes ago, so late readings may still come.
  expect(asked).toEqual([[DAY + 13 * HOUR_MS, DAY + 14 * HOUR_MS]]);
});

test('a memory that is full forgets the day that was used longest ago', async () => {
  const nowMs = DAY + 3 * DAY_MS;
  const { asking, asked } = minutes();
  // Room for two days of minutes, and the plan has three and a margin.
  const reader = meterReader(() => nowMs, () => LOAD_DEFAULTS, createRoom(2 * 24 * 60 * 24 + 1000));
  const first = await reader.learning(asking, meter, plan);
  asked.length = 0;
  expect(await reader.learning(asking, meter, plan)).toEqual(first);
  expect(asked.reduce((days, [from, to]) => days + (to - from) / DAY_MS, 0)).toBeGreaterThan(0);
  const roomy = meterReader(() => nowMs, () => LOAD_DEFAULTS, createRoom(50e6));
  await roomy.learning(asking, meter, plan);
  asked.length = 0;
  await roomy.learning(asking, meter, plan);
  expect(asked).toEqual([]);
});

test('a field without numbers is named, though InfluxDB names only its function', async () => {
  const failing: Asking['need'] = () => Promise.reject(new Stop({ kind: 'wrong-type', text: 'InfluxDB said: unsupported mean iterator type.', advice: 'x' }));
  const asking: Asking = { need: failing, wish: failing, sent: [] };
  await expect(meterReader(() => DAY, () => LOAD_DEFAULTS, createRoom(50e6)).view(asking, meter, { startMs: DAY, endMs: DAY + 1000 }, 1000))
    .rejects.toThrow('Field kw of em holds no numbers, and meter m needs kW. InfluxDB said: unsupported mean iterator type.');
});

test('values that are infinite or no number are left out, and counted', async () => {
  const need: Asking['need'] = () => Promise.resolve({
    series: [{ name: 'em', tags: new Map(), columns: ['time', 'mean', 'max'], rows: [[DAY, 1, 2], [DAY + 1000, Infinity, Infinity], [DAY + 2000, NaN, NaN], [DAY + 3000, 3, 4]] }], completeness: { kind: 'complete' }, rows: 4,
  });
  const view = await meterReader(() => DAY, () => LOAD_DEFAULTS, createRoom(50e6)).view({ need, wish: need, sent: [] }, meter, { startMs: DAY, endMs: DAY + 4000 }, 1000);
  expect(view.kind === 'power' ? [...view.demandKw] : []).toEqual([1, NaN, NaN, 3]);
  expect(view.notices.map((one) => one.text)).toEqual(['m: 2 values are infinite or no number, and left out as if nothing had arrived.']);
});

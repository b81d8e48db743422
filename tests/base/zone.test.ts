import { describe, expect, it } from 'vitest';
import { addZoneDays, HOUR_MS, isZone, zoneDayStartMs, zoneHourOfDay, zoneOffsetMs } from '../../src/base';

const at = (iso: string) => Date.parse(iso);

describe('zone arithmetic', () => {
  it('knows offsets with quarters of an hour (Asia/Kathmandu is UTC+05:45 since 1986, IANA tz)', () => {
    expect(zoneOffsetMs(at('2025-03-03T00:00Z'), 'Asia/Kathmandu') / 60_000).toBe(345);
  });
  it('finds midnight on both days on which Berlin changes its clock', () => {
    expect(zoneDayStartMs(at('2025-03-30T12:00Z'), 'Europe/Berlin')).toBe(at('2025-03-29T23:00Z'));
    expect(addZoneDays(at('2025-03-29T23:00Z'), 1, 'Europe/Berlin')).toBe(at('2025-03-30T22:00Z'));
    expect(addZoneDays(at('2025-10-25T22:00Z'), 1, 'Europe/Berlin')).toBe(at('2025-10-26T23:00Z'));
    expect(addZoneDays(at('2025-10-26T23:00Z'), -1, 'Europe/Berlin')).toBe(at('2025-10-25T22:00Z'));
  });
  it('gives the hour of the wall clock, before 1970 too', () => {
    expect(zoneHourOfDay(at('2025-07-01T04:30Z'), 'Europe/Berlin')).toBe(6.5);
    expect(zoneHourOfDay(-1, 'UTC')).toBeCloseTo(23.9999997, 5);
  });
  it('says whether a zone exists', () => {
    expect([isZone('Europe/Berlin'), isZone('Mars/Olympus'), isZone('UTC')]).toEqual([true, false, true]);
  });
});

it('a day whose midnight came twice begins with the first, and has 25 hours: Amman', () => {
  const [friday, midnight] = [Date.parse('2010-10-29T00:00+03:00'), Date.parse('2010-10-30T00:00+02:00')];
  expect(zoneDayStartMs(friday + HOUR_MS / 2, 'Asia/Amman')).toBe(friday);
  expect(addZoneDays(friday - 24 * HOUR_MS, 1, 'Asia/Amman')).toBe(friday);
  expect(addZoneDays(friday, 1, 'Asia/Amman')).toBe(midnight);
  expect(midnight - friday).toBe(25 * HOUR_MS);
});

it('a day whose midnight was left out begins when the clock went on: an hour later in São Paulo, a day later in Samoa', () => {
  const saturday = Date.parse('2018-11-03T00:00-03:00');
  const sunday = Date.parse('2018-11-04T01:00-02:00');
  expect(addZoneDays(saturday, 1, 'America/Sao_Paulo')).toBe(sunday);
  expect(zoneDayStartMs(sunday + 5 * HOUR_MS, 'America/Sao_Paulo')).toBe(sunday);
  expect(addZoneDays(sunday, 1, 'America/Sao_Paulo')).toBe(sunday + 23 * HOUR_MS);
  // Samoa had no 30 December 2011: from the 29th on, day after day must arrive at the 31st and not stay where it is.
  const thursday = Date.parse('2011-12-29T00:00-10:00');
  expect(addZoneDays(thursday, 1, 'Pacific/Apia')).toBe(Date.parse('2011-12-31T00:00+14:00'));
  expect(addZoneDays(addZoneDays(thursday, 1, 'Pacific/Apia'), 1, 'Pacific/Apia')).toBe(Date.parse('2012-01-01T00:00+14:00'));
});

import { describe, expect, it } from 'vitest';
import { addZoneDays, isZone, zoneDayStartMs, zoneHourOfDay, zoneOffsetMs } from '../../src/base';

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

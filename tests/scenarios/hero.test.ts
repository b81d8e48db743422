import { expect, test } from 'vitest';
import { addZoneDays, DAY_MS, HOUR_MS, overlaps, zoneDayStartMs, type TimeRange } from '../../src/base';
import { investigate, machineLines } from '../../src/engine';
import { samplePlant, viewOf } from './index';
import { meansOf } from './windows';

/** The story of the sample plant, end to end through the engine: what an electrician should be told. */

const sample = samplePlant();
const plant = { meter: meansOf(sample.meter), machines: sample.machines, zone: sample.zone };
const placed = (name: string): TimeRange => {
  const { startMs = NaN, endMs = NaN } = sample.episodes.find((episode) => episode.name === name) ?? {};
  return { startMs, endMs };
};
const hero = placed('hero');
const dayMs = zoneDayStartMs(hero.startMs, sample.zone);
const day = { startMs: dayMs, endMs: addZoneDays(dayMs, 1, sample.zone) };
const ofDay = investigate(plant, day);
const heroFinding = ofDay.findings.filter((finding) => overlaps(finding, hero)).sort((a, b) => b.excessKwh - a.excessKwh)[0];

test('the coincident start is the largest spike of its day by energy', () => {
  const largest = [...ofDay.findings].sort((a, b) => b.excessKwh - a.excessKwh)[0];
  expect(largest).toBeDefined();
  expect(overlaps(largest!, hero)).toBe(true);
});

test('its four largest lines are the two extruders and the two dryers', () => {
  const top = machineLines(heroFinding!).slice(0, 4).map((line) => line.machines.join(' + ')).sort();
  expect(top).toEqual(['dryer-1', 'dryer-2', 'extruder-1', 'extruder-2']);
});

test('two conveyors that always switch together only ever stand as one entry', () => {
  expect(ofDay.groups).toEqual([['conveyor-1', 'conveyor-2']]);
  for (const cause of ofDay.findings.flatMap((finding) => finding.causes)) {
    if (cause.machines.some((machine) => machine.startsWith('conveyor'))) {
      expect(cause.machines).toEqual(['conveyor-1', 'conveyor-2']);
    }
  }
});

test('the oven’s warm-up before the shift names the oven in WARM-UP', () => {
  const warm = placed('oven warm-up');
  const finding = ofDay.findings.find((one) => overlaps(one, warm));
  expect(finding?.causes[0]).toMatchObject({ machines: ['oven-1'], state: 'WARM-UP' });
});

test('a load that no log reports is called unexplained, and is about its true size', () => {
  const { findings } = investigate(plant, viewOf(sample, 'unmetered'));
  const finding = findings.find((one) => overlaps(one, placed('unmetered')));
  expect(finding?.verdict).toBe('unexplained');
  // 96 kW were added by the simulator; the band is the model's to miss by, a sixth of it.
  expect(Math.abs((finding?.unexplainedKw ?? NaN) - 96)).toBeLessThan(16);
}, 60_000);

test('an hour’s view and a week’s view show the same finding', () => {
  const middle = (heroFinding!.startMs + heroFinding!.endMs) / 2;
  const same = (view: TimeRange) => investigate(plant, view).findings.find((one) => one.startMs === heroFinding!.startMs);
  expect(same({ startMs: middle - HOUR_MS / 2, endMs: middle + HOUR_MS / 2 })).toEqual(heroFinding);
  expect(same({ startMs: dayMs - 3 * DAY_MS, endMs: dayMs + 4 * DAY_MS })).toEqual(heroFinding);
}, 60_000);

test('every ledger of the day closes: excess = causes + unexplained', () => {
  for (const finding of ofDay.findings) {
    const sum = finding.causes.reduce((kw, cause) => kw + cause.kw, finding.unexplainedKw);
    expect(Math.abs(sum - finding.excessKw)).toBeLessThan(1e-9);
  }
});

test('the same seed makes the same plant, another seed another', () => {
  const again = samplePlant();
  expect(Buffer.from(again.meter.demandKw.buffer).equals(Buffer.from(sample.meter.demandKw.buffer))).toBe(true);
  expect(again.machines).toEqual(sample.machines);
  expect(Buffer.from(samplePlant(2).meter.demandKw.buffer).equals(Buffer.from(sample.meter.demandKw.buffer))).toBe(false);
}, 60_000);

/** The picture of the evidence sheet, as its SVG text. */
import { expect, test } from 'vitest';
import { COMPLETE, MINUTE_MS } from '../../src/base';
import type { Finding } from '../../src/engine';
import { displayOf } from '../../src/panel/display';
import { pictureOf } from '../../src/panel/sheet-picture';
import type { Plant } from '../../src/panel/useAnswer';

const start = Date.UTC(2025, 2, 6, 6);

/** Three hours of readings each half minute, from an hour before a spike of an hour; some are left out. */
function svgOf(isThere: (minute: number) => boolean = () => true, zone = 'UTC'): string {
  const timeMs = Float64Array.from(Array.from({ length: 360 }, (_, i) => i / 2).filter(isThere), (minute) => start + (minute - 60) * MINUTE_MS);
  const demandKw = timeMs.map((ms) => (ms >= start && ms < start + 60 * MINUTE_MS ? 200 : 100));
  const plant: Plant = { kind: 'plant', view: { kind: 'power', meterId: 'm', timeMs, demandKw, windowMs: MINUTE_MS / 2, completeness: COMPLETE, notices: [] }, machines: [], shifts: [], notices: [], zone: 'UTC' } as unknown as Plant;
  const finding = {
    startMs: start, endMs: start + 60 * MINUTE_MS, peakMs: start, peakKw: 200, meanKw: 200, referenceKw: 100, excessKw: 100, excessKwh: 100, reference: [[start - 60 * MINUTE_MS, start]], causes: [],
    unexplainedKw: 100, unexplainedLowKw: 90, unexplainedHighKw: 110, confidence: 0.9, verdict: 'unexplained', ranking: { kind: 'ranked' }, learning: { startMs: start, endMs: start, stepMs: 1 }, skill: 0,
  } as unknown as Finding;
  return pictureOf(plant, finding, zone, new Map(), displayOf(undefined, 'en-GB'));
}

const lineOf = (isThere: (minute: number) => boolean): string => /<path d="([^"]*)"/.exec(svgOf(isThere))?.[1] ?? '';

const timesOf = (zone: string): string[] => [...svgOf(undefined, zone).matchAll(/text-anchor="middle">([^<]*)</g)].map(([, time]) => time!);

test('the demand is one line where all of it was read', () => {
  expect(lineOf(() => true).match(/M/g)?.length).toBe(1);
});

test('no line is drawn through a silence of the meter; one reading that is missing is none', () => {
  expect(lineOf((minute) => minute < 80 || minute >= 95).match(/M/g)?.length).toBe(2);
  expect(lineOf((minute) => minute !== 80).match(/M/g)?.length).toBe(1);
});

test('times below the picture are round on the wall clock of its zone, also where that is not whole hours from UTC', () => {
  expect(timesOf('UTC')).toEqual(['05:00', '05:30', '06:00', '06:30', '07:00', '07:30']);
  expect(timesOf('Asia/Kathmandu')).toEqual(['11:00', '11:30', '12:00', '12:30', '13:00', '13:30']);
});

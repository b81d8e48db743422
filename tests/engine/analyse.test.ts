import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base';
import { analyse } from '../../src/engine';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';

const why = (analysis: ReturnType<typeof analyse>) => [...new Set(analysis.findings.map(({ ranking }) => (ranking.kind === 'not-ranked' ? ranking.why : 'ranked')))];
const plant = smallPlant(1);

test('excess is what the causes and the unexplained line add up to, and the reference lies outside the spike', () => {
  const { findings } = analyse(plant);
  expect(findings.length).toBeGreaterThan(5);
  for (const finding of findings) {
    expect(finding.causes.reduce((sum, cause) => sum + cause.kw, finding.unexplainedKw)).toBeCloseTo(finding.excessKw, 9);
    expect(finding.meanKw - finding.referenceKw).toBeCloseTo(finding.excessKw, 9);
    expect(finding.reference.every(([from, to]) => to <= finding.startMs || from >= finding.endMs)).toBe(true);
  }
});

test('under two days nothing is ranked, and the spikes are still listed', () => {
  const analysis = analyse(smallPlant(1, 40));
  expect(why(analysis)).toEqual(['too-little-history']);
  expect(analysis.findings[0]).toMatchObject({ causes: [], confidence: 0, verdict: 'unexplained', unexplainedKw: analysis.findings[0]!.excessKw });
});

test('a learning range without a reading teaches nothing, and the spikes are still listed', () => {
  expect(why(analyse(plant, { learn: { startMs: START_MS - 9 * DAY_MS, endMs: START_MS - 5 * DAY_MS } }))).toEqual(['too-little-history']);
});

test('incomplete data are never ranked', () => {
  const [first, ...others] = plant.machines;
  const cut = { ...first!, completeness: { kind: 'unknown' as const, reason: 'the server did not say' } };
  const analysis = analyse({ ...plant, machines: [cut, ...others] });
  expect(why(analysis)).toEqual(['incomplete']);
});

test('without machines nothing can be attributed', () => {
  expect(why(analyse({ ...plant, machines: [] }))).toEqual(['no-machines']);
});

test('one reading makes no finding and says so', () => {
  const analysis = analyse({ ...plant, meter: powerOf(Float64Array.of(5)) });
  expect(analysis.findings).toEqual([]);
  expect(analysis.notices.map((notice) => notice.code)).toContain('no-readings');
});

test('values that are no numbers are no readings: every figure stays finite', () => {
  const meter = plant.meter.kind === 'power' ? plant.meter : powerOf(new Float64Array(0));
  const demandKw = meter.demandKw.map((kw, i) => (i % 97 === 0 ? NaN : i % 101 === 0 ? Infinity : kw));
  const { findings } = analyse({ ...plant, meter: { ...meter, demandKw } });
  expect(findings.length).toBeGreaterThan(5);
  for (const finding of findings) {
    expect([finding.meanKw, finding.excessKw, finding.unexplainedKw, finding.confidence, ...finding.causes.map((cause) => cause.kw)].every(Number.isFinite)).toBe(true);
  }
});

test('negative power, as behind a solar roof, is power: the excess is the same', () => {
  const meter = plant.meter.kind === 'power' ? plant.meter : powerOf(new Float64Array(0));
  const usual = analyse(plant);
  const fed = analyse({ ...plant, meter: { ...meter, demandKw: meter.demandKw.map((kw) => kw - 200) } });
  expect(fed.demandKw.some((kw) => kw < 0)).toBe(true);
  expect(fed.findings.map((finding) => finding.startMs)).toEqual(usual.findings.map((finding) => finding.startMs));
  fed.findings.forEach((finding, i) => expect(finding.excessKw).toBeCloseTo(usual.findings[i]!.excessKw, 9));
});

test('a controller whose stamps are late is corrected, and the sentence and the facts say by how much', () => {
  const [mill, ...others] = [...plant.machines].sort((a, b) => (a.machineId === 'mill' ? -1 : b.machineId === 'mill' ? 1 : 0));
  const late = { ...mill!, timeMs: mill!.timeMs.map((ms) => ms + 80_000) };
  const { machines, notices } = analyse({ ...plant, machines: [late, ...others] });
  const facts = machines.find(({ machineId }) => machineId === 'mill')!;
  expect(facts).toMatchObject({ clock: 'sure', clockDriftSPerDay: 0 });
  expect(Math.abs(facts.clockOffsetS - 80)).toBeLessThan(facts.clockErrorS!);
  expect(notices.filter(({ code }) => code.startsWith('clock')).map(({ text }) => text)).toEqual([
    `Clock of mill: stamps are late by ${Math.round(facts.clockOffsetS)} ± ${Math.round(facts.clockErrorS!)} s, corrected.`,
  ]);
});

test('clocks that agree with the meter’s say nothing', () => {
  const { machines, notices } = analyse(plant);
  expect(notices.filter(({ code }) => code.startsWith('clock'))).toEqual([]);
  expect(machines.map(({ clockOffsetS }) => clockOffsetS)).toEqual(machines.map(() => 0));
});

test('a marked window that leaves nothing to compare it with, or in which nothing was read, makes no finding and says so', () => {
  const meter = plant.meter.kind === 'power' ? plant.meter : powerOf(new Float64Array(0));
  const saying = (of: typeof meter, startMs: number, endMs: number) => {
    const { findings, notices } = analyse({ ...plant, meter: of }, { marked: [{ startMs, endMs }] });
    expect(findings.filter(({ spottedBy }) => spottedBy === 'hand')).toEqual([]);
    return notices.map(({ text }) => text).filter((text) => text.includes('marked'));
  };
  const [firstMs, endMs] = [START_MS, START_MS + 3 * DAY_MS];
  expect(saying(meter, firstMs, endMs)).toEqual(['The marked window 2025-03-03T00:00:00.000Z to 2025-03-06T00:00:00.000Z holds no reading, or leaves none to compare it with, so nothing can be said about it.']);
  const silent = { ...meter, demandKw: meter.demandKw.map((kw, i) => (i >= 600 && i < 900 ? NaN : kw)) };
  expect(saying(silent, firstMs + 700 * 60_000, firstMs + 730 * 60_000)).toHaveLength(1);
});

test('a register in steps of 1 kWh read each minute, 60 kW high: what it lists are its starts, not its steps', () => {
  const meter = plant.meter.kind === 'power' ? plant.meter : powerOf(new Float64Array(0));
  let kwh = 0;
  const energyKwh = Float64Array.from([0, ...meter.demandKw], (kw) => Math.floor(kwh += kw / 60));
  const timeMs = Float64Array.from(energyKwh, (_, i) => START_MS + i * 60_000);
  const byReadings = analyse(plant).findings;
  const { findings } = analyse({ ...plant, meter: { kind: 'counter', meterId: 'm', timeMs, energyKwh, completeness: plant.meter.completeness, notices: [] } });
  expect(findings.length).toBeGreaterThan(byReadings.length / 2);
  for (const finding of findings) {
    expect(byReadings.some(({ startMs, endMs }) => startMs < finding.endMs && endMs > finding.startMs)).toBe(true);
    expect(finding.causes[0]!.kw).toBeGreaterThan(finding.unexplainedKw);
  }
});

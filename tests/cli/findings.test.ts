import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { csvCell, csvOf, demandWindowMs, jsonOf, markdownOf } from '../../src/cli/findings';
import { analyse } from '../../src/engine';
import { smallPlant } from '../support/small-plant';

const analysis = analyse(smallPlant(5), { demand: { lengthMs: 15 * MINUTE_MS, contractKw: 150 } });
const { findings, skill, windows = [] } = analysis;

test('the document has the contract’s name and fields, and every spike closes', () => {
  const document = JSON.parse(jsonOf({ skill, findings })) as { schema: string; spikes: Array<Record<string, unknown>> };
  expect(document.schema).toBe('spiketrace/findings@1');
  expect(document.spikes.length).toBe(findings.length);
  for (const spike of document.spikes) {
    for (const field of ['startMs', 'endMs', 'peakMs', 'peakKw', 'meanKw', 'referenceKw', 'excessKw', 'excessKwh', 'reference', 'causes', 'unexplainedKw', 'confidence', 'verdict']) {
      expect(spike).toHaveProperty(field);
    }
    const causes = spike['causes'] as Array<{ kw: number }>;
    expect(causes.reduce((sum, { kw }) => sum + kw, Number(spike['unexplainedKw']))).toBeCloseTo(Number(spike['excessKw']), 9);
  }
});

test('evidence, names, machines, notices and windows are added fields, and the ledger keeps its last bit', () => {
  const document = JSON.parse(jsonOf(analysis)) as { spikes: Array<Record<string, unknown>>; machines: unknown[]; windows: unknown[]; notices: unknown[] };
  expect(document.machines).toEqual(analysis.machines);
  expect(document.notices).toEqual(analysis.notices);
  expect(document.windows).toEqual(windows);
  const [spike] = document.spikes;
  expect(spike).toMatchObject({ spottedBy: 'median', kinds: findings[0]!.kinds!.map(({ kind }) => ({ kind })) });
  expect(spike!['causes']).toEqual(findings[0]!.causes);
});

test('without windows asked for there is no such field', () => {
  expect(JSON.parse(jsonOf({ skill, findings }))).not.toHaveProperty('windows');
});

test('Markdown says what a spike is called, what speaks for its lines, and why a window passed the limit', () => {
  const text = markdownOf(analysis);
  expect(text).toMatch(/- Demand window .*above the contract limit of 150\.0 kW/);
  expect(text).toMatch(/- mill entered ON \d+ times, and the meter moved by 7\d\.\d|- mill entered ON \d+ times, and the meter moved by 8\d\.\d/);
  const window = windows.find(({ overshoot }) => overshoot?.enough)!;
  expect(text).toContain(`${window.overshoot!.overKw.toFixed(1)} kW above the contract limit of 150.0 kW. As much was added by: ${window.overshoot!.lines[0]!.machines[0]}, ON`);
  expect(text).toContain('| base load |');
  expect(text).not.toMatch(/\n{3}|undefined|NaN/);
});

test('the placebo is an added field and one sentence', () => {
  const check = { asReported: { skill: 0.9, share: 0.95 }, shifted: [{ skill: 0.1, share: 0.2 }, { skill: 0.1, share: 0.31 }], passed: true };
  expect(JSON.parse(jsonOf({ skill, findings, placebo: check }))).toMatchObject({ placebo: check });
  expect(markdownOf({ skill, findings, placebo: check })).toContain('95 % of the excess as reported, and at most 31 % when moved in time. The check holds.');
  expect(markdownOf({ skill, findings, placebo: { ...check, passed: false } })).toContain('The check fails: do not rely on the contributions of this meter.');
});

test('a cell that a spreadsheet would run is made text, a number stays one', () => {
  expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  expect(csvCell('@a')).toBe("'@a");
  expect(csvCell('-cmd')).toBe("'-cmd");
  expect(csvCell('-12.50')).toBe('-12.50');
  expect(csvCell('a,b')).toBe('"a,b"');
});

test('CSV has a row for every cause and one for what stays unexplained', () => {
  const rows = csvOf({ skill, findings }).split('\n');
  expect(rows.length).toBe(1 + findings.reduce((sum, finding) => sum + finding.causes.length + 1, 0));
  // Columns are only added, at the end.
  expect(rows[0]).toBe('start,end,machine,state,kw,low_kw,high_kw,excess_kw,excess_kwh,confidence,verdict,kinds,entries,median_step_kw,clock_offset_s');
  expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([15]));
});

test('Markdown never says root cause, and a state’s name cannot break its table', () => {
  const odd = { ...findings[0]!, causes: [{ ...findings[0]!.causes[0]!, state: 'a|b' }] };
  const text = markdownOf({ skill, findings: [odd] });
  expect(text).toContain('a\\|b');
  expect(text).not.toMatch(/root cause/i);
});

test('15m, 30m, 60m and 1h are windows that tariffs use, 20m is not', () => {
  expect(['15m', '30m', '60m', '1h', '20m'].map(demandWindowMs)).toEqual([15, 30, 60, 60, undefined].map((minutes) => minutes && minutes * MINUTE_MS));
});

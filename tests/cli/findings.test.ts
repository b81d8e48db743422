import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { csvCell, csvOf, demandWindowMs, jsonOf, markdownOf } from '../../src/cli/findings';
import { analyse } from '../../src/engine';
import { smallPlant } from '../support/small-plant';

const { findings, skill } = analyse(smallPlant(5));

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
  expect(rows[0]).toBe('start,end,machine,state,kw,low_kw,high_kw,excess_kw,excess_kwh,confidence,verdict');
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

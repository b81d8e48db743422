import { HOUR_MS, MINUTE_MS } from '../base';
import { machineLines, type DemandWindow, type Finding } from '../engine';

/** What the command line prints: the contract's JSON for programs, Markdown and CSV for people. */

export interface Document {
  readonly skill: number;
  readonly findings: readonly Finding[];
  readonly windows?: readonly DemandWindow[];
}

/** "spiketrace/findings@1": fields may be added, none dropped or renamed. */
export function jsonOf({ skill, findings, windows }: Document): string {
  const spikes = findings.map((finding) => ({
    startMs: finding.startMs, endMs: finding.endMs, peakMs: finding.peakMs, peakKw: finding.peakKw, meanKw: finding.meanKw,
    referenceKw: finding.referenceKw, excessKw: finding.excessKw, excessKwh: finding.excessKwh, reference: finding.reference,
    causes: finding.causes, unexplainedKw: finding.unexplainedKw, confidence: finding.confidence, verdict: finding.verdict,
    unexplainedLowKw: finding.unexplainedLowKw, unexplainedHighKw: finding.unexplainedHighKw,
    ranking: finding.ranking, learning: finding.learning, skill: finding.skill,
  }));
  return JSON.stringify({ schema: 'spiketrace/findings@1', skill, spikes, ...(windows ? { windows } : {}) });
}

/** A cell that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** One row a line of each spike, the unexplained one included. */
export function csvOf({ findings }: Document): string {
  const rows = [['start', 'end', 'machine', 'state', 'kw', 'low_kw', 'high_kw', 'excess_kw', 'excess_kwh', 'confidence', 'verdict']];
  for (const finding of findings) {
    const common = [finding.excessKw.toFixed(2), finding.excessKwh.toFixed(2), finding.confidence.toFixed(2), finding.verdict];
    const times = [iso(finding.startMs), iso(finding.endMs)];
    for (const cause of finding.causes) {
      rows.push([...times, cause.machines.join(' + '), cause.state, cause.kw.toFixed(2), cause.lowKw.toFixed(2), cause.highKw.toFixed(2), ...common]);
    }
    rows.push([...times, 'unexplained', '', finding.unexplainedKw.toFixed(2), finding.unexplainedLowKw.toFixed(2), finding.unexplainedHighKw.toFixed(2), ...common]);
  }
  return rows.map((row) => row.map(csvCell).join(',')).join('\n');
}

/** One section a spike, largest kWh first. */
export function markdownOf({ skill, findings }: Document): string {
  const text = ['# Energy spikes', '', `${findings.length} spikes. States explain ${Math.round(100 * skill)} % of this meter’s swings.`];
  for (const finding of [...findings].sort((a, b) => b.excessKwh - a.excessKwh || a.startMs - b.startMs)) {
    text.push('', `## ${iso(finding.startMs)} to ${iso(finding.endMs)}`, '');
    text.push(`${kw(finding.excessKw)} above the hour around it (${kw(finding.referenceKw)}), ${finding.excessKwh.toFixed(1)} kWh.`, '');
    if (finding.ranking.kind === 'not-ranked') {
      text.push(finding.ranking.text);
      continue;
    }
    text.push(`**${word(finding)}**`, '', '| contribution | kW |', '| --- | ---: |');
    for (const line of machineLines(finding)) {
      text.push(`| ${escaped(line.machines.join(' + '))}, ${escaped(line.state)} | ${line.kw.toFixed(1)} |`);
    }
    text.push(`| unexplained | ${finding.unexplainedKw.toFixed(1)} |`, `| **excess** | **${finding.excessKw.toFixed(1)}** |`);
  }
  return text.join('\n');
}

function word(finding: Finding): string {
  const share = `${Math.round(100 * finding.confidence)} in 100`;
  const top = machineLines(finding)[0];
  return finding.verdict === 'unexplained' || !top
    ? `Unexplained: ${share} that no reported state is the largest part`
    : `${finding.verdict.charAt(0).toUpperCase()}${finding.verdict.slice(1)} contributor: ${share} that ${escaped(top.machines.join(' + '))} added most`;
}

function escaped(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

function kw(value: number): string {
  return `${value.toFixed(1)} kW`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** "15m", "30m", "60m" or "1h" in ms; undefined when it is none of the windows that tariffs use. */
export function demandWindowMs(text: string): number | undefined {
  const match = /^(\d{1,2})(m|h)$/.exec(text);
  const ms = match ? Number(match[1]) * (match[2] === 'h' ? HOUR_MS : MINUTE_MS) : NaN;
  return [15, 30, 60].some((minutes) => minutes * MINUTE_MS === ms) ? ms : undefined;
}

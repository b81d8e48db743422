import { HOUR_MS, MINUTE_MS, storedText, type Notice } from '../base';
import { evidenceText, kindText, machineLines, type DemandWindow, type Finding, type MachineFacts, type Placebo } from '../engine';

/** What the command line prints: the contract's JSON for programs, Markdown and CSV for people. */

export interface Document {
  readonly skill: number;
  readonly findings: readonly Finding[];
  readonly machines?: readonly MachineFacts[];
  readonly notices?: readonly Notice[];
  readonly windows?: readonly DemandWindow[];
  readonly placebo?: Placebo;
}

/** "spiketrace/findings@1": fields may be added, none dropped or renamed. */
export function jsonOf({ skill, findings, machines = [], notices = [], windows, placebo }: Document): string {
  const spikes = findings.map((finding) => ({
    startMs: finding.startMs, endMs: finding.endMs, peakMs: finding.peakMs, peakKw: finding.peakKw, meanKw: finding.meanKw,
    referenceKw: finding.referenceKw, excessKw: finding.excessKw, excessKwh: finding.excessKwh, reference: finding.reference,
    causes: finding.causes, unexplainedKw: finding.unexplainedKw, confidence: finding.confidence, verdict: finding.verdict,
    unexplainedLowKw: finding.unexplainedLowKw, unexplainedHighKw: finding.unexplainedHighKw,
    ranking: finding.ranking, learning: finding.learning, skill: finding.skill, spottedBy: finding.spottedBy, kinds: finding.kinds ?? [],
  }));
  return JSON.stringify({ schema: 'spiketrace/findings@1', skill, spikes, machines, notices, ...(windows ? { windows } : {}), ...(placebo ? { placebo } : {}) });
}

/** A cell that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** One row a line of each spike, the unexplained one included. */
export function csvOf({ findings }: Document): string {
  const rows = [[
    'start', 'end', 'machine', 'state', 'kw', 'low_kw', 'high_kw', 'excess_kw', 'excess_kwh', 'confidence', 'verdict',
    'kinds', 'entries', 'median_step_kw', 'clock_offset_s',
  ]];
  for (const finding of findings) {
    const common = [finding.excessKw.toFixed(2), finding.excessKwh.toFixed(2), finding.confidence.toFixed(2), finding.verdict];
    const kinds = (finding.kinds ?? []).map(({ kind }) => kind).join(' ');
    const times = [iso(finding.startMs), iso(finding.endMs)];
    for (const { machines, state, kw: added, lowKw, highKw, evidence } of finding.causes) {
      rows.push([
        ...times, machines.join(' + '), state, added.toFixed(2), lowKw.toFixed(2), highKw.toFixed(2), ...common, kinds,
        ...(evidence ? [String(evidence.entries), evidence.step?.medianKw.toFixed(2) ?? '', evidence.clockOffsetS.toFixed(1)] : ['', '', '']),
      ]);
    }
    rows.push([
      ...times, 'unexplained', '', finding.unexplainedKw.toFixed(2), finding.unexplainedLowKw.toFixed(2), finding.unexplainedHighKw.toFixed(2), ...common, kinds, '', '', '',
    ]);
  }
  return rows.map((row) => row.map(csvCell).join(',')).join('\n');
}

/** One section a spike, largest kWh first; then the demand windows that are peaks, highest first. */
export function markdownOf({ skill, findings, windows, placebo }: Document): string {
  const text = ['# Energy spikes', '', `${findings.length} spikes. States explain ${Math.round(100 * skill)} % of this meter’s swings.`];
  text.push(...(placebo ? ['', placeboText(placebo)] : []));
  for (const finding of [...findings].sort((a, b) => b.excessKwh - a.excessKwh || a.startMs - b.startMs)) {
    text.push('', `## ${iso(finding.startMs)} to ${iso(finding.endMs)}`, '');
    text.push(`${kw(finding.excessKw)} above the hour around it (${kw(finding.referenceKw)}), ${finding.excessKwh.toFixed(1)} kWh.`, '');
    text.push(...(finding.kinds ?? []).filter(({ kind }) => kind !== 'excess').map((kind) => `- ${escaped(kindText(kind, iso))}`));
    if (finding.ranking.kind === 'not-ranked') {
      text.push('', finding.ranking.text);
      continue;
    }
    text.push('', `**${word(finding)}**`, '', '| contribution | kW |', '| --- | ---: |');
    for (const line of machineLines(finding)) {
      text.push(`| ${escaped(line.machines.join(' + '))}, ${escaped(line.state)} | ${line.kw.toFixed(1)} |`);
    }
    text.push(`| unexplained | ${finding.unexplainedKw.toFixed(1)} |`, `| **excess** | **${finding.excessKw.toFixed(1)}** |`);
    const evidence = finding.causes.filter((cause) => cause.kw > 0).map(evidenceText).filter((sentence) => sentence !== '').slice(0, MOST_EVIDENCE);
    text.push(...(evidence.length > 0 ? ['', ...evidence.map((sentence) => `- ${escaped(sentence)}`)] : []));
  }
  text.push(...(windows ? windowsText(windows) : []));
  return text.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** A reader looks at the first few lines of a ledger; the document for programs has them all. */
const MOST_EVIDENCE = 4;

function placeboText({ asReported, shifted, passed }: Placebo): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const most = Math.max(...shifted.map(({ share }) => share));
  return `Placebo: states explain ${percent(asReported.share)} of the excess as reported, and at most ${percent(most)} when moved in time. `
    + (passed ? 'The check holds.' : 'The check fails: do not rely on the contributions of this meter.');
}

function windowsText(windows: readonly DemandWindow[]): string[] {
  const peaks = windows.filter(({ excess }) => excess).sort((a, b) => b.kw - a.kw || a.startMs - b.startMs);
  const text = ['', '# Demand windows', '', `${windows.length} windows; ${peaks.length} of them are peaks.`];
  for (const { startMs, endMs, kw: demandKw, excess, overshoot } of peaks) {
    text.push('', `## ${iso(startMs)} to ${iso(endMs)}: ${kw(demandKw)}`, '');
    if (overshoot) {
      const lines = overshoot.lines.map(({ machines, state }) => `${machines.join(' + ')}, ${state}`).join('; ');
      text.push(escaped(`${kw(overshoot.overKw)} above the contract limit of ${kw(overshoot.limitKw)}. ${overshoot.enough ? `As much was added by: ${lines}.` : 'The machines’ states alone do not account for it.'}`), '');
    }
    text.push(`Against ${kw(excess?.referenceKw ?? NaN)} in the windows nearby:`, '', '| contribution | kW |', '| --- | ---: |');
    for (const { machines, state, kind, kw: added } of excess?.lines ?? []) {
      text.push(`| ${escaped(machines.join(' + '))}, ${escaped(state)}${kind === 'start-up' ? ' (start-up)' : ''} | ${added.toFixed(1)} |`);
    }
    text.push(`| base load | ${excess?.baseLoadKw.toFixed(1)} |`, `| unexplained | ${excess?.unexplainedKw.toFixed(1)} |`, `| **higher by** | **${excess?.excessKw.toFixed(1)}** |`);
  }
  return text;
}

function word(finding: Finding): string {
  const share = `${Math.round(100 * finding.confidence)} in 100`;
  const top = machineLines(finding)[0];
  return finding.verdict === 'unexplained' || !top
    ? `Unexplained: ${share} that no reported state is the largest part`
    : `${finding.verdict.charAt(0).toUpperCase()}${finding.verdict.slice(1)} contributor: ${share} that ${escaped(top.machines.join(' + '))} added most`;
}

function escaped(text: string): string {
  return storedText(text.replace(/[\r\n]+/g, ' ')).replace(/[\\|*_`<>[\]]/g, '\\$&');
}

function kw(value: number): string {
  return `${value.toFixed(1)} kW`;
}

/** To the second. */
function iso(ms: number): string {
  return new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** "15m", "30m", "60m" or "1h" in ms; undefined when it is none of the windows that tariffs use. */
export function demandWindowMs(text: string): number | undefined {
  const match = /^(\d{1,2})(m|h)$/.exec(text);
  const ms = match ? Number(match[1]) * (match[2] === 'h' ? HOUR_MS : MINUTE_MS) : NaN;
  return [15, 30, 60].some((minutes) => minutes * MINUTE_MS === ms) ? ms : undefined;
}

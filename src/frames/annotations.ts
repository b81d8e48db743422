import { FieldType, textUtil, type DataFrame } from '@grafana/data';
import { hidden, type Completeness, type Notice, type ShiftEvent } from '../base';
import type { Finding } from '../engine';
import { topOf, type StudyContext } from './studies';
import { frame, type FrameContext } from './to-frames';

/** Shifts and spikes as Grafana's annotations. Its tooltips render HTML, so every text from data is escaped here. */

/** @see grafana/grafana, annotation tooltips: sanitised HTML; a name must stay a name all the same */
const escaped = (text: string): string => textUtil.escapeHtml(hidden(text));

interface Region {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly tags: readonly string[];
}

export function shiftAnnotations(shifts: readonly ShiftEvent[], completeness: Completeness, notices: readonly Notice[], context: FrameContext): DataFrame {
  return regions('shifts', shifts.map(({ startMs, endMs, text }) => ({ startMs, endMs, text: `Shift ${text}`, tags: ['spiketrace', 'shift'] })), completeness, notices, context);
}

/** "+78 kW, 13 kWh: likely oven-1 WARM-UP (72 kW)"; what is not ranked names no contributor. */
export function findingAnnotations(findings: readonly Finding[], context: StudyContext): DataFrame {
  const all = findings.map((finding) => ({
    startMs: finding.startMs, endMs: finding.endMs, text: sentence(finding),
    tags: ['spiketrace', 'spike', `meter:${context.meterId}`, ...(finding.ranking.kind === 'ranked' ? [finding.verdict] : ['not ranked'])],
  }));
  return regions('spikes', all, context.completeness, context.notices, context);
}

function sentence(finding: Finding): string {
  const excess = `Spike: +${Math.round(finding.excessKw)} kW, ${finding.excessKwh.toFixed(1)} kWh`;
  if (finding.ranking.kind === 'not-ranked') {
    return `${excess}. Not ranked. ${finding.ranking.text}`;
  }
  const { who, state, kw } = topOf(finding);
  return `${excess}: ${finding.verdict === 'unexplained' ? 'mostly' : finding.verdict} ${[who, state].filter(Boolean).join(' ')} (${Math.round(kw)} kW)`;
}

function regions(name: string, all: readonly Region[], completeness: Completeness, notices: readonly Notice[], context: FrameContext): DataFrame {
  const fields = [
    { name: 'time', type: FieldType.time, config: {}, values: all.map(({ startMs }) => startMs) },
    { name: 'timeEnd', type: FieldType.time, config: {}, values: all.map(({ endMs }) => endMs) },
    { name: 'text', type: FieldType.string, config: {}, values: all.map(({ text }) => escaped(text)) },
    { name: 'tags', type: FieldType.other, config: {}, values: all.map(({ tags }) => tags.map(escaped)) },
  ];
  return frame(name, fields, { role: 'annotation', completeness, zone: context.zone }, notices, context);
}

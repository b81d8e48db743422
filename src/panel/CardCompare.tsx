import React from 'react';
import { useTheme2 } from '@grafana/ui';
import { MINUTE_MS, type TimeRange } from '../base';
import { lookOf, markOf, powerIn } from '../chart';
import { Card, type CardProps } from './Card';
import { before, curve, longestState } from './evidence';
import { pathThrough, Plot, type Frame } from './plot';
import { runsIn } from './runs';
import { paletteFrom } from './theme';
import { chartWords } from './words/chart';
import { clock, endClock, stateWords, words } from './words';

/** Before and during: equal lengths on one kW scale, what the machine's states are expected to draw, and the states below. */

const MOST_PIECES = 120;
const GAP = 0.04;
/** So many states are told with what they draw; of more the picture says enough. */
const MOST_COSTS = 4;

export function CardCompare({ finding, log, facts, means, stepMs, looks, display, zone, widthPx, name }: CardProps & { readonly name: string }): React.ReactElement {
  const palette = paletteFrom(useTheme2());
  const offsetMs = 1000 * (facts?.clockOffsetS ?? 0);
  const halves: readonly TimeRange[] = [before(finding), finding];
  // No piece shorter than a reading: it would be empty.
  const pieces = Math.max(2, Math.min(MOST_PIECES, Math.floor((finding.endMs - finding.startMs) / stepMs)));
  const curves = halves.map((range) => curve(means, range, pieces));
  const runs = halves.map(({ startMs, endMs }) => (log ? runsIn(log, { startMs: startMs + offsetMs, endMs: endMs + offsetMs }) : []).map((run) => ({ ...run, startMs: run.startMs - offsetMs, endMs: run.endMs - offsetMs })));
  const cost = (state: string): number => facts?.states.find((one) => one.state === state)?.kw ?? 0;
  const lookIn = (state: string) => lookOf(looks, log?.machineId ?? '', state);
  const [was, is] = halves.map((range) => (log ? longestState(log, range, offsetMs) : { state: '', ms: 0 }));
  const text = words.evidence;
  const known = curves.flat().filter(Number.isFinite);
  const met = [...new Set(runs.flat().map(({ state }) => state))].filter((state) => facts?.states.some((one) => one.state === state));
  const note = text.compareNote(met.length === 0 || met.length > MOST_COSTS ? '' : `${display.unit}: ${met.map((state) => `${stateWords(state)} ${display.number(cost(state) * display.perKw)}`).join(', ')}`);
  const offKw = facts?.states.find(({ state }) => lookIn(state).of === 'off')?.kw;
  const half = (h: number, { x, y }: Frame) => {
    const range = halves[h]!;
    const at = (share: number) => x((h === 0 ? 0 : 0.5 + GAP / 2) + share * (0.5 - GAP / 2));
    const share = (ms: number) => at((ms - range.startMs) / (range.endMs - range.startMs));
    const meanKw = means.of(range.startMs, range.endMs);
    return (
      <g key={h}>
        {runs[h]!.map(({ state, startMs, endMs }) => {
          const { of, colour } = lookIn(state);
          const { fill, line, pattern } = markOf(palette, of, colour);
          const [left, top] = [share(startMs), y(Math.max(0, cost(state)))];
          const width = Math.max(0, share(endMs) - left);
          const low = pattern === 'low' ? 4 : 0;
          return (
            <g key={startMs}>
              <rect x={left} width={width} y={top} height={y(0) - top} fill={palette.accent} fillOpacity={0.3} stroke={palette.accent} strokeWidth={1} />
              <rect x={left} width={width} y={196 + low} height={14 - low} fill={fill ?? 'none'} stroke={line} />
              {width > 7 * state.length + 8 && <text x={left + 4} y={207} fill={fill ? palette.onFill : palette.text}>{stateWords(state)}</text>}
            </g>
          );
        })}
        <path d={pathThrough(curves[h]!, (i) => at((i + 0.5) / pieces), y)} fill="none" stroke={palette.text} strokeWidth={1.4} />
        {Number.isFinite(meanKw) && <line x1={at(0)} x2={at(1)} y1={y(meanKw)} y2={y(meanKw)} stroke={palette.text} strokeDasharray="2 3" />}
        {text.half(h === 0 ? 'Before' : 'During', clock(range.startMs, zone), endClock(range, zone), Number.isFinite(meanKw) ? powerIn(display, meanKw) : chartWords.noReading).map((said, i) => <text key={i} x={at(0)} y={226 + 14 * i} fill={palette.text}>{said}</text>)}
      </g>
    );
  };
  return (
    <Card
      title={text.compareTitle(was!.state, is!.state, Math.round(is!.ms / MINUTE_MS), Math.round((finding.endMs - finding.startMs) / MINUTE_MS))}
      note={note} limit={text.compareLimit((kw) => powerIn(display, kw), offKw)}
    >
      <Plot display={display} widthPx={widthPx} heightPx={210} extraPx={34} lowKw={Math.min(0, ...known)} highKw={Math.max(1e-3, ...known)} label={`${note} ${text.expected(name)}.`}>{(frame) => [0, 1].map((h) => half(h, frame))}</Plot>
    </Card>
  );
}

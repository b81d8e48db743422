import React, { useId, useMemo } from 'react';
import { useTheme2 } from '@grafana/ui';
import { MINUTE_MS } from '../base';
import { powerIn } from '../chart';
import type { ObservedStep } from '../engine';
import { Card, type CardProps } from './Card';
import { entriesInto, pastEntries } from './evidence';
import { pathThrough, Plot } from './plot';
import { paletteFrom } from './theme';
import { dateText, stateWords, words } from './words';

/** This machine's entries into its state, aligned on the transition: each thin, the median, the middle half, this spike's own in accent. */

/** Fewer than this have no typical one. */
const FEWEST = 3;

export function CardPast({ finding, log, facts, state, means, stepMs, display, zone, widthPx, observed }: CardProps & { readonly observed: ObservedStep | undefined }): React.ReactElement {
  const palette = paletteFrom(useTheme2());
  // Two panels of a page may be of two widths.
  const id = useId();
  const offsetMs = 1000 * (facts?.clockOffsetS ?? 0);
  const past = useMemo(() => pastEntries(means, stepMs, log ? entriesInto(log, state, offsetMs) : [], finding), [means, stepMs, log, state, offsetMs, finding]);
  const text = words.evidence;
  const power = (kw: number) => powerIn(display, kw);
  const { others, own, medianKw, lowKw, highKw, beforeMs, afterMs } = past;
  const limit = text.pastLimit(power, observed?.expectedKw);
  if (others.length < FEWEST) {
    return <Card title={text.pastFew(stateWords(state), others.length)} limit={limit}>{null}</Card>;
  }
  const n = medianKw.length;
  const from = Math.round(n * beforeMs / (beforeMs + afterMs));
  const mean = (values: readonly number[]) => values.reduce((sum, kw) => sum + kw, 0) / Math.max(1, values.length);
  const typicalKw = observed?.medianKw ?? mean(medianKw.slice(from, from + Math.max(1, Math.round(MINUTE_MS / past.pieceMs))).filter(Number.isFinite));
  const shown = others.slice(-40);
  const reach = [...lowKw, ...highKw, ...(own?.kw ?? [])].filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...reach) * 1.1, Math.max(Math.min(10, Math.abs(finding.excessKw) / 5), ...reach) * 1.1];
  const inside = (kw: number) => Math.max(low, Math.min(high, kw));
  const part = Math.round(afterMs / MINUTE_MS / 3);
  const title = text.pastTitle(power, stateWords(state), typicalKw);
  return (
    <Card title={title} note={text.pastNote(others.length, dateText(others[0]!.atMs, zone), dateText(others.at(-1)!.atMs, zone), beforeMs / MINUTE_MS)} limit={limit}>
      <Plot display={display} widthPx={widthPx} heightPx={236} lowKw={low} highKw={high} signed rightPx={96} label={title}>
        {({ x, y }) => {
          const at = (i: number) => x((i + 0.5) / n);
          const band = `${pathThrough(highKw, at, y)}${pathThrough([...lowKw].reverse(), (i) => at(n - 1 - i), y).replace(/^M/, 'L')}Z`;
          const line = (kw: readonly number[], stroke: string, width: number, opacity = 1) => <path d={pathThrough(kw, at, y)} clipPath={`url(#${id})`} fill="none" stroke={stroke} strokeWidth={width} strokeOpacity={opacity} />;
          const medianY = y(inside(medianKw.filter(Number.isFinite).at(-1) ?? 0));
          const ownY = y(inside(own?.kw.filter(Number.isFinite).at(-1) ?? 0));
          const aside = (atY: number, said: string, fill: string) => <text x={x(1) + 6} y={atY} fill={fill}>{said}</text>;
          return (
            <>
              {/* A line that leaves the frame ends at it: drawn along the edge it would look like a demand that stays. */}
              <clipPath id={id}><rect x={x(0)} y={8} width={x(1) - x(0)} height={208} /></clipPath>
              {shown.map(({ atMs, kw }) => <g key={atMs}>{line(kw, palette.textSecondary, 0.7, 0.35)}</g>)}
              <path d={band} fill={palette.textSecondary} fillOpacity={0.3} stroke={palette.textSecondary} strokeWidth={0.7} />
              {line(medianKw, palette.text, 2)}
              {own && line(own.kw, palette.accent, 1.6)}
              <line x1={x(from / n)} x2={x(from / n)} y1={8} y2={216} stroke={palette.text} strokeDasharray="2 3" />
              <text x={x(0)} y={230}>{text.earlier(beforeMs / MINUTE_MS)}</text>
              <text x={x(from / n)} y={230} textAnchor="middle" fill={palette.text}>{text.starts(stateWords(state))}</text>
              {widthPx > 400 && [1, 2].map((third) => <text key={third} x={x(0.25 * (1 + third))} y={230} textAnchor="middle">{text.after(third * part)}</text>)}
              <text x={x(1)} y={230} textAnchor="end">{text.after(3 * part)}</text>
              {aside(medianY + 4, text.medianOf(others.length), palette.text)}
              {aside(medianY + 18, text.middleHalf, palette.textSecondary)}
              {own && aside(ownY > medianY ? Math.max(ownY + 4, medianY + 32) : Math.min(ownY + 4, medianY - 10), text.thisSpike, palette.accentText)}
            </>
          );
        }}
      </Plot>
    </Card>
  );
}

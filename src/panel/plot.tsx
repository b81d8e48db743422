import React from 'react';
import { useTheme2 } from '@grafana/ui';
import { roundStep, signedIn, type PowerText } from '../chart';

/** The frame of a small plot: a grid with the display's unit at the left; what is drawn in it comes as children. */

export interface Frame {
  readonly x: (share: number) => number;
  readonly y: (kw: number) => number;
}

export interface PlotProps {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Room below the axis. */
  readonly extraPx?: number;
  readonly lowKw: number;
  readonly highKw: number;
  readonly display: PowerText;
  readonly signed?: boolean;
  readonly label: string;
  readonly leftPx?: number;
  readonly rightPx?: number;
  readonly children: (frame: Frame) => React.ReactNode;
}

const TOP = 8;
const BOTTOM = 20;

export function Plot({ widthPx, heightPx, extraPx = 0, lowKw, highKw, display, signed = false, label, leftPx = 64, rightPx = 8, children }: PlotProps): React.ReactElement {
  const { colors, typography } = useTheme2();
  const { perKw, unit } = display;
  // Round in the unit that is read.
  const step = roundStep((Math.max(1e-9, highKw - lowKw) * perKw) / 3);
  const [low, high] = [Math.floor((lowKw * perKw) / step) * step, Math.ceil((highKw * perKw) / step) * step];
  const x = (share: number) => leftPx + share * (widthPx - leftPx - rightPx);
  const y = (kw: number) => TOP + ((high - kw * perKw) / Math.max(1e-9, high - low)) * (heightPx - TOP - BOTTOM);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = (value: number, last: boolean) => `${signed ? signedIn(display, value, decimals) : display.number(value, decimals)}${last ? ` ${unit}` : ''}`;
  return (
    <svg width={widthPx} height={heightPx + extraPx} role="img" aria-label={label} fontFamily={typography.fontFamily} fontSize={11} fill={colors.text.secondary}>
      {ticks.map((value, i) => (
        <g key={value}>
          <line x1={x(0)} x2={x(1)} y1={y(value / perKw)} y2={y(value / perKw)} stroke={colors.border.weak} />
          <text x={leftPx - 6} y={y(value / perKw) + 4} textAnchor="end">{text(value, i === ticks.length - 1)}</text>
        </g>
      ))}
      {children({ x, y })}
    </svg>
  );
}

/** A path through the points that are known; a gap where one is not. */
export function pathThrough(values: readonly number[], x: (i: number) => number, y: (value: number) => number): string {
  let pen = false;
  return values.map((value, i) => {
    if (!Number.isFinite(value)) {
      pen = false;
      return '';
    }
    const move = pen ? 'L' : 'M';
    pen = true;
    return `${move}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
  }).join('');
}

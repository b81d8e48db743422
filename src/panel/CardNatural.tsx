import React, { useMemo } from 'react';
import { useTheme2 } from '@grafana/ui';
import type { MachineLog } from '../base';
import { powerIn, signedIn } from '../chart';
import type { MachineFacts, ObservedStep, SpikeKind } from '../engine';
import { Card, type CardProps } from './Card';
import { naturalExperiments } from './evidence';
import { paletteFrom } from './theme';
import { clock, words } from './words';

/** Entries when nothing else changed, or little did; and what chance would give where several started together. */

export interface CardNaturalProps extends CardProps {
  readonly machines: readonly MachineLog[];
  readonly allFacts: readonly MachineFacts[];
  /** Machines that always switch with this one. */
  readonly group: readonly string[];
  readonly kinds: readonly SpikeKind[];
  /** What the engine saw at its entries: where that has an expected step, it is the one that is told. */
  readonly observed: ObservedStep | undefined;
}

const ROW_PX = 24;
const LEFT_PX = 110;

export function CardNatural({ log, state, means, stepMs, display, zone, widthPx, machines, allFacts, group, kinds, observed }: CardNaturalProps): React.ReactElement {
  const palette = paletteFrom(useTheme2());
  const found = useMemo(
    () => (log ? naturalExperiments({ means, stepMs, log, state, machines, facts: allFacts, group }) : undefined),
    [means, stepMs, log, state, machines, allFacts, group]
  );
  const text = words.evidence;
  const power = (kw: number) => powerIn(display, kw);
  const { shown = [], aloneKw = [], littleKw = 0, leftOut = 0 } = found ?? {};
  const expectedKw = observed?.expectedKw ?? found?.expectedKw;
  const start = kinds.find((kind) => kind.kind === 'coincident-start');
  const values = [0, expectedKw ?? 0, ...shown.map(({ stepKw }) => stepKw)];
  const [low, high] = [Math.min(...values), Math.max(1e-3, ...values)];
  const x = (kw: number) => LEFT_PX + ((kw - low) / (high - low)) * (widthPx - LEFT_PX - 60);
  const heightPx = shown.length * ROW_PX + 8;
  const title = text.aloneTitle(power, aloneKw);
  return (
    <Card title={title} note={shown.length > 0 ? text.aloneNote(power, littleKw, expectedKw) : undefined} limit={text.aloneLimit(leftOut)}>
      {shown.length > 0 && (
        <svg width={widthPx} height={heightPx} role="img" aria-label={title} fontSize={12} fill={palette.text}>
          <line x1={x(0)} x2={x(0)} y1={0} y2={heightPx} stroke={palette.textSecondary} />
          {expectedKw !== undefined && <line x1={x(expectedKw)} x2={x(expectedKw)} y1={0} y2={heightPx} stroke={palette.accent} strokeWidth={2} />}
          {shown.map(({ atMs, stepKw, alone }, i) => {
            const y = i * ROW_PX + ROW_PX / 2 + 2;
            return (
              <g key={atMs}>
                <text x={0} y={y + 4}>{clock(atMs, zone, true)}</text>
                <line x1={x(0)} x2={x(stepKw)} y1={y} y2={y} stroke={palette.textSecondary} />
                <circle cx={x(stepKw)} cy={y} r={4} fill={alone ? palette.text : palette.surface} stroke={palette.text} strokeWidth={1.5} />
                <text x={Math.max(x(stepKw), x(0)) + 9} y={y + 4} stroke={palette.surface} strokeWidth={3} paintOrder="stroke">{signedIn(display, stepKw * display.perKw)}</text>
              </g>
            );
          })}
        </svg>
      )}
      {start?.kind === 'coincident-start' && <p data-testid="spiketrace-placebo">{text.placebo(start.placebo.asMany, start.placebo.tries)}</p>}
    </Card>
  );
}

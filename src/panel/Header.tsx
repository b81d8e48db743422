import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import type { Finding } from '../engine';
import { StepButton } from './StepButton';
import { clock, dayText, hidden, words } from './words';
import { kindName } from './words/kinds';

/** Which meter, which time in which zone, and which of the spikes; the arrows go to the one before and after. Over more than a day it says when the spike was. A window marked by hand has no number, so that spikes keep theirs. */

export interface HeaderProps {
  readonly meterId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  /** In time order. */
  readonly findings: readonly Finding[];
  readonly picked: Finding | undefined;
  readonly onPick: (finding: Finding) => void;
  /** Data links of the meter. */
  readonly links?: React.ReactNode;
  /** The day of the spike alone: there is no room for more. */
  readonly narrow?: boolean;
  /** What is being worked on; its place is here so that nothing below moves. */
  readonly children?: React.ReactNode;
}

export function Header({ meterId, fromMs, toMs, zone, findings, picked, onPick, links, narrow = false, children }: HeaderProps): React.ReactElement {
  const theme = useTheme2();
  const at = picked ? findings.indexOf(picked) : -1;
  const spikes = findings.filter(({ spottedBy }) => spottedBy !== 'hand');
  const [from, to] = [fromMs, toMs].map((ms) => dayText(ms, zone, true));
  const day = dayText(picked?.startMs ?? fromMs, zone, false);
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: '0 16px', alignItems: 'center', minHeight: 28, flex: 'none', fontSize: 13, color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' });
  const step = (by: 1 | -1, label: string) => {
    const target = findings[at + by];
    return <StepButton by={by} label={label} size="md" onStep={target && (() => onPick(target))} />;
  };
  return (
    <div className={row}>
      <strong style={{ color: theme.colors.text.primary, fontWeight: 500 }}>{hidden(meterId)}</strong>
      {links}
      <span style={{ flex: 1, whiteSpace: narrow ? 'nowrap' : undefined }}>{narrow ? day : `${from}, ${clock(fromMs, zone)} to ${from === to ? '' : `${to}, `}${clock(toMs, zone)} ${zone}`}</span>
      {children}
      {at >= 0 && (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
          {picked?.spottedBy === 'hand' ? kindName(picked) : words.spikeOf(spikes.indexOf(picked!) + 1, spikes.length)}{from !== to && `, ${narrow ? '' : `${day}, `}${clock(picked!.startMs, zone)}`}
          {step(-1, words.previous)}
          {step(1, words.next)}
        </span>
      )}
    </div>
  );
}

import React from 'react';
import { css } from '@emotion/css';
import { useTheme2 } from '@grafana/ui';
import type { TimeRange } from '../base';
import type { Finding } from '../engine';
import { Steps } from './Steps';
import { clock, dayText, hidden, words } from './words';
import { kindName } from './words/kinds';

/** Which meter, which time in which zone, and which of the spikes; the arrows go to the one before and after. Over more than a day it says when the spike was. A window marked by hand has no number, so that spikes keep theirs. */

export interface HeaderProps {
  readonly meterId: string;
  readonly range: TimeRange;
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

export function Header({ meterId, range: { startMs, endMs }, zone, findings, picked, onPick, links, narrow = false, children }: HeaderProps): React.ReactElement {
  const theme = useTheme2();
  const at = picked ? findings.indexOf(picked) : -1;
  const spikes = findings.filter(({ spottedBy }) => spottedBy !== 'hand');
  const [from, to] = [startMs, endMs].map((ms) => dayText(ms, zone, true));
  const day = dayText(picked?.startMs ?? startMs, zone, false);
  const row = css({ display: 'flex', flexWrap: 'wrap', gap: '0 16px', alignItems: 'center', minHeight: 28, flex: 'none', fontSize: 13, color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' });
  return (
    <div className={row}>
      <strong style={{ color: theme.colors.text.primary, fontWeight: 500 }}>{hidden(meterId)}</strong>
      {links}
      <span style={{ flex: 1, whiteSpace: narrow ? 'nowrap' : undefined }}>{narrow ? day : `${from}, ${clock(startMs, zone)} to ${from === to ? '' : `${to}, `}${clock(endMs, zone)} ${zone}`}</span>
      {children}
      {at >= 0 && (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
          {picked?.spottedBy === 'hand' ? kindName(picked) : words.spikeOf(spikes.indexOf(picked!) + 1, spikes.length)}{from !== to && `, ${narrow ? '' : `${day}, `}${clock(picked!.startMs, zone)}`}
          <Steps items={findings} at={at} labels={[words.previous, words.next]} size="md" onStep={onPick} />
        </span>
      )}
    </div>
  );
}

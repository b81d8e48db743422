import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Finding, MachineFacts } from '../engine';
import type { MachineLog } from '../base';
import type { PowerText, StateLooks } from '../chart';
import type { Means } from './evidence';
import { words } from './words';

/** One card of the evidence: the finding as a sentence above, the limit as one below. */

/** What every card is told. */
export interface CardProps {
  readonly finding: Finding;
  readonly log: MachineLog | undefined;
  readonly facts: MachineFacts | undefined;
  readonly state: string;
  readonly means: Means;
  /** Distance of the readings, ms. */
  readonly stepMs: number;
  readonly looks: StateLooks;
  readonly display: PowerText;
  readonly zone: string;
  readonly widthPx: number;
}

export function Card({ title, note, limit, children }: { readonly title: string; readonly note?: string; readonly limit: string; readonly children: React.ReactNode }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  return (
    <article className={styles.card}>
      <h4>{title}</h4>
      {note && <p>{note}</p>}
      {children}
      <p className={styles.limit} data-testid="spiketrace-limit"><strong>{words.evidence.limit}</strong> {limit}</p>
    </article>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex', flexDirection: 'column', gap: 6, overflowWrap: 'anywhere',
    h4: { margin: 0, fontSize: 15, fontWeight: 500 }, p: { margin: 0, fontSize: 12, color: theme.colors.text.secondary }, svg: { display: 'block' },
  }),
  limit: css({ marginTop: 'auto !important', strong: { color: theme.colors.text.primary, fontWeight: 500 } }),
});

import React, { useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { PowerText } from '../chart';
import type { Finding } from '../engine';
import { Rows } from './Rows';
import type { Row } from './table';
import { paletteFrom } from './theme';
import { useFittingRows } from './useFittingRows';
import { couldBe, words } from './words';

export interface AnswerProps {
  readonly finding: Finding;
  /** The sentence about it. */
  readonly said: string;
  /** How sure it is. */
  readonly word: React.ReactNode;
  readonly display: PowerText;
  readonly zone: string;
  /** The shift during which it happened, where one is known. */
  readonly shift: string | undefined;
  readonly bill: string | undefined;
  readonly quality: string;
  /** On a narrow screen the picture stands between the word and the rows. */
  readonly chart?: React.ReactNode;
  /** The verdict's buttons and the link: they keep their place at the foot. */
  readonly foot: React.ReactNode;
  /** Sentence and word only: there is no height for more. */
  readonly brief?: boolean;
  readonly mostRows?: number;
  /** What it has for itself, px; undefined where the panel scrolls as one. */
  readonly heightPx?: number;
  readonly hoveredMachine?: string;
  readonly onHoverMachine?: (machineId: string | undefined) => void;
  readonly stateOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
}

/** What drew the power, how sure that is, row by row, what it does to the bill, and on what data it rests. */
export function Answer({ finding, said, word, display, zone, shift, bill, quality, chart, foot, brief = false, mostRows = Infinity, heightPx, hoveredMachine, onHoverMachine, stateOf, onOpen }: AnswerProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const body = useRef<HTMLDivElement>(null);
  const rows = useFittingRows(body, JSON.stringify([finding.startMs, finding.endMs, said, bill, quality, heightPx]), mostRows);
  return (
    <div className={styles.answer}>
      <div ref={body} className={styles.body}>
        <p className={cx(styles.sentence, chart !== undefined && styles.phone)}>{said.split(SIZES).map((part, i) => (i % 2 === 1 ? <span key={i} className={styles.number}>{part}</span> : part))}</p>
        {word}
        {chart}
        {!brief && <Rows key={finding.startMs} finding={finding} display={display} mostRows={rows} hoveredMachine={hoveredMachine} onHoverMachine={onHoverMachine} stateOf={stateOf} onOpen={onOpen} />}
        {!brief && finding.verdict === 'unexplained' && finding.ranking.kind === 'ranked' && (
          <div className={styles.could}>
            <strong>{words.couldBe}</strong>
            <ul>{couldBe(finding, zone, shift).map((text) => <li key={text}>{text}</li>)}</ul>
          </div>
        )}
      </div>
      {!brief && (
        <div className={styles.foot}>
          {bill && <p className={styles.small} data-testid="spiketrace-bill"><strong>{words.bill}</strong> {bill}</p>}
          <p className={styles.small} data-testid="spiketrace-quality"><strong>{words.data}</strong> {quality}</p>
          {!chart && foot}
        </div>
      )}
      {/* Sticks to the lower edge of the whole panel, which scrolls as one then. */}
      {!brief && chart && foot}
    </div>
  );
}

/** Numbers with their unit stand out. */
const SIZES = /(−?[\d.,\u00a0\u202f]*\d (?:kW|MW|W)\b)/;

const stylesOf = (theme: GrafanaTheme2) => ({
  answer: css({ display: 'flex', flexDirection: 'column', gap: 8, height: '100%', minHeight: 0, 'p, ul': { margin: 0 } }),
  body: css({ flex: '1 1 auto', minHeight: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: 8 }),
  foot: css({ flex: 'none', display: 'flex', flexDirection: 'column', gap: 4, paddingTop: 8, borderTop: `1px solid ${theme.colors.border.weak}` }),
  sentence: css({ fontSize: 19, lineHeight: '25px', fontWeight: 500, overflowWrap: 'anywhere', textWrap: 'pretty' }),
  // Four lines of 358 px.
  phone: css({ fontSize: 17, lineHeight: '23px', letterSpacing: 'normal' }),
  number: css({ color: paletteFrom(theme).accentText, whiteSpace: 'nowrap' }),
  could: css({ fontSize: 13, strong: { fontWeight: 500 }, ul: { listStyle: 'none', padding: 0, color: theme.colors.text.secondary, lineHeight: '20px' } }),
  small: css({ fontSize: 12, lineHeight: '17px', color: theme.colors.text.secondary, overflowWrap: 'anywhere', textWrap: 'pretty', strong: { color: theme.colors.text.primary, fontWeight: 500 } }),
});

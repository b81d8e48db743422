import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Finding } from '../engine';
import type { GivenVerdict, Raised } from '../workflow';
import { plainButton } from './styles';
import { authorText, raisedText, verdictMarks, verdictText, verdictWords, words, type VerdictWords } from './words';

/** How sure it is, in one word with its reason; what a person said comes first, and what people raised can be undone. */

export interface VerdictWordProps {
  readonly finding: Finding;
  /** The latest verdict of a person on this spike. */
  readonly latest: GivenVerdict | undefined;
  /** What earlier confirmations do to the word, whether or not it is applied. */
  readonly raised: Raised | undefined;
  readonly applied: boolean;
  readonly onApply: (applied: boolean) => void;
  readonly zone: string;
}

export function VerdictWord({ finding, latest, raised, applied, onApply, zone }: VerdictWordProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const computed = verdictWords(finding, applied ? raised : undefined);
  return (
    <div className={styles.block}>
      {latest && (
        <p data-testid="spiketrace-verdict-given" data-verdict={latest.kind}>
          <span aria-hidden="true" className={styles.mark}>{verdictMarks[latest.kind]}</span> <strong>{verdictText(latest)}</strong> <span className={styles.reason}>{authorText(latest, zone)}</span>
        </p>
      )}
      {latest?.kind !== 'confirmed' && (
        <p>
          <Mark mark={computed.mark} className={styles.mark} /> <strong>{computed.word}</strong> <span className={styles.reason}>{computed.reason}</span>
        </p>
      )}
      {raised && latest?.kind !== 'confirmed' && (
        <p className={styles.raised} data-testid="spiketrace-raised">
          {applied ? raisedText(raised) : words.notRaised(raised.confirmations)}{' '}
          <button type="button" className={styles.link} onClick={() => onApply(!applied)}>{applied ? words.undo : words.raiseAgain}</button>
        </p>
      )}
    </div>
  );
}

function Mark({ mark, className }: { readonly mark: VerdictWords['mark']; readonly className: string }): React.ReactElement {
  return mark === 'hatch'
    ? <svg aria-hidden="true" className={className} width="12" height="12" viewBox="0 0 12 12"><path d="M.5.5h11v11H.5zM0 8 8 0M4 12 12 4M0 12 12 0" fill="none" stroke="currentColor" /></svg>
    : <span aria-hidden="true" className={className}>{'●●●'.slice(0, mark)}{'○○○'.slice(mark)}</span>;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  block: css({ display: 'flex', flexDirection: 'column', gap: 4, fontSize: 14, overflowWrap: 'anywhere', p: { margin: 0 }, strong: { fontWeight: 600 } }),
  mark: css({ display: 'inline-block', minWidth: 14, letterSpacing: 1, verticalAlign: 'baseline' }),
  reason: css({ color: theme.colors.text.secondary }),
  raised: css({ fontSize: 12, color: theme.colors.text.secondary }),
  link: css({ ...plainButton(theme), color: theme.colors.text.link, textDecoration: 'underline' }),
});

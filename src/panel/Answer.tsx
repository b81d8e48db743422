import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Finding } from '../engine';
import { Rows } from './Rows';
import { paletteFrom } from './theme';
import { verdictWords, words } from './words';

export interface AnswerProps {
  readonly finding: Finding;
  /** The sentence about it. */
  readonly said: string;
  readonly quality: string;
  /** Absolute address of this investigation. */
  readonly link: string;
}

/** What drew the power, how sure that is, row by row, and on what data it rests. */
export function Answer({ finding, said, quality, link }: AnswerProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const { word, dots, reason } = verdictWords(finding);
  return (
    <div className={styles.answer}>
      <p className={styles.sentence}>{said.split(/(\d+ kW)/).map((part, i) => (i % 2 === 1 ? <span key={i} className={styles.number}>{part}</span> : part))}</p>
      <p className={styles.verdict}><span aria-hidden="true">{dots}</span> <strong>{word}</strong> <span className={styles.reason}>{reason}</span></p>
      <Rows key={`${finding.startMs}`} finding={finding} />
      <p className={styles.quality} data-testid="spiketrace-quality"><strong>Data:</strong> {quality}</p>
      <CopyLink link={link} />
    </div>
  );
}

function CopyLink({ link }: { readonly link: string }): React.ReactElement {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () => {
    // Absent where the page is not served over https.
    const writing = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error('no clipboard'));
    writing.then(() => setCopied('yes'), () => setCopied('failed'));
  };
  return (
    <div>
      <Button variant="secondary" size="sm" fill="outline" data-testid="spiketrace-copy-link" onClick={copy}>{words.copy}</Button>{' '}
      {copied === 'yes' && <span>{words.copied}</span>}
      {copied === 'failed' && <label>{words.copyByHand} <input readOnly value={link} onFocus={(event) => event.target.select()} style={{ width: '100%' }} /></label>}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  answer: css({ display: 'flex', flexDirection: 'column', gap: 8, p: { margin: 0 } }),
  sentence: css({ fontSize: 19, lineHeight: '25px', fontWeight: 500, overflowWrap: 'anywhere' }),
  number: css({ color: paletteFrom(theme).accentText }),
  verdict: css({ fontSize: 14, strong: { fontWeight: 600 } }),
  reason: css({ color: theme.colors.text.secondary }),
  quality: css({ fontSize: 12, color: theme.colors.text.secondary }),
});

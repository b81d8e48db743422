import React, { useState } from 'react';
import { PanelButton } from './PanelButton';

/** Copies a text; where the browser keeps its clipboard shut, the text stands there to be copied by hand. */

export interface CopyButtonProps {
  readonly text: () => Promise<string>;
  readonly label: string;
  readonly done: string;
  readonly byHand: string;
  readonly testId: string;
  /** The same, for programs that read the page. */
  readonly plain?: string;
  readonly variant?: 'secondary' | 'link';
}

type Copied = { readonly kind: 'no' } | { readonly kind: 'yes' } | { readonly kind: 'by-hand'; readonly text: string };

export function CopyButton({ text, label, done, byHand, testId, plain, variant = 'secondary' }: CopyButtonProps): React.ReactElement {
  const [copied, setCopied] = useState<Copied>({ kind: 'no' });
  const copy = async () => {
    const value = await text();
    // Absent where the page is not served over https.
    const writing = navigator.clipboard?.writeText(value) ?? Promise.reject(new Error('no clipboard'));
    await writing.then(() => setCopied({ kind: 'yes' }), () => setCopied({ kind: 'by-hand', text: value }));
  };
  return (
    <span>
      <PanelButton variant={variant === 'link' ? 'primary' : 'secondary'} size="sm" fill={variant === 'link' ? 'text' : 'outline'} data-testid={testId} data-link={plain} onClick={() => void copy()}>{label}</PanelButton>{' '}
      <span role="status" aria-live="polite">{copied.kind === 'yes' ? done : ''}</span>
      {copied.kind === 'by-hand' && <label>{byHand} <input readOnly autoFocus value={copied.text} onFocus={(event) => event.target.select()} style={{ width: '100%' }} /></label>}
    </span>
  );
}

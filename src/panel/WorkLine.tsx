import React from 'react';
import { Button } from '@grafana/ui';
import type { Progress } from '../frames';
import type { Work } from './useAnswer';
import { words } from './words';

/** Readings on their way. Without progress nobody can end them from here: Grafana's own panel header can. */
export type Reading = { readonly kind: 'reading' | 'unread'; readonly progress: Progress | undefined };

/** As wide as the longest share will be: while the digits grow, the button stays under the hand that reaches for it. */
const STILL = { display: 'inline-block', minWidth: `${words.analysing(1).length / 2}em`, fontVariantNumeric: 'tabular-nums' };

/** What is being done and how far it is, as plain text with the one button that fits. Nothing turns or moves. */
export function WorkLine({ work, onCancel, onAgain }: { readonly work: Work | Reading; readonly onCancel: () => void; readonly onAgain: () => void }): React.ReactElement | null {
  const line = (text: string, label?: string, act?: () => void) => <span data-testid="spiketrace-work"><span style={STILL}>{text}</span>{label && <> <Button size="sm" variant="secondary" fill="text" onClick={act}>{label}</Button></>}</span>;
  switch (work.kind) {
    case 'idle':
      return null;
    case 'reading':
      return work.progress ? line(words.loadingOf(work.progress.done), words.cancel, onCancel) : line(words.loading);
    case 'unread':
      return line(words.unread, words.readAgain, onAgain);
    case 'analysing':
      return line(words.analysing(work.share), words.cancel, onCancel);
    case 'cancelled':
      return line(words.cancelled, words.again, onAgain);
  }
}

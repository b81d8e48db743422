import React from 'react';
import { Button } from '@grafana/ui';
import type { Work } from './useAnswer';
import { words } from './words';

/** What is being done and how far it is, as plain text with the one button that fits. Nothing turns or moves. */
export function WorkLine({ work, onCancel, onAgain }: { readonly work: Work; readonly onCancel: () => void; readonly onAgain: () => void }): React.ReactElement | null {
  switch (work.kind) {
    case 'idle':
      return null;
    case 'analysing':
      return <span data-testid="spiketrace-work">{words.analysing(work.share)} <Button size="sm" variant="secondary" fill="text" onClick={onCancel}>{words.cancel}</Button></span>;
    case 'cancelled':
      return <span data-testid="spiketrace-work">{words.cancelled} <Button size="sm" variant="secondary" fill="text" onClick={onAgain}>{words.again}</Button></span>;
  }
}

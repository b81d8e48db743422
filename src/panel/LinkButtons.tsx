import React, { useState } from 'react';
import { Button } from '@grafana/ui';
import { CopyButton } from './CopyButton';
import { openSheet, type SheetInput } from './sheet';
import { words } from './words';

/**
 * Hands an answer on: its link, and its evidence as one page. The link is the whole address: a short one of Grafana is gone when nobody opens
 * it within a week, and leads to the configured root_url, which need not be the address that people use.
 */
export function LinkButtons({ path, address, sheet }: { readonly path: string; readonly address: (path: string) => string; readonly sheet: SheetInput }): React.ReactElement {
  const [blocked, setBlocked] = useState(false);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 4, alignItems: 'center' }}>
      <CopyButton text={() => address(path)} label={words.copy} done={words.copied} byHand={words.copyByHand} testId="spiketrace-copy-link" plain={address(path)} variant="link" />
      <Button size="sm" variant="primary" fill="text" data-testid="spiketrace-sheet" onClick={() => setBlocked(!openSheet(sheet, address(path)))}>{words.sheet}</Button>
      {blocked && <span role="alert" style={{ fontSize: 12 }}>{words.sheetBlocked}</span>}
    </div>
  );
}

import React, { useContext, useState } from 'react';
import { Button } from '@grafana/ui';
import { CopyButton } from './CopyButton';
import { PlatformContext } from './platform';
import { openSheet, type SheetInput } from './sheet';
import { words } from './words';

/**
 * Hands an answer on: its link, short where Grafana gives one, and its evidence as one page. A short link leads to the configured root_url: where
 * people use another address, theirs is copied whole. Grafana forgets a short link that nobody opens for a week, so what is kept (verdicts as
 * text, the sheet) has the whole one.
 */
export function LinkButtons({ path, address, sheet }: { readonly path: string; readonly address: (path: string) => string; readonly sheet: SheetInput }): React.ReactElement {
  const platform = useContext(PlatformContext);
  const [blocked, setBlocked] = useState(false);
  const whole = address(path);
  const link = () => platform.shorten(path).then((short) => (new URL(short).origin === new URL(whole).origin ? short : whole)).catch(() => whole);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 4, alignItems: 'center' }}>
      <CopyButton text={link} label={words.copy} done={words.copied} byHand={words.copyByHand} testId="spiketrace-copy-link" plain={whole} variant="link" />
      <Button size="sm" variant="primary" fill="text" data-testid="spiketrace-sheet" onClick={() => setBlocked(!openSheet(sheet, whole))}>{words.sheet}</Button>
      {blocked && <span role="alert" style={{ fontSize: 12 }}>{words.sheetBlocked}</span>}
    </div>
  );
}

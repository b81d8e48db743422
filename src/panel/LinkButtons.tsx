import React, { useContext, useState } from 'react';
import { CopyButton } from './CopyButton';
import { PanelButton } from './PanelButton';
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
  const short = () => platform.shorten(path).then((url) => (new URL(url).origin === new URL(whole).origin ? url : whole)).catch(() => whole);
  // One that does not come soon is not waited for.
  const link = () => Promise.race([short(), new Promise<string>((done) => setTimeout(done, 3000, whole))]);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 4, alignItems: 'center' }}>
      <CopyButton text={link} label={words.copy} done={words.copied} byHand={words.copyByHand} testId="spiketrace-copy-link" plain={whole} variant="link" />
      <PanelButton size="sm" variant="primary" fill="text" data-testid="spiketrace-sheet" onClick={() => setBlocked(!openSheet(sheet, whole))}>{words.sheet}</PanelButton>
      {blocked && <span role="alert" style={{ fontSize: 12 }}>{words.sheetBlocked}</span>}
    </div>
  );
}

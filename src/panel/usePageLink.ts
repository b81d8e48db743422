import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { InterpolateFunction } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/** The spike that the address of the page names, followed while the page stands open, and a pick written into it. */

export interface PageLink {
  /** As they stand there; empty where nothing does. */
  readonly spike: string;
  readonly seen: string;
  /** Who wrote the spike there: whoever sent a link, this panel by a pick, or another one of this page, whose meter it is a spike of. */
  readonly by: 'link' | 'me' | 'another';
  readonly pick: (spike: string) => void;
}

/** The last pick of any panel on this page, and whose it was. */
let last: { readonly spike: string; readonly by: unknown } = { spike: '', by: undefined };

/**
 * Grafana draws a panel anew when a variable changes that stands in its options or its query, and these two stand in neither. So the address
 * is listened to, which always holds them, and the variables count where it never did: a link without a spike means none, though the variable
 * keeps its last one.
 */
export function usePageLink(replaceVariables: InterpolateFunction): PageLink {
  const me = useRef();
  const spike = useParam('spike') ?? replaceVariables('${spike}');
  const seen = useParam('seen') ?? replaceVariables('${seen}');
  const pick = useCallback((value: string) => {
    last = { spike: value, by: me };
    // What the sender of a link saw was about the spike of the link.
    locationService.partial({ 'var-spike': value, 'var-seen': '' }, true);
  }, []);
  return { spike, seen, by: spike === '' || last.spike !== spike ? 'link' : last.by === me ? 'me' : 'another', pick };
}

/** undefined where the address never had it. Of several the last: Grafana may put what it kept of another dashboard before what a link says. */
function useParam(name: string): string | undefined {
  const had = useRef(false);
  const value = useSyncExternalStore(listen, () => new URLSearchParams(locationService.getLocation().search).getAll(`var-${name}`).at(-1));
  had.current ||= value !== undefined;
  return value ?? (had.current ? '' : undefined);
}

const listen = (changed: () => void): (() => void) => locationService.getHistory().listen(changed);

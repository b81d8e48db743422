import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { InterpolateFunction } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/** The spike that the address of the page names, followed while the page stands open, and a pick written into it. */

export interface PageLink {
  /** As they stand there; empty where nothing does. */
  readonly spike: string;
  readonly seen: string;
  /** Another panel of this page wrote the spike there: it is one of that panel's meter. */
  readonly byAnother: boolean;
  readonly pick: (spike: string) => void;
}

/** The last pick of any panel on this page, and whose it was. */
let last: { readonly spike: string; readonly by: unknown } = { spike: '', by: undefined };

/**
 * Grafana draws a panel anew when a variable changes that stands in its options or its query, and these two stand in neither. So the address
 * is listened to, which always holds them, and the variables count where it does not.
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
  return { spike, seen, byAnother: last.by !== me && spike !== '' && last.spike === spike, pick };
}

/** undefined where the address does not have it. */
function useParam(name: string): string | undefined {
  return useSyncExternalStore(listen, () => new URLSearchParams(locationService.getLocation().search).get(`var-${name}`) ?? undefined);
}

const listen = (changed: () => void): (() => void) => locationService.getHistory().listen(changed);

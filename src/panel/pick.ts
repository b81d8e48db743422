// Which spike is looked at: the one a link names, or the largest.
import type { Finding } from '../engine';
import { matchSpike, parseSpike } from '../links';

export type Pick =
  | { readonly kind: 'link' | 'default'; readonly index: number }
  | { readonly kind: 'malformed'; readonly text: string; readonly index: number }
  | { readonly kind: 'no-match'; readonly startMs: number; readonly endMs: number; readonly index: number };

/** @param text the value of `var-spike`; index is −1 when there is no spike at all */
export function pickOf(text: string, findings: readonly Finding[]): Pick {
  let largest = -1;
  findings.forEach((finding, i) => {
    if (largest < 0 || finding.excessKwh > findings[largest]!.excessKwh) {
      largest = i;
    }
  });
  const link = parseSpike(text);
  switch (link.kind) {
    case 'none':
      return { kind: 'default', index: largest };
    case 'malformed':
      return { kind: 'malformed', text: link.text, index: largest };
    case 'spike': {
      const match = matchSpike(findings, link);
      return match ? { kind: 'link', index: findings.indexOf(match) } : { kind: 'no-match', startMs: link.startMs, endMs: link.endMs, index: largest };
    }
  }
}

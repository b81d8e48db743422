import { spikeParam } from './spike';

/** Writes the address of one investigation, relative to Grafana, which opens on the same spike wherever it is pasted. */

export interface InvestigationLink {
  /** What is looked at; absolute, for "last 6 hours" means something else tomorrow. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly meterId?: string;
  readonly line?: string;
  readonly spike?: { readonly startMs: number; readonly endMs: number };
  /** What the sender saw, as `seenParam` writes it. */
  readonly seen?: string;
}

/** The path and query, without host and sub-path. Names from data are escaped, half a pair of code units as the sign for it; what is absent is left out. */
export function investigationPath({ fromMs, toMs, meterId, line, spike, seen }: InvestigationLink): string {
  const parts: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ['from', String(Math.round(fromMs))],
    ['to', String(Math.round(toMs))],
    ['var-meter', meterId],
    ['var-line', line],
    ['var-spike', spike && spikeParam(spike.startMs, spike.endMs)],
    ['var-seen', seen],
  ];
  const query = parts.flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd'))}`] : []));
  return `/d/spiketrace-investigation?${query.join('&')}`;
}

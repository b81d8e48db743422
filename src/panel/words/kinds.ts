import type { Finding, SpikeKind } from '../../engine';

/** What a spike is called in two or three words, by what tells most about it. */

const names: Readonly<Record<Exclude<SpikeKind['kind'], 'excess'>, string>> = {
  'coincident-start': 'coincident start', 'start-up': 'start-up', inrush: 'inrush', 'unmetered-load': 'load without a state', 'compressor-unloaded': 'unloaded running',
  idle: 'idle load', 'within-state-variation': 'variation inside a state', drift: 'slow rise', 'demand-peak': 'demand peak',
};

/** undefined where nothing more is known than that demand rose. */
export function kindName({ kinds = [], spottedBy }: Finding): string | undefined {
  return spottedBy === 'hand' ? 'marked window' : Object.entries(names).find(([kind]) => kinds.some((one) => one.kind === kind))?.[1];
}

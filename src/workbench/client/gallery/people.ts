// What Grafana would answer about people in the gallery: who may say something about a spike, and what was said.
import type { Platform } from '../../../panel/platform';
import type { GivenVerdict } from '../../../workflow';

export type Said = Omit<GivenVerdict, 'id' | 'meterId'>;

/** @param reason why nobody may save here; absent = everybody may */
export function platformOf(said: readonly Said[], reason?: string): Platform {
  return {
    rights: () => Promise.resolve(reason === undefined ? { kind: 'organisation' } : { kind: 'none', reason }),
    verdicts: (meterId) => Promise.resolve(said.map((one, i) => ({ ...one, id: i + 1, meterId }))),
    save: () => Promise.resolve({ kind: 'failed', text: 'the gallery keeps nothing' }),
    shorten: () => Promise.reject(new Error('the gallery has no short links')),
  };
}

import type { LabelledPlant } from '../labelled';
import { bakery } from './bakery';
import { batch } from './batch';
import { canteen } from './canteen';
import { coldstore } from './coldstore';
import { dark } from './dark';
import { foundry } from './foundry';
import { jobshop } from './jobshop';
import { line } from './line';
import { moulding } from './moulding';
import { packaging } from './packaging';
import { quarry } from './quarry';
import { utilities } from './utilities';

/** Every kind of made-up plant, by name. The same kind and seed always give the same plant. */
export const KINDS: Readonly<Record<string, (seed: number) => LabelledPlant>> = {
  'line-L0': (seed) => line('L0', seed),
  'line-L1': (seed) => line('L1', seed),
  'line-L2': (seed) => line('L2', seed),
  'line-L3': (seed) => line('L3', seed),
  'line-L4': (seed) => line('L4', seed),
  'line-L5': (seed) => line('L5', seed),
  moulding, bakery, foundry, utilities, coldstore, packaging, jobshop, dark, batch, quarry, canteen,
};

/** @throws RangeError that lists the kinds when the name is none of them */
export function labelledPlant(kind: string, seed: number): LabelledPlant {
  const make = KINDS[kind];
  if (make === undefined) {
    throw new RangeError(`no kind of plant is called ${kind}; there are ${Object.keys(KINDS).join(', ')}`);
  }
  return make(seed);
}

import type { Reader } from '../../influx';

/** How the plant section asks: the reader of the saved settings, or what keeps it from asking, in words. */
export type PlantReaderOf = () => Promise<{ readonly kind: 'ready'; readonly reader: Pick<Reader, 'discover' | 'lookInto' | 'closures'> } | { readonly kind: 'failed'; readonly text: string }>;

/** One question of the section at a time. */
export type Asked<T> = { readonly kind: 'idle' } | { readonly kind: 'asking' } | { readonly kind: 'failed'; readonly text: string } | { readonly kind: 'done'; readonly value: T };

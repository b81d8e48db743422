/** One field of one series, as files hold it: named as InfluxDB names it, so that a plant map finds it there too. */
export interface FileSeries {
  readonly measurement: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly field: string;
  /** n, epoch ms UTC, ascending. Equal stamps stand in the order of the file, and only where none of them has written over another. */
  readonly timeMs: Float64Array;
  readonly value: FileValues;
}

export type FileValues =
  /** n; NaN = nothing arrived. */
  | { readonly kind: 'numbers'; readonly numbers: Float64Array }
  /** n, index into `texts`; truth values are the texts true and false. */
  | { readonly kind: 'texts'; readonly code: Uint16Array; readonly texts: readonly string[] };

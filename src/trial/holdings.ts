import type { FileSeries } from '../files';

/** What opened files hold, by the names that a plant map uses: measurements with their fields and tags. */

export interface Holding {
  readonly measurement: string;
  readonly fields: readonly string[];
  /** With the number of different values of each. */
  readonly tags: ReadonlyArray<{ readonly name: string; readonly values: number }>;
  /** One for each field and set of tags. */
  readonly series: number;
}

/** In the order of the files. One pass over the series. */
export function holdingsOf(all: readonly FileSeries[]): readonly Holding[] {
  const found = new Map<string, { readonly fields: Set<string>; readonly tags: Map<string, Set<string>>; series: number }>();
  for (const { measurement, field, tags } of all) {
    const one = found.get(measurement) ?? { fields: new Set<string>(), tags: new Map<string, Set<string>>(), series: 0 };
    found.set(measurement, one);
    one.series++;
    one.fields.add(field);
    for (const [name, value] of tags) {
      one.tags.set(name, (one.tags.get(name) ?? new Set()).add(value));
    }
  }
  return [...found].map(([measurement, { fields, tags, series }]) => ({
    measurement, fields: [...fields], tags: [...tags].map(([name, values]) => ({ name, values: values.size })), series,
  }));
}

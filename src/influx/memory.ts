/** What may be forgotten: values by key up to a size in bytes; the one that was used longest ago goes first. */
export interface Memory<T> {
  readonly has: (key: string) => boolean;
  readonly get: (key: string) => T | undefined;
  /** What is larger than the whole memory is not kept. */
  readonly set: (key: string, value: T, bytes: number) => void;
  readonly delete: (key: string) => void;
  readonly bytes: () => number;
}

/** A Map keeps the order of insertion, so taking an entry out and putting it in again makes it the youngest. O(1) each. */
export function createMemory<T>(mostBytes: number): Memory<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  let held = 0;
  const forget = (key: string) => {
    held -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    has: (key) => entries.has(key),
    get(key) {
      const found = entries.get(key);
      if (found) {
        entries.delete(key);
        entries.set(key, found);
      }
      return found?.value;
    },
    set(key, value, bytes) {
      forget(key);
      if (bytes > mostBytes) {
        return;
      }
      entries.set(key, { value, bytes });
      held += bytes;
      for (const oldest of entries.keys()) {
        if (held <= mostBytes) {
          break;
        }
        forget(oldest);
      }
    },
    delete: forget,
    bytes: () => held,
  };
}

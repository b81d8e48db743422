/** What may be forgotten: values by key, together up to a size in bytes; the one that was used longest ago goes first. */

/** The size that several memories share. */
export interface Room {
  /** Takes an entry in, or makes it the youngest. `forget` is called when its place is needed. */
  readonly keep: (entry: Kept) => void;
  readonly leave: (entry: Kept) => void;
  readonly mostBytes: number;
  readonly bytes: () => number;
}

interface Kept {
  readonly bytes: number;
  readonly forget: () => void;
}

/** A Set keeps the order of insertion, so taking an entry out and putting it in again makes it the youngest. O(1) each. */
export function createRoom(mostBytes: number): Room {
  const entries = new Set<Kept>();
  let held = 0;
  const leave = (entry: Kept) => {
    held -= entries.delete(entry) ? entry.bytes : 0;
  };
  return {
    mostBytes,
    bytes: () => held,
    leave,
    keep(entry) {
      leave(entry);
      entries.add(entry);
      held += entry.bytes;
      for (const oldest of entries) {
        if (held <= mostBytes) {
          break;
        }
        leave(oldest);
        oldest.forget();
      }
    },
  };
}

export interface Memory<T> {
  readonly has: (key: string) => boolean;
  readonly get: (key: string) => T | undefined;
  /** What is larger than the whole room is not kept. */
  readonly set: (key: string, value: T, bytes: number) => void;
  readonly delete: (key: string) => void;
}

export function createMemory<T>(room: Room): Memory<T> {
  const values = new Map<string, Kept & { readonly value: T }>();
  const remove = (key: string) => {
    const found = values.get(key);
    if (found) {
      values.delete(key);
      room.leave(found);
    }
  };
  return {
    has: (key) => values.has(key),
    get(key) {
      const found = values.get(key);
      if (found) {
        room.keep(found);
      }
      return found?.value;
    },
    set(key, value, bytes) {
      remove(key);
      if (bytes <= room.mostBytes) {
        const entry = { value, bytes, forget: () => values.delete(key) };
        values.set(key, entry);
        room.keep(entry);
      }
    },
    delete: remove,
  };
}

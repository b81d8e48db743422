import type { TrialFile } from '../../trial';

/** Keeps the opened files in this browser's own storage (IndexedDB), so that a reload of the page still has them. */

export interface Keeper {
  readonly load: (uid: string) => Promise<readonly TrialFile[]>;
  /** No files = forget. */
  readonly save: (uid: string, files: readonly TrialFile[]) => Promise<void>;
}

const DATABASE = 'spiketrace-trial';
const STORE = 'files';

/** Rejects where the browser keeps nothing, as private windows may. */
export function browserKeeper(factory: IDBFactory): Keeper {
  return {
    load: (uid) => within(factory, 'readonly', async (store) => filesOf(await answer<unknown>(store.get(uid)))),
    save: (uid, files) => within(factory, 'readwrite', async (store) => {
      if (files.length === 0) {
        await answer(store.delete(uid));
      } else {
        await answer(store.put(files, uid));
      }
    }),
  };
}

async function within<T>(factory: IDBFactory, mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answer(opening);
  try {
    return await work(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('the browser’s storage did not answer'));
  });
}

/** What another version has stored is not taken for files. */
function filesOf(stored: unknown): readonly TrialFile[] {
  return Array.isArray(stored) && stored.every(isFile) ? stored : [];
}

function isFile(one: unknown): one is TrialFile {
  return typeof one === 'object' && one !== null && 'role' in one && 'name' in one && 'bytes' in one
    && (one.role === 'meter' || one.role === 'states' || one.role === 'shifts') && typeof one.name === 'string' && one.bytes instanceof Uint8Array;
}

import type { Outcome, PlantMap } from '../../influx';
import { mapOfFiles, openTrial, type Trial, type TrialFile } from '../../trial';
import { browserKeeper, type Keeper } from './keep';

/** The files that are open in this tab, by data source: all panels and editors see the same ones. */

export interface Opened {
  readonly files: readonly TrialFile[];
  readonly trial: Outcome<Trial>;
  /** What the files suggest; undefined when they cannot be read, or hold no meter. */
  readonly map?: PlantMap;
  /** True when a reload of the page will still have them. */
  readonly kept: boolean;
  /** Counts changes, so that nobody answers from files that are no longer open. */
  readonly version: number;
}

export interface TrialFiles {
  readonly current: () => Opened;
  /** Settles when what this browser kept is there. Never rejects. */
  readonly ready: Promise<void>;
  /** Takes the place of the file with the same role. */
  readonly open: (file: TrialFile) => Promise<void>;
  readonly close: (role: TrialFile['role']) => Promise<void>;
  readonly forget: () => Promise<void>;
  /** @returns how to stop */
  readonly subscribe: (changed: () => void) => () => void;
}

const byUid = new Map<string, TrialFiles>();

export function trialFilesOf(uid: string): TrialFiles {
  const known = byUid.get(uid) ?? createTrialFiles(uid, typeof indexedDB === 'undefined' ? undefined : browserKeeper(indexedDB));
  byUid.set(uid, known);
  return known;
}

/** @param keeper undefined = this browser keeps nothing */
export function createTrialFiles(uid: string, keeper: Keeper | undefined): TrialFiles {
  const listeners = new Set<() => void>();
  let opened: Opened = openedOf([], false, 0);

  function become(files: readonly TrialFile[], kept: boolean): void {
    opened = openedOf(files, kept, opened.version + 1);
    listeners.forEach((changed) => changed());
  }

  async function change(files: readonly TrialFile[]): Promise<void> {
    become(files, false);
    const kept = await keeper?.save(uid, files).then(() => true, () => false);
    // Somebody may have opened another one meanwhile.
    if (kept && opened.files === files) {
      opened = { ...opened, kept };
      listeners.forEach((changed) => changed());
    }
  }

  const ready = (keeper?.load(uid) ?? Promise.resolve([])).then(
    (files) => {
      if (files.length > 0 && opened.files.length === 0) {
        become(files, true);
      }
    },
    () => undefined
  );
  return {
    current: () => opened,
    ready,
    open: async (file) => {
      await ready;
      await change([...opened.files.filter((one) => one.role !== file.role), file]);
    },
    close: (role) => change(opened.files.filter((one) => one.role !== role)),
    forget: () => change([]),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

function openedOf(files: readonly TrialFile[], kept: boolean, version: number): Opened {
  const trial = openTrial(files);
  const map = trial.kind === 'ok' ? mapOfFiles(trial.value.series) : undefined;
  return { files, trial, kept, version, ...(map && map.meters.length > 0 ? { map } : {}) };
}

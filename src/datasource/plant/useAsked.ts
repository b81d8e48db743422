import { useCallback, useEffect, useRef, useState } from 'react';
import type { Outcome, Reader } from '../../influx';
import type { Asked, PlantReaderOf } from './reading';

/** A question that a button asks: what came of it, and a way to ask; leaving the page ends it. */
export function useAsked<T, A extends readonly unknown[]>(
  readerOf: PlantReaderOf | undefined, question: (reader: Pick<Reader, 'discover' | 'lookInto' | 'closures'>, signal: AbortSignal, ...args: A) => Promise<Outcome<T>>
): readonly [Asked<T>, (...args: A) => void] {
  const [asked, setAsked] = useState<Asked<T>>({ kind: 'idle' });
  const abort = useRef<AbortController>();
  useEffect(() => () => abort.current?.abort(), []);
  const ask = useCallback((...args: A) => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    setAsked({ kind: 'asking' });
    const settle = (now: Asked<T>) => own.signal.aborted || setAsked(now);
    void (async () => {
      const ready = await readerOf?.();
      if (ready?.kind !== 'ready') {
        settle({ kind: 'failed', text: ready?.text ?? 'Save the settings first: what is asked goes through the saved data source.' });
        return;
      }
      const outcome = await question(ready.reader, own.signal, ...args);
      settle(outcome.kind === 'ok' ? { kind: 'done', value: outcome.value } : { kind: 'failed', text: `${outcome.failure.text} ${outcome.failure.advice}` });
    })();
  }, [readerOf, question]);
  return [asked, ask];
}

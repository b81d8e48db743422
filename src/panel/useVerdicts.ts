import { useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { TimeRange } from '../base';
import { RAISE_RULE, textOf, type GivenVerdict, type VerdictDraft } from '../workflow';
import { PlatformContext, saidBy, type Platform, type Rights, type Saved } from './platform';
import { words } from './words';

/** The verdicts of one meter around a view, who may add one, and a way to do so. */

export interface Verdicts {
  /** undefined until Grafana has answered. */
  readonly rights: Rights | undefined;
  readonly given: readonly GivenVerdict[];
  /** Why those of others are not shown, if so. */
  readonly failed: string | undefined;
  /** The sentence about it, and the address of the investigation. */
  readonly save: (draft: VerdictDraft, sentence: string, link: string) => Promise<Saved>;
}

/** A server that says neither yes nor no: until it does, what is said about a spike can be copied. */
const NO_ANSWER_MS = 10_000;

/** @param fresh changes with every refresh of the dashboard: somebody else may have said something in between */
export function useVerdicts(meterId: string | undefined, { startMs, endMs }: TimeRange, fresh: unknown): Verdicts {
  const platform = useContext(PlatformContext);
  const [rights, setRights] = useState<Rights>();
  const [given, setGiven] = useState<readonly GivenVerdict[]>([]);
  const [failed, setFailed] = useState<string>();
  const [round, setRound] = useState(0);
  const known = useRef<Platform>();
  useEffect(() => {
    // What could not be found out is asked again with the next refresh.
    if (known.current !== platform) {
      void platform.rights().then((answer) => {
        setRights(answer);
        known.current = answer.kind === 'none' && answer.unknown ? undefined : platform;
      });
    }
  }, [platform, fresh]);
  useEffect(() => {
    const timer = setTimeout(() => setRights((now) => now ?? { kind: 'none', reason: words.rightsUnknown(words.noAnswer) }), NO_ANSWER_MS);
    return () => clearTimeout(timer);
  }, [platform]);
  useEffect(() => {
    if (meterId === undefined) {
      return;
    }
    let gone = false;
    platform.verdicts(meterId, { startMs: startMs - RAISE_RULE.withinMs, endMs }).then(
      (found) => {
        if (!gone) {
          setGiven(found);
          setFailed(undefined);
        }
      },
      (error: unknown) => gone || setFailed(saidBy(error))
    );
    return () => {
      gone = true;
    };
  }, [platform, meterId, startMs, endMs, fresh, round]);
  const save = useCallback(async (draft: VerdictDraft, sentence: string, link: string): Promise<Saved> => {
    if (!rights || rights.kind === 'none') {
      return { kind: 'failed', text: rights?.reason ?? '' };
    }
    const saved = await platform.save(draft, textOf(sentence, link), rights.kind);
    if (saved.kind === 'saved') {
      setRound((count) => count + 1);
    }
    return saved;
  }, [platform, rights]);
  return { rights, given, failed, save };
}

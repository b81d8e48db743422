import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { valuesOf, type TimeRange } from '../base';
import type { DemandOptions } from '../engine';
import type { Gathered } from '../frames';
import { AnalysisClient, type AnalysisOutcome } from '../thread';

/** Asks for the answer to what the dashboard shows now, with its progress and a way to stop it. */

export type Plant = Extract<Gathered, { readonly kind: 'plant' }>;

/** What an answer depends on beside the readings; equal objects ask nothing again. */
export interface Question {
  readonly range: TimeRange;
  readonly minimumExcessKw: number;
  readonly demand: DemandOptions;
  /** A window that somebody marked by hand. */
  readonly marked: TimeRange | undefined;
}

export interface Answered extends Question {
  readonly plant: Plant;
  readonly outcome: AnalysisOutcome;
}

export type Work =
  | { readonly kind: 'idle' }
  /** share: 0..1. */
  | { readonly kind: 'analysing'; readonly share: number }
  | { readonly kind: 'cancelled' };

export interface Asked {
  /** The newest answer; the old one stays until the next is there. */
  readonly answered: Answered | undefined;
  readonly work: Work;
  readonly cancel: () => void;
  /** Asks once more what was cancelled. */
  readonly again: () => void;
}

/** @param loading true while the readings are still on their way: nothing is asked then */
export function useAnswer(gathered: Gathered, question: Question, loading: boolean): Asked {
  const [answered, setAnswered] = useState<Answered>();
  const [work, setWork] = useState<Work>({ kind: 'idle' });
  const [round, setRound] = useState(0);
  const client = useRef<AnalysisClient>();
  useEffect(() => () => {
    client.current?.stop();
    client.current = undefined;
  }, []);
  useEffect(() => {
    if (gathered.kind !== 'plant' || !hasReadings(gathered) || loading) {
      return;
    }
    client.current ??= new AnalysisClient();
    const { view, learn, machines, zone, shifts } = gathered;
    const { range, minimumExcessKw, demand, marked } = question;
    setWork({ kind: 'analysing', share: 0 });
    client.current.ask(
      {
        kind: learn ? 'learning' : 'view', plant: { meter: learn ?? view, machines, zone }, view: range, minimumExcessKw,
        demand, shifts, ...(marked ? { marked: [marked] } : {}),
      },
      // The first picture is much work for the page: as a transition React does it in slices, and the page stays responsive.
      (outcome) => startTransition(() => {
        setAnswered({ ...question, plant: gathered, outcome });
        setWork({ kind: 'idle' });
      }),
      (share) => setWork({ kind: 'analysing', share })
    );
  }, [gathered, question, loading, round]);
  const cancel = useCallback(() => {
    client.current?.stop();
    setWork({ kind: 'cancelled' });
  }, []);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { answered, work, cancel, again };
}

export function hasReadings(gathered: Gathered): boolean {
  return gathered.kind === 'plant' && valuesOf(gathered.view).some(Number.isFinite);
}

import type { Finding } from '../../engine';
import { plainKw } from '../../links';
import type { GivenVerdict, VerdictDraft, VerdictKind } from '../../workflow';
import { clock, counted, dateText, endClock, machineText, nameText, stateWords } from './parts';

/** What is said about verdicts, and the sentence that is stored with one. */

const did: Readonly<Record<VerdictKind, string>> = { confirmed: 'Confirmed', corrected: 'Corrected', rejected: 'Rejected', planned: 'Planned' };

/** A tick, an arrow, a cross, a P: in the word, the list, and the spike's chip. */
export const verdictMarks: Readonly<Record<VerdictKind, string>> = { confirmed: '✓', corrected: '→', rejected: '✕', planned: 'P' };

export const verdictLabels = {
  verdict: { confirmed: 'Confirm', corrected: 'Correct…', rejected: 'Reject', planned: 'Planned' } satisfies Record<VerdictKind, string>,
  did, kind: 'Verdict', verdictsSoFar: (count: number) => counted(count, 'verdict'), addReason: 'Reason, note', otherVerdict: 'Other verdict, reason, note', machine: 'Machine', state: 'State', reason: 'Reason', note: 'Note',
  noMachine: 'a load without a state', anyState: 'any state', noReason: 'none', save: 'Save', saving: 'Saving…', closeForm: 'Close',
  reasons: {
    'start-of-shift': 'start of shift', 'warm-up': 'warm-up', changeover: 'changeover', cleaning: 'cleaning', maintenance: 'maintenance', 'test-run': 'test run', fault: 'fault',
    'load-without-state': 'load without a state', other: 'other',
  },
  notSaved: (text: string) => `Not saved: ${text}. Your reason and note are kept.`, saved: (kind: VerdictKind) => `${did[kind]}. Saved.`,
  mayNotSave: (reason: string) => `You may not save here: ${reason}`, copyText: 'Copy as text', textCopied: 'Text copied.', copyTextByHand: 'Copy this text by hand:',
  viewerOnly: 'your role may look, not annotate. An administrator can give you Edit on the folder “Energy spikes”.',
  rightsUnknown: (text: string) => `Grafana did not say who may annotate: ${text}.`, noAnswer: 'no answer', asking: 'Asking who may save…',
  verdictsFailed: (text: string) => `Verdicts of others could not be read: ${text}.`,
  verdictWhenComplete: 'Verdict: available when the data are complete',
  raised: (count: number, was: string) => `raised by ${counted(count, 'confirmation')} (was ${was}).`, undo: 'Undo', raiseAgain: 'Raise again',
  notRaised: (count: number) => `${counted(count, 'confirmation')} of earlier spikes left aside.`,
} as const;

export function authorText({ author, givenMs }: GivenVerdict, zone: string): string {
  return `by ${nameText(author) || 'somebody'}, ${clock(givenMs, zone, true)}`;
}

/** "Corrected to oven-1, heat up". */
export function verdictText({ kind, machines, state }: VerdictDraft): string {
  const what = [machineText(machines), ...(state ? [stateWords(state)] : [])].filter(Boolean).join(', ');
  return kind === 'corrected' ? `${did.corrected} to ${what || verdictLabels.noMachine}` : did[kind];
}

/** One plain sentence to be stored: what was decided, about which spike of which meter. */
export function verdictSentence(draft: VerdictDraft, finding: Finding, note: string, zone: string): string {
  const spike = `${finding.excessKw > 0 ? '+' : ''}${plainKw(finding.excessKw)} kW on ${nameText(draft.meterId)}, ${dateText(draft.startMs, zone)} ${clock(draft.startMs, zone)} to ${endClock(draft, zone)} ${zone}`;
  const what = [machineText(draft.machines), ...(draft.state ? [nameText(draft.state)] : [])].filter(Boolean).join(' ');
  const about = {
    confirmed: what ? `Confirmed: ${what} drew most of` : 'Confirmed: no reported state explains most of',
    corrected: what ? `Corrected: ${what} drew most of` : 'Corrected: a load without a state drew most of',
    rejected: what ? `Rejected: it was not ${what} that drew most of` : 'Rejected: the finding about',
    planned: 'Planned: the plant expected',
  }[draft.kind];
  const why = draft.reason ? `, reason ${draft.reason}` : '';
  const noted = note.trim() === '' ? '' : ` (${nameText(note.trim().replace(/\s+/g, ' '))})`;
  return `${about} ${spike}${why}${noted}.`;
}

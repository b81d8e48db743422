import { HOUR_MS, MINUTE_MS } from '../base';
import { unsaid, type Saying } from './saying';
import { isIn, nearestEntry, stepsOf, summaryOf, thousandths, type Learnt, type Steps } from './steps';
import type { Cause, Evidence, Finding, ObservedStep } from './types';
import type { Energy } from './windows';

/** Puts beside each line of a finding what speaks for it, and what would change the answer. */

/**
 * Lines that add less than this share of the excess carry no evidence: it would be longer than they are worth. Those that
 * took away neither, for it is the entries into a state that are looked at.
 */
const WORTH_SHARE = 0.02;
/** Fewer steps than this say nothing about a usual one. */
const FEWEST = 3;

/** The event study of one analysis, from which the evidence of all its findings is taken. */
export interface Study {
  readonly learnt: Learnt;
  readonly steps: readonly Steps[];
  /** What was already worked out, by its question. */
  readonly known: Map<string, unknown>;
}

/** O(transitions · log transitions), once an analysis */
export function studyOf(learnt: Learnt, energy: Energy): Study {
  return { learnt, steps: stepsOf(learnt, energy), known: new Map() };
}

/** The finding with `evidence` beside its causes. O(causes), beside each state's summary once an analysis */
export function withEvidence(finding: Finding, study: Study): Finding {
  const worth = WORTH_SHARE * finding.excessKw;
  const rising = finding.causes.filter((cause) => cause.kw > 0);
  const first = rising[0];
  const second = rising.find((cause) => cause.machines.join() !== first.machines.join());
  const causes = finding.causes.map((cause) => {
    const suspect = cause === first ? second : cause === second ? first : undefined;
    return cause.kw < worth ? cause : { ...cause, evidence: evidenceOf(cause, suspect, finding, study) };
  });
  return { ...finding, causes };
}

interface Place {
  readonly track: number;
  readonly stateCode: number;
}

/** The track that stands for a cause: of a group the first member that has the state. */
function placeOf({ machines, state }: Cause, { learnt }: Study): Place | undefined {
  const track = learnt.tracks.findIndex(({ machineId, states }) => machines.includes(machineId) && states.includes(state));
  return track < 0 ? undefined : { track, stateCode: learnt.tracks[track].states.indexOf(state) };
}

function evidenceOf(cause: Cause, suspect: Cause | undefined, finding: Finding, study: Study): Evidence | undefined {
  const place = placeOf(cause, study);
  if (!place) {
    return undefined;
  }
  const track = study.learnt.tracks[place.track];
  const usual = usualOf(place, study);
  const apart = suspect && usual.entries.length > 0 ? apartFrom(place, suspect, study) : undefined;
  const entry = nearestEntry(track, place.stateCode, finding.startMs, finding.startMs - HOUR_MS, finding.endMs);
  const wouldHelp = helpOf(cause, usual, apart, suspect);
  const evidence = {
    entries: usual.entries.length,
    ...(usual.step ? { step: usual.step } : {}),
    ...(usual.alone ? { alone: usual.alone } : {}),
    ...(apart ? { apart } : {}),
    ...(entry > 0 ? { secondsBeforeOnset: thousandths((finding.startMs - track.timeMs[entry]) / 1000) } : {}),
    clockOffsetS: thousandths(study.learnt.offsetsMs[place.track] / 1000),
  };
  return wouldHelp ? unsaid(evidence, ...wouldHelp) : evidence;
}

interface Usual {
  /** Indices into the machine's log. */
  readonly entries: readonly number[];
  readonly step?: ObservedStep;
  readonly alone?: ObservedStep;
}

function usualOf(place: Place, study: Study): Usual {
  return remembered(study, `usual ${place.track} ${place.stateCode}`, () => {
    const { stateCode } = study.learnt.tracks[place.track];
    const steps = study.steps[place.track];
    const entries: number[] = [];
    for (let i = 1; i < stateCode.length; i++) {
      if (stateCode[i] === place.stateCode) {
        entries.push(i);
      }
    }
    const step = summaryOf(steps, entries);
    return { entries, step: step && step.count >= FEWEST ? step : undefined, alone: summaryOf(steps, entries.filter((i) => steps.alone[i] === 1)) };
  });
}

/** Entries of the one while the other suspect was not in its state, from a minute before to a minute after. */
function apartFrom(place: Place, suspect: Cause, study: Study): Evidence['apart'] {
  const other = placeOf(suspect, study);
  if (!other) {
    return undefined;
  }
  return remembered(study, `apart ${place.track} ${place.stateCode} ${other.track} ${other.stateCode}`, () => {
    const track = study.learnt.tracks[place.track];
    const beside = study.learnt.tracks[other.track];
    const away = (ms: number) => !isIn(beside, other.stateCode, ms - MINUTE_MS) && !isIn(beside, other.stateCode, ms + MINUTE_MS);
    const seen = summaryOf(study.steps[place.track], usualOf(place, study).entries.filter((i) => away(track.timeMs[i])));
    return { machines: suspect.machines, state: suspect.state, count: seen?.count ?? 0, ...(seen ? { medianKw: seen.medianKw } : {}) };
  });
}

/** The answer to a question about this study, worked out the first time that it is asked. */
export function remembered<T>(study: Study, question: string, answer: () => T): T {
  if (!study.known.has(question)) {
    study.known.set(question, answer());
  }
  return study.known.get(question) as T;
}

/** Undefined when nothing simple would make the line surer. */
function helpOf({ machines, state }: Cause, usual: Usual, apart: Evidence['apart'], suspect: Cause | undefined): Saying | undefined {
  const times = usual.entries.length;
  if (machines.length > 1) {
    return ['start-apart', machines];
  }
  if (times < FEWEST) {
    return ['more-entries', machines[0], state, times];
  }
  if (suspect && apart?.count === 0) {
    return ['alone-once', machines[0], state, suspect.machines, suspect.state];
  }
  return usual.alone ? undefined : ['on-its-own', machines[0], state, times];
}
